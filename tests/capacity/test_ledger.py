"""The ledger: equal to counting day by day, never below zero, and as safe as any version."""

import json
import os
import signal
import sys
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely import LineString, Point, box

from sezgeo.capacity.ledger import Ledger
from sezgeo.capacity.report import reservation_line, to_dict, warnings
from sezgeo.capacity.reservation import Reservation, ReservationRequest, read_amount, read_day
from sezgeo.capacity.reserve import LedgerAuthor, ledger_layers, release, reserve
from sezgeo.capacity.rows import read_rows, row_of
from sezgeo.capacity.sources import MW_PER_MVA, CapacitySource, SourceKey
from sezgeo.cli.exits import Exit
from sezgeo.config.ranges import Amount
from sezgeo.errors import BusyError, LayerError, LedgerError, UnknownNameError
from sezgeo.i18n import LANGUAGES, Text
from sezgeo.layers.store.atomic_files import TEMPORARY
from tests.helpers.invented_layers import at, layer
from tests.helpers.workspaces import commit, tree, workspace
from tests.proofs.torture_store import in_child

KEY = SourceKey("substations", "ps-1")
DAY = date(2027, 1, 1)
DAYS = 40
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
CLERK = LedgerAuthor("Petrova", NOW)


def ledger(capacity, *reservations):
    source = CapacitySource(KEY, "power_mw", Text("ПС", "PS"), Amount.of_cell(capacity))
    return Ledger({KEY: source}, reservations)


def booked(number, amount, start, length=None):
    since = DAY + timedelta(start)
    until = None if length is None else since + timedelta(length)
    return Reservation(f"R-{number}", KEY, "power_mw", amount, f"H{number}", since, until)


spans = st.tuples(
    st.sampled_from([0.1, 0.2, 0.3, 1.0, 2.5]),
    st.integers(0, DAYS - 1),
    st.none() | st.integers(1, DAYS),
)
acts = st.lists(spans | st.tuples(st.integers(1, 12), st.integers(0, DAYS)), max_size=12)


def spaced(text):
    """Write plain spaces, as a test types them."""
    return text.replace("\xa0", " ")


def every_day(one):
    """Count what is held on each day, one reservation at a time."""
    days = [DAY + timedelta(n) for n in range(-1, 2 * DAYS + 1)]
    return {
        day: sum(
            r.amount
            for r in one.reservations
            if r.since <= day and (r.until is None or day < r.until)
        )
        for day in days
    }


def played(capacity, acts):
    """Reserve and release in turn; what is refused leaves all as it was."""
    book, refused = ledger(capacity), []
    for number, act in enumerate(acts, start=1):
        try:
            if len(act) == 3:
                book = book.with_reservation(booked(number, *act))
            else:
                book = book.with_release(f"R-{act[0]}", DAY + timedelta(act[1]))
        except LedgerError:
            refused.append((book, number, act))
        except UnknownNameError:
            assert f"R-{act[0]}" not in {r.number for r in book.reservations}
    return book, refused


@given(st.sampled_from([0.3, 1.0, 3.0]), acts)
def test_steps_are_what_counting_day_by_day_gives_and_no_day_is_below_zero(capacity, acts):
    book, refused = played(capacity, acts)
    held = every_day(book)
    for step, later in pairwise(book.steps(KEY)):
        assert step.until == later.since
    for day, amount in held.items():
        (step,) = (
            s
            for s in book.steps(KEY)
            if (s.since is None or s.since <= day) and (s.until is None or day < s.until)
        )
        assert step.reserved == pytest.approx(amount)
        assert amount <= capacity + 1e-9
        assert book.free(KEY, step.reserved).low >= 0
        assert book.most_reserved(KEY, day, day + timedelta(1)) == step.reserved
    for before, number, act in refused:
        if len(act) == 3:  # and what was refused would have been too much on some day
            one = booked(number, *act)
            most = max(every_day(ledger(capacity, *before.reservations, one)).values())
            assert most > capacity
    assert not book.overdrafts(KEY)


@given(st.sampled_from([0.3, 1.0, 3.0, np.nan]), acts, spans)
def test_what_is_reserved_and_released_from_its_first_day_leaves_nothing(capacity, acts, span):
    book, _ = played(capacity, acts)
    new = booked(99, *span)
    try:
        after = book.with_reservation(new).with_release("R-99", new.since)
    except LedgerError:
        return
    assert every_day(after) == every_day(book)
    assert len(after.reservations) == len(book.reservations) + 1  # it stays on record


@given(st.lists(spans, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_reservations_that_all_fit_does_not_matter(asked, chance):
    mixed = list(enumerate(asked, start=1))
    one = ledger(100.0)
    for number, span in mixed:
        one = one.with_reservation(booked(number, *span))
    chance.shuffle(mixed)
    other = ledger(100.0)
    for number, span in mixed:
        other = other.with_reservation(booked(number, *span))
    assert [s.reserved for s in one.steps(KEY)] == pytest.approx(
        [s.reserved for s in other.steps(KEY)]
    )
    assert [s.since for s in one.steps(KEY)] == [s.since for s in other.steps(KEY)]


@given(st.lists(spans, min_size=1, max_size=6))
def test_an_unknown_capacity_is_never_refused_and_stays_unknown(asked):
    book = ledger(np.nan)
    for number, span in enumerate(asked, start=1):
        book = book.with_reservation(booked(number, *span))
    (source,) = to_dict(book, [KEY], DAY)["sources"]
    assert source["capacity"] is None
    assert all((step["free_low"], step["free_high"]) == (0.0, None) for step in source["steps"])
    assert not list(warnings(book))
    assert not json.dumps(to_dict(book, [KEY], DAY), allow_nan=False).count("NaN")


def test_too_much_says_what_is_free_from_when_to_when_and_who_holds_it():
    book = (
        ledger(10.0)
        .with_reservation(booked(1, 7.0, 10, 20))
        .with_reservation(booked(2, 3.0, 15, 5))
    )
    with pytest.raises(LedgerError) as error:
        book.with_reservation(booked(3, 4.0, 0))
    said = spaced(error.value.text.en)
    for words in (
        "4 MW asked for, 10 MW in all",
        "from 2027-01-01 until 2027-01-11: 10 MW",
        "from 2027-01-11 until 2027-01-16: 3 MW (held by 'H1' 7 MW, R-1)",
        "from 2027-01-16 until 2027-01-21: 0 MW (held by 'H1' 7 MW, R-1, 'H2' 3 MW, R-2)",
        "from 2027-01-31: 10 MW",
    ):
        assert words in said
    assert book.with_reservation(booked(3, 3.0, 0, 15)).most_reserved(KEY, DAY) == 10.0


def test_a_layer_that_says_less_than_is_held_is_told():
    book = ledger(5.0, booked(1, 7.0, 0, 10))
    assert [step.since for step in book.overdrafts(KEY)] == [DAY]
    assert book.free(KEY, 7.0) == Amount.exactly(0.0)
    assert "7 MW are held of 5 MW" in spaced(next(warnings(book)).en)
    gone = Ledger({}, (booked(1, 7.0, 0),))
    assert "no more in its layer" in next(warnings(gone)).en
    assert to_dict(gone, [KEY], DAY)["sources"][0]["gone"] is True


def test_a_reservation_comes_back_from_its_row():
    many = [
        Reservation("R-2", KEY, "power_mw", 2.5, "ООО", DAY, None, "ALB-010", "n"),
        Reservation("R-10", SourceKey("chp", "t"), "heat_mw", 3.0, "B", DAY, date(2030, 1, 1)),
    ]
    frame = layer("reservations", [(at(Point(0, 0)), row_of(one)) for one in reversed(many)]).frame
    assert list(read_rows(frame)) == many
    with pytest.raises(LayerError, match="R-2"):
        list(read_rows(frame.assign(heat_mw=1.0, power_mw=1.0)))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"amount": "power=12"}, "the unit is missing; write power_mw"),
        ({"amount": "steam_mw=12"}, "no such utility"),
        ({"amount": "12"}, "utility=amount is needed"),
        ({"amount": "power_mw=-1"}, "a number above zero"),
        ({"amount": "power_mw=0"}, "a number above zero"),
        ({"amount": "power_mw=nan"}, "a number above zero"),
        ({"amount": "power_mw=inf"}, "a number above zero"),
        ({"amount": "heat_mw=1"}, r"gives power \(power_mw\), not heat_mw"),
        ({"holder": " "}, "give --holder"),
        ({"holder": "x" * 121}, "at most 120"),
        ({"holder": "a\u202eb"}, "invisible and control"),
        ({"holder": "a\nb"}, "invisible and control"),
        ({"note": "\x1b[2J"}, "invisible and control"),
        ({"since": "soon"}, "a year or a day like"),
        ({"since": "0001"}, "from 1900"),
        ({"since": "2027-02-30"}, "a year or a day like"),
        ({"since": "2027", "until": "2026"}, "--until must be after --from"),
        ({"since": "2027", "until": "2027-01-01"}, "--until must be after --from"),
    ],
)
def test_bad_words_are_refused_with_the_cure(words, said):
    good = {"source": "ps-1", "amount": "power_mw=1", "holder": "A", "since": "2027"}
    assert ledger(5.0).read_request(ReservationRequest(**good)).amount == 1.0
    with pytest.raises(LedgerError, match=said):
        ledger(5.0).read_request(ReservationRequest(**(good | words)))


def test_all_problems_are_told_at_once():
    words = ReservationRequest("ps-1", "power=-1", "", "x", "y")
    with pytest.raises(LedgerError) as error:
        ledger(5.0).read_request(words)
    assert len(error.value.problems) == 5
    assert all(problem.say(lang) for problem in error.value.problems for lang in LANGUAGES)
    with pytest.raises(UnknownNameError):
        ledger(5.0).read_request(ReservationRequest("ps-2", "power_mw=1", "A", "2027"))
    assert read_amount("power_mw = 1,5") == ("power_mw", 1.5)
    assert read_day("2027") == DAY


# ---------------------------------------------------------------------- in the store


def stocked(folder):
    """Make a workspace with a substation of 10 MW, one nobody knows, and a gas pipe."""
    catalog = workspace(folder, ("plots", "substations", "gas", "reservations"))
    stations = layer(
        "substations",
        [
            (at(box(0, 0, 50, 50)), {"feature_id": "ps-1", "free_mva": 10 / MW_PER_MVA}),
            (at(Point(500, 0)), {"feature_id": "ps-2"}),
        ],
    )
    pipes = layer("gas", [(at(LineString([(0, 0), (90, 0)])), {"feature_id": "g-1"})])
    for one in (stations, pipes):
        commit(catalog, one.frame.reset_index(drop=True), layer=one.schema.name)
    return catalog


def words(amount=4.0, source="ps-1", **more):
    unit = "gas_m3_per_h" if source == "g-1" else "power_mw"
    given = {"holder": "A", "since": "2027"} | more
    return ReservationRequest(source, f"{unit}={amount}", **given)


def read(catalog):
    return Ledger.of(ledger_layers(catalog))


def test_a_reservation_is_a_version_that_can_be_told_compared_and_rolled_back(tmp_path, call):
    folder = tmp_path / "layers"
    catalog = stocked(folder)
    first = reserve(catalog, words(), CLERK)
    second = reserve(catalog, words(6, since="2028", until="2030"), CLERK)
    assert [r.number for r in read(catalog).reservations] == ["R-3", "R-4"]
    assert (first.version.id, second.version.parent) == (3, 3)
    assert second.ledger.reservations == read(catalog).reservations
    frame = catalog.layer("reservations").frame
    station = catalog.layer("substations").frame.geometry["ps-1"]
    assert frame.geometry.within(station).all()
    with pytest.raises(LedgerError, match="0\xa0MW"):
        reserve(catalog, words(1, since="2026"), CLERK)
    ended = release(catalog, "R-3", "2029", CLERK)
    assert reservation_line(ended.reservation).en.endswith("from 2027-01-01 until 2029-01-01")
    with pytest.raises(LedgerError, match="ends 2029-01-01 as it is"):
        release(catalog, "R-3", "2029", CLERK)
    reserve(catalog, words(4, since="2029"), CLERK)
    said = [(v.decision, v.author) for v in catalog.store.versions("reservations")]
    assert said[2] == ("release R-3 from 2029-01-01", "Petrova")
    assert call("diff", "3", "4", "--layers", folder, "--lang", "en")[1].startswith("added 1: R-4")
    assert "unknown → 2029-01-01)" in call("diff", "4", "5", "--layers", folder)[1]
    assert call("rollback", "reservations", "0", "--layers", folder)[0] == Exit.DONE
    assert read(catalog).reservations == ()
    assert reserve(catalog, words(), CLERK).reservation.number == "R-8"  # no number comes twice
    assert call("verify", "--layers", folder)[0] == Exit.DONE
    assert call("export", tmp_path / "out.gpkg", "--layers", folder)[0] == Exit.DONE
    assert "R-8" in call("ledger", "show", "--layers", folder, "--lang", "en")[1]


def test_a_refusal_writes_nothing(tmp_path):
    catalog = stocked(tmp_path)
    reserve(catalog, words(10), CLERK)
    before = tree(tmp_path)
    for bad in (words(1), words(-1), words(source="no"), words(source="ps-2", plot="ALB-001")):
        with pytest.raises((LedgerError, UnknownNameError)):
            reserve(catalog, bad, CLERK)
    with pytest.raises(UnknownNameError):
        release(catalog, "R-99", "2028", CLERK)
    assert tree(tmp_path) == before


def test_the_second_writer_is_told_who_writes(tmp_path):
    catalog = stocked(tmp_path)
    writing = catalog.store.writing(CLERK.signature, since=NOW)
    with writing, pytest.raises(BusyError, match="Petrova"):
        reserve(catalog, words(), LedgerAuthor("Sidorov", NOW))
    assert read(catalog).reservations == ()


def test_eight_who_reserve_at_once_never_get_more_than_there_is(tmp_path):
    catalog = stocked(tmp_path)
    children = []
    for number in range(8):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                reserve(catalog, words(3), LedgerAuthor(f"clerk {number}", NOW, wait_s=120))
                code = 0
            except LedgerError:
                code = 3
            finally:
                os._exit(code)
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert sorted(codes) == [0, 0, 0, 3, 3, 3, 3, 3]
    assert len(read(catalog).reservations) == 3
    assert not read(catalog).overdrafts(KEY)
    assert catalog.store.problems() == []


def test_killed_at_any_moment_the_ledger_is_the_old_or_the_new(tmp_path):
    catalog = stocked(tmp_path)
    reserve(catalog, words(1), CLERK)
    calls = [0]
    sys.setprofile(lambda *_: calls.__setitem__(0, calls[0] + 1))
    reserve(catalog, words(1), CLERK)
    sys.setprofile(None)
    rng, hit = np.random.default_rng(0), 0
    for moment in rng.integers(1, calls[0], 8).tolist():
        held = len(read(catalog).reservations)
        before = sum(r.amount for r in read(catalog).reservations)

        def work(moment=moment):
            left = [moment]

            def tick(*_):
                left[0] -= 1
                if left[0] <= 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            sys.setprofile(tick)
            reserve(catalog, words(0.25), CLERK)

        hit += in_child(work) == -signal.SIGKILL
        after = read(catalog).reservations
        assert len(after) in (held, held + 1)
        assert sum(r.amount for r in after) - before in (0.0, 0.25)
        assert catalog.store.problems() == []
    assert hit >= 6
    reserve(catalog, words(0.25), CLERK)
    assert not list(tmp_path.rglob(f"*{TEMPORARY}*"))


# ---------------------------------------------------------------------- the command


def test_the_commands_answer_in_both_languages_and_as_json(tmp_path, call):
    folder = tmp_path / "layers"
    stocked(folder)

    def ask(*more, lang="en"):
        return call("ledger", *more, "--layers", folder, "--lang", lang)

    code, said, _ = ask(
        "reserve", "ps-2", "power_mw=12", "--holder", "ООО «Ромашка»", "--from", "2027"
    )
    assert code == Exit.DONE
    assert "unknown minus 12 MW" in spaced(said)
    assert "The capacity of ps-2 is unknown" in said
    assert "зарезервировано 12" in ask("show", "substations/ps-2", "--at", "2028", lang="ru")[1]
    answer = json.loads(
        ask("reserve", "ps-1", "power_mw=7", "--holder", "B", "--from", "2028", "--json")[1]
    )
    assert answer["reservation"]["reservation_id"] == "R-4"
    assert answer["capacity_known"] is True
    shown = json.loads(ask("show", "ps-1", "--json", "--at", "2028-06-01")[1])
    (source,) = shown["sources"]
    assert (source["reserved"], source["free_high"]) == (7.0, pytest.approx(3.0))
    code, said, complaint = ask("reserve", "ps-1", "power_mw=4", "--holder", "C", "--from", "2026")
    assert (code, said) == (Exit.REFUSED, "")
    assert "from 2028-01-01: 3 MW (held by 'B' 7 MW, R-4)" in spaced(complaint)
    code, said, _ = ask("release", "R-4", "--from", "2027")
    assert code == Exit.DONE
    assert "released before it began" in said
    assert ask("reserve", "ps-1", "power_mw=4", "--holder", "C", "--from", "2026")[0] == Exit.DONE
    for bad in (("show", "nosuch"), ("release", "R-77", "--from", "2027"), ("show", "--at", "x")):
        code, _, complaint = ask(*bad)
        assert code == Exit.REFUSED
        assert "Traceback" not in complaint


def test_deliveries_cannot_go_round_the_ledger(tmp_path, call):
    folder = tmp_path / "layers"
    catalog = stocked(folder)
    reserve(catalog, words(), CLERK)
    sent = tmp_path / "r.geojson"
    catalog.layer("reservations").frame.reset_index(drop=True).to_file(sent)
    code, _, complaint = call("import", "reservations", sent, "--layers", folder, "--lang", "en")
    assert code == Exit.REFUSED
    assert "kept by the command sezgeo ledger" in complaint
    stations = catalog.layer("substations").frame.assign(free_mva=1.0).reset_index(drop=True)
    commit(catalog, stations, layer="substations")
    code, said, _ = call("check", "--layers", folder, "--lang", "en")
    assert code == Exit.REFUSED
    assert "4 MW are held of" in spaced(said)


def test_a_folder_without_the_layer_says_how_to_get_it(tmp_path):
    catalog = workspace(tmp_path, ("plots", "substations"))
    with pytest.raises(ValueError, match=r"layers\.reservations"):
        reserve(catalog, words(), CLERK)
