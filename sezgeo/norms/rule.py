"""What one rule of law is, as read from TOML; every key has its meaning here."""

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field, model_validator

from sezgeo import display
from sezgeo.config.figures import Number, Switch
from sezgeo.config.model import Model, ProblemsError
from sezgeo.i18n import Text

Kind = Literal["prohibition", "setback", "conditional", "status"]
Width = Literal["table", "plant", "feature"]
AppliesTo = Literal["all", "pharma", "not_pharma", "fit", "housing"]
Confidence = Literal["high", "medium", "low"]

_NO_WIDTH: tuple[float, float] = (0.0, 0.0)


class ZoneWidth(Model):
    """One line of a rule's table: the objects it is about, and their metres."""

    id: str = ""
    """Name of the line, for tests and references."""
    metres: tuple[Number, Number]
    """Width of the zone; a range where the norm, or what is known of the object, gives no more."""
    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Columns and the words one of which each must hold."""
    above: dict[str, Number] = Field(default_factory=dict)
    """Columns and the numbers each must exceed."""
    up_to: dict[str, Number] = Field(default_factory=dict)
    """Columns and the numbers each must not exceed."""
    at_least: dict[str, Number] = Field(default_factory=dict)
    """Columns and the numbers each must reach."""
    below: dict[str, Number] = Field(default_factory=dict)
    """Columns and the numbers each must stay under."""
    settlement: Literal["both", "inside", "outside"] = "both"
    """Whether it holds inside or outside the borders of settlements."""
    note_ru: str = ""
    """What must be known to use the number, in Russian."""
    note_en: str = ""
    """The same, in English."""

    @model_validator(mode="before")
    @classmethod
    def _one_number_is_a_range(cls, data: object) -> object:
        if isinstance(data, dict) and isinstance(data.get("metres"), int | float):
            return {**data, "metres": (data["metres"], data["metres"])}
        return data

    @model_validator(mode="after")
    def _range_rises(self) -> "ZoneWidth":
        low, high = self.metres
        if not 0 <= low <= high:
            text = Text(
                "metres: нужны числа не меньше 0 по возрастанию, дано {range}",
                "metres must be 0 or more and rise, got {range}",
            )
            raise ProblemsError([text.fill(range=f"[{low:g}, {high:g}]")])
        return self


class Rule(Model):
    """One rule of law: what it forbids, around what, how wide, and by which document."""

    id: Annotated[str, Field(pattern="^[a-z][a-z0-9_]+$")]
    """Key of the rule: the name of its table."""
    kind: Kind
    """`prohibition`: a plot that the zone touches is excluded. `setback`: nothing is built in
    the strip, the rest of the plot stays. `conditional`: building in the zone takes a consent.
    `status`: the land's own status decides."""
    title_ru: str
    """What the rule is about, in Russian."""
    title_en: str
    """The same, in English."""
    document_ru: str
    """The law, in Russian."""
    document_en: str
    """The law, in English."""
    clause: str
    """Clause of the document, as numbers."""
    confidence: Confidence
    """How sure we are of the metres."""
    layer: str
    """Layer of the objects."""
    applies_to: AppliesTo = "all"
    """Whom it binds: all plants, pharma only, all but pharma; `fit`: buildings inside a plot;
    `housing`: homes. The last two are kept as data and decide nothing about a plot."""
    width: Width = "table"
    """Where the metres come from: the table `metres`, the plant that is planned, or the
    feature's own columns `spz_low_m` and `spz_high_m` (then the table gives the greatest)."""
    metres: tuple[ZoneWidth, ...] = ()
    """The table; the first line that fits an object counts."""
    metres_like: str = ""
    """Rule whose table this one shares."""
    around: Switch = False
    """For a conditional rule: plants are built around its zone, not in it, consent or not."""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Columns and the words that make a feature an object of the rule; an empty cell may."""
    where_not: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Columns and the words that take a feature out of the rule."""
    spare_unknown: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Columns and words of features that count only if their own zone is known."""
    zone_kind: str = ""
    """Kind of registered zone that takes the place of the computed one."""
    consent_ru: str = ""
    """Whose consent, or which project, is needed, in Russian."""
    consent_en: str = ""
    """The same, in English."""
    ask_ru: str = ""
    """What is missing when the layer is silent, and whom to ask, in Russian."""
    ask_en: str = ""
    """The same, in English."""
    note_ru: str = ""
    """What a reader should know of the rule, in Russian."""
    note_en: str = ""
    """The same, in English."""

    @model_validator(mode="after")
    def _is_whole(self) -> "Rule":
        if problems := list(self._problems()):
            raise ProblemsError(problems)
        return self

    def _problems(self) -> Iterator[Text]:
        if self.kind in ("conditional", "setback") and not (self.consent_ru and self.consent_en):
            yield Text(
                "для вида «{kind}» нужны consent_ru и consent_en",
                "a {kind} rule needs consent_ru and consent_en",
            ).fill(kind=self.kind)
        has_width = self.metres or self.metres_like or self.layer == "zones"
        if self.kind != "status" and self.width == "table" and not has_width:
            yield Text(
                "нет ширины: укажите metres, metres_like или layer = 'zones'",
                "metres are missing: give metres, metres_like, or layer = 'zones'",
            )

    @property
    def title(self) -> Text:
        """Return the title in both languages."""
        return Text(self.title_ru, self.title_en)

    @property
    def document(self) -> Text:
        """Return the law in both languages."""
        return Text(self.document_ru, self.document_en)

    @property
    def consent(self) -> Text:
        """Return the consent in both languages."""
        return Text(self.consent_ru, self.consent_en)

    @property
    def ask(self) -> Text:
        """Return what is missing and whom to ask, in both languages."""
        return Text(self.ask_ru, self.ask_en)

    @property
    def widest(self) -> tuple[float, float]:
        """Return the least and the greatest metres of the table."""
        if not self.metres:
            return _NO_WIDTH
        lows, highs = zip(*(line.metres for line in self.metres), strict=True)
        return min(lows), max(highs)

    @property
    def cuts(self) -> bool:
        """Tell whether nothing is built in the zone; the plant's own zone cuts no land."""
        closed = self.kind in ("setback", "prohibition") or self.around
        return closed and self.width != "plant"

    def binds(self, sensitive: str) -> bool:
        """Tell whether the rule decides about the plots of a plant."""
        pharma = sensitive == "pharma"
        return {"all": True, "pharma": pharma, "not_pharma": not pharma}.get(self.applies_to, False)


@display.shows(Rule)
def _rule(rule: Rule) -> display.View:
    low, high = rule.widest
    metres = f"{low:g}–{high:g}" if low < high else f"{high:g}"
    law = [fact for fact in (rule.document, Text.same(rule.clause)) if fact.en]
    facts = [
        (Text("Вид", "Kind"), Text.same(rule.kind)),
        (Text("Документ", "Document"), Text.join(", ", law)),
        (Text("Слой", "Layer"), Text.same(rule.layer)),
        (Text("Ширина, м", "Width, m"), Text.same(metres if rule.metres else "")),
        (Text("Согласование", "Consent"), rule.consent),
        (Text("Что узнать", "To ask"), rule.ask),
    ]
    head = Text.same("{title} ({id})").fill(title=rule.title, id=rule.id)
    return display.View(head, (display.Table.of((), [fact for fact in facts if fact[1].en]),))
