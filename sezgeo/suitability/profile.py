"""What one kind of plant wants, read from a TOML file a planner can edit."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pandas import Series
from pydantic import Field

from sezgeo import display
from sezgeo.config.figures import Filled, Need, Number, Pair, Positive, Sourced
from sezgeo.config.model import Model
from sezgeo.config.names import FileName
from sezgeo.config.toml import build, read_tables
from sezgeo.errors import SezgeoError, UnknownNameError
from sezgeo.i18n import Text
from sezgeo.plant import Plant
from sezgeo.suitability.buildings import Footprint
from sezgeo.suitability.value_function import ValueFunction
from sezgeo.units import per_cent

FOLDER = Path(__file__).parent / "profiles"
SHIPPED = ("biotech", "biotech_api", "battery_cell", "battery_pack")
"""Names of the profiles that come with the package, in the order people see them."""


class Wish(Sourced):
    """How much one criterion matters, and how its raw measures are valued."""

    weight: Positive
    """Importance; only the proportions of the weights count."""
    weight_range: tuple[Positive, Positive] | None = None
    """Least and greatest weight that a reasonable expert would give."""
    curve: tuple[Pair, ...]
    """(raw, value) points of the value curve."""
    range: Pair
    """Least and greatest raw measure to expect where nothing is known."""

    @property
    def value_function(self) -> ValueFunction:
        """Return the value curve."""
        return ValueFunction(self.curve)

    def _problems(self) -> Iterator[Text]:
        yield from super()._problems()
        low, high = self.range
        if not low < high:
            yield Text(
                f"range: нужен диапазон по возрастанию, дано [{low:g}, {high:g}]",
                f"range: a rising range is needed, got [{low:g}, {high:g}]",
            )
        if self.weight_range and not self.weight_range[0] <= self.weight <= self.weight_range[1]:
            yield Text(
                f"weight: {self.weight:g} лежит вне weight_range",
                f"weight: {self.weight:g} lies outside weight_range",
            )
        try:
            ValueFunction(self.curve)
        except SezgeoError as cause:
            yield cause.text


class Limit(Sourced):
    """
    A bound on a raw measure that no weight can buy off.

    With a range the bound has three zones: `at_least = 20, at_least_low = 13.2` excludes below
    13.2, asks for a project between 13.2 and 20, and is met from 20 up.
    """

    at_least: Number | None = None
    """The bound from below."""
    at_least_low: Number | None = None
    """Its low end: less than this is out of the question."""
    at_most: Number | None = None
    """The bound from above."""
    at_most_high: Number | None = None
    """Its high end: more than this is out of the question."""

    @property
    def floor(self) -> tuple[float, float] | None:
        """Return the low end and the bound from below, if there is one."""
        if self.at_least is None:
            return None
        return (self.at_least if self.at_least_low is None else self.at_least_low), self.at_least

    @property
    def ceiling(self) -> tuple[float, float] | None:
        """Return the bound from above and its high end, if there is one."""
        if self.at_most is None:
            return None
        return self.at_most, (self.at_most if self.at_most_high is None else self.at_most_high)

    def _problems(self) -> Iterator[Text]:
        yield from super()._problems()
        if self.at_least is None and self.at_most is None:
            yield Text("нет границы: at_least или at_most", "no bound: give at_least or at_most")
        for bound, end, name in (
            (self.at_least, self.at_least_low, "at_least_low"),
            (self.at_most, self.at_most_high, "at_most_high"),
        ):
            if end is not None and bound is None:
                yield Text(f"{name} без самой границы", f"{name} without the bound itself")
            if self.assumption and bound is not None and end is None:
                yield Text(
                    f"у допущения нет диапазона: укажите {name}",
                    f"the assumption has no range: give {name}",
                )
        for low, high in filter(None, (self.floor, self.ceiling)):
            if low > high:
                yield Text(
                    f"диапазон наоборот: [{low:g}, {high:g}]",
                    f"the range is upside down: [{low:g}, {high:g}]",
                )
        if self.floor and self.ceiling and self.floor[1] > self.ceiling[0]:
            yield Text("at_least больше, чем at_most", "at_least is above at_most")


class PlantTable(Model):
    """The table `plant` of a profile: what the law must know of the plant."""

    sensitive: Literal["", "pharma"] = ""
    """`pharma` where the plant may not stand in another plant's sanitary protection zone."""
    spz_m: Need
    """Depth of the sanitary protection zone the plant casts, in metres."""

    @property
    def for_norms(self) -> Plant:
        """Return the plant as the norms see it."""
        return Plant(spz_m=self.spz_m.range, sensitive=self.sensitive)


class Profile(Model):
    """The plant, what it needs, what it wishes for and what it cannot do without."""

    key: FileName
    """Name of the profile in commands, on the page and in the names of files."""
    title_ru: Filled
    """Title, in Russian."""
    title_en: Filled
    """Title, in English."""
    summary_ru: str = ""
    """What plant is meant, in a sentence or two, in Russian."""
    summary_en: str = ""
    """The same, in English."""
    plant: PlantTable
    """What the law must know."""
    needs: dict[str, Need] = Field(default_factory=dict)
    """What the plant takes, by name with unit."""
    criteria: Annotated[dict[str, Wish], Field(min_length=1)]
    """What it wishes for, by criterion."""
    limits: dict[str, Limit] = Field(default_factory=dict)
    """What it cannot do without, by measure."""
    footprint: Footprint | None = None
    """Its buildings on the ground; without them nobody can say whether it fits."""

    @property
    def title(self) -> Text:
        """Return the title in both languages."""
        return Text(self.title_ru, self.title_en)

    @property
    def summary(self) -> Text:
        """Return the summary in both languages."""
        return Text(self.summary_ru, self.summary_en)

    @property
    def weights(self) -> Series:
        """Return the weight of each criterion as a share; they sum to 1."""
        raw = Series({name: wish.weight for name, wish in self.criteria.items()}, dtype=float)
        return (raw / raw.sum()).rename("weight")

    @classmethod
    def shipped(cls) -> tuple[str, ...]:
        """Return the names of the profiles that come with the package, in a fixed order."""
        return SHIPPED

    @classmethod
    def read(cls, name: str | Path) -> Self:
        """
        Read a shipped profile by name, or any TOML file by path.

        Parameters
        ----------
        name
            One of `Profile.shipped()`, or a path; a text that ends with `.toml` is a path too.

        Raises
        ------
        UnknownNameError
            If it is neither; the nearest names are offered.
        ProfileError
            With every problem of the file, each with its place.

        Examples
        --------
        >>> Profile.read("biotech").plant.sensitive
        'pharma'
        """
        if isinstance(name, str) and name in SHIPPED:
            path = FOLDER / f"{name}.toml"
            return cls.from_dict(read_tables(path), origin=path.name)
        path = Path(name)
        if isinstance(name, str) and path.suffix.lower() != ".toml":
            raise UnknownNameError(Text("профиль", "profile"), name, SHIPPED)
        return cls.from_dict(read_tables(path), origin=str(path))

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, origin: str = "profile") -> Self:
        """
        Build a profile; unknown keys and contradictions are refused, all at once.

        Raises
        ------
        ProfileError
            With every problem, each with the path of its key.
        """
        return build(cls, data, origin=origin)


@display.shows(Profile)
def _profile(profile: Profile) -> display.View:
    head = Text.same("{title} ({key})").fill(title=profile.title, key=profile.key)
    shares = profile.weights.sort_values(ascending=False, kind="stable")
    heads = (Text("критерий", "criterion"), Text("вес", "weight"))
    rows = [(str(name), per_cent(float(share), 1)) for name, share in shares.items()]
    needs = [f"{name}: {need.value:g}" for name, need in profile.needs.items()]
    return display.View(
        head,
        (
            display.Lines([profile.summary] if profile.summary.en else []),
            display.Table.of(heads, rows, (1,)),
            _line(Text("Потребности", "Needs"), needs),
            _line(Text("Пороги", "Bounds"), list(profile.limits)),
        ),
    )


def _line(title: Text, names: list[str]) -> display.Lines:
    return display.Lines([Text.join(": ", [title, ", ".join(names)])] if names else [])
