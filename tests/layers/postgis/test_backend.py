"""The team's store: the same hashes as a folder's, tables a GIS opens, rights, no secret shown."""

import json
import pickle
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import pytest
from psycopg import errors
from shapely import box

import sezgeo
from sezgeo.cli import main
from sezgeo.cli.exits import Exit
from sezgeo.database_url import Address
from sezgeo.errors import BusyError, StoreError
from sezgeo.intake.commit import import_delivery
from sezgeo.intake.findings import codes, finding
from sezgeo.intake.options import Options, Request
from sezgeo.layers import Catalog
from sezgeo.layers.history import roll_back
from sezgeo.layers.postgis import features
from sezgeo.layers.postgis.session import database_errors
from sezgeo.layers.versions.canonical import content_sha256
from tests.helpers import ROOT
from tests.helpers.deliveries import read_plainly, write_delivery
from tests.helpers.workspaces import NOW, SIGNATURE, commit, plots, tree, workspace

pytestmark = pytest.mark.postgres

LAYERS = ("plots", "sites", "gas", "railways")
PAGE = ROOT / "docs" / "how-to" / "postgis.md"


@pytest.fixture
def folder(tmp_path):
    return workspace(tmp_path / "layers", LAYERS).folder


@pytest.fixture
def catalog(folder, database):
    return Catalog.read(folder, store=database)


@pytest.fixture
def ask(postgres, database):
    """Ask the database as its owner would in psql."""
    name = database.name.rpartition("/")[2]
    return lambda statement: postgres.run(statement, database=name)


def refusing(*args, **options):
    return read_plainly(*args, **options, findings=(finding("GEOM_NULL", row=2, id="ALB-002"),))


def odd(n=12):
    """Plots with every kind of cell, and columns no contract names."""
    frame = plots(n, note=[f"«ё»\t\\{i}\n'\"%s {{}}" if i % 2 else None for i in range(n)])
    frame["power_mw"] = [0.1 * i if i % 3 else np.nan for i in range(n)]
    frame["Чужой столбец %"] = range(n)
    frame["yes"] = [None, *([True, False] * n)][:n]
    frame["fid"] = [f"f{i}" for i in range(n)]
    shapes = frame.geometry.copy()
    shapes.iloc[0] = shapes.iloc[0].union(shapes.iloc[5])
    shapes.iloc[1] = shapes.iloc[1].difference(shapes.iloc[1].buffer(-5))
    return frame.set_geometry(shapes)


def history(catalog, folder):
    """Bring a series of deliveries, good, bad and repeated, and roll one back."""

    def bring(frame, *, layer="plots", reader=read_plainly, **said):
        path = write_delivery(frame, folder / "plots.geojson")
        request = Request(author="Иванова", at=NOW, options=Options(**said))
        return import_delivery(catalog, layer, path, request=request, reader=reader)

    key = catalog.schema("gas").key
    gas = gpd.GeoDataFrame({key: ["g"]}, geometry=[box(0, 0, 1, 1)], crs=32637)
    results = [
        bring(plots()),
        bring(plots(41, note="x")),
        bring(plots(41, note="x")),
        bring(plots(3)),
        bring(plots(44), reader=refusing),
        bring(odd().drop(columns="fid"), confirm_removals=29),
        bring(gas, layer="gas"),
    ]
    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        roll_back(catalog, writer, "plots", 2)
        roll_back(catalog, writer, "gas", 0)
        roll_back(catalog, writer, "railways", 0)
    return [(one.outcome, one.version, [f.code for f in one.findings]) for one in results]


def test_the_same_deliveries_give_the_same_history_as_in_a_folder(catalog, tmp_path):
    alone = workspace(tmp_path / "alone", LAYERS)
    assert history(catalog, tmp_path) == history(alone, tmp_path)
    team, own = catalog.store, alone.store
    assert team.versions() == own.versions()
    assert len({version.chain for version in team.versions()}) >= 6
    assert team.journal.deliveries() == own.journal.deliveries()
    for number, delivery in own.journal.deliveries():
        assert team.journal.findings(number) == own.journal.findings(number)
        assert team.journal.contents(delivery.layer) == own.journal.contents(delivery.layer)
    for version in own.versions():
        sha256 = version.sha256
        assert team.snapshots.read_bytes(sha256) == own.snapshots.read_bytes(sha256)
        assert team.journal.version(version.id) == version
    for layer in LAYERS:
        assert team.journal.head(layer) == own.journal.head(layer)
    assert team.problems() == own.problems() == []
    assert team.journal.version(99) is None


def test_what_was_sent_is_in_the_database_byte_for_byte(catalog, tmp_path, ask):
    history(catalog, tmp_path)
    kept = {sha256: bytes(body) for sha256, body in ask("SELECT sha256, body FROM sezgeo.original")}
    assert {one.sha256 for _, one in catalog.store.journal.deliveries()} == set(kept)
    sent = (tmp_path / "plots.geojson").read_bytes()
    assert sent in kept.values()
    reports = [json.loads(bytes(body)) for (body,) in ask("SELECT body FROM sezgeo.report")]
    assert {one["outcome"] for one in reports} == {"refuse"}
    assert not list(catalog.folder.glob(".store"))
    assert not (catalog.folder / "current.gpkg").exists()


def test_a_large_original_is_cut_in_parts_and_an_empty_file_is_kept(catalog, ask, tmp_path):
    body = bytes(range(256)) * (9 * 4096)

    def fill(folder):
        (folder / "inner").mkdir()
        (folder / "inner" / "plots.shp").write_bytes(body)
        (folder / "empty.cpg").write_bytes(b"")

    def fail(folder):
        (folder / "half.shp").write_bytes(b"half")
        raise KeyError

    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        writer.keep_original("ab", fill)
        writer.keep_original("ab", fail)  # what is there already is not asked for again
    with pytest.raises(KeyError), catalog.store.writing(SIGNATURE, since=NOW) as writer:
        writer.keep_original("cd", fail)
    catalog.store.backend.bring_back("ab", tmp_path / "back")
    assert tree(tmp_path / "back") == {"empty.cpg": b"", "inner/plots.shp": body}
    rows = ask("SELECT path, body FROM sezgeo.original ORDER BY path, part")
    assert [path for path, _ in rows] == ["empty.cpg", "inner/plots.shp", "inner/plots.shp"]
    assert b"".join(bytes(part) for _, part in rows) == body
    ask("UPDATE sezgeo.original SET path = '../../elsewhere' WHERE path = 'empty.cpg'")
    with pytest.raises(StoreError, match="elsewhere"):
        catalog.store.backend.bring_back("ab", tmp_path / "again")
    assert not list(tmp_path.glob("**/elsewhere"))


def test_a_gis_sees_typed_tables_of_what_is_in_force(catalog, ask):
    commit(catalog, plots(40))
    frame = odd()
    commit(catalog, frame)
    assert ask("SELECT type, srid FROM geometry_columns WHERE f_table_name = 'plots_current'") == [
        ("MULTIPOLYGON", 32637)
    ]
    rows = ask("SELECT plot_id, power_mw, other, ST_Area(geom) FROM sezgeo.plots_current")
    assert len(rows) == 12
    told = {plot: (power, other, area) for plot, power, other, area in rows}
    for row in frame.itertuples():
        power, other, area = told[row.plot_id]
        assert area == pytest.approx(row.geometry.area, abs=0.1)  # the millimetre grid
        assert power == (None if np.isnan(row.power_mw) else row.power_mw)
        assert other["fid"] == row.fid
        assert "Чужой столбец %" in other
    assert ask("SELECT count(*), count(DISTINCT row_id) FROM sezgeo.plots_versions") == [(52, 52)]
    assert ask(
        "SELECT count(*) FROM sezgeo.plots_versions WHERE version_id = 1 "
        "AND version_author = 'Ivanova'"
    ) == [(40,)]


def test_a_gis_finds_features_by_place_through_the_index(catalog, ask):
    commit(catalog, plots(2000))
    ask("ANALYZE")
    query = (
        "SELECT plot_id FROM sezgeo.plots_current "
        "WHERE geom && ST_MakeEnvelope(400000, 6170000, 400110, 6170040, 32637)"
    )
    inside = plots(2000)[lambda f: f.intersects(box(400000, 6170000, 400110, 6170040))]
    assert {plot for (plot,) in ask(query)} == set(inside["plot_id"])
    assert any("plots_features_geom" in line for (line,) in ask(f"EXPLAIN {query}"))


def test_the_features_give_the_frame_back(catalog):
    for frame in (odd(), plots(3)):
        version = commit(catalog, frame)
        home = catalog.store.backend
        back = features.read(home.reader.ask, home.address.schema, "plots", version.sha256)
        assert content_sha256(back) == version.content


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE sezgeo.version SET author = 'x' WHERE id = 1",
        "UPDATE sezgeo.version SET rows = 4 WHERE id = 3",
        "DELETE FROM sezgeo.change WHERE version = 2 AND place = 0",
        "INSERT INTO sezgeo.change VALUES (3, 99, 'added', 'Z', '', 'null', 'null')",
        "UPDATE sezgeo.snapshot SET body = body || '\\x20'",
        "UPDATE sezgeo.plots_features SET status = 'occupied' WHERE fid = 3",
        "UPDATE sezgeo.plots_features SET geom = ST_Translate(geom, 0.001, 0) WHERE fid = 3",
        "UPDATE sezgeo.plots_features SET other = '{{\"zebra\": 1}}' WHERE fid = 0",
        "DELETE FROM sezgeo.plots_features WHERE fid = 2",
        "TRUNCATE sezgeo.plots_features",
    ],
)
def test_whoever_edits_the_tables_is_found_out(catalog, ask, forgery):
    for n in (4, 5, 6):
        commit(catalog, plots(n))
    assert catalog.store.problems() == []
    ask(forgery)
    assert catalog.store.problems()


def test_a_damaged_snapshot_is_told_not_shown(catalog, ask):
    commit(catalog, plots(4))
    ask("UPDATE sezgeo.snapshot SET body = ''")
    with pytest.raises(StoreError, match="rollback") as told:
        catalog.layer("plots")
    assert told.value.code == "STORE_DAMAGED"
    with pytest.raises(StoreError, match="damaged"):  # nor is it trusted by a new version
        commit(catalog, plots(4), layer="plots")


def test_a_card_of_a_writer_who_has_gone_names_nobody(catalog, ask):
    home = catalog.store.backend
    with home.writing("Петров", since=NOW, wait_s=0.0):
        ask("UPDATE sezgeo.writer SET pid = 0")
        with pytest.raises(BusyError) as told, home.writing("Ivanova", since=NOW, wait_s=0.0):
            pass
    assert "just begun" in str(told.value)


def test_a_writer_whose_lock_was_taken_over_writes_nothing(catalog, ask):
    with catalog.store.writing(SIGNATURE, since=NOW) as writer:
        ask("UPDATE sezgeo.writer SET pid = 0")
        with pytest.raises(StoreError, match="lock was lost"):
            writer.keep_report("ab", "report.json", b"")
    assert ask("SELECT count(*) FROM sezgeo.report") == [(0,)]


def test_a_refusal_says_why_even_where_it_cannot_be_kept(catalog, ask, tmp_path):
    def cut(*args, **options):
        ask(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = 'sezgeo' AND datname = current_database()"
        )
        return refusing(*args, **options)

    path = write_delivery(plots(4), tmp_path / "plots.geojson")
    request = Request(author="Ivanova", at=NOW)
    result = import_delivery(catalog, "plots", path, request=request, reader=cut)
    assert {one.code for one in result.findings} == {"GEOM_NULL", "STORE_UNREACHABLE"}
    assert catalog.store.journal.deliveries() == []


def test_after_a_restart_of_the_server_everything_goes_on(catalog, postgres):
    commit(catalog, plots(4))
    assert len(catalog.layer("plots").frame) == 4
    postgres.stop()
    with pytest.raises(StoreError) as told:
        catalog.layer("plots")
    assert told.value.code == "STORE_UNREACHABLE"
    postgres.start()
    assert len(catalog.layer("plots").frame) == 4
    commit(catalog, plots(5))


def test_preparing_twice_changes_nothing_and_a_wider_contract_adds_columns(catalog, ask):
    commit(catalog, plots(4))
    tables = (
        "SELECT table_name, column_name, data_type FROM information_schema.columns "
        "WHERE table_schema = 'sezgeo' ORDER BY 1, 2"
    )
    before = ask(tables)
    catalog.store.backend.prepare(catalog.schemas)
    assert ask(tables) == before
    schema = catalog.schema("plots")
    wider = {**schema.columns, "tax_rub": replace_kind(schema.columns["note"], "number")}
    catalog.store.backend.prepare({"plots": schema.model_copy(update={"columns": wider})})
    assert {row[0] for row in set(ask(tables)) - set(before)} == {
        "plots_features", "plots_current", "plots_versions",
    }  # fmt: skip
    assert len(ask("SELECT tax_rub FROM sezgeo.plots_current")) == 4
    assert catalog.store.problems() == []


def replace_kind(column, kind):
    return column.model_copy(update={"kind": kind})


def test_a_store_of_the_future_or_none_at_all_is_told(catalog, postgres, ask, tmp_path):
    ask("UPDATE sezgeo.store SET format = 99")
    for refused in (catalog.store.versions, lambda: catalog.store.backend.prepare(catalog.schemas)):
        with pytest.raises(StoreError, match="99") as told:
            refused()
        assert told.value.code == "STORE_NOT_READY"
    bare = Catalog.read(catalog.folder, store=postgres.address("postgres"))
    with pytest.raises(StoreError, match="sezgeo init --store"):
        bare.store.versions()
    request = Request(author="Ivanova", at=NOW)
    path = write_delivery(plots(4), tmp_path / "plots.geojson")
    result = import_delivery(bare, "plots", path, request=request, reader=read_plainly)
    assert [one.code for one in result.findings] == ["STORE_NOT_READY"]


def test_a_value_that_the_database_cannot_hold_is_told(catalog):
    with pytest.raises(StoreError, match=r"NUL|0x00") as told:
        commit(catalog, plots(4, note="a\x00b"))
    assert told.value.code == "STORE_VALUE"
    assert catalog.store.versions() == []


@pytest.mark.parametrize(
    ("cause", "code"),
    [
        (errors.DiskFull, "DISK_FULL"),
        (errors.ReadOnlySqlTransaction, "READ_ONLY"),
        (errors.AdminShutdown, "STORE_UNREACHABLE"),
        (errors.QueryCanceled, "STORE_UNREACHABLE"),
    ],
)
def test_what_the_server_says_becomes_a_finding(cause, code):
    database = Address.read("postgresql://gis.example/zone")
    said = "its\nwords"
    with pytest.raises(StoreError, match="its words") as told, database_errors(database):
        raise cause(said)
    assert told.value.code == code
    assert code in codes()
    assert told.value.text.ru != told.value.text.en


def test_two_zones_live_in_one_database(catalog, database):
    other = Catalog.read(catalog.folder, store=replace(database, schema="vologda"))
    other.store.backend.prepare(other.schemas)
    commit(other, plots(7))
    assert catalog.store.versions() == []
    with (
        other.store.writing(SIGNATURE, since=NOW),
        catalog.store.writing(SIGNATURE, since=NOW),  # each has a lock of its own
    ):
        pass
    assert len(other.layer("plots").frame) == 7


def test_the_rights_of_the_docs_are_enough_and_no_more(catalog, postgres, database, ask):
    page = PAGE.read_text(encoding="utf-8")
    (statements,) = re.findall(r"```sql\n(.*?)```", page, re.DOTALL)
    name = database.name.rpartition("/")[2]
    people = {"reader": f"r_{name}", "writer": f"w_{name}"}
    for role, person in people.items():
        statements = statements.replace(f"sezgeo_{role}", f"{role}_{name}")
        secret = postgres.password.replace("'", "''")
        ask(f"CREATE ROLE {person} LOGIN PASSWORD '{secret}'".replace("{", "{{"))
    ask(statements)
    for role, person in people.items():
        ask(f"GRANT {role}_{name} TO {person}")
    try:
        commit(catalog, plots(4))
        as_reader, as_writer = (
            Catalog.read(catalog.folder, store=postgres.address(name, user=person))
            for person in people.values()
        )
        assert len(as_reader.layer("plots").frame) == 4
        assert as_reader.store.problems() == []
        with pytest.raises(StoreError) as told:
            commit(as_reader, plots(5))
        assert told.value.code == "READ_ONLY"
        assert commit(as_writer, odd()).id == 2
        with as_writer.store.writing(SIGNATURE, since=NOW) as writer:
            writer.keep_report("ab", "report.json", b"1")
            writer.keep_report("ab", "report.json", b"2")
        assert as_writer.store.problems() == []
        granted = ask(
            "SELECT grantee, table_name FROM information_schema.table_privileges "
            "WHERE privilege_type NOT IN ('SELECT', 'INSERT') AND table_schema = 'sezgeo'"
        )
        changing = {table for who, table in granted if who == f"writer_{name}"}
        assert changing == {"writer", "report"}
        with pytest.raises(StoreError) as told:
            as_writer.store.backend.prepare(catalog.schemas)
        assert told.value.code == "READ_ONLY"
    finally:
        for one in (*people.values(), f"reader_{name}", f"writer_{name}"):
            ask(f"DROP OWNED BY {one}")
            ask(f"DROP ROLE {one}")


def test_a_catalog_travels_to_another_process(catalog):
    commit(catalog, plots(4))
    home = pickle.loads(pickle.dumps(catalog.store.backend))  # noqa: S301 - our own bytes
    assert home.journal.versions() == catalog.store.versions()


def test_a_notebook_reads_the_team_s_layers(catalog, database):
    commit(catalog, plots(6))
    zone = sezgeo.open(catalog.folder, store=database.url)
    assert len(zone.layers["plots"].frame) == 6
    assert zone.layers["plots"].version == "1"
    assert database.name in repr(zone)


@pytest.fixture
def call(capfd, folder, monkeypatch):
    """Run the program in the folder; return exit code, output and complaint."""
    monkeypatch.delenv("SEZGEO_STORE", raising=False)

    def run(*words):
        code = 0
        try:
            main([*map(str, words), "--layers", str(folder), "--lang", "en"])
        except SystemExit as left:
            code = left.code or 0
        out, err = capfd.readouterr()
        return code, out, err

    return run


def test_the_life_of_a_layer_from_the_command_line(call, catalog, database, tmp_path, monkeypatch):
    def send(frame, *words):
        path = write_delivery(frame, tmp_path / "plots.geojson")
        code, said, _ = call("import", "plots", path, "--json", "--store", database.url, *words)
        return code, json.loads(said)

    code, said, _ = call("init", "--store", database.url)
    assert (code, said) == (0, f"{database.name}: the store is ready for 4 layers\n")
    both = call("init", tmp_path / "new", "--store", database.url)[1]
    assert "new: " in both
    assert f"{database.name}: " in both
    assert call("init")[0] == Exit.REFUSED
    code, answer = send(plots())
    assert answer["version"] == 1
    code, answer = send(plots(44))
    assert (code in (Exit.DONE, Exit.REPAIRED), answer["version"]) == (True, 2)
    assert send(plots(5))[0] == Exit.REFUSED
    _, said, _ = call("--store", database.url, "log", "--json")
    assert [one["id"] for one in json.loads(said)["versions"]] == [1, 2]
    monkeypatch.setenv("SEZGEO_STORE", database.url)
    _, said, _ = call("diff", "plots", "1", "2", "--json")
    assert len(json.loads(said)["changes"]["added"]) == 4
    assert call("rollback", "plots", "1")[0] == 0
    assert call("verify")[1] == "The store is whole, 3 version(s).\n"
    _, said, _ = call("layers", "--json")
    assert {"plots": 40}.items() <= {
        one["name"]: one["features"] for one in json.loads(said)["layers"]
    }.items()
    out = tmp_path / "out.gpkg"
    assert call("export", out)[0] == 0
    assert len(gpd.read_file(out, layer="plots")) == 40
    monkeypatch.delenv("SEZGEO_STORE")
    assert json.loads(call("log", "--json")[1]) == {"versions": []}  # the folder is the default
    with catalog.store.writing(replace(SIGNATURE, author="Петров"), since=NOW):
        code, answer = send(plots(45))
        assert code == Exit.BUSY
        assert "Петров" in answer["findings"][0]["message"]


def test_no_command_passes_the_store_by():
    for path in sorted((ROOT / "sezgeo" / "cli").glob("*.py")):
        text = path.read_text(encoding="utf-8")
        if path.name != "options.py":
            assert "Catalog.read(" not in text, path.name
            # scenarios are folders of their own
            assert text.count("sezgeo.open(") == (path.name == "map.py"), path.name


SECRET = "s3cr3t%40word"  # noqa: S105 - what must never be seen


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ivanova:{}@127.0.0.1:1/zone",
        "postgresql://ivanova:{}@127.0.0.1:PORT/zone",
        "postgresql://127.0.0.1:1/zone?user=ivanova&password={}",
        "postgresql://ivanova:{}@127.0.0.1:1/zone?nonsense=1",
        "postgresql://ivanova:{}%zz@127.0.0.1:1/zone",
        "postgresql://ivanova:{}@b@127.0.0.1:1/zone",
        "postgresql://ivanova:{}/b@127.0.0.1:1/zone",
        "postgresql://ivanova:{}?b@127.0.0.1:1/zone",
        "postgresql://ivanova:{}#b@127.0.0.1:1/zone",
        "postgresql://ivanova:{}@127.0.0.1:1/zone?schema=A B",
        "mysql://ivanova:{}@127.0.0.1:1/zone",
        "host=127.0.0.1 password={}",
    ],
)
@pytest.mark.parametrize("words", [["log"], ["import", "plots", "x.shp", "--json"], ["init"]])
def test_a_secret_is_never_printed(call, postgres, url, words):
    address = url.format(SECRET).replace("PORT", str(postgres.port))
    code, said, complaint = call(*words, "--store", address)
    assert code == Exit.REFUSED
    assert "Traceback" not in complaint
    assert "s3cr3t" not in said + complaint
    assert said + complaint


def test_a_secret_is_in_no_incident_and_no_usage_error(database, tmp_path):
    program = (
        "import sys\nfrom sezgeo.cli import main\n"
        "def fail(*_, **__): raise RuntimeError(sys.argv)\n"
        "from sezgeo.layers.postgis import PostgisBackend\n"
        "PostgisBackend.journal = property(fail)\n"
        "main()\n"
    )
    secret = database.url.partition("owner:")[2].partition("@")[0]
    for words, code in ([["log", "--store", database.url], Exit.BUG],
                        [[database.url], Exit.REFUSED]):  # fmt: skip
        ran = subprocess.run(
            [sys.executable, "-c", program, *words],
            capture_output=True, text=True, check=False, env={"TMPDIR": str(tmp_path)},
        )  # fmt: skip
        assert ran.returncode == code
        logs = "".join(path.read_text(encoding="utf-8") for path in tmp_path.glob("*.log"))
        assert secret not in ran.stdout + ran.stderr + logs
    assert "owner:***@" in logs


def test_a_password_may_come_from_where_libpq_looks(
    postgres, database, folder, monkeypatch, tmp_path
):
    plain = Address.read(re.sub(r"owner:[^@]*@", "owner@", database.url))
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    with pytest.raises(StoreError) as told:
        Catalog.read(folder, store=plain).store.versions()
    assert told.value.code == "STORE_UNREACHABLE"
    passes = tmp_path / "pgpass"
    escaped = postgres.password.replace("\\", "\\\\").replace(":", "\\:")
    passes.write_text(f"127.0.0.1:*:*:owner:{escaped}\n", encoding="utf-8")
    passes.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(passes))
    assert Catalog.read(folder, store=plain).store.versions() == []
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    assert Catalog.read(folder, store=plain).store.versions() == []


def test_without_the_driver_the_message_says_how_to_get_it(call, monkeypatch):
    monkeypatch.setitem(sys.modules, "sezgeo.layers.postgis", None)
    code, _, complaint = call("log", "--store", "postgresql://127.0.0.1/zone")
    assert code == Exit.REFUSED
    assert 'pip install "sezgeo[postgres]"' in complaint


def test_a_long_wait_ends_when_the_other_has_gone(catalog):
    since = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    home = catalog.store.backend
    with (
        home.writing("Петров", since=since, wait_s=0.0),
        pytest.raises(BusyError, match=r"Петров since 2026-11-23T09:30:00"),
        home.writing("Ivanova", since=NOW, wait_s=0.6),
    ):
        pass
    with home.writing("Ivanova", since=NOW, wait_s=0.0):
        pass
