"""
What people call the words that cells hold: the one home of their names.

A contract may spell its own words (`spellings` of a column); what it does not spell is named here.
A word that is in neither is shown as it is.
"""

from collections.abc import Mapping
from types import MappingProxyType

from sezgeo.i18n import Text

ValueNames = Mapping[str, Mapping[str, Text]]
"""Names of the words of a table, by column and word."""

VALUE_NAMES: Mapping[str, Text] = MappingProxyType(
    {
        # how much a layer holds, how sure a source is
        "complete": Text("полный", "complete"),
        "partial": Text("неполный", "partial"),
        "empty": Text("нет данных", "no data"),
        "high": Text("высокая", "high"),
        "medium": Text("средняя", "medium"),
        "low": Text("низкая", "low"),
        "unknown": Text("нет данных", "unknown"),
        "yes": Text("да", "yes"),
        "no": Text("нет", "no"),
        # plots and sites
        "free": Text("свободен", "free"),
        "occupied": Text("занят", "occupied"),
        "reserved": Text("резерв", "reserved"),
        "under_construction": Text("строится", "under construction"),
        "candidate": Text("возможное место", "candidate"),
        "published": Text("опубликованный контур", "published outline"),
        "schematic": Text("схематичный контур", "schematic outline"),
        "illustrative": Text("условный контур", "illustrative"),
        "surveyed": Text("по сведениям ЕГРН", "surveyed"),
        # utilities
        "existing": Text("действует", "existing"),
        "planned": Text("планируется", "planned"),
        "operating": Text("действует", "operating"),
        "not_confirmed": Text("не подтверждено", "not confirmed"),
        "overhead": Text("воздушная линия", "overhead line"),
        "cable": Text("кабельная линия", "cable"),
        "distribution": Text("распределительный газопровод", "distribution main"),
        "gate_station": Text("ГРС", "gate station"),
        "regulator": Text("ГРП", "regulator"),
        "wwtp": Text("очистные сооружения", "sewage works"),
        "water_works": Text("водопроводные сооружения", "water works"),
        # transport
        "metro": Text("метро", "metro"),
        "mcc": Text("МЦК", "MCC"),
        "mcd": Text("МЦД", "MCD"),
        "rail": Text("железная дорога", "railway"),
        "main": Text("главный путь", "main line"),
        "ring": Text("кольцевая линия", "ring line"),
        "siding": Text("подъездной путь", "siding"),
        "motorway": Text("автомагистраль", "motorway"),
        "trunk": Text("магистраль", "trunk"),
        "primary": Text("главная дорога", "primary road"),
        "street": Text("улица", "street"),
        # surroundings
        "apartments": Text("жилые дома", "apartments"),
        "village": Text("село или деревня", "village"),
        "gardens": Text("садовое товарищество", "garden plots"),
        "forest": Text("лес", "forest"),
        "park": Text("парк", "park"),
        "protected": Text("ООПТ", "protected area"),
        "river": Text("река", "river"),
        "canal": Text("канал", "canal"),
        "lake": Text("озеро", "lake"),
        "reservoir": Text("водохранилище", "reservoir"),
        "pond": Text("пруд", "pond"),
        "pharma": Text("фармацевтика", "pharmaceuticals"),
        "battery": Text("аккумуляторы", "batteries"),
        "microelectronics": Text("микроэлектроника", "microelectronics"),
        "machinery": Text("машиностроение", "machinery"),
        "building_materials": Text("строительные материалы", "building materials"),
        "energy": Text("энергетика", "energy"),
        "water": Text("водоснабжение", "water"),
        "waste": Text("обращение с отходами", "waste"),
        "aerospace": Text("авиакосмическая отрасль", "aerospace"),
        "mixed": Text("смешанная специализация", "mixed"),
        "school": Text("школа", "school"),
        "kindergarten": Text("детский сад", "kindergarten"),
        "hospital": Text("больница", "hospital"),
        "clinic": Text("поликлиника", "clinic"),
        # zones
        "sanitary": Text("СЗЗ", "sanitary protection zone"),
        "power_line": Text("охранная зона линии электропередачи", "zone of a power line"),
        "gas": Text("охранная зона газопровода", "zone of a gas main"),
        "water_protection": Text("водоохранная зона", "water protection zone"),
        "coastal": Text("прибрежная защитная полоса", "coastal strip"),
        "public_bank": Text("береговая полоса", "public bank"),
        "water_supply": Text("зона санитарной охраны", "zone of a water intake"),
        "heritage": Text("защитная зона объекта культурного наследия", "heritage zone"),
        "aerodrome": Text("приаэродромная территория", "aerodrome zone"),
        "flood": Text("зона затопления", "flood zone"),
        "nature": Text("ООПТ", "protected area"),
        "red_line": Text("красная линия", "red line"),
        "other": Text("иная ЗОУИТ", "another zone"),
        "monument": Text("памятник", "monument"),
        "ensemble": Text("ансамбль", "ensemble"),
        # what a contract asks for
        "Point": Text("точка", "point"),
        "MultiPoint": Text("набор точек", "multipoint"),
        "LineString": Text("линия", "line"),
        "MultiLineString": Text("набор линий", "multiline"),
        "Polygon": Text("полигон", "polygon"),
        "MultiPolygon": Text("мультиполигон", "multipolygon"),
        "text": Text("текст", "text"),
        "number": Text("число", "number"),
        "integer": Text("целое число", "integer"),
        "date": Text("дата", "date"),
        "bool": Text("да или нет", "yes or no"),
        # what became of a delivery
        "accept": Text("принято", "accepted"),
        "repair": Text("принято с исправлениями", "accepted with repairs"),
        "refuse": Text("отказ", "refused"),
    }
)


def value_name(word: str) -> Text:
    """
    Return what people call a word of a cell; one that has no name is shown as it is.

    Examples
    --------
    >>> value_name("under_construction").en, value_name("СНТ «Берёзка»").ru
    ('under construction', 'СНТ «Берёзка»')
    """
    return VALUE_NAMES.get(word, Text.same(word))


def named_cell(names: ValueNames, column: str, cell: object) -> Text:
    """
    Return what people call a cell of a column; one that has no name is shown as it is.

    Examples
    --------
    >>> named_cell({"status": {"free": Text("свободен", "free")}}, "status", "free").ru
    'свободен'
    """
    return names.get(column, {}).get(str(cell), Text.same(cell))
