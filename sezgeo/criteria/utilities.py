"""How far plots lie from what feeds a plant, and what is free for them."""

from geopandas import GeoDataFrame
from pandas import Series

from sezgeo.capacity.sources import is_operating, is_tappable
from sezgeo.criteria.distance import distance_m
from sezgeo.layers.selection import Select, counted

HIGH_VOLTAGE_KV = 110.0
EXTRA_HIGH_VOLTAGE_KV = 220.0


def voltage_from(least_kv: float) -> Select:
    """Count existing substations of a highest voltage; an unknown voltage is a doubt."""

    def select(substations: GeoDataFrame) -> Series:
        enough = (substations["voltage_kv"] >= least_kv).astype("boolean")
        known = enough.mask(substations["voltage_kv"].isna())
        told: Series = known & (substations["status"] != "planned").astype("boolean")
        return told

    return select


def distance_to_substation_110kv_m(plots: GeoDataFrame, substations: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest existing substation of 110 kV or higher.

    Parameters
    ----------
    plots
        Plots.
    substations
        Substations, with `voltage_kv` and `status`.

    Returns
    -------
    distance_to_substation_110kv_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> substations = GeoDataFrame(
    ...     {"voltage_kv": [35, 110, 220], "status": ["existing", "planned", None]},
    ...     geometry=[Point(20, 5), Point(60, 5), Point(210, 5)], crs=32637)
    >>> distance_to_substation_110kv_m(plots, substations).to_dict()
    {'A': 200.0}
    """
    near = counted(substations, voltage_from(HIGH_VOLTAGE_KV))
    return distance_m(plots, near, name="distance_to_substation_110kv_m")


def distance_to_substation_220kv_m(plots: GeoDataFrame, substations: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest existing substation of 220 kV or higher.

    Parameters
    ----------
    plots
        Plots.
    substations
        Substations, with `voltage_kv` and `status`.

    Returns
    -------
    distance_to_substation_220kv_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> substations = GeoDataFrame(
    ...     {"voltage_kv": [110, 500], "status": ["existing", "existing"]},
    ...     geometry=[Point(20, 5), Point(910, 5)], crs=32637)
    >>> distance_to_substation_220kv_m(plots, substations).to_dict()
    {'A': 900.0}
    """
    near = counted(substations, voltage_from(EXTRA_HIGH_VOLTAGE_KV))
    return distance_m(plots, near, name="distance_to_substation_220kv_m")


def distance_to_heat_source_m(plots: GeoDataFrame, chp: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest running heat and power plant.

    Parameters
    ----------
    plots
        Plots.
    chp
        Heat and power plants, with `status`.

    Returns
    -------
    distance_to_heat_source_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> chp = GeoDataFrame(
    ...     {"status": ["not_confirmed", "operating"]},
    ...     geometry=[Point(20, 5), Point(2510, 5)], crs=32637)
    >>> distance_to_heat_source_m(plots, chp).to_dict()
    {'A': 2500.0}
    """
    return distance_m(plots, counted(chp, is_operating), name="distance_to_heat_source_m")


def distance_to_gas_m(plots: GeoDataFrame, gas: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest gas pipe or station a plant can be connected to.

    Parameters
    ----------
    plots
        Plots.
    gas
        Pipes and stations, with `kind`; trunk lines do not count.

    Returns
    -------
    distance_to_gas_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import Point, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> gas = GeoDataFrame(
    ...     {"kind": ["trunk", "distribution"]},
    ...     geometry=[Point(20, 5), Point(110, 5)], crs=32637)
    >>> distance_to_gas_m(plots, gas).to_dict()
    {'A': 100.0}
    """
    return distance_m(plots, counted(gas, is_tappable), name="distance_to_gas_m")


def distance_to_water_main_m(plots: GeoDataFrame, water_mains: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest water main.

    Parameters
    ----------
    plots
        Plots.
    water_mains
        Water mains.

    Returns
    -------
    distance_to_water_main_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> water_mains = GeoDataFrame(geometry=[LineString([(0, 60), (9, 60)])], crs=32637)
    >>> distance_to_water_main_m(plots, water_mains).to_dict()
    {'A': 50.0}
    """
    return distance_m(plots, water_mains, name="distance_to_water_main_m")


def distance_to_sewer_m(plots: GeoDataFrame, sewers: GeoDataFrame) -> Series:
    """
    Measure from each plot to the nearest sewer.

    Parameters
    ----------
    plots
        Plots.
    sewers
        Sewers.

    Returns
    -------
    distance_to_sewer_m
        Metres in a straight line, indexed like `plots`.

    Examples
    --------
    >>> from shapely import LineString, box
    >>> plots = GeoDataFrame(geometry=[box(0, 0, 10, 10)], index=["A"], crs=32637)
    >>> sewers = GeoDataFrame(geometry=[LineString([(0, 85), (9, 85)])], crs=32637)
    >>> distance_to_sewer_m(plots, sewers).to_dict()
    {'A': 75.0}
    """
    return distance_m(plots, sewers, name="distance_to_sewer_m")


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
