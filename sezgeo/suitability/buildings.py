"""What a plant puts on the ground: its buildings, and what must stay free around them."""

from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from sezgeo.config.figures import Need, Pair, Positive, Sourced
from sezgeo.config.model import Model
from sezgeo.config.ranges import INDEX_OF, Size
from sezgeo.errors import ProfileError
from sezgeo.i18n import Text


class Building(Sourced):
    """One rectangular building, or several of one size."""

    title_ru: str
    """What it is, in Russian."""
    title_en: str
    """The same, in English."""
    length_m: Positive
    """Its longer side."""
    width_m: Positive
    """Its shorter side."""
    length_range_m: Pair | None = None
    """Least and greatest length."""
    width_range_m: Pair | None = None
    """Least and greatest width."""
    count: Annotated[int, Field(strict=True, ge=1, le=12)] = 1
    """How many of them."""

    @property
    def title(self) -> Text:
        """Return what it is, in both languages."""
        return Text(self.title_ru, self.title_en)

    def size_m(self, size: Size = "likely") -> tuple[float, float]:
        """Return length and width at one end of their ranges."""
        lengths = self.length_range_m or (self.length_m, self.length_m)
        widths = self.width_range_m or (self.width_m, self.width_m)
        end = INDEX_OF[size]
        return (
            (lengths[0], self.length_m, lengths[1])[end],
            (widths[0], self.width_m, widths[1])[end],
        )

    def _problems(self) -> Iterator[Text]:
        yield from super()._problems()
        if self.width_m > self.length_m:
            yield Text(
                "width_m больше length_m: поменяйте их местами",
                "width_m is above length_m: swap them",
            )
        for name, value, ends in (
            ("length_range_m", self.length_m, self.length_range_m),
            ("width_range_m", self.width_m, self.width_range_m),
        ):
            if ends and not 0 < ends[0] <= value <= ends[1]:
                yield Text(
                    f"{name}: {value:g} лежит вне [{ends[0]:g}, {ends[1]:g}]",
                    f"{name}: {value:g} lies outside [{ends[0]:g}, {ends[1]:g}]",
                )
            if self.assumption and not ends:
                yield Text(
                    f"у допущения нет диапазона: укажите {name}",
                    f"the assumption has no range: give {name}",
                )


class BuildingLayout(Model):
    """Buildings that stand together."""

    buildings: Annotated[tuple[Building, ...], Field(min_length=1)]
    """Its buildings."""

    @property
    def title(self) -> Text:
        """Return what the layout is called, in both languages."""
        return Text("основная планировка", "main layout")

    def sizes_m(self, size: Size = "likely") -> tuple[tuple[float, float], ...]:
        """List length and width of every building, largest ground area first."""
        sizes = [
            building.size_m(size) for building in self.buildings for _ in range(building.count)
        ]
        return tuple(sorted(sizes, key=_by_area))

    def titles(self, size: Size = "likely") -> tuple[Text, ...]:
        """List what every building is, in the order of `sizes_m`."""
        titled = [
            (building.size_m(size), building.title)
            for building in self.buildings
            for _ in range(building.count)
        ]
        return tuple(title for _, title in sorted(titled, key=lambda each: _by_area(each[0])))


def _by_area(sides: tuple[float, float]) -> float:
    """Sort by ground area, the largest first."""
    return -sides[0] * sides[1]


class Alternative(BuildingLayout):
    """Other buildings that would do as well, with gaps and edge of the footprint."""

    title_ru: Annotated[str, Field(min_length=1)]
    """What the layout is called, in Russian."""
    title_en: Annotated[str, Field(min_length=1)]
    """The same, in English."""

    @property
    def title(self) -> Text:
        """Return what the layout is called, in both languages."""
        return Text(self.title_ru, self.title_en)


class Footprint(BuildingLayout):
    """The buildings of a plant and the strips between and around them."""

    gap_m: Need
    """What stays free between two buildings, for fire and traffic."""
    edge_m: Need
    """What stays free between a building and the boundary of the plot."""
    alternatives: tuple[Alternative, ...] = ()
    """Layouts to try where the buildings do not fit, in this order."""

    @property
    def layouts(self) -> tuple[BuildingLayout, ...]:
        """Return all layouts, in the order in which they are tried."""
        return (self, *self.alternatives)

    def gap_at(self, size: Size = "likely") -> float:
        """Return the gap between buildings at one end of its range."""
        return self.gap_m.range[INDEX_OF[size]]

    def edge_at(self, size: Size = "likely") -> float:
        """Return the strip along the boundary at one end of its range."""
        return self.edge_m.range[INDEX_OF[size]]


def footprint_of(footprint: Footprint | None, profile: str) -> Footprint:
    """
    Return the footprint of a profile.

    Raises
    ------
    ProfileError
        If the profile gives none; the message says what to add.
    """
    if footprint is None:
        raise ProfileError(
            Text(
                f"в профиле «{profile}» нет зданий: добавьте таблицу [footprint] с gap_m, edge_m "
                "и [[footprint.buildings]] (образец в поставленных профилях)",
                f"profile {profile!r} names no buildings: add a table [footprint] with gap_m, "
                "edge_m and [[footprint.buildings]] (the shipped profiles show how)",
            )
        )
    return footprint
