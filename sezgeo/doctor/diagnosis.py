"""Whether one can work with what is here, and what would make it better."""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import partial
from typing import Any, TypeVar

from sezgeo import display
from sezgeo.doctor.environment import EXTRAS, Package, packages
from sezgeo.doctor.layer_state import STALE_AFTER_DAYS, LayerState, layer_states
from sezgeo.doctor.missing_data import Question, owner_of, questions
from sezgeo.errors import SezgeoError
from sezgeo.i18n import Text
from sezgeo.suitability.profile import Profile
from sezgeo.units import per_cent
from sezgeo.zone import Zone

Answer = TypeVar("Answer")

_SHOWN = 12
"""Questions shown; the rest is counted. JSON holds all."""


@dataclass(frozen=True, slots=True, repr=False)
class Diagnosis(display.Shown):
    """
    What is missing, what is old, and what to ask whom for.

    Attributes
    ----------
    problems
        What keeps people from working; none if all is usable.
    packages
        Packages that are missing or old; of optional extras too.
    folder, writable
        The folder of layers, and whether imports into it can be kept.
    layers
        State of every layer.
    questions
        What nobody has told, what would firm up the rankings most first.
    profiles
        Profiles that were ranked.
    titles
        What people call the profiles and the layers, by key.
    """

    problems: tuple[Text, ...]
    packages: tuple[Package, ...]
    folder: str
    writable: bool
    layers: tuple[LayerState, ...]
    questions: tuple[Question, ...]
    profiles: tuple[str, ...]
    titles: Mapping[str, Text] = field(default_factory=dict)

    @property
    def is_usable(self) -> bool:
        """Tell whether people can work."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {
            "usable": self.is_usable,
            "problems": [str(problem) for problem in self.problems],
            "packages": [asdict(package) for package in self.packages],
            "folder": self.folder,
            "writable": self.writable,
            "layers": [asdict(layer) | {"stale": layer.is_stale} for layer in self.layers],
            "profiles": list(self.profiles),
            "ask": [
                asdict(question)
                | {
                    "changes": dict(question.changes),
                    "worth": question.worth(len(self.profiles)),
                }
                for question in self.questions
            ],
        }

    def lines(self) -> Iterator[Text]:
        """Return the lines of the answer."""
        yield (
            Text("Работа возможна.", "All is usable.")
            if self.is_usable
            else Text("Для работы необходимо исправить:", "To be put right first:")
        )
        yield from ("  " + problem for problem in self.problems)
        yield from self._machine()
        yield from self._layers()
        yield from self._empty()
        yield from self._ask()

    def _machine(self) -> Iterator[Text]:
        for package in self.packages:
            yield Text(
                "Пакет {name}: {state} ({use}; {cure})", "Package {name}: {state} ({use}; {cure})"
            ).fill(
                name=package.name,
                state=_package_state(package),
                use=EXTRAS.get(package.extra, Text("обязателен", "required")),
                cure=f"pip install '{package.name}>={package.least}'",
            )
        if not self.writable:
            yield Text(
                f"Папка {self.folder} недоступна для записи. Для импорта создайте собственную "
                "(sezgeo init).",
                f"{self.folder} cannot be written: make a folder of your own to import into "
                "(sezgeo init).",
            )

    def _layers(self) -> Iterator[Text]:
        for title, layers in (
            (
                Text("Неполные слои", "Partial layers"),
                [layer for layer in self.layers if layer.completeness == "partial"],
            ),
            (
                Text(
                    "Условные контуры, не по сведениям ЕГРН", "Illustrative outlines, not surveyed"
                ),
                [layer for layer in self.layers if layer.schematic],
            ),
            (
                Text("Погрешность 100 м и больше", "Off by 100 m or more"),
                [layer for layer in self.layers if layer.rough],
            ),
            (
                Text(f"Старше {STALE_AFTER_DAYS} дней", f"Older than {STALE_AFTER_DAYS} days"),
                [layer for layer in self.layers if layer.is_stale],
            ),
        ):
            if layers:
                yield title + ": " + Text.join(", ", (self._title(each.layer) for each in layers))

    def _empty(self) -> Iterator[Text]:
        """Name the layers nobody has sent: rules that rest on them stay unknown."""
        empty = [state.layer for state in self.layers if not state.features]
        if empty:
            yield Text(
                "Пустые слои (зависящие от них ограничения не проверены):",
                "Empty layers (whatever rests on them stays unknown):",
            )
        for layer in empty:
            owner = owner_of("", [layer])
            yield (
                "  "
                + self._title(layer)
                + f" ({layer}) → "
                + (Text.same("—") if owner == Text.EMPTY else owner)
            )

    def _ask(self) -> Iterator[Text]:
        if not self.questions:
            return
        yield Text(
            "Какие данные запросить и у кого, по убыванию влияния на рейтинг:",
            "Which data to ask whom for, by their effect on the rankings:",
        )
        for place, question in enumerate(self.questions[:_SHOWN], start=1):
            yield f"{place:3}. " + self._question(question)
        if (more := len(self.questions) - _SHOWN) > 0:
            yield Text(
                f"     … и ещё {more}; полный перечень — --json",
                f"     … {more} more; all in --json",
            )

    def _question(self, question: Question) -> Text:
        shares = Text.join(
            ", ",
            (self._title(key) + " " + per_cent(share) for key, share in question.changes.items()),
        )
        line = Text(
            "{title} (нет данных, участков — {plots}). "
            "Смена первой тройки, доля испытаний: {shares}",
            "{title} (unknown on {plots} plots). Would change the first three, share of draws: "
            "{shares}",
        ).fill(title=question.title, plots=str(question.plots), shares=shares)
        return line if question.owner == Text.EMPTY else line + "\n     → " + question.owner

    def _title(self, key: str) -> Text:
        return self.titles.get(key, Text.same(key))


def _package_state(package: Package) -> Text:
    if package.is_old:
        return Text("{installed}, нужна {least}", "{installed}, {least} needed").fill(
            installed=package.installed, least=package.least
        )
    return Text("нет", "missing")


@display.shows(Diagnosis)
def _diagnosis(found: Diagnosis) -> display.View:
    head, *rest = found.lines()
    return display.View(head, (display.Lines(rest),))


def diagnose(zone: Zone, today: date) -> Diagnosis:
    """
    Look at the installation, the folder of layers, the layers and the rankings they allow.

    Parameters
    ----------
    zone
        The zone to look at.
    today
        Day that ages are counted to.
    """
    lacking = tuple(package for package in packages() if package.is_missing or package.is_old)
    problems = [
        _missing(package) for package in lacking if package.is_missing and not package.extra
    ]
    problems += _attempt(lambda: zone.catalog.store.problems(quick=True), problems) or []
    states = _attempt(lambda: layer_states(zone.layers, today), problems) or []
    studies = [_attempt(partial(zone.study, name), problems) for name in Profile.shipped()]
    rankings = [study.ranking for study in studies if study]
    return Diagnosis(
        problems=tuple(dict.fromkeys(problems)),
        packages=lacking,
        folder=str(zone.catalog.folder),
        writable=os.access(zone.catalog.folder, os.W_OK),
        layers=tuple(states),
        questions=tuple(questions(rankings)),
        profiles=tuple(ranking.profile.key for ranking in rankings),
        titles={name: schema.title for name, schema in zone.catalog.schemas.items()}
        | {ranking.profile.key: ranking.profile.title for ranking in rankings},
    )


def _attempt(read: Callable[[], Answer], problems: list[Text]) -> Answer | None:
    """Return what is read; what keeps it from being read joins the problems."""
    try:
        return read()
    except SezgeoError as error:
        problems.append(error.text)
        return None


def _missing(package: Package) -> Text:
    return Text(
        f"нет пакета {package.name} {package.least}: переустановите sezgeo",
        f"package {package.name} {package.least} is missing: install sezgeo anew",
    )
