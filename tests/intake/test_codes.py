"""Every code of the table has a delivery that gets it, and a good delivery that does not."""

import inspect
import json
import re
from functools import cache

import pytest

from sezgeo.i18n import LANGUAGES, speaking
from sezgeo.intake.delivery import private_copy
from sezgeo.intake.findings import codes, echo, finding
from sezgeo.intake.options import Options
from sezgeo.intake.readers import read
from sezgeo.intake.receive import receive
from tests.helpers import bad_deliveries, deliveries, workspaces
from tests.helpers.deliveries import sites_workspace

OF_THE_STORE = {
    "BUSY", "COLUMN_EMPTIED", "COMMON_SHIFT", "DELIVERY_CHANGED", "EXPORT_FAILED", "ID_TAKEN",
    "LAYERS_INSTALLED", "NO_CHANGE", "OLDER_VERSION", "OUTLINES_KEPT", "REMOVALS_MANY",
    "REMOVALS_MISCOUNTED",
    "SITE_LOST", "SITE_OPTION", "SITE_OTHER", "STORE_DAMAGED",
    "STORE_ADDRESS", "STORE_NOT_READY", "STORE_UNREACHABLE", "STORE_VALUE",
}  # fmt: skip
"""Given by the commit, and tested there."""

OF_THE_MACHINE = {
    "DISK_FULL", "READ_ONLY", "READ_DENIED", "READ_STOPPED", "READ_TOO_LONG", "DELIVERY_TOO_BIG",
}  # fmt: skip
ALONE = {"OK", "SITE_UNCHECKED"}
BAD = {
    name: make
    for name, make in vars(bad_deliveries).items()
    if inspect.isfunction(make) and name.isupper()
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    return sites_workspace(tmp_path_factory.mktemp("layers"), bad_deliveries.SITES)


def sent(catalog, made, layer="plots"):
    path, options = made if isinstance(made, tuple) else (made, Options())
    return receive(catalog, layer, path, options=options)


def test_every_code_has_a_delivery_that_gets_it():
    assert set(codes()) == set(BAD) | OF_THE_STORE | OF_THE_MACHINE | ALONE


@pytest.fixture(scope="module")
def outcome(catalog, tmp_path_factory):
    """What becomes of the bad delivery of a code: sent once for all tests that look at it."""
    return cache(lambda code: sent(catalog, BAD[code](tmp_path_factory.mktemp(code))))


@pytest.mark.parametrize("code", sorted(BAD))
def test_a_fault_is_called_by_its_name(code, outcome):
    result = outcome(code)
    named = [one for one in result.findings if one.code == code]
    assert named, [str(one) for one in result.findings]
    severity = codes()[code].severity
    assert named[0].severity == severity
    if severity == "refuse":
        assert result.outcome == "refuse"
        assert result.frame is None
        assert result.findings[0].code == code
    else:
        assert result.outcome == {"repair": "repair", "info": "accept"}[severity] or code in (
            "SITE_FROM_PLACE", "CADASTRE_NO_OUTLINE", "CADASTRE_ELSEWHERE", "ENC_CPG_UNKNOWN",
        )  # fmt: skip


@pytest.mark.parametrize("write", [bad_deliveries.shp, bad_deliveries.geojson, bad_deliveries.gpkg])
def test_a_good_delivery_gets_none_of_them(write, catalog, tmp_path):
    result = sent(catalog, write(tmp_path))
    assert [one.code for one in result.findings] == ["OK"]
    assert result.frame["site"].unique().tolist() == ["alabushevo"]
    assert result.frame["status"].unique().tolist() == ["free"]
    assert abs(result.frame.geometry.area.sum() - 6 * 8025) < 0.01


def test_without_sites_the_place_is_not_checked_and_that_is_said(tmp_path):
    catalog = sites_workspace(tmp_path / "layers", bad_deliveries.SITES.iloc[:0])
    result = sent(catalog, bad_deliveries.geojson(tmp_path))
    assert [one.code for one in result.findings] == ["OK", "SITE_UNCHECKED"]


@pytest.mark.parametrize(
    ("number", "code"), [(28, "DISK_FULL"), (30, "READ_ONLY"), (13, "READ_DENIED")]
)
def test_what_the_machine_refuses_is_said_as_such(number, code, tmp_path):
    assert private_copy.storage_error(OSError(number, "x"), tmp_path).findings[0].code == code


def test_a_delivery_over_the_limit_is_refused_while_it_streams(catalog, tmp_path, monkeypatch):
    monkeypatch.setattr(private_copy, "LIMIT_BYTES", 1000)
    result = sent(catalog, bad_deliveries.geojson(tmp_path))
    assert [one.code for one in result.findings] == ["DELIVERY_TOO_BIG"]


@pytest.mark.parametrize("code", sorted(codes()))
def test_every_code_is_said_in_both_languages_with_a_cure(code):
    kind = codes()[code]
    assert all((kind.ru, kind.en, kind.cure_ru, kind.cure_en))
    assert any("а" <= letter <= "я" for letter in kind.cure_ru)
    assert kind.en.isascii()
    assert kind.cure_en.isascii()


@pytest.mark.parametrize("code", sorted(BAD))
def test_no_slot_is_left_open(code, outcome):
    for one in outcome(code).findings:
        for lang in LANGUAGES:
            for text in (one.message.say(lang), one.cure.say(lang)):
                assert not re.search(r"\{(found|expected|name|names|n|why|column)\}", text)


def test_what_a_delivery_says_is_echoed_escaped_and_short():
    payload = "<script>\n\x1b[31m" + "x" * 500 + "\u202e"
    said = finding("SITE_UNKNOWN", found=payload, expected="y", id=payload, column=payload)
    for text in (said.message.ru, said.message.en, said.id, said.column):
        assert text.isprintable() or "\u202f" in text
        assert "x" * 41 not in text
    assert len(echo(payload)) <= 40


def test_a_finding_is_plain_json(catalog, tmp_path):
    result = sent(catalog, bad_deliveries.OVERLAP(tmp_path))
    with speaking("en"):
        said = json.loads(json.dumps([one.to_dict() for one in result.findings]))
    assert said[0]["code"] == "OVERLAP"
    assert said[0]["row"] in (2, 3)
    assert said[0]["message"].startswith("overlaps ALB-")


def test_all_problems_are_told_in_one_pass(catalog, tmp_path):
    frame = bad_deliveries.geometry(bad_deliveries.good(), 4, None)
    frame["plot_id"] = ["ALB-001", "ALB-001", "x", "ALB-004", "ALB-005", "ALB-006"]
    frame["status"] = ["свободен", "продан", "занят", "резерв", "строится", "free"]
    frame["area_m2"] = [8025, 8025, -1, 8025, 8025, 99]
    result = sent(catalog, bad_deliveries.geojson(tmp_path, frame))
    found = {one.code for one in result.findings}
    assert found >= {
        "GEOM_NULL", "ID_DUPLICATE", "ID_PATTERN", "VALUE_DOMAIN", "VALUE_RANGE", "AREA_DISAGREES",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("ended", "code"),
    [("os.kill(os.getpid(), 9)", "READ_STOPPED"), ("os.abort()", "GPKG_CORRUPT")],
)
def test_the_end_of_the_reading_process_is_told_by_its_cause(
    ended, code, catalog, tmp_path, monkeypatch
):
    dying = tmp_path / "child.py"
    dying.write_text(f"import os\n{ended}\n", encoding="utf-8")
    monkeypatch.setattr(read, "CHILD", dying)
    path = tmp_path / "plots.gpkg"
    deliveries.write_delivery(workspaces.plots(), path)
    result = receive(catalog, "plots", path, options=Options())
    assert [one.code for one in result.findings] == [code]


def test_a_reading_process_that_cannot_start_is_no_fault_of_the_file(
    catalog, tmp_path, monkeypatch
):
    broken = tmp_path / "child.py"
    broken.write_text("import nothing_of_that_name\n", encoding="utf-8")
    monkeypatch.setattr(read, "CHILD", broken)
    path = tmp_path / "plots.gpkg"
    deliveries.write_delivery(workspaces.plots(), path)
    with pytest.raises(RuntimeError, match="did not start"):
        receive(catalog, "plots", path, options=Options())
