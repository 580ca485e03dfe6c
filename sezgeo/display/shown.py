"""
The one way to show a result: short in a console, whole when printed, rich in a notebook.

A class that is `Shown` says nothing of its words. They are a function from the result to a `View`,
registered with `shows`: below the class where they are a few lines, else in `report.py` of its
package. A result does not import its report; the report is imported when its words are first asked
for, so whoever only computes does not pay for it.
"""

from collections.abc import Callable
from functools import singledispatch
from importlib import import_module
from importlib.util import find_spec
from typing import TypeVar

from sezgeo.display.markup import html
from sezgeo.display.views import View, brief, text

Result = TypeVar("Result")
_Words = Callable[[Result], View]


class Brief:
    """A result that is short in a console; a notebook shows it as it shows itself."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Return the first lines, as a console shows them."""
        return brief(view(self))

    def __str__(self) -> str:
        """Return the whole text, as it is printed."""
        return text(view(self))


class Shown(Brief):
    """A result that is short in a console and rich in a notebook."""

    __slots__ = ()

    def _repr_html_(self) -> str:
        return html(view(self))


def shows(kind: type[Result]) -> Callable[[_Words[Result]], _Words[Result]]:
    """Register the function that says what results of a class show."""

    def register(words: _Words[Result]) -> _Words[Result]:
        _view.register(kind, words)
        return words

    return register


def view(result: object) -> View:
    """Return what a result shows."""
    return words_of(type(result))(result)


def words_of(kind: type) -> Callable[[object], View]:
    """Return the function registered for a class, importing the report beside it if need be."""
    package = kind.__module__.rpartition(".")[0]
    unknown = _view.dispatch(kind) is _view.dispatch(object)
    if unknown and package and find_spec(f"{package}.report"):
        import_module(f"{package}.report")
    return _view.dispatch(kind)


@singledispatch
def _view(result: object) -> View:
    return View(type(result).__name__)
