"""Which sources can feed a plant, and what is free on a plot."""

from geopandas import GeoDataFrame
from pandas import Series

from sezgeo.layers.selection import Select

HIGH_VOLTAGE_KV = 110.0
EXTRA_HIGH_VOLTAGE_KV = 220.0


def voltage_from(least_kv: float) -> Select:
    """Count existing substations of a highest voltage; an unknown voltage is a doubt."""

    def select(substations: GeoDataFrame) -> Series:
        enough = (substations["voltage_kv"] >= least_kv).astype("boolean")
        known = enough.mask(substations["voltage_kv"].isna())
        counts: Series = known & (substations["status"] != "planned").astype("boolean")
        return counts

    return select


def power_mw(plots: GeoDataFrame) -> Series:
    """
    Return the electric power that is free for each plot, as its own record says.

    Parameters
    ----------
    plots
        Plots, with `power_mw`.

    Returns
    -------
    power_mw
        Megawatts, indexed like `plots`; missing where the record says nothing.

    Examples
    --------
    >>> from shapely import box
    >>> plots = GeoDataFrame(
    ...     {"power_mw": [4, None]}, geometry=[box(0, 0, 9, 9)] * 2, index=["A", "B"], crs=32637)
    >>> power_mw(plots).to_dict()
    {'A': 4.0, 'B': nan}
    """
    return Series(plots["power_mw"].astype(float), name="power_mw")
