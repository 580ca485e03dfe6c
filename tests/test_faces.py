"""Every package keeps what its face promises."""

import pkgutil
from importlib import import_module

import pytest

import sezgeo

PACKAGES = [info.name for info in pkgutil.walk_packages(sezgeo.__path__, "sezgeo.") if info.ispkg]


@pytest.mark.parametrize("name", PACKAGES)
def test_a_package_has_every_name_of_its_face_and_no_others(name):
    package = import_module(name)
    for public in getattr(package, "__all__", ()):
        assert getattr(package, public) is not None
    with pytest.raises(AttributeError):
        package.nothing_of_this_name  # noqa: B018 - asking for it is what raises
