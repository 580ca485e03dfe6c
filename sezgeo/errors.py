"""
Everything sezgeo raises on purpose.

* SezgeoError            every message says what, where and the cure, in Russian and English
  - LayerError           a file or table breaks its layer's contract; all breaches at once
  - CatalogError         a folder of layers, or its catalog, cannot be used
  - CrsError             coordinates that cannot be trusted for measuring
  - ProfileError         a plant profile is incomplete or contradicts itself
  - CriterionError       an analyst's own criterion cannot be used; all problems at once
  - NormError            a rule of the norms is incomplete or contradicts itself
  - SitingError          land cannot be subdivided as asked for
  - LedgerError          a reservation of capacity cannot be made or ended; all problems at once
  - SourceError          a server or a file of OpenStreetMap data cannot be used
  - StoreError           the store of versions cannot be written or is damaged; has a stable code
    - BusyError          somebody else is writing; says who and since when
  - StudyError           a saved study cannot be run again
  - UnknownNameError     a profile, plot, layer or criterion that does not exist
"""

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from sezgeo.i18n import Text


class SezgeoError(Exception):
    """Base of every error this package raises on purpose."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text)

    def __str__(self) -> str:
        """Return the message in the language in force."""
        return self.text.say()

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel between processes whole: a worker's error is the user's."""
        return _rebuild, (type(self), self.args, self.__dict__)


class LayerError(SezgeoError, ValueError):
    """A layer breaks its contract; every breach is listed at once."""

    def __init__(self, layer: str, problems: Sequence[Text]) -> None:
        self.layer = layer
        self.problems = tuple(problems)
        heading = Text("слой «{name}» не принят", "layer {quoted} was refused")
        super().__init__(problem_list(heading.fill(name=layer, quoted=repr(layer)), problems))


class CatalogError(SezgeoError, ValueError):
    """A folder of layers, or its catalog, cannot be used."""


class CrsError(SezgeoError, ValueError):
    """Coordinates that cannot be trusted for measuring in metres."""


class ProfileError(SezgeoError, ValueError):
    """A plant profile is incomplete or contradicts itself."""


class CriterionError(SezgeoError, ValueError):
    """An analyst's own criterion cannot be used; every problem is listed at once."""

    def __init__(self, problems: Sequence[Text]) -> None:
        self.problems = tuple(problems)
        heading = Text("собственный критерий не принят", "an own criterion was refused")
        super().__init__(problem_list(heading, problems))


class NormError(SezgeoError, ValueError):
    """A rule of the norms is incomplete or contradicts itself."""


class SitingError(SezgeoError, ValueError):
    """Land cannot be subdivided as asked for."""


class LedgerError(SezgeoError, ValueError):
    """A reservation of capacity cannot be made or ended; every problem is listed at once."""

    def __init__(self, problems: Sequence[Text]) -> None:
        self.problems = tuple(problems)
        heading = Text("ничего не записано", "nothing was written")
        super().__init__(problem_list(heading, problems))


class SourceError(SezgeoError):
    """A server or a file of OpenStreetMap data cannot be used."""


class StoreError(SezgeoError):
    """The store of versions cannot be written or is damaged; `code` is stable."""

    def __init__(self, code: str, text: Text) -> None:
        self.code = code
        super().__init__(text)


class BusyError(StoreError):
    """Somebody else is writing to the store; `who` says who, and since when."""

    def __init__(self, who: Text) -> None:
        self.who = who
        super().__init__(
            "BUSY",
            Text(
                "хранилище занято: запись ведёт {who}; повторите после её окончания",
                "the store is busy: {who} is writing; run it again when they have finished",
            ).fill(who=who),
        )


class StudyError(SezgeoError, ValueError):
    """A saved study cannot be run again, or is none."""


class UnknownNameError(SezgeoError, LookupError):
    """
    Somebody asked for a thing by a name that nothing has.

    Parameters
    ----------
    what
        What kind of thing, in the nominative; the Russian noun comes first.
    name
        The name asked for.
    known
        The names that there are.

    Examples
    --------
    >>> UnknownNameError(Text("площадка", "site"), "miett", ["miet", "pechatniki"]).text.ru
    'Площадка «miett» не найдена. Похожие: miet'
    """

    def __init__(self, what: Text, name: str, known: Iterable[str]) -> None:
        self.name = name
        self.known = tuple(known)
        near = get_close_matches(name, self.known, n=3, cutoff=0.4)
        choice = ", ".join(near or self.known[:12]) or "—"
        there_is = "Похожие" if near else "Есть, например"
        super().__init__(
            Text(
                f"{what.ru[:1].upper()}{what.ru[1:]} «{name}» {_not_found(what.ru)}. "
                f"{there_is}: {choice}",
                f"no {what.en} {name!r}; there is, for example: {choice}",
            )
        )


def _not_found(what: str) -> str:
    """Say that a thing was not found, in the gender that the ending of its noun tells."""
    return "не найдена" if what.split(maxsplit=1)[0].endswith(("а", "я")) else "не найден"


def unknown_plot(plot: object, plots: Iterable[object]) -> UnknownNameError:
    """Return the error that none of the plots goes by a name."""
    return UnknownNameError(Text("участок", "plot"), str(plot), map(str, plots))


def problem_list(heading: Text, problems: Iterable[Text]) -> Text:
    """List problems under a heading, a line each."""
    return heading + ":\n" + Text.join("\n", ["  - " + problem for problem in problems])


def _rebuild(
    kind: type[SezgeoError], args: tuple[Any, ...], attributes: dict[str, Any]
) -> SezgeoError:
    error = kind.__new__(kind, *args)
    error.args = args
    error.__dict__.update(attributes)
    return error
