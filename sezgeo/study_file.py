"""
A study as one file: all it rests on, and what it answered.

The file holds the profile and the norms whole, the version and the hash of every layer, and the
answer. Run again, it reads the same versions of the layers and must give the same bytes.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from pydantic import ValidationError

from sezgeo.config.model import Model
from sezgeo.errors import SezgeoError, StudyError
from sezgeo.i18n import Text
from sezgeo.layers import Layer
from sezgeo.norms import Rules
from sezgeo.study import Study
from sezgeo.suitability.profile import Profile
from sezgeo.suitability.robustness.robustness import DRAWS
from sezgeo.version import __version__
from sezgeo.zone import Zone

FORMAT = 1
"""Version of the file's shape; a reader refuses one it does not know."""


class LayerVersion(Model):
    """Which version of a layer a study rests on."""

    version: str
    """`seed`, or the number of the import."""
    sha256: str
    """Hash of its content."""
    as_of: str
    """Date the data speak of."""
    source: str
    """File or delivery it came from."""


class StudyRecord(Model):
    """The file of a study."""

    format: Literal[1]
    """Version of the file's shape."""
    sezgeo: str
    """Version of sezgeo that answered."""
    layers: dict[str, LayerVersion]
    """Every layer of the folder."""
    rasters: dict[str, str]
    """Hash of each raster the catalog names."""
    profile: dict[str, Any]
    """The profile, whole."""
    norms: dict[str, Any]
    """The norms, whole, and the settings of the place."""
    experts: dict[str, Any]
    """What the experts said, where the profile's weights come from experts."""
    answer: dict[str, Any]
    """The ranking."""
    firmness: dict[str, Any]
    """How firmly it stands: draws, seed, rank acceptability, what would dethrone the leader."""


def save(study: Study, path: Path, *, draws: int = DRAWS, seed: int = 0) -> None:
    """
    Write a study to a file.

    Parameters
    ----------
    study
        The study.
    path
        File to write.
    draws, seed
        How many weights and data are drawn for the rank acceptability, and the start of chance.

    Raises
    ------
    StudyError
        If the study rests on heights that the catalog does not name, or on criteria of one's own:
        nobody could run it again.
    """
    path.write_bytes(to_bytes(study, draws=draws, seed=seed))


def to_bytes(
    study: Study,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    experts: Mapping[str, Any] = MappingProxyType({}),
) -> bytes:
    """
    Return the bytes of a study's file; the same study gives the same bytes.

    Parameters
    ----------
    study
        The study.
    draws, seed
        How many weights and data are drawn, and the start of chance.
    experts
        What the experts said, for a study whose profile already holds their weights.
    """
    if study.elevation_given:
        raise StudyError(
            Text(
                "ЦМР передана в study() и не указана в catalog.toml. Чтобы расчёт "
                "можно было повторить, укажите её в [rasters.elevation].",
                "The elevation model was handed to study() and is not named in "
                "catalog.toml. Put it into [rasters.elevation], so that the study can "
                "be run again.",
            )
        )
    if study.criteria:
        names = ", ".join(criterion.name for criterion in study.criteria)
        raise StudyError(
            Text(
                f"собственные критерии ({names}) заданы кодом, файл хранит только данные: "
                "повторить расчёт нельзя",
                f"own criteria ({names}) are code, and the file holds data alone: nobody could run "
                "the study again",
            )
        )
    ranking = study.ranking
    record = StudyRecord(
        format=FORMAT,
        sezgeo=__version__,
        layers={name: _layer_version(layer) for name, layer in study.zone.layers.items()},
        rasters=study.zone.catalog.raster_hashes(),
        profile=ranking.profile.model_dump(mode="json"),
        norms=study.rules.to_dict(),
        experts=study.panel.to_dict() if study.panel else dict(experts),
        answer=ranking.to_dict(),
        firmness=study.stability(draws=draws, seed=seed).to_dict(),
    )
    # The order of keys is kept: it is the order in which parts are added up, to the last digit.
    text = json.dumps(record.model_dump(mode="json"), ensure_ascii=False, indent=1, allow_nan=False)
    return (text + "\n").encode()


def read(path: Path) -> StudyRecord:
    """
    Read the file of a study.

    Raises
    ------
    StudyError
        If it is no such file, or was written by a newer sezgeo.
    """
    try:
        return StudyRecord.model_validate_json(path.read_bytes())
    except ValidationError as cause:
        where = ", ".join(".".join(map(str, error["loc"])) or "?" for error in cause.errors())
        raise StudyError(
            Text(
                f"{path}: не является файлом расчёта sezgeo (ошибки: {where})",
                f"{path}: this is no study of sezgeo (wrong: {where})",
            )
        ) from cause


def rerun(record: StudyRecord, zone: Zone) -> Study:
    """
    Study again what a record says, on the very versions of the layers it names.

    Raises
    ------
    StudyError
        If a layer or raster of the record is not there any more, or holds something else.
    """
    past = zone.at({name: layer.version for name, layer in record.layers.items()})
    if changed := [*_changed_layers(record, past), *_changed_rasters(record, past)]:
        head = Text(
            "расчёт не может быть повторён, данные изменились:",
            "the study cannot be run again, the data differ:",
        )
        raise StudyError(Text.join("\n  - ", [head, *changed]))
    return past.study(
        Profile.from_dict(record.profile, origin="profile"),
        rules=Rules.from_dict(record.norms),
    )


def rerun_bytes(record: StudyRecord, study: Study) -> bytes:
    """Return the bytes that a rerun gives, with the record's own draws, seed and experts."""
    firmness = record.firmness
    return to_bytes(study, draws=firmness["draws"], seed=firmness["seed"], experts=record.experts)


def differences(record: StudyRecord, study: Study) -> list[Text]:
    """List the plots whose rank or score a rerun gives otherwise; empty means the same."""
    before, now = _rows(record.answer), _rows(study.ranking.to_dict())
    return [
        Text(
            f"{plot}: место было {_place(before.get(plot))}, стало {_place(now.get(plot))}",
            f"{plot}: was rank {_place(before.get(plot))}, now {_place(now.get(plot))}",
        )
        for plot in sorted({*before, *now})
        if before.get(plot) != now.get(plot)
    ]


def _layer_version(layer: Layer) -> LayerVersion:
    return LayerVersion(
        version=layer.version, sha256=layer.sha256, as_of=layer.as_of, source=layer.source
    )


def _changed_layers(record: StudyRecord, zone: Zone) -> list[Text]:
    changed = []
    for name, layer in record.layers.items():
        try:
            same = zone.layers[name].sha256 == layer.sha256
        except SezgeoError as error:
            changed.append(error.text)
            continue
        if not same:
            changed.append(
                Text(
                    f"слой {name}, версия {layer.version}: содержимое изменилось",
                    f"layer {name}, version {layer.version}: its content has changed",
                )
            )
    return changed


def _changed_rasters(record: StudyRecord, zone: Zone) -> list[Text]:
    now = zone.catalog.raster_hashes()
    return [
        Text(f"растр {name}: содержимое изменилось", f"raster {name}: its content has changed")
        for name in sorted({*record.rasters, *now})
        if record.rasters.get(name) != now.get(name)
    ]


def _rows(answer: Mapping[str, Any]) -> dict[str, Any]:
    return {row["plot_id"]: row for row in answer["plots"]}


def _place(row: Mapping[str, Any] | None) -> str:
    return "—" if row is None or row["rank"] is None else f"{row['rank']} ({row['score']:.4f})"
