"""The journal: append only, chained, whole or not at all; and one writer at a time."""

import multiprocessing
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime
from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sezgeo.errors import BusyError, StoreError
from sezgeo.layers.store.journal import Journal
from sezgeo.layers.store.lock import holder, only_writer
from sezgeo.layers.store.records import Delivery, NewVersion
from sezgeo.layers.versions.changes import Attribute, Changes, Outline
from sezgeo.layers.versions.lineage import Merge, Rename, Split
from tests.helpers.workspaces import NOW, SIGNATURE

ENTRY = NewVersion("plots", 0, "aa", "bb", 3, "import", "a.shp", "2026-01-01", "partial")
CHANGES = Changes(
    3,
    3,
    ("A",),
    ("B",),
    (Split("C", ("Ca", "Cb")),),
    (Merge(("D", "E"), "F"),),
    (Rename("G", "H"),),
    (Outline("I", 1.0, 2.0, 1.0, 0.5),),
    (Attribute("J", "note", "", "«ё»"), Attribute("K", "power_mw", None, 1.5)),
)
DELIVERY = Delivery("plots", "a.shp", "cc", "dd", "repair", ({"code": "X", "severity": "repair"},))


@pytest.fixture
def journal(tmp_path):
    return Journal(tmp_path / "journal.sqlite")


def test_a_journal_that_is_not_there_holds_nothing_and_is_not_made_by_reading(journal):
    assert journal.head("plots") is None
    assert journal.versions() == []
    assert journal.problems() == []
    assert not journal.path.exists()


def test_a_journal_that_its_first_writer_has_only_begun_holds_nothing(journal):
    journal.path.touch()
    assert journal.versions() == []
    assert journal.append(ENTRY, CHANGES, SIGNATURE).id == 1


def test_versions_are_numbered_over_all_layers_and_found_by_layer(journal):
    for layer in ("plots", "sites", "plots"):
        entry = NewVersion(layer, 0, layer, "bb", 1, "import", "a", "2026-01-01", "partial")
        journal.append(entry, Changes(0, 1, ("A",)), SIGNATURE)
    assert [version.id for version in journal.versions("plots")] == [1, 3]
    assert journal.head("plots").id == 3
    assert journal.head("sites").id == 2
    assert journal.head("gas") is None
    assert journal.version(2).layer == "sites"
    assert journal.version(4) is None


def test_a_version_keeps_its_delivery_findings_and_changes(journal):
    version = journal.append(ENTRY, CHANGES, SIGNATURE, delivery=DELIVERY)
    assert journal.versions() == [version]
    assert (version.author, version.time) == ("Ivanova", "2026-11-23T12:00:00+00:00")
    ((number, delivery),) = journal.deliveries()
    assert (number, delivery.outcome) == (version.delivery, "repair")
    assert journal.findings(number) == [{"code": "X", "severity": "repair"}]
    with closing(sqlite3.connect(journal.path)) as database:
        rows = database.execute("SELECT kind, feature, before, after FROM change").fetchall()
    assert ("attribute_changed", "J", '""', '"«ё»"') in rows
    assert ("split", "C", '"C"', '["Ca", "Cb"]') in rows
    assert len(rows) == 8
    assert journal.contents("plots") == [(1, "bb"), (1, "dd")]


def test_a_refused_delivery_is_kept_without_a_version(journal):
    journal.record(DELIVERY, SIGNATURE)
    assert journal.versions() == []
    assert [delivery.name for _, delivery in journal.deliveries()] == ["a.shp"]


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE version SET rows = 4 WHERE id = 2",
        "UPDATE version SET sha256 = 'zz' WHERE id = 3",
        "UPDATE version SET author = 'x' WHERE id = 1",
        "DELETE FROM version WHERE id = 2",
        "DELETE FROM change WHERE version = 2 AND kind = 'added'",
        "UPDATE change SET after = '9' WHERE version = 1 AND feature = 'K'",
        "INSERT INTO change VALUES (3, 'added', 'Z', '', 'null', 'null')",
    ],
)
def test_whoever_edits_the_journal_is_found_out(journal, forgery):
    for _ in range(3):
        journal.append(ENTRY, CHANGES, SIGNATURE)
    assert journal.problems() == []
    with closing(sqlite3.connect(journal.path)) as database:
        database.execute(forgery)
        database.commit()
    assert journal.problems()


def test_a_transaction_that_fails_leaves_no_trace(journal):
    journal.append(ENTRY, CHANGES, SIGNATURE)
    before = journal.path.read_bytes()
    bad = Delivery("plots", "a", "b", "c", "accept", ({"severity": "info"},))
    with pytest.raises(KeyError):
        journal.append(ENTRY, CHANGES, SIGNATURE, delivery=bad)
    assert journal.path.read_bytes() == before
    assert len(journal.versions()) == 1


def test_a_journal_of_the_future_or_of_rubbish_is_refused(journal):
    journal.append(ENTRY, CHANGES, SIGNATURE)
    with closing(sqlite3.connect(journal.path)) as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="99"):
        journal.append(ENTRY, CHANGES, SIGNATURE)
    journal.path.write_bytes(b"rubbish, not a database at all" * 100)
    with pytest.raises(StoreError) as told:
        journal.versions()
    assert told.value.code == "STORE_DAMAGED"


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(min_size=1), max_size=5, unique=True), st.text())
def test_any_text_is_kept_and_checked(tmp_path_factory, names, value):
    with suppress(UnicodeEncodeError):
        "".join([*names, value]).encode()
        journal = Journal(tmp_path_factory.mktemp("journal") / "journal.sqlite")
        cells = (Attribute("a", "b", "", value),)
        changes = Changes(0, 1, added=tuple(names), attribute_changed=cells)
        journal.append(ENTRY, changes, SIGNATURE)
        assert journal.problems() == []


def test_the_second_writer_is_told_who_writes_and_since_when(tmp_path):
    since = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
    with only_writer(tmp_path, who="Петров", since=since):
        with (
            pytest.raises(BusyError, match=r"Петров.*2026-11-23T09:30:00") as told,
            only_writer(tmp_path, who="Ivanova", since=NOW),
        ):
            pass
        assert told.value.code == "BUSY"
        assert holder(tmp_path).who == "Петров"
    with only_writer(tmp_path, who="Ivanova", since=NOW):
        assert holder(tmp_path).who == "Ivanova"
    assert holder(tmp_path) is None


def test_a_lock_is_free_after_its_holder_failed(tmp_path):
    with pytest.raises(RuntimeError), only_writer(tmp_path, who="a", since=NOW):
        raise RuntimeError
    with only_writer(tmp_path, who="b", since=NOW):
        pass


def test_an_error_of_the_holder_stays_what_it_is(tmp_path):
    with pytest.raises(PermissionError), only_writer(tmp_path, who="a", since=NOW):
        raise PermissionError


def test_a_lock_is_free_after_its_holder_was_killed(tmp_path):
    context = multiprocessing.get_context("spawn")
    held = context.Event()
    other = context.Process(target=partial(_hold, str(tmp_path), held))
    other.start()
    assert held.wait(60)
    with pytest.raises(BusyError, match="other"), only_writer(tmp_path, who="me", since=NOW):
        pass
    other.kill()
    other.join()
    with only_writer(tmp_path, who="me", since=NOW):
        assert holder(tmp_path).who == "me"


def _hold(folder, held):
    from pathlib import Path

    with only_writer(Path(folder), who="other", since=NOW):
        held.set()
        multiprocessing.Event().wait(120)
