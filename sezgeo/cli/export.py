"""`export`: the current layers for other programs."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sezgeo.cli.options import AsJson, Lang, LayersFolder, catalog_of, help_text, say, say_json
from sezgeo.errors import SezgeoError, UnknownNameError
from sezgeo.i18n import Text

if TYPE_CHECKING:
    from sezgeo.layers import Catalog

HELP = Text(
    "Выгрузить действующие слои: .gpkg со стилями для QGIS, .parquet, .geojson, .shp "
    "или .zip с Shapefile.",
    "Export the current layers: a .gpkg with styles for QGIS, .parquet, .geojson, .shp, or "
    "a .zip with a Shapefile.",
)


_GEOPACKAGE = ".gpkg"


def export_(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[PATH]",
            help=help_text(
                "Путь к файлу; по умолчанию current.gpkg в папке слоёв.",
                "Where to write; by default current.gpkg in the folder of layers.",
            ),
        ),
    ] = None,
    layer: Annotated[
        str | None,
        typer.Option(
            "--layer",
            metavar="LAYER",
            help=help_text(
                "Один слой; в .gpkg по умолчанию все, в других форматах — по имени файла.",
                "One layer; by default all in a .gpkg, elsewhere the one the file is named after.",
            ),
        ),
    ] = None,
    delivery: Annotated[
        int | None,
        typer.Option(
            metavar="N",
            help=help_text(
                "Вместо слоёв: файлы поставки N, как их прислали, в папку PATH.",
                "Instead of layers: the files of delivery N, as they were sent, into folder PATH.",
            ),
        ),
    ] = None,
    layers: LayersFolder = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """Write layers for other programs, or bring a delivery back."""
    from sezgeo.layers.history import CURRENT_FILE, export

    catalog = catalog_of(layers)
    if delivery is not None:
        folder = path or Path(f"delivery-{delivery}")
        catalog.store.bring_back(delivery, folder)
        say_json({"path": str(folder)}) if as_json else say(str(folder))
        return
    target = path or catalog.folder / CURRENT_FILE
    notes: tuple[Text, ...] = ()
    if target.suffix.lower() == _GEOPACKAGE:
        export(catalog, target, only=layer)
    else:
        notes = _export_layer(catalog, target, layer)
    if as_json:
        say_json({"path": str(target), "notes": [str(note) for note in notes]})
    else:
        say("\n".join([str(target), *map(str, notes)]))


def _export_layer(catalog: "Catalog", path: Path, layer: str | None) -> tuple[Text, ...]:
    """Write one layer in a format that holds one."""
    from sezgeo.layers.export.formats import FORMATS, write_layer
    from sezgeo.layers.history import stamp, state

    if path.suffix.lower() not in FORMATS:
        formats = [_GEOPACKAGE, *FORMATS]
        raise UnknownNameError(Text("формат", "format"), path.suffix or path.name, formats)
    name = layer or path.stem
    if layer is None and name not in catalog.schemas:
        raise SezgeoError(
            Text(
                f"{path.name}: слой не указан; укажите его, например --layer plots",
                f"{path.name}: which layer? name it: --layer plots",
            )
        )
    frame = state(catalog, name).frame
    return write_layer(frame, catalog.schema(name), path, day=stamp(catalog)[:10])
