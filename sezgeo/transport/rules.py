"""What travel times by road rest on: speeds, limits and assumptions, read from TOML."""

from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from sezgeo.config import toml
from sezgeo.config.figures import AtLeastOne, Count, NotNegative, Positive, Switch
from sezgeo.config.model import Model
from sezgeo.errors import NormError
from sezgeo.i18n import Text

SHIPPED = Path(__file__).with_name("road_rules.toml")


class Vehicle(Model):
    """What moves: its speeds, its size, and when it is on the road."""

    title_ru: str
    """Name, in Russian."""
    title_en: str
    """Name, in English."""
    speed_kmh: dict[str, Positive]
    """Speed on a free road by class, where no sign is known."""
    most_kmh: Positive
    """Greatest speed, whatever a sign allows."""
    height_m: NotNegative = 0.0
    """Height; a lower clearance closes a road. 0 passes everywhere."""
    weight_t: NotNegative = 0.0
    """Weight; a lower limit closes a road. 0 passes everywhere."""
    hour: Annotated[int, Field(strict=True, ge=0, le=23)] | None = None
    """Hour at which bans of lorries are looked up; None for a vehicle they do not concern."""
    source: str
    """Where the figures come from."""

    @property
    def title(self) -> Text:
        """Return the name in both languages."""
        return Text(self.title_ru, self.title_en)


class Congestion(Model):
    """How many times longer a journey takes than on a free road."""

    value: AtLeastOne
    low: AtLeastOne
    high: AtLeastOne
    source: str
    assumption: Switch = False


class Access(Model):
    """How plots and destinations are joined to the roads."""

    speed_kmh: Positive
    plot_m: Positive
    destination_m: Positive
    gates: Count
    closed_classes: tuple[str, ...]
    source: str
    assumption: Switch = False


class Network(Model):
    """When lines make a network, and which of its roads are motorways."""

    join_m: Positive
    accuracy_m: Positive
    motorway_classes: tuple[str, ...]
    source: str
    assumption: Switch = False


class Commute(Model):
    """How far people are ready to travel to work."""

    minutes: Positive


class RoadRules(Model):
    """Everything travel times rest on, apart from the roads themselves."""

    vehicles: dict[str, Vehicle]
    congestion: Congestion
    access: Access
    network: Network
    commute: Commute

    def vehicle(self, name: str) -> Vehicle:
        """Return one vehicle by name."""
        return self.vehicles[name]


def read(path: Path = SHIPPED) -> RoadRules:
    """
    Read road rules from a TOML file.

    Raises
    ------
    NormError
        With every problem of the file, each with its place.
    """
    return toml.read(RoadRules, path, error=NormError)


@cache
def shipped() -> RoadRules:
    """Return the rules that come with sezgeo."""
    return read()
