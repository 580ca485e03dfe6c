"""What consents are worth, as tables and as sentences."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from pandas import DataFrame

from sezgeo import display
from sezgeo.i18n import LANGUAGES, Language, Text, number

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
        return Text(*(self._said(lang) for lang in LANGUAGES))

    def _said(self, lang: Language) -> str:
        russian = lang == "ru"
        alone, together = (hectares(area, lang) for area in (self.alone_ha, self.together_ha))
        said = f"{self.consent.say(lang)}: "
        if self.alone_ha > 0:
            said += f"+{alone}"
            if round(self.alone_ha - self.sure_ha, 2) > 0:
                sure = hectares(self.sure_ha, lang)
                said += f" (наверняка {sure})" if russian else f" (of it {sure} for certain)"
        else:
            said += "само по себе не даёт ничего" if russian else "frees nothing by itself"
        if self.together_ha > 0:
            others = "; ".join(partner.say(lang) for partner in self.partners)
            said += (
                f", ещё {together} вместе с другими ({others})"
                if russian
                else f", {together} more together with others ({others})"
            )
        return f"{said}; {'участки' if russian else 'plots'} {_named(self.plots, lang)}"


@display.shows(Waiver)
def _waiver(one: Waiver) -> display.View:
    return display.View(one.sentence)


@dataclass(frozen=True, slots=True)
class Silence:
    """A conditional norm that nobody can weigh on some plots, and whom to ask."""

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
        Conditional norms that cannot be weighed, for want of data.
    """

    pieces: DataFrame
    silent: tuple[Silence, ...]

    @property
    def free_ha(self) -> float:
        """Return the land on which building takes no consent known."""
        needs_none = self.pieces["consents"].map(len) == 0
        return float(self.pieces.loc[needs_none, "area_ha"].sum())

    @cached_property
    def ranked(self) -> tuple[Waiver, ...]:
        """Return the consents, the one that wins most land first."""
        asked = {consent for consents in self.pieces["consents"] for consent in consents}
        return tuple(
            sorted(
                (self._waiver(consent) for consent in asked),
                key=lambda one: (
                    -round(one.alone_ha, _DIGITS),
                    -round(one.together_ha, _DIGITS),
                    one.consent.en,
                ),
            )
        )

    def _waiver(self, consent: Text) -> Waiver:
        waits = self.pieces["consents"].map(lambda consents: consent in consents)
        mine = self.pieces[waits.astype(bool)]
        needs = mine["consents"].map(len)
        partners = {text for consents in mine["consents"] for text in consents} - {consent}
        return Waiver(
            consent=consent,
            rules=tuple(sorted(_rules_of(consent, mine))),
            plots=tuple(sorted(set(mine["plot_id"]))),
            alone_ha=float(mine.loc[needs == 1, "area_ha"].sum()),
            sure_ha=float(mine.loc[needs == 1, "sure_ha"].sum()),
            together_ha=float(mine.loc[needs > 1, "area_ha"].sum()),
            partners=tuple(sorted(partners, key=lambda text: text.en)),
        )

    @property
    def table(self) -> DataFrame:
        """Return one row per consent, the one that wins most land first."""
        rows = [
            {
                "consent": str(one.consent),
                "rules": ", ".join(one.rules),
                "plots": len(one.plots),
                "alone_ha": one.alone_ha,
                "sure_ha": one.sure_ha,
                "together_ha": one.together_ha,
                "partners": "; ".join(map(str, one.partners)),
            }
            for one in self.ranked
        ]
        columns = ["consent", "rules", "plots", "alone_ha", "sure_ha", "together_ha", "partners"]
        return DataFrame(rows, columns=columns).set_index("consent")

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {
            "free_ha": self.free_ha,
            "waivers": [asdict(one) | {"sentence": asdict(one.sentence)} for one in self.ranked],
            "pieces": [
                row | {"consents": [asdict(consent) for consent in row["consents"]]}
                for row in self.pieces.to_dict("records")
            ],
            "silent": [asdict(one) for one in self.silent],
        }

    def lines(self) -> list[Text]:
        """Return all sentences in the order of reading."""
        return [self._headline(), *(one.sentence for one in self.ranked), *self._unweighed()]

    def _headline(self) -> Text:
        plots = self.pieces["plot_id"].nunique()
        if not plots:
            return Text(
                "Все участки исключены: никакое согласие земли не добавит.",
                "Every plot is excluded: no consent wins any land.",
            )
        free = Text(*(hectares(self.free_ha, lang) for lang in LANGUAGES))
        opening = Text(
            f"Без согласий можно занять {free.ru} (участков, которые ничто не исключает: {plots}).",
            f"Without any consent {free.en} may be used (plots that nothing excludes: {plots}).",
        )
        if self.ranked:
            return opening
        return Text(
            f"{opening.ru} Ни одно согласие земли не добавит: известные зоны этих участков "
            "не касаются.",
            f"{opening.en} No consent wins any land: no known zone touches these plots.",
        )

    def _unweighed(self) -> Iterator[Text]:
        for one in self.silent:
            yield Text(
                f"Не взвешено, неизвестно на {one.plots} уч.: {one.title.ru}; {one.ask.ru}",
                f"Not weighed, unknown on {one.plots} plots: {one.title.en}; {one.ask.en}",
            )


@display.shows(Waivers)
def _waivers(found: Waivers) -> display.View:
    head, *rest = found.lines()
    won, missing = rest[: len(found.ranked)], rest[len(found.ranked) :]
    return display.View(head, (display.Items(won, numbered=True), display.Items(missing)))


def _rules_of(consent: Text, pieces: DataFrame) -> set[str]:
    pairs = zip(pieces["consents"], pieces["rules"], strict=True)
    return {
        rule
        for consents, rules in pairs
        for asked, ids in zip(consents, rules, strict=True)
        if asked == consent
        for rule in ids
    }


def hectares(area: float, lang: Language) -> str:
    r"""
    Write an area; what is there but too small to be seen is not written as zero.

    Examples
    --------
    >>> hectares(1.234, "ru"), hectares(0.001, "en")
    ('1,23\xa0га', 'under 0.01\xa0ha')
    """
    unit = "га" if lang == "ru" else "ha"
    if 0 < area < 0.005:  # noqa: PLR2004 (half of the last digit shown)
        return f"{'менее 0,01' if lang == 'ru' else 'under 0.01'}\xa0{unit}"
    return f"{number(area, lang, 2)}\xa0{unit}"


def _named(plots: tuple[str, ...], lang: Language) -> str:
    more = len(plots) - PLOTS_NAMED
    rest = f" и ещё {more}" if lang == "ru" else f" and {more} more"
    return ", ".join(plots[:PLOTS_NAMED]) + (rest if more > 0 else "")
