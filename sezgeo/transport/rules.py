"""What travel times by road rest on: speeds, limits and assumptions, read from TOML."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import Field, ValidationError

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
    speed_kmh: dict[str, float]
    """Speed on a free road by class, where no sign is known."""
    most_kmh: float = Field(gt=0)
    """Greatest speed, whatever a sign allows."""
    height_m: float = Field(default=0.0, ge=0)
    """Height; a lower clearance closes a road. 0 passes everywhere."""
    weight_t: float = Field(default=0.0, ge=0)
    """Weight; a lower limit closes a road. 0 passes everywhere."""
    hour: int | None = Field(default=None, ge=0, le=23)
    """Hour at which bans of lorries are looked up; None for a vehicle they do not concern."""
    source: str
    """Where the figures come from."""

    @property
    def title(self) -> Text:
        """Return the name in both languages."""
        return Text(self.title_ru, self.title_en)


class Congestion(Model):
    """How many times longer a journey takes than on a free road."""

    value: float = Field(ge=1)
    low: float = Field(ge=1)
    high: float = Field(ge=1)
    source: str
    assumption: bool = False


class Access(Model):
    """How plots and destinations are joined to the roads."""

    speed_kmh: float = Field(gt=0)
    plot_m: float = Field(gt=0)
    destination_m: float = Field(gt=0)
    gates: int = Field(ge=1)
    closed_classes: tuple[str, ...]
    source: str
    assumption: bool = False


class Network(Model):
    """When lines make a network, and which of its roads are motorways."""

    join_m: float = Field(gt=0)
    accuracy_m: float = Field(gt=0)
    motorway_classes: tuple[str, ...]
    source: str
    assumption: bool = False


class Commute(Model):
    """How far people are ready to travel to work."""

    minutes: float = Field(gt=0)


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
        If the file cannot be read, lacks a figure or holds an unknown key.
    """
    try:
        return RoadRules(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as cause:
        raise NormError(_refusal(path, cause)) from cause


@cache
def shipped() -> RoadRules:
    """Return the rules that come with sezgeo."""
    return read()


def _refusal(path: Path, cause: Exception) -> Text:
    if isinstance(cause, ValidationError):
        why = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in cause.errors())
    else:
        why = str(cause)
    return Text(
        f"правила движения {path} не читаются: {why}", f"road rules {path} cannot be read: {why}"
    )
