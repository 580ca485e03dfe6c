"""How a piece of land is to be subdivided: streets, blocks, sizes of plots."""

from dataclasses import dataclass, field

from shapely import LineString

from sezgeo.errors import SitingError
from sezgeo.i18n import Text


@dataclass(frozen=True, slots=True)
class BlockPattern:
    """How one block is cut into plots."""

    parts: int = 1
    """Parts that lanes divide it into first, so that no row of plots is too deep."""
    rows: int = 2
    """Rows of plots in a part, back to back: one or two, so that each plot fronts a road."""
    sizes_ha: tuple[float, ...] = (1.0,)
    """Sizes wanted, taken in turn along the rows; each row is stretched to fit."""


@dataclass(frozen=True, slots=True)
class Street:
    """A street that the subdivision must leave free."""

    axis: LineString
    """Its middle line, in metres."""
    width_m: float
    """Width kept free."""


@dataclass(frozen=True, slots=True)
class SubdivisionPattern:
    """
    How a piece of land is subdivided.

    Raises
    ------
    SitingError
        If a number makes no sense.
    """

    bearing_deg: float | None = None
    """Direction of the blocks' long sides, counter-clockwise from east; None takes each block's."""
    verge_m: float = 0.0
    """Strip kept free along the outline."""
    streets: tuple[Street, ...] = ()
    """Streets that are known, kept free."""
    blocks: int = 1
    """Number of blocks."""
    road_m: float = 16.0
    """Width of the roads between blocks that no known street separates."""
    lane_m: float = 12.0
    """Width of the lanes between the parts of a block."""
    least_ha: float = 0.3
    """A smaller piece is joined to the neighbour it shares most border with."""
    least_compactness_share: float = 0.3
    """So is a thinner one; 1 is a disc, a square is 0.79, a strip of 1 to 8 is 0.31."""
    block_patterns: tuple[BlockPattern, ...] = field(default=(BlockPattern(),))
    """How each block is cut, in the order of the blocks; the last serves all further ones."""

    def __post_init__(self) -> None:
        """Refuse numbers that make no sense."""
        sizes = [size for block in self.block_patterns for size in block.sizes_ha]
        good = (
            self.blocks >= 1
            and min(self.verge_m, self.road_m, self.lane_m, self.least_ha) >= 0
            and sizes
            and min(sizes) > 0
            and all(
                block.rows in (1, 2) and block.parts >= 1 and block.sizes_ha
                for block in self.block_patterns
            )
        )
        if not good:
            raise SitingError(
                Text(
                    "нарезка: нужны хотя бы один квартал, один или два ряда участков, "
                    "положительные размеры и неотрицательные ширины",
                    "subdivision: it needs at least one block, one or two rows of plots, "
                    "positive sizes and widths that are not negative",
                )
            )
