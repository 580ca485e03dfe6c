"""What connections cost and where their lines run: prices and friction, read from TOML."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Self

from geopandas import GeoDataFrame
from pydantic import Field, model_validator

from sezgeo.capacity.utilities import UTILITIES, utility_problem
from sezgeo.config import toml
from sezgeo.config.figures import AtLeastOne, Need, Number, Positive, Sourced, Switch
from sezgeo.config.model import Model, ProblemsError
from sezgeo.errors import SitingError
from sezgeo.i18n import Text

SHIPPED = Path(__file__).with_name("prices.toml")

Words = dict[str, tuple[str, ...]]


class SearchReach(Sourced):
    """How far sources are looked for."""

    times: Positive
    """So many times the distance of the nearest source that could serve."""
    least_m: Positive
    """At least so far."""
    farthest_m: Positive
    """Never farther."""


class FrictionArea(Sourced):
    """Land on which a metre of line costs more, or that is closed to lines."""

    layer: str
    """Layer whose areas are meant."""
    words: Words = Field(default_factory=dict)
    """Words that a column must hold; none means every feature."""
    factor: AtLeastOne = 1.0
    """Times the price of a metre."""
    closed: Switch = False
    """True if no line may enter."""

    @property
    def friction(self) -> float:
        """Return the factor, infinite where no line may enter."""
        return float("inf") if self.closed else self.factor


class Friction(Sourced):
    """Times the price of a metre, by what lies there; where areas overlap the dearest counts."""

    street: Positive
    """Along a street."""
    street_classes: tuple[str, ...]
    """Classes of roads that lines may follow."""
    open: Positive
    """Where nothing else is known."""
    areas: tuple[FrictionArea, ...] = ()
    """Land that costs more."""


class CrossingPrice(Model):
    """A kind of barrier that is crossed without a trench, at a lump."""

    layer: str
    """Layer of its lines and areas."""
    words: Words = Field(default_factory=dict)
    """Words that a column must hold; none means every feature."""
    half_width_m: Positive
    """Half the width of a barrier drawn as a line; barriers that touch are one."""
    title_ru: str
    """Name, in Russian."""
    title_en: str
    """Name, in English."""
    price_mln: Need
    """Million roubles for each crossing."""

    @property
    def title(self) -> Text:
        """Return the name in both languages."""
        return Text(self.title_ru, self.title_en)


class PipePrice(Model):
    """What one line costs."""

    line_mln_per_km: Need
    """Million roubles a kilometre along a street."""
    node_mln: Need
    """Million roubles for what stands at its ends."""


class VoltageClass(Sourced):
    """One class of voltage."""

    kv: Positive
    """Voltage."""
    up_to_mw: Positive
    """Loads up to this are connected at it."""
    per_line_mw: Positive
    """What one line carries."""
    from_kv: tuple[Number, ...]
    """Highest voltages of substations that have such a side, listed or not."""
    line_mln_per_km: Need
    """Million roubles a kilometre of one line along a street."""
    node_mln: Need
    """Million roubles for what stands at the ends of one line."""


class SecondFeed(Sourced):
    """How a second feed is kept apart from the first."""

    corridor_m: Positive
    """Within so many metres of the first route land is shared."""
    factor: AtLeastOne
    """Times the price of a metre in the shared corridor, when the route is sought."""


class Prices(Model):
    """Everything the cost of a connection rests on, apart from the layers."""

    year: Annotated[int, Field(strict=True, ge=1990, le=2200)]
    """Year of the prices."""
    reach: SearchReach
    ground: Friction
    detour: Need
    """Times the length found, where no street network is known."""
    crossings: dict[str, CrossingPrice]
    voltages: Annotated[tuple[VoltageClass, ...], Field(min_length=1)]
    second_feed: SecondFeed
    pipes: dict[str, PipePrice]

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if problems := list(self._problems()):
            raise ProblemsError(problems)
        return self

    def _problems(self) -> Iterator[Text]:
        for name in self.pipes:
            if problem := utility_problem(name):
                yield "pipes." + problem
        for name in UTILITIES:
            if name != "power_mw" and name not in self.pipes:
                yield Text(f"pipes: нет цены для {name}", f"pipes: no price for {name}")
        steps = [voltage.up_to_mw for voltage in self.voltages]
        if steps != sorted(set(steps)):
            yield Text(
                "voltages: up_to_mw должны возрастать",
                "voltages: up_to_mw must rise from class to class",
            )

    def voltage(self, load_mw: float, grid_kv: float | None = None) -> VoltageClass:
        """
        Choose the class of voltage for a load.

        Parameters
        ----------
        load_mw
            The load of one feed.
        grid_kv
            The class that the plant's own profile asks for.

        Raises
        ------
        SitingError
            If no class carries so much, or there is no class of the voltage asked for.

        Examples
        --------
        >>> read().voltage(4.5).kv, read().voltage(25).kv
        (10.0, 110.0)
        """
        for voltage in self.voltages:
            if voltage.kv == grid_kv or (grid_kv is None and load_mw <= voltage.up_to_mw):
                return voltage
        known = ", ".join(f"{voltage.kv:g}" for voltage in self.voltages)
        load = f"{load_mw:g} " + Text("МВт", "MW")
        voltage_kv = f"{grid_kv:g} " + Text("кВ", "kV") if grid_kv is not None else Text.EMPTY
        raise SitingError(
            Text(
                "для {load} нет класса напряжения; в файле цен есть {known} кВ: добавьте "
                "[[voltages]]",
                "no class of voltage for {load}; the file of prices has {known} kV: add "
                "[[voltages]]",
            ).fill(load=load if grid_kv is None else voltage_kv, known=known)
        )


def read(path: Path | None = None) -> Prices:
    """
    Read prices from a TOML file, by default those that come with sezgeo.

    Raises
    ------
    ProfileError
        With every problem of the file, each with its place.
    """
    return toml.read(Prices, path or SHIPPED, origin="" if path else SHIPPED.name)


def select_by_words(words: Mapping[str, Sequence[str]], frame: GeoDataFrame) -> GeoDataFrame:
    """Return the features whose columns hold one of the words asked for."""
    features = frame
    for column, choice in words.items():
        features = features[features[column].isin(choice)]
    return features
