"""
The table of criteria: one row each, in the order people read them.

A new criterion is one row here: its name, or the function of that name if it has a method of its
own. The column of the measures, the key in a profile and the key on the map are the same word, with
its unit.
"""

from collections.abc import Mapping

from sezgeo.capacity.sources import is_operating, is_tappable
from sezgeo.criteria import access, ground, road_travel, shape, surroundings, utilities
from sezgeo.criteria.criterion import Criterion
from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text

_ROWS = (
    Criterion(
        shape.area_ha,
        Text("Площадь участка", "Area of the plot"),
        Text("Площадь, вычисленная на эллипсоиде.", "True area on the ellipsoid."),
        "more",
        rule="own",
    ),
    Criterion(
        shape.compactness_share,
        Text("Компактность", "Compactness"),
        Text(
            "Отношение площади участка к площади круга с тем же периметром: 1 у круга, 0,79 у "
            "квадрата.",
            "Area over that of a circle with the same perimeter: 1 for a circle, 0.79 for a "
            "square.",
        ),
        "more",
        rule="own",
    ),
    Criterion(
        shape.largest_rectangle_ha,
        Text("Площадь наибольшего прямоугольника", "Largest rectangle"),
        Text(
            "Площадь наибольшего прямоугольника (под любым углом), который вписывается в участок.",
            "Area of the largest rectangle, at any angle, that fits into the plot.",
        ),
        "more",
        rule="own",
    ),
    Criterion(
        shape.largest_rectangle_short_side_m,
        Text("Ширина наибольшего прямоугольника", "Width of the largest rectangle"),
        Text(
            "Короткая сторона наибольшего прямоугольника, который вписывается в участок.",
            "Short side of the largest rectangle that fits into the plot.",
        ),
        "more",
        rule="own",
    ),
    Criterion(
        shape.site_occupied_share,
        Text("Освоенность площадки", "How full the site is"),
        Text(
            "Доля земли участков площадки, которая занята или застраивается.",
            "Which share of the land of the site's plots is occupied or under construction.",
        ),
        "depends",
        layers=("plots",),
        rule="own",
    ),
    Criterion(
        "distance_to_housing_m",
        Text("Расстояние до жилой застройки", "To housing"),
        Text(
            "По прямой от границы участка до ближайшей жилой территории.",
            "In a straight line from the plot's boundary to the nearest housing.",
        ),
        "more",
        layers=("housing",),
    ),
    Criterion(
        "distance_to_metro_m",
        Text("Расстояние до станции метро, МЦК или МЦД", "To the metro, MCC or MCD"),
        Text(
            "По прямой до ближайшей станции метро, МЦК или МЦД.",
            "In a straight line to the nearest station of the metro, the MCC or the MCD.",
        ),
        "less",
        layers=("stations",),
        selects=(access.is_rapid_transit,),
    ),
    Criterion(
        "distance_to_rail_m",
        Text("Расстояние до железной дороги", "To a railway"),
        Text(
            "По прямой до ближайшего пути. Возможно ли примыкание, неизвестно.",
            "In a straight line to the nearest track. Whether one may join it is not known.",
        ),
        "less",
        layers=("railways",),
    ),
    Criterion(
        "distance_to_freight_station_m",
        Text("Расстояние до грузовой станции", "To a freight station"),
        Text(
            "По прямой до ближайшей станции или терминала, открытых для грузовой работы.",
            "In a straight line to the nearest station or terminal that takes freight.",
        ),
        "less",
        layers=("freight_stations",),
    ),
    Criterion(
        "distance_to_motorway_junction_m",
        Text("Расстояние до съезда с магистрали", "To a motorway junction"),
        Text(
            "По прямой до ближайшего съезда; время в пути по улицам может быть иным.",
            "In a straight line to the nearest junction; the time by road may tell otherwise.",
        ),
        "less",
        layers=("junctions",),
    ),
    Criterion(
        "distance_to_airport_m",
        Text("Расстояние до аэропорта", "To an airport"),
        Text("По прямой до ближайшего аэропорта.", "In a straight line to the nearest airport."),
        "less",
        layers=("airports",),
    ),
    Criterion(
        "distance_to_substation_110kv_m",
        Text("Расстояние до подстанции 110 кВ и выше", "To a substation of 110 kV or higher"),
        Text(
            "По прямой до ближайшей действующей подстанции. Свободная мощность не публикуется.",
            "In a straight line to the nearest existing substation. Free capacity is not "
            "published.",
        ),
        "less",
        layers=("substations",),
        selects=(utilities.voltage_from(utilities.HIGH_VOLTAGE_KV),),
    ),
    Criterion(
        "distance_to_substation_220kv_m",
        Text("Расстояние до подстанции 220 кВ и выше", "To a substation of 220 kV or higher"),
        Text(
            "По прямой до ближайшей действующей подстанции. Свободная мощность не публикуется.",
            "In a straight line to the nearest existing substation. Free capacity is not "
            "published.",
        ),
        "less",
        layers=("substations",),
        selects=(utilities.voltage_from(utilities.EXTRA_HIGH_VOLTAGE_KV),),
    ),
    Criterion(
        "distance_to_heat_source_m",
        Text("Расстояние до ТЭЦ", "To a heat and power plant"),
        Text(
            "По прямой до ближайшей действующей ТЭЦ или котельной.",
            "In a straight line to the nearest running heat and power plant.",
        ),
        "less",
        layers=("chp",),
        selects=(is_operating,),
    ),
    Criterion(
        "distance_to_gas_m",
        Text("Расстояние до газопровода", "To a gas pipe"),
        Text(
            "По прямой до ближайшего газопровода, ГРП или ГРС; магистральные не учитываются.",
            "In a straight line to the nearest gas pipe or station; trunk lines do not count.",
        ),
        "less",
        layers=("gas",),
        selects=(is_tappable,),
    ),
    Criterion(
        "distance_to_water_main_m",
        Text("Расстояние до водопроводной сети", "To a water main"),
        Text(
            "По прямой до ближайшей водопроводной сети.",
            "In a straight line to the nearest water main.",
        ),
        "less",
        layers=("water_mains",),
    ),
    Criterion(
        "distance_to_sewer_m",
        Text("Расстояние до сети водоотведения", "To a sewer"),
        Text(
            "По прямой до ближайшей сети водоотведения.",
            "In a straight line to the nearest sewer.",
        ),
        "less",
        layers=("sewers",),
    ),
    Criterion(
        utilities.power_mw,
        Text("Свободная электрическая мощность", "Free power"),
        Text(
            "Свободная электрическая мощность участка, если она указана в слое участков.",
            "Free electric power of the plot, where its record states one.",
        ),
        "more",
        rule="own",
    ),
    Criterion(
        "distance_to_university_m",
        Text("Расстояние до университета", "To a university"),
        Text(
            "По прямой до ближайшего университета или института.",
            "In a straight line to the nearest university or institute.",
        ),
        "less",
        layers=("universities",),
    ),
    Criterion(
        "pharma_neighbours_within_2km_count",
        Text("Предприятия фармацевтики в радиусе 2 км", "Pharma neighbours"),
        Text(
            "Число фармацевтических предприятий из слоя на расстоянии не более 2 км.",
            "How many of the listed pharma plants stand within 2 km.",
        ),
        "depends",
        layers=("industry",),
        selects=(surroundings.is_pharma,),
        rule="count",
    ),
    Criterion(
        "battery_neighbours_within_2km_count",
        Text("Предприятия по выпуску аккумуляторов в радиусе 2 км", "Battery neighbours"),
        Text(
            "Число предприятий по выпуску аккумуляторов из слоя на расстоянии не более 2 км.",
            "How many of the listed battery plants stand within 2 km.",
        ),
        "depends",
        layers=("industry",),
        selects=(surroundings.is_battery,),
        rule="count",
    ),
    # Guides to good manufacturing practice (EU GMP 3.1, WHO TRS 986 annex 2) ask for an environment
    # with minimal risk of contamination and name no distance; this measure is a proxy for it. A
    # neighbour that stands in two layers is one: the nearest outline decides.
    Criterion(
        "distance_to_hostile_neighbour_m",
        Text("Расстояние до объекта негативного воздействия", "To a hostile neighbour"),
        Text(
            "По прямой до ближайшего предприятия, которое негативно воздействует на чистое "
            "производство, ТЭЦ или очистных сооружений.",
            "In a straight line to the nearest plant that harms clean production, heat and power "
            "plant or sewage works.",
        ),
        "more",
        layers=("industry", "chp", "water_works"),
        selects=(surroundings.is_hostile, is_operating, surroundings.is_sewage_works),
    ),
    Criterion(
        "distance_to_water_body_m",
        Text("Расстояние до реки или водоёма", "To a river or lake"),
        Text(
            "По прямой до ближайшего берега.",
            "In a straight line to the nearest shore.",
        ),
        "more",
        layers=("water_bodies",),
    ),
    Criterion(
        ground.mean_slope_deg,
        Text("Средний уклон", "Mean slope"),
        Text(
            "Средний уклон поверхности участка по цифровой модели рельефа (ЦМР).",
            "Mean slope of the surface over the plot, from an elevation model.",
        ),
        "less",
        rule="ground",
    ),
    Criterion(
        ground.slope_p95_deg,
        Text("Уклон, 95-й процентиль", "Steep places (95 %)"),
        Text(
            "Уклон, который не превышен на 95 % площади участка.",
            "Slope that 95 % of the plot's area does not exceed.",
        ),
        "less",
        rule="ground",
    ),
    Criterion(
        ground.height_range_m,
        Text("Перепад высот", "Height range"),
        Text(
            "Разность наибольшей и наименьшей высоты участка.",
            "From the lowest to the highest ground of the plot.",
        ),
        "less",
        rule="ground",
    ),
    Criterion(
        ground.cut_and_fill_m3,
        Text("Объём земляных работ", "Earthworks"),
        Text(
            "Выемка и насыпь вместе для ровной площадки на отметке, при которой их объёмы равны.",
            "Cut and fill together for a level pad at the height that balances them.",
        ),
        "less",
        rule="ground",
    ),
    Criterion(
        ground.lowland_exposure_m,
        Text("Понижение относительно местности", "Lower than its surroundings by"),
        Text(
            "Насколько участок ниже местности в радиусе 1 км; на возвышении число отрицательное.",
            "How far the plot lies below the ground within 1 km; negative on a rise.",
        ),
        "less",
        rule="ground",
    ),
    Criterion(
        ground.elevation_covered_share,
        Text("Покрытие ЦМР", "Covered by elevation"),
        Text(
            "Доля площади участка, для которой известен уклон.",
            "Share of the plot whose slope is known.",
        ),
        "depends",
        rule="ground",
    ),
    *road_travel.ROWS,
)

CRITERIA: Mapping[str, Criterion] = {row.name: row for row in _ROWS}
"""All criteria by name."""


def shipped(name: str) -> Criterion:
    """
    Return one criterion of the table.

    Raises
    ------
    UnknownNameError
        If the table has none of that name.
    """
    if name not in CRITERIA:
        raise UnknownNameError(Text("критерий", "criterion"), name, CRITERIA)
    return CRITERIA[name]
