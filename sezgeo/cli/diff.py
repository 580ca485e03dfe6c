"""`diff`: two versions of a layer compared."""

from typing import Annotated

import typer

from sezgeo.cli.options import AsJson, Lang, LayersFolder, catalog_of, help_text, say, say_json
from sezgeo.cli.versions import layer_and_versions
from sezgeo.i18n import Text

HELP = Text("Сравнить две версии слоя.", "Tell two versions of a layer apart.")


def diff(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="[LAYER] A B",
            help=help_text("Две версии; 0 — исходная.", "Two versions; 0 is the seed."),
        ),
    ],
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Compare two versions."""
    from sezgeo.layers.history import compare

    catalog = catalog_of(layers)
    layer, (old, new) = layer_and_versions(catalog, words, count=2)
    changes = compare(catalog, layer, old, new)
    if as_json:
        say_json({"layer": layer, "from": old, "to": new, "changes": changes.to_dict()})
    else:
        say("\n".join(changes.lines(catalog.schema(layer).columns)))
