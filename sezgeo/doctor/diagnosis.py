"""Whether one can work with what is here, and what would make it better."""

import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from typing import Any, TypeVar

from sezgeo import display
from sezgeo.doctor.environment import EXTRAS, Package, packages
from sezgeo.doctor.layer_state import STALE_AFTER_DAYS, Holding, holdings
from sezgeo.doctor.missing_data import Question, owner_of, questions
from sezgeo.errors import SezgeoError
from sezgeo.i18n import LANGUAGES, Language, Text
from sezgeo.suitability.profile import Profile
from sezgeo.units import per_cent
from sezgeo.zone import Zone

Answer = TypeVar("Answer")

_ASKED = 12
"""Questions told; the rest is counted. JSON holds all."""


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
    """

    problems: tuple[Text, ...]
    packages: tuple[Package, ...]
    folder: str
    writable: bool
    layers: tuple[Holding, ...]
    questions: tuple[Question, ...]
    profiles: tuple[str, ...]

    @property
    def is_usable(self) -> bool:
        """Tell whether people can work."""
        return not self.problems

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain JSON values."""
        return {
            "usable": self.is_usable,
            "problems": [str(problem) for problem in self.problems],
            "packages": [asdict(one) for one in self.packages],
            "folder": self.folder,
            "writable": self.writable,
            "layers": [asdict(one) | {"stale": one.is_stale} for one in self.layers],
            "profiles": list(self.profiles),
            "ask": [
                asdict(one) | {"changes": dict(one.changes), "worth": one.worth(len(self.profiles))}
                for one in self.questions
            ],
        }

    def lines(self) -> Iterator[Text]:
        """Return the lines of the answer."""
        yield (
            Text("Работать можно.", "All is usable.")
            if self.is_usable
            else Text("Работать нельзя, пока не исправлено:", "To be put right first:")
        )
        yield from (Text(f"  {one.ru}", f"  {one.en}") for one in self.problems)
        yield from self._machine()
        yield from self._layers()
        yield from self._empty()
        yield from self._ask()

    def _machine(self) -> Iterator[Text]:
        for one in self.packages:
            use = EXTRAS.get(one.extra, Text("обязателен", "required"))
            cure = f"pip install '{one.name}>={one.least}'"
            state = (
                Text(f"{one.installed}, нужна {one.least}", f"{one.installed}, {one.least} needed")
                if one.is_old
                else Text("нет", "missing")
            )
            yield Text(
                f"Пакет {one.name}: {state.ru} ({use.ru}; {cure})",
                f"Package {one.name}: {state.en} ({use.en}; {cure})",
            )
        if not self.writable:
            yield Text(
                f"В {self.folder} нельзя писать: для импорта создайте свою папку (sezgeo init).",
                f"{self.folder} cannot be written: make a folder of your own to import into "
                "(sezgeo init).",
            )

    def _layers(self) -> Iterator[Text]:
        for title, chosen in (
            (
                Text("Неполные слои", "Partial layers"),
                [o for o in self.layers if o.completeness == "partial"],
            ),
            (
                Text("Нарисованы нами, не обмер", "Drawn by us, not surveyed"),
                [o for o in self.layers if o.schematic],
            ),
            (
                Text("Погрешность 100 м и больше", "Off by 100 m or more"),
                [o for o in self.layers if o.rough],
            ),
            (
                Text(f"Старше {STALE_AFTER_DAYS} дней", f"Older than {STALE_AFTER_DAYS} days"),
                [o for o in self.layers if o.is_stale],
            ),
        ):
            if chosen:
                names = ", ".join(one.layer for one in chosen)
                yield Text(f"{title.ru}: {names}", f"{title.en}: {names}")

    def _empty(self) -> Iterator[Text]:
        """Name the layers nobody has sent: rules that rest on them stay unknown."""
        empty = [one.layer for one in self.layers if not one.features]
        if empty:
            yield Text(
                "Пустые слои: что на них опирается, остаётся неизвестным:",
                "Empty layers: whatever rests on them stays unknown:",
            )
        for layer in empty:
            owner = owner_of("", [layer])
            yield Text(f"  {layer} → {owner.ru or '—'}", f"  {layer} → {owner.en or '—'}")

    def _ask(self) -> Iterator[Text]:
        if not self.questions:
            return
        yield Text(
            "Что спросить и у кого, сначала то, что надёжнее всего утвердит рейтинги:",
            "What to ask and whom, first what would firm up the rankings most:",
        )
        for place, one in enumerate(self.questions[:_ASKED], start=1):
            ru, en = (self._question(one, lang) for lang in LANGUAGES)
            yield Text(f"{place:3}. {ru}", f"{place:3}. {en}")
        if (more := len(self.questions) - _ASKED) > 0:
            yield Text(f"     … и ещё {more}; все в --json", f"     … {more} more; all in --json")

    def _question(self, one: Question, lang: Language) -> str:
        shares = ", ".join(
            f"{profile} {per_cent(share).say(lang)}" for profile, share in one.changes.items()
        )
        told = Text(
            f"{one.title.ru} (неизвестно на {one.plots} уч.): изменит первую тройку: {shares}",
            f"{one.title.en} (unknown on {one.plots} plots): would change the first three: "
            f"{shares}",
        ).say(lang)
        return f"{told}\n     → {one.owner.say(lang)}" if one.owner.en else told


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
    wanting = tuple(one for one in packages() if one.is_missing or one.is_old)
    problems = [_missing(one) for one in wanting if one.is_missing and not one.extra]
    problems += _tried(lambda: zone.catalog.store.problems(quick=True), problems) or []
    held = _tried(lambda: holdings(zone.layers, today), problems) or []
    studies = [_tried(partial(zone.study, name), problems) for name in Profile.shipped()]
    rankings = [study.ranking for study in studies if study]
    return Diagnosis(
        problems=tuple(dict.fromkeys(problems)),
        packages=wanting,
        folder=str(zone.catalog.folder),
        writable=os.access(zone.catalog.folder, os.W_OK),
        layers=tuple(held),
        questions=tuple(questions(rankings)),
        profiles=tuple(ranking.profile.key for ranking in rankings),
    )


def _tried(read: Callable[[], Answer], problems: list[Text]) -> Answer | None:
    """Return what is read; what keeps it from being read joins the problems."""
    try:
        return read()
    except SezgeoError as error:
        problems.append(error.text)
        return None


def _missing(one: Package) -> Text:
    return Text(
        f"нет пакета {one.name} {one.least}: переустановите sezgeo",
        f"package {one.name} {one.least} is missing: install sezgeo anew",
    )
