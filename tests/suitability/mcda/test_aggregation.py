"""Methods of aggregation: laws, published tables, and an oracle from outside."""

import json

import numpy as np
import pymcdm.methods as oracle
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pymcdm.normalizations import minmax_normalization, vector_normalization

from sezgeo.errors import SezgeoError
from sezgeo.suitability.mcda import (
    Preference,
    owa,
    promethee_ii,
    topsis,
    tradeoff,
    vikor,
    weighted_sum,
)

SHAPES = ("usual", ("U", 0.2), ("V", 0.5), ("level", 0.1, 0.5), ("linear", 0.1, 0.5),
          ("Gaussian", 0.3))  # fmt: skip


@pytest.fixture(scope="module")
def tables(shared) -> dict:
    """Published decision tables, by their id."""
    data = json.loads((shared / "facts" / "mcda_tables.json").read_text(encoding="utf-8"))
    return {table["id"]: table for table in data["tables"]}


def printed(found, published, digits: int) -> None:
    """Compare to the digits a table prints."""
    np.testing.assert_allclose(found, published, rtol=0, atol=0.5 * 10**-digits + 1e-9)


@st.composite
def problems(draw, *, unit: bool = False):
    rows, columns = draw(st.integers(2, 6)), draw(st.integers(1, 5))
    cell = st.floats(0, 1) if unit else st.integers(-50, 50).map(float)
    matrix = draw(
        st.lists(st.lists(cell, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    )
    weights = draw(st.lists(st.floats(0.05, 1), min_size=columns, max_size=columns))
    signs = draw(st.lists(st.sampled_from((-1, 1)), min_size=columns, max_size=columns))
    return np.array(matrix), np.array(weights), np.array(signs)


laws = settings(deadline=None, max_examples=60)
quiet = pytest.mark.filterwarnings("ignore:Alternatives with indices")  # pymcdm's own advice


@pytest.mark.realdata
def test_topsis_of_tzeng_and_huang(tables):
    table = tables["topsis_tzeng_huang2011"]
    found = topsis(table["matrix"], table["weights"], table["types"])
    printed(found, table["published"]["closeness"], 4)
    assert (-found).argsort().argsort().tolist() == [r - 1 for r in table["published"]["rank"]]


@pytest.mark.realdata
def test_the_mountain_of_opricovic_and_tzeng(tables):
    table = tables["topsis_vikor_opricovic_tzeng2004_mountain"]
    data = (table["matrix"], table["weights"], table["types"])
    printed(topsis(*data, normalisation="minmax"), table["published"]["topsis_linear_norm"], 3)
    printed(topsis(*data), table["computed"]["own_topsis_vector"], 6)
    found = vikor(*data)
    for name, values in found._asdict().items():
        printed(values, table["published"]["vikor"][name], 3)


@pytest.mark.realdata
def test_the_drina_of_opricovic_and_tzeng(tables):
    table = tables["vikor_opricovic_tzeng2007_hydro_W1"]
    found = vikor(table["matrix"], table["weights_raw"], table["types"])
    published = table["published"]
    for name, values in found._asdict().items():
        printed(values, published[name], 3)
    assert found.Q.argsort().argsort().tolist() == [rank - 1 for rank in published["rank_by_Q"]]


@pytest.mark.realdata
def test_promethee_of_zhao(tables):
    table = tables["promethee2_zhao2013"]
    found = promethee_ii(table["matrix"], table["weights"], table["types"], "usual")
    printed(found, table["published"]["phi_net"], 1)
    np.testing.assert_allclose(found, table["published"]["phi_net"], atol=1e-12)


@pytest.mark.realdata
def test_the_weighted_sum_of_kracka(tables):
    table = tables["wsm_kracka2010"]
    matrix = np.array(table["matrix"])
    matrix = np.where(np.array(table["types"]) == 1, matrix, 1 / matrix)
    found = weighted_sum(matrix / matrix.sum(axis=0), table["weights"])
    printed(found, table["published"]["score"], 8)
    assert (-found).argsort().argsort().tolist() == [r - 1 for r in table["published"]["rank"]]


@pytest.mark.realdata
def test_spotis_is_a_weighted_sum_of_distances_within_fixed_bounds(tables):
    table = tables["spotis_dezert2020"]
    low, high = np.array(table["bounds"]).T
    best = np.where(np.array(table["types"]) == 1, high, low)
    distances = np.abs(np.array(table["matrix"]) - best) / (high - low)
    printed(weighted_sum(distances, table["weights"]), table["published"], 4)


@given(problems(), st.lists(st.sampled_from(SHAPES), min_size=5, max_size=5))
@laws
def test_promethee_is_what_pair_by_pair_comparison_says(problem, shapes):
    matrix, weights, signs = problem
    flows = np.zeros(len(matrix))
    for row, one in enumerate(matrix * signs):
        for other in matrix * signs:
            gains = zip(weights / weights.sum(), shapes, one - other, strict=False)
            for share, shape, gain in gains:
                flows[row] += share * (preferred(shape, gain) - preferred(shape, -gain))
    found = promethee_ii(matrix, weights, signs, list(shapes[: len(weights)]))
    np.testing.assert_allclose(found, flows / (len(matrix) - 1), atol=1e-9)


def preferred(shape, gain: float) -> float:
    """Say by the book how much one gain is preferred (Brans, Vincke, Mareschal 1986)."""
    name, *numbers = (shape,) if isinstance(shape, str) else shape
    first, last = (*numbers, 0, 0)[:2]
    if gain <= 0:
        return 0.0
    return {
        "usual": lambda: 1.0,
        "U": lambda: float(gain > first),
        "V": lambda: min(gain / first, 1.0),
        "level": lambda: 0.0 if gain <= first else 0.5 if gain <= last else 1.0,
        "linear": lambda: min(max((gain - first) / (last - first), 0.0), 1.0),
        "Gaussian": lambda: 1 - np.exp(-(gain**2) / (2 * first**2)),
    }[name]()


def test_owa_of_the_idrisi_manual_with_equal_criteria():
    values, equal = [[174, 187, 201]], [1, 1, 1]
    for order, result in (
        ((1, 0, 0), 174),
        ((0.9, 0.1, 0), 175),
        ((0.5, 0.3, 0.2), 183),
        ((0.33, 0.33, 0.33), 187),
        ((0.2, 0.3, 0.5), 191),
        ((0, 0.1, 0.9), 200),
        ((0, 0, 1), 201),
    ):
        assert round(owa(values, equal, order)[0]) == result


def test_owa_of_terrset():
    # community forum of Clark Labs, "OWA in TerrSet": 0.2822, of values printed to four digits
    assert owa([[1, 0.4866, 0]], [0.6, 0.3, 0.1], [0.7, 0.2, 0.1])[0] == pytest.approx(
        0.2822, abs=1e-4
    )


@given(problems(unit=True))
@laws
def test_owa_runs_from_the_minimum_over_the_weighted_sum_to_the_maximum(problem):
    values, weights, _ = problem
    count = values.shape[1]
    first = np.eye(count)[0]
    np.testing.assert_allclose(owa(values, weights, first), values.min(axis=1), atol=1e-9)
    np.testing.assert_allclose(owa(values, weights, first[::-1]), values.max(axis=1), atol=1e-9)
    np.testing.assert_allclose(
        owa(values, weights, np.ones(count)), weighted_sum(values, weights), atol=1e-9
    )
    assert tradeoff(np.ones(count)) == pytest.approx(1)


@given(problems(unit=True), st.lists(st.floats(0.1, 1), min_size=5, max_size=5), st.randoms())
@laws
def test_the_order_of_criteria_changes_no_owa(problem, order, random):
    values, weights, _ = problem
    mixed = list(range(len(weights)))
    random.shuffle(mixed)
    order = order[: len(weights)]
    np.testing.assert_allclose(
        owa(values, weights, order), owa(values[:, mixed], weights[mixed], order), atol=1e-9
    )


@given(problems())
@laws
@quiet
def test_topsis_agrees_with_pymcdm(problem):
    matrix, weights, signs = problem
    assume((np.ptp(matrix, axis=0) > 0).all())
    share = weights / weights.sum()
    for name, normalisation in (("minmax", minmax_normalization),):
        wanted = oracle.TOPSIS(normalisation)(matrix, share, signs)
        np.testing.assert_allclose(topsis(matrix, weights, signs, name), wanted, atol=1e-9)
    positive = matrix - matrix.min() + 1
    wanted = oracle.TOPSIS(vector_normalization)(positive, share, signs)
    np.testing.assert_allclose(topsis(positive, weights, signs), wanted, atol=1e-9)


@given(problems())
@laws
@quiet
def test_vikor_agrees_with_pymcdm(problem):
    matrix, weights, signs = problem
    found = vikor(matrix, weights, signs)
    assume((np.ptp(matrix, axis=0) > 0).all())
    assume(np.ptp(found.S) > 1e-9)
    assume(np.ptp(found.R) > 1e-9)
    wanted = oracle.VIKOR()(matrix, weights / weights.sum(), signs)
    np.testing.assert_allclose(found.Q, wanted, atol=1e-9)


@given(problems(), st.sampled_from(["usual", "ushape", "vshape", "level", "vshape_2"]))
@laws
@quiet
def test_promethee_agrees_with_pymcdm(problem, shape):
    matrix, weights, signs = problem
    q, p = np.full(len(weights), 3.0), np.full(len(weights), 17.0)
    names = {"usual": "usual", "ushape": ("U", 3.0), "vshape": ("V", 17.0),
             "level": ("level", 3.0, 17.0), "vshape_2": ("linear", 3.0, 17.0)}  # fmt: skip
    wanted = oracle.PROMETHEE_II(shape, p=p, q=q)(matrix, weights / weights.sum(), signs)
    found = promethee_ii(matrix, weights, signs, names[shape])
    np.testing.assert_allclose(found, wanted, atol=1e-9)


@given(problems(), st.sampled_from(SHAPES))
@laws
def test_net_flows_sum_to_nothing(problem, shape):
    matrix, weights, signs = problem
    found = promethee_ii(matrix, weights, signs, shape)
    assert abs(found.sum()) < 1e-9
    assert (np.abs(found) <= 1 + 1e-12).all()


@given(st.sampled_from(SHAPES), st.lists(st.floats(-3, 3), min_size=2))
@laws
def test_a_preference_never_falls_and_a_loss_is_never_preferred(shape, differences):
    values = Preference.of(shape)(np.sort(differences))
    assert (np.diff(values) >= 0).all()
    assert values.min() >= 0
    assert values.max() <= 1
    assert Preference.of(shape)(np.array([-1.0, 0.0])).tolist() == [0, 0]


@given(problems(), st.floats(0.01, 100))
@laws
def test_scaling_weights_or_units_changes_no_method(problem, factor):
    matrix, weights, signs = problem
    for method in (topsis, lambda *args: vikor(*args).Q, promethee_ii):
        once = method(matrix, weights, signs)
        np.testing.assert_allclose(once, method(matrix, weights * factor, signs), atol=1e-7)
    for method in (topsis, lambda *args: vikor(*args).Q):
        scaled = method(matrix * factor, weights, signs)
        np.testing.assert_allclose(method(matrix, weights, signs), scaled, atol=1e-7)


@given(problems(), st.data())
@laws
def test_the_best_in_everything_wins_by_every_method(problem, data):
    matrix, weights, signs = problem
    best = data.draw(st.integers(0, len(matrix) - 1))
    matrix[best] = (matrix * signs).max(axis=0) * signs + signs
    assert topsis(matrix, weights, signs).argmax() == best
    assert vikor(matrix, weights, signs).Q.argmin() == best
    assert promethee_ii(matrix, weights, signs).argmax() == best


def test_nothing_to_tell_apart():
    same = [[3, 4], [3, 4]]
    assert topsis(same, [1, 1], [1, -1]).tolist() == [0.5, 0.5]
    assert vikor(same, [1, 1], [1, -1]).Q.tolist() == [0, 0]
    assert vikor([[1]], [1], [1]).Q.tolist() == [0]
    assert promethee_ii([[1, 2]], [1, 1], [1, 1]).tolist() == [0]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: weighted_sum([[1, 2]], [0, 0]), "not all zero"),
        (lambda: weighted_sum([[1, 2]], [1, -1]), "at least zero"),
        (lambda: weighted_sum([[1, 2, 3]], [1, 1]), "1 × 3, but there are 2"),
        (lambda: weighted_sum([[1, float("nan")]], [1, 1]), "unknown numbers"),
        (lambda: topsis([[1, 2]], [1, 1], [1, 0]), "+1 and -1"),
        (lambda: topsis([[1, 2]], [1, 1], [1]), "1 × 1"),
        (lambda: owa([[1, 2]], [1, 1], [1, 1, 1]), "1 × 3"),
        (lambda: promethee_ii([[1, 2]], [1, 1], [1, 1], ["U"]), "1 preference functions for 2"),
        (lambda: Preference("cone"), "no such preference"),
        (lambda: Preference("linear", q=2, p=2), "no such preference"),
        (lambda: Preference.of(("V", "wide")), "no number"),
    ],
)
def test_what_makes_no_sense_is_refused(call, said):
    with pytest.raises(SezgeoError) as caught:
        call()
    assert said in caught.value.text.en
    assert caught.value.text.ru
