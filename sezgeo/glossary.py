"""
The dictionary: each thing has one Russian and one English name, used in every text people read.

What must not be said instead stands beside the term, as regular expressions on lower-case text;
a test holds every text of the program, its data and its pages to them. The glossary of the
documentation is made from this table.
"""

from dataclasses import dataclass

from sezgeo.i18n import Text


@dataclass(frozen=True, slots=True)
class Term:
    """
    One thing and what it is called.

    Attributes
    ----------
    key
        Its word in code, files and options.
    name
        What people call it.
    meaning
        What it is.
    not_ru, not_en
        Regular expressions that no text may match: other names, and words that mislead.
    """

    key: str
    name: Text
    meaning: Text
    not_ru: tuple[str, ...] = ()
    not_en: tuple[str, ...] = ()


TERMS: tuple[Term, ...] = (
    # what is ranked, and where it lies
    Term(
        "zone",
        Text("особая экономическая зона (ОЭЗ)", "special economic zone"),
        Text(
            "Особая экономическая зона «Технополис Москва»; слово «зона» без уточнения означает "
            "зону с особыми условиями использования территории.",
            "The special economic zone Technopolis Moscow, all of its sites together.",
        ),
        (r"реестр\w* участков зоны", r"управляющ\w+ компани\w+ зоны"),
    ),
    Term(
        "site",
        Text("площадка", "site"),
        Text("Одна из десяти территорий ОЭЗ.", "One of the ten territories of the zone."),
    ),
    Term(
        "plot",
        Text("участок", "plot"),
        Text(
            "Часть площадки, для которой считается балл; не обязательно земельный участок ЕГРН.",
            "A part of a site that gets a score; not always a parcel of the register.",
        ),
    ),
    Term(
        "plot_id",
        Text("условный номер участка", "plot number"),
        Text(
            "Номер внутри ОЭЗ, например ALB-012; не кадастровый номер.",
            "A number within the zone, such as ALB-012; no cadastral number.",
        ),
    ),
    Term(
        "illustrative",
        Text("условный контур", "illustrative outline"),
        Text(
            "Контур по схеме площадки, не по сведениям ЕГРН.",
            "An outline drawn from the site's scheme, not from the register.",
        ),
        (r"нарезан\w*", r"нарисован\w* нами", r"\bобмер\w*", r"догадк\w*"),
    ),
    Term(
        "surveyed",
        Text("по сведениям ЕГРН", "surveyed"),
        Text("Контур из государственного реестра.", "An outline from the state register."),
        (r"\bиз кадастра\b",),
    ),
    Term(
        "land_use",
        Text("вид разрешённого использования (ВРИ)", "permitted use"),
        Text("Чем разрешено занимать земельный участок.", "What a parcel may be used for."),
        (r"\bвид использования\b",),
    ),
    # the ranking
    Term(
        "score",
        Text("балл", "score"),
        Text(
            "Взвешенная сумма нормированных значений, от 0 до 1.",
            "The weighted sum of the values, from 0 to 1.",
        ),
        (r"\bоценк\w*(?! воздействия| стоимости| соответствия)",),
    ),
    Term(
        "interval",
        Text("диапазон балла", "interval"),
        Text(
            "Между какими числами лежит балл с учётом погрешностей и нехватки данных.",
            "Between which numbers the score lies, given errors and what is unknown.",
        ),
        (r"\bот и до\b",),
    ),
    Term(
        "rank",
        Text("место", "rank"),
        Text("Место в рейтинге, 1 — лучшее.", "The place in the ranking, 1 is the best."),
    ),
    Term(
        "known_share",
        Text("обеспеченность данными", "share known"),
        Text("Доля весов, для которых есть данные.", "Share of the weight that rests on data."),
        (
            r"вес\w* на данных",
            r"дол\w+ известн\w+",
            r"вес\w* опира\w+",
            r"доля веса",
        ),
    ),
    Term(
        "criterion",
        Text("критерий", "criterion"),
        Text(
            "Показатель, у которого есть вес в рейтинге.",
            "What a plot is measured by, with a weight in the ranking.",
        ),
    ),
    Term(
        "measure",
        Text("значение показателя", "measure"),
        Text(
            "Что измерено на участке, в единицах показателя.",
            "What was measured of a plot, in the unit of its name.",
        ),
    ),
    Term(
        "value",
        Text("нормированное значение", "value"),
        Text(
            "Значение показателя, переведённое в число от 0 до 1.",
            "The measure turned into a number from 0 to 1.",
        ),
        (r"\bценност\w*",),
    ),
    Term(
        "contribution",
        Text("вклад в балл", "contribution"),
        Text("Вес, умноженный на нормированное значение.", "The weight times the value."),
    ),
    Term(
        "unknown",
        Text("нет данных", "unknown"),
        Text(
            "Значение показателя, для которого данных нет; ноль и среднее не подставляются.",
            "A measure that no layer tells; never zero and never an average.",
        ),
        (r"чего мы не знаем", r"чего не знаем"),
    ),
    Term(
        "rival",
        Text("ближайший по рейтингу участок", "nearest rival"),
        Text("Участок, с которым сравнивают.", "The plot next in the ranking."),
        (r"\bсоперни\w*",),
    ),
    Term(
        "robustness",
        Text("устойчивость", "robustness"),
        Text(
            "Насколько места сохраняются при других весах и недостающих данных.",
            "How far ranks hold under other weights and other data.",
        ),
        (r"\bна прочность\b", r"\bпрочно\b", r"\bтвёрд\w+ (?:мест|рейтинг)\w*"),
    ),
    Term(
        "draw",
        Text("испытание (метод Монте-Карло)", "draw"),
        Text(
            "Одно случайное сочетание весов и недостающих значений.",
            "One random choice of weights and of what is unknown.",
        ),
        (r"розыгрыш\w*", r"разыгр\w+"),
    ),
    Term(
        "seed",
        Text("начальное значение генератора (seed)", "seed"),
        Text(
            "Число, при котором испытания повторяются в точности.",
            "The number that makes draws repeat exactly.",
        ),
        (r"начало случайных", r"\bначало 0\b"),
    ),
    # law
    Term(
        "constraint",
        Text("ограничение", "constraint"),
        Text(
            "Требование нормативного документа, которое проверяется на участке.",
            "A demand of a law or norm that is checked on a plot.",
        ),
        (r"\bправило\b", r"\bправилом\b", r"\bправилу\b"),
    ),
    Term(
        "met",
        Text("соблюдено", "met"),
        Text("Ограничение соблюдено.", "The constraint holds."),
    ),
    Term(
        "conditional",
        Text("требуется согласование", "conditional"),
        Text(
            "Размещение допускается по согласованию с названной организацией.",
            "Allowed with the consent of the body that is named.",
        ),
        (r"\bсогласи[еяюй]\b", r"\bсогласием\b", r"\bс условием\b"),
    ),
    Term(
        "unchecked",
        Text("не проверено", "unknown"),
        Text(
            "Данных для проверки ограничения не хватает.",
            "Data do not suffice to check the constraint.",
        ),
        (r"не всё проверено",),
    ),
    Term(
        "excluded",
        Text("исключён", "excluded"),
        Text(
            "Участок не может быть предложен; от весов это не зависит.",
            "The plot cannot be offered, whatever the weights.",
        ),
        (
            r"весами не (?:исправить|вернуть)",
            r"никакой вес",
            r"\bвыбыл\w*",
        ),
    ),
    Term(
        "confidence",
        Text("достоверность", "confidence"),
        Text(
            "Насколько надёжен источник: высокая, средняя, низкая.",
            "How sure a source is: high, medium, low.",
        ),
        (r"\bдовери[еяюем]+\b", r"надёжност\w+ нормы", r"\bуверенност\w*\b(?! \(smaa)"),
    ),
    Term(
        "unverified",
        Text("не сверено с первоисточником", "not checked against the source"),
        Text(
            "Число или положение взято не из самого документа.",
            "A figure or a place not taken from the document itself.",
        ),
        (r"по памяти",),
        (r"from memory",),
    ),
    Term(
        "spz",
        Text("санитарно-защитная зона (СЗЗ)", "sanitary protection zone"),
        Text(
            "Зона вокруг предприятия, в которой ограничено размещение других объектов.",
            "The zone around an industry where other uses are limited.",
        ),
        (r"\bсанитарн\w+ зон\w*",),
    ),
    Term(
        "szouit",
        Text(
            "зона с особыми условиями использования территории (ЗОУИТ)",
            "zone with special conditions of use",
        ),
        Text(
            "Охранные, санитарно-защитные, водоохранные и другие зоны по ст. 104 ЗК РФ.",
            "Protective, sanitary, water and other zones of Article 104 of the Land Code.",
        ),
        (r"зон\w+ с особыми условиями(?! использования)",),
    ),
    Term(
        "hostile_neighbour",
        Text("объект негативного воздействия", "hostile neighbour"),
        Text(
            "Источник загрязнения или опасности рядом.", "A source of pollution or danger nearby."
        ),
        (r"вредн\w+ сосед\w*", r"\bвреден\b"),
    ),
    Term(
        "ste",
        Text("специальные технические условия (СТУ)", "special technical conditions"),
        Text(
            "Требования, которые разрабатывают, когда норм недостаточно, и согласуют с МЧС России.",
            "Demands drawn up where norms do not suffice, agreed with the fire service.",
        ),
        (r"задаёт сту", r"прошёл сту", r"сту, согласованное"),
    ),
    # utilities
    Term(
        "power_mw",
        Text("электроснабжение", "power"),
        Text("Мощность, МВт.", "Power in MW."),
    ),
    Term(
        "water_m3_per_day",
        Text("водоснабжение", "water"),
        Text("Расход воды, м³/сут.", "Water in m³ a day."),
    ),
    Term(
        "sewage_m3_per_day",
        Text("водоотведение", "sewage"),
        Text("Объём сточных вод, м³/сут.", "Sewage in m³ a day."),
    ),
    Term(
        "heat_mw",
        Text("теплоснабжение", "heat"),
        Text("Тепловая нагрузка, Гкал/ч (МВт).", "Heat in MW."),
    ),
    Term(
        "gas_m3_per_h",
        Text("газоснабжение", "gas"),
        Text("Расход газа, м³/ч.", "Gas in m³ an hour."),
    ),
    Term(
        "power_source",
        Text("центр питания (ЦП)", "power source"),
        Text(
            "Подстанция, от которой присоединяют потребителя.",
            "The substation that a plant is fed from.",
        ),
        (r"питающ\w+ центр\w*",),
    ),
    Term(
        "connection",
        Text("технологическое присоединение", "connection"),
        Text(
            "Присоединение к электрическим сетям; к остальным сетям — подключение.",
            "Joining a plant to the networks.",
        ),
    ),
    Term(
        "network_owner",
        Text("сетевая организация", "network company"),
        Text("Владелец (балансодержатель) сети.", "The company that owns or runs a network."),
        (r"\bхозяин\w*", r"\bхозяев\w*"),
    ),
    Term(
        "reservation",
        Text("зарезервированная мощность", "reservation"),
        Text(
            "Мощность, закреплённая за заявителем на срок.",
            "Capacity held for somebody from a day to a day.",
        ),
        (r"\bброн(?:ь|и|ей|ям|ью|ях|ями)\b", r"забронир\w*"),
    ),
    Term(
        "ledger",
        Text("реестр резервов мощности", "ledger"),
        Text(
            "Перечень зарезервированных мощностей с датами.",
            "The list of reservations with their dates.",
        ),
        (r"книг\w+ мощностей",),
    ),
    Term(
        "allotted",
        Text("мощность, выделенная участку", "capacity allotted"),
        Text("Мощность по техническим условиям (ТУ).", "Capacity by the terms of connection."),
        (r"отвед\w+ участк\w+",),
    ),
    # buildings
    Term(
        "edge",
        Text("отступ от границ участка", "setback from the border"),
        Text(
            "Минимальное расстояние от границ участка до зданий.",
            "Least distance from the plot's border to its buildings.",
        ),
        (r"\bкрай (?:\d|зоны|\{)",),
    ),
    Term(
        "gap",
        Text("противопожарное расстояние", "gap"),
        Text("Разрыв между зданиями по нормам.", "Distance between buildings."),
    ),
    Term(
        "buildable_land",
        Text("зона допустимого размещения зданий", "buildable land"),
        Text(
            "Часть участка, на которой ограничения допускают здания.",
            "What setbacks and zones leave of a plot.",
        ),
        (r"\bпод застройку\b",),
    ),
    Term(
        "fit",
        Text("размещение зданий", "fit"),
        Text(
            "Размещаются ли здания завода на участке и с каким запасом по отступам.",
            "Whether the plant's buildings fit on a plot, and with how much to spare.",
        ),
        (r"\bвста(?:ют|ёт|нут|нет)\b", r"помеща[ею]тся", r"поместится", r"стены могли бы"),
    ),
    Term(
        "plan",
        Text("вариант размещения", "plan"),
        Text(
            "Какой завод на каком участке, при совместном размещении.",
            "Which plant on which plot, placed jointly.",
        ),
        (r"завод\w* по плану", r"лучш\w+ план\w*"),
    ),
    # data
    Term(
        "layer",
        Text("слой", "layer"),
        Text("Таблица объектов с геометрией.", "A named table of features with outlines."),
    ),
    Term(
        "contract",
        Text("структура слоя", "contract"),
        Text(
            "Какие столбцы, единицы и значения должен содержать слой.",
            "Which columns, units and values a layer must hold.",
        ),
        (r"\bконтракт\w*", r"договор\w* слоя"),
    ),
    Term(
        "delivery",
        Text("поставка данных", "delivery"),
        Text("Файл, присланный для импорта.", "A file that somebody sent to be imported."),
    ),
    Term(
        "completeness",
        Text("полнота", "completeness"),
        Text("Полный, неполный или без данных.", "Complete, partial or empty."),
        (r"\bчастичн\w+ слой\b",),
    ),
    Term(
        "dem",
        Text("цифровая модель рельефа (ЦМР)", "elevation model"),
        Text("Высоты местности в узлах сетки.", "A raster of heights."),
        (r"растр\w* высот", r"модел\w+ высот"),
    ),
    Term(
        "occupied_share",
        Text("освоенность площадки", "occupied share"),
        Text("Застроенная часть площадки.", "The part of a site that is taken."),
        (r"\bзанятост\w*",),
    ),
    Term(
        "travel",
        Text("время в пути автомобилем", "travel by road"),
        Text("Транспортная доступность по дорогам.", "Minutes by road."),
        (r"\bна машине\b", r"^грузовиком\b"),
    ),
    Term(
        "checksum",
        Text("контрольная сумма", "checksum"),
        Text(
            "Число, по которому видно, что данные те же (хеш).",
            "A number that shows that data are the same.",
        ),
        (r"\bхэш\w*",),
    ),
    Term(
        "fermentation",
        Text("ферментация", "fermentation"),
        Text("Выращивание культуры в ферментёре.", "Growing a culture in a vessel."),
        (r"\bброжени\w*",),
    ),
    Term(
        "gpzu",
        Text("градостроительный план земельного участка (ГПЗУ)", "town-planning plan of a parcel"),
        Text(
            "Документ с отступами, плотностью, высотой и ограничениями.",
            "The document with setbacks, density, height and limits of a parcel.",
        ),
        (r"\bградплан\w*",),
    ),
)
"""All terms, in the order of the glossary."""

TONE = Term(
    "impersonal",
    Text("принято, проверено, требуется", "it is taken, checked, needed"),
    Text(
        "Тексты безличны: неопределённость — свойство данных.",
        "Uncertainty is a property of the data, never a confession.",
    ),
    (r"\bмы\b", r"\bнами\b", r"\bнаш[аеиу]?\b", r"\bнашего\b", r"\bнашей\b"),
)
"""What no text may sound like; it is no term, and stands in no glossary."""
