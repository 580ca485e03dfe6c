"""
How long it takes to drive from plots to where plants need to be: the rows of criteria by road.

They are measured on the roads of a layer of lines; `sezgeo.transport.rules` holds the speeds, the
congestion and how far off the road a plot may lie, with their sources. A plot from which nobody
can drive there is unknown, and `sezgeo.criteria.road_times` says why.
"""

from sezgeo.criteria.criterion import Criterion, Trip
from sezgeo.i18n import Text

ROWS = (
    Criterion(
        "drive_time_to_airport_min",
        Text("Время в пути автомобилем до аэропорта", "Drive to an airport"),
        Text(
            "Время по дорогам до ближайшего аэропорта в обычный день; границы диапазона — "
            "свободная дорога и вечерний час пик.",
            "Time by road to the nearest airport on a usual day; free roads and the evening rush "
            "hour bound it.",
        ),
        "less",
        layers=("roads", "airports"),
        rule="road",
    ),
    Criterion(
        "drive_time_to_motorway_min",
        Text("Время в пути автомобилем до автомагистрали", "Drive to a motorway"),
        Text(
            "Время по дорогам до въезда на ближайшую автомагистраль в обычный день.",
            "Time by road until one is on the nearest motorway, on a usual day.",
        ),
        "less",
        layers=("roads",),
        rule="road",
        trip=Trip("motorway"),
    ),
    Criterion(
        "drive_time_to_rail_freight_min",
        Text("Время в пути автомобилем до грузовой станции", "Drive to a freight station"),
        Text(
            "Время по дорогам до ближайшей грузовой станции в обычный день.",
            "Time by road to the nearest freight station on a usual day.",
        ),
        "less",
        layers=("roads", "freight_stations"),
        rule="road",
    ),
    Criterion(
        "drive_time_to_university_min",
        Text("Время в пути автомобилем до университета", "Drive to a university"),
        Text(
            "Время по дорогам до ближайшего университета или института в обычный день.",
            "Time by road to the nearest university or institute on a usual day.",
        ),
        "less",
        layers=("roads", "universities"),
        rule="road",
    ),
    Criterion(
        "truck_time_to_motorway_min",
        Text("Время в пути грузовым автомобилем до автомагистрали", "Lorry to a motorway"),
        Text(
            "То же для грузового автомобиля массой 40 т и высотой 4 м днём: с его скоростями, "
            "ограничениями высоты и массы и запретами въезда.",
            "The same for a lorry of 40 t and 4 m height by day: with its speeds, limits of height "
            "and weight, and bans.",
        ),
        "less",
        layers=("roads",),
        rule="road",
        trip=Trip("motorway", vehicle="truck"),
    ),
    Criterion(
        "truck_time_to_rail_freight_min",
        Text("Время в пути грузовым автомобилем до грузовой станции", "Lorry to a freight station"),
        Text(
            "Время в пути грузового автомобиля массой 40 т и высотой 4 м до ближайшей грузовой "
            "станции днём.",
            "Time of a lorry of 40 t and 4 m height to the nearest freight station, by day.",
        ),
        "less",
        layers=("roads", "freight_stations"),
        rule="road",
        trip=Trip(vehicle="truck"),
    ),
    Criterion(
        "people_within_45min_count",
        Text("Население в 45-минутной транспортной доступности", "People within 45 minutes"),
        Text(
            "Сколько человек доедут до участка автомобилем за 45 минут в обычный день.",
            "How many people can drive to the plot within 45 minutes of a usual day.",
        ),
        "more",
        layers=("roads", "population"),
        rule="road",
        trip=Trip("people"),
    ),
)
