"""No module needs another that needs it: not when it is loaded, not later, not for its types."""

import ast
from pathlib import Path

import networkx as nx
import pytest

import sezgeo

ROOT = Path(sezgeo.__file__).parent


def modules(root):
    """The modules below a folder by their dotted names."""
    named = {}
    for path in root.rglob("*.py"):
        parts = path.relative_to(root.parent).with_suffix("").parts
        named[".".join(parts).removesuffix(".__init__")] = path
    return named


def imported(name, path, known):
    """What a module imports of its house, wherever the import stands."""
    found = set()
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: 1 - node.level or None] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            names = (f"{base}.{alias.name}" for alias in node.names)
            found |= {full if full in known else base for full in names}
    return (found & set(known)) - {name}


def circles(root):
    """Sets of modules each of which needs every other."""
    known = modules(root)
    graph = nx.DiGraph(
        (name, other) for name, path in known.items() for other in imported(name, path, known)
    )
    return sorted(sorted(each) for each in nx.strongly_connected_components(graph) if len(each) > 1)


def test_no_import_circle():
    assert circles(ROOT) == []


@pytest.mark.parametrize(
    "needs",
    [
        "from house.one import x",
        "import house.one",
        "from house import one",
        "from .one import x",
        "from . import one",
        "def late():\n    from house.one import x",
        "if TYPE_CHECKING:\n    from house.one import x",
    ],
)
def test_a_circle_is_found_however_it_is_closed(tmp_path, needs):
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("from house.two import y")
    (house / "one.py").write_text("from house.two import y")
    (house / "two.py").write_text(needs)
    assert ["house.one", "house.two"] in [
        [name for name in each if name != "house"] for each in circles(house)
    ]


def test_a_face_that_imports_its_own_modules_is_no_circle(tmp_path):
    house = tmp_path / "house"
    house.mkdir()
    (house / "__init__.py").write_text("from house.one import x")
    (house / "one.py").write_text("x = 1")
    assert circles(house) == []
    (house / "one.py").write_text("from house import x")
    assert circles(house) == [["house", "house.one"]]
