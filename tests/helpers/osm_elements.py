"""Elements of OpenStreetMap as an Overpass server gives them, and a small town of them."""


def node(number, lon, lat, **told):
    return {"type": "node", "id": number, "lon": lon, "lat": lat, "tags": told}


def way(number, *nodes, **told):
    return {"type": "way", "id": number, "nodes": list(nodes), "tags": told}


def corners(first, lon, lat, size=0.002):
    """Return the four corners of a square."""
    places = [(0, 0), (size, 0), (size, size), (0, size)]
    return [node(first + i, lon + dx, lat + dy) for i, (dx, dy) in enumerate(places)]


TOWN = [
    node(1, 37.20, 55.98),
    node(2, 37.21, 55.98),
    node(3, 37.22, 55.98),
    *corners(10, 37.205, 55.985),
    *corners(20, 37.215, 55.985),
    *corners(30, 37.216, 55.986, 0.0003),
    node(40, 37.23, 55.97, amenity="school", name="Школа 1"),
    node(41, 37.231, 55.97, power="substation", substation="minor_distribution"),
    way(100, 1, 2, highway="primary", name="Улица", **{"name:en": "Street", "maxspeed": "40"}),
    way(101, 3, 2, highway="residential", oneway="-1"),
    way(102, 1, 3, highway="service", access="private"),
    way(103, 10, 11, 12, 13, 10, power="substation", voltage="110000;220000;10000", name="ПС"),
    way(104, 20, 21, 22, 23, 20, landuse="residential"),
    way(105, 30, 31, 32, 33, 30, building="apartments"),
]
