"""What the law must know of the plant that is planned."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plant:
    """
    A plant as the law sees it.

    Attributes
    ----------
    spz_m
        Its sanitary protection zone: least, likely and greatest width.
    sensitive
        `pharma` if it may not stand in another plant's sanitary protection zone, else empty.
    """

    spz_m: tuple[float, float, float]
    sensitive: str = ""
