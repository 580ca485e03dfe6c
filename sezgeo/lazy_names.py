"""Names of a package's face that are imported when they are first asked for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


def lazy_names(package: str, modules: Mapping[str, str]) -> Callable[[str], Any]:
    """
    Return the `__getattr__` of a package whose modules are slow to import.

    Parameters
    ----------
    package
        Name of the package, its `__name__`.
    modules
        Module of each public name, seen from the package.

    Examples
    --------
    >>> lazy_names("sezgeo", {"speak": "i18n"})("speak").__module__
    'sezgeo.i18n'
    """

    def name_of(name: str) -> Any:  # noqa: ANN401
        if name not in modules:
            msg = f"module {package!r} has no attribute {name!r}"
            raise AttributeError(msg)
        return getattr(import_module(f"{package}.{modules[name]}"), name)

    return name_of
