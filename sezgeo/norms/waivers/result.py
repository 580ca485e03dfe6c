"""What consents are worth, as tables and as sentences."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from pandas import DataFrame

from sezgeo import display
from sezgeo.i18n import Text
from sezgeo.units import fixed

PLOTS_NAMED = 6
"""Plots named in a sentence before the rest is only counted."""
_DIGITS = 9
"""Hectares compared to this many digits, so that rounding decides no order."""


@dataclass(frozen=True, slots=True, repr=False)
class Waiver(display.Shown):
    """
    What one consent is worth.

    Attributes
    ----------
    consent
        Whose consent, or which project.
    rules
        Ids of the norms it answers.
    plots
        Plots on which land waits for it.
    alone_ha
        Land it frees by itself.
    sure_ha
        Part of that which lies in the zone even by the least width the norm allows.
    together_ha
        Land that waits for it and for other consents as well.
    partners
        The other consents that such land waits for.
    """

    consent: Text
    rules: tuple[str, ...]
    plots: tuple[str, ...]
    alone_ha: float
    sure_ha: float
    together_ha: float
    partners: tuple[Text, ...]

    @property
    def sentence(self) -> Text:
        """Say what the consent wins, alone and with others."""
        return Text(
            "{consent}: {alone}{together}; участки {plots}",
            "{consent}: {alone}{together}; plots {plots}",
        ).fill(
            consent=self.consent,
            alone=self._alone(),
            together=self._together(),
            plots=_list_plots(self.plots),
        )

    def _alone(self) -> Text:
        if not self.alone_ha > 0:
            return Text("само по себе не даёт ничего", "frees nothing by itself")
        alone = "+" + hectares(self.alone_ha)
        if not round(self.alone_ha - self.sure_ha, 2) > 0:
            return alone
        sure = Text(" (наверняка {sure})", " (of it {sure} for certain)")
        return alone + sure.fill(sure=hectares(self.sure_ha))

    def _together(self) -> Text:
        if not self.together_ha > 0:
            return Text.EMPTY
        return Text(
            ", ещё {together} вместе с другими ({others})",
            ", {together} more together with others ({others})",
        ).fill(together=hectares(self.together_ha), others=Text.join("; ", self.partners))


@display.shows(Waiver)
def _waiver(waiver: Waiver) -> display.View:
    return display.View(waiver.sentence)


@dataclass(frozen=True, slots=True)
class UnassessedRule:
    """A conditional norm that nobody can assess on some plots, and whom to ask."""

    title: Text
    ask: Text
    plots: int


@dataclass(frozen=True, eq=False, repr=False)
class Waivers(display.Shown):
    """
    Consents ranked by the land they win.

    Attributes
    ----------
    pieces : DataFrame
        Pieces of plots without their setbacks: `plot_id`, the `consents` a piece waits for (none
        if it is free), the `rules` that ask for each of them, `area_ha`, and `sure_ha` of it that
        lies in the zones even by the least widths.
    silent
        Conditional norms that cannot be assessed, for want of data.
    """

    pieces: DataFrame
    silent: tuple[UnassessedRule, ...]

    @property
    def free_ha(self) -> float:
        """Return the land on which building takes no consent known."""
        needs_none = self.pieces["consents"].map(len) == 0
        return float(self.pieces.loc[needs_none, "area_ha"].sum())

    @cached_property
    def ranked(self) -> tuple[Waiver, ...]:
        """Return the consents, the one that wins most land first."""
        every = {consent for consents in self.pieces["consents"] for consent in consents}
        return tuple(
            sorted(
                (self._waiver(consent) for consent in every),
                key=lambda waiver: (
                    -round(waiver.alone_ha, _DIGITS),
                    -round(waiver.together_ha, _DIGITS),
                    waiver.consent.en,
                ),
            )
        )

    def _waiver(self, consent: Text) -> Waiver:
        waits = self.pieces["consents"].map(lambda consents: consent in consents)
        pieces = self.pieces[waits.astype(bool)]
        needs = pieces["consents"].map(len)
        partners = {text for consents in pieces["consents"] for text in consents} - {consent}
        return Waiver(
            consent=consent,
            rules=tuple(sorted(_rules_of(consent, pieces))),
            plots=tuple(sorted(set(pieces["plot_id"]))),
            alone_ha=float(pieces.loc[needs == 1, "area_ha"].sum()),
            sure_ha=float(pieces.loc[needs == 1, "sure_ha"].sum()),
            together_ha=float(pieces.loc[needs > 1, "area_ha"].sum()),
            partners=tuple(sorted(partners, key=lambda text: text.en)),
        )

    @property
    def table(self) -> DataFrame:
        """Return one row per consent, the one that wins most land first."""
        rows = [
            {
                "consent": str(waiver.consent),
                "rules": ", ".join(waiver.rules),
                "plots": len(waiver.plots),
                "alone_ha": waiver.alone_ha,
                "sure_ha": waiver.sure_ha,
                "together_ha": waiver.together_ha,
                "partners": "; ".join(map(str, waiver.partners)),
            }
            for waiver in self.ranked
        ]
        columns = ["consent", "rules", "plots", "alone_ha", "sure_ha", "together_ha", "partners"]
        return DataFrame(rows, columns=columns).set_index("consent")

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {
            "free_ha": self.free_ha,
            "waivers": [
                asdict(waiver) | {"sentence": asdict(waiver.sentence)} for waiver in self.ranked
            ],
            "pieces": [
                row | {"consents": [asdict(consent) for consent in row["consents"]]}
                for row in self.pieces.to_dict("records")
            ],
            "silent": [asdict(rule) for rule in self.silent],
        }

    def lines(self) -> list[Text]:
        """Return all sentences in the order of reading."""
        return [self._headline(), *(waiver.sentence for waiver in self.ranked), *self._unassessed()]

    def _headline(self) -> Text:
        plots = self.pieces["plot_id"].nunique()
        if not plots:
            return Text(
                "Все участки исключены: согласования земли не добавят.",
                "Every plot is excluded: no consent wins any land.",
            )
        opening = Text(
            "Без согласований можно занять {free} (неисключённых участков: {plots}).",
            "Without any consent {free} may be used (plots that nothing excludes: {plots}).",
        ).fill(free=hectares(self.free_ha), plots=str(plots))
        if self.ranked:
            return opening
        return opening + Text(
            " Согласования земли не добавят: известные зоны этих участков не затрагивают.",
            " No consent wins any land: no known zone touches these plots.",
        )

    def _unassessed(self) -> Iterator[Text]:
        for rule in self.silent:
            yield Text(
                "Не взвешено, неизвестно на {plots} уч.: {title}; {ask}",
                "Not weighed, unknown on {plots} plots: {title}; {ask}",
            ).fill(plots=str(rule.plots), title=rule.title, ask=rule.ask)


@display.shows(Waivers)
def _waivers(waivers: Waivers) -> display.View:
    head, *rest = waivers.lines()
    won, missing = rest[: len(waivers.ranked)], rest[len(waivers.ranked) :]
    return display.View(head, (display.Items(won, numbered=True), display.Items(missing)))


def _rules_of(consent: Text, pieces: DataFrame) -> set[str]:
    pairs = zip(pieces["consents"], pieces["rules"], strict=True)
    return {
        rule
        for consents, rules in pairs
        for needed, ids in zip(consents, rules, strict=True)
        if needed == consent
        for rule in ids
    }


def hectares(area: float) -> Text:
    r"""
    Write an area; what is there but too small to be seen is not written as zero.

    Examples
    --------
    >>> hectares(1.234).ru, hectares(0.001).en
    ('1,23\xa0га', 'under 0.01\xa0ha')
    """
    if 0 < area < 0.005:  # noqa: PLR2004 (half of the last digit shown)
        return Text("менее 0,01\xa0га", "under 0.01\xa0ha")
    return fixed(area, 2) + Text("\xa0га", "\xa0ha")


def _list_plots(plots: tuple[str, ...]) -> Text:
    more = len(plots) - PLOTS_NAMED
    rest = Text(" и ещё {more}", " and {more} more").fill(more=str(more))
    return ", ".join(plots[:PLOTS_NAMED]) + (rest if more > 0 else Text.EMPTY)
