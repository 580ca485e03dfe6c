"""Laws of an amount that may be unknown."""

import math

from hypothesis import given
from hypothesis import strategies as st

from sezgeo.config.ranges import UNKNOWN, Amount, Range

figures = st.floats(0, 1e9)
known = st.lists(figures, min_size=3, max_size=3).map(lambda ends: Amount(Range(*sorted(ends))))


@given(known, figures, figures)
def test_what_is_known_stays_in_order_and_above_zero(amount, taken, factor):
    for changed in (amount.less(taken), amount.times(factor)):
        assert 0 <= changed.low <= changed.likely <= changed.high


@given(figures, figures)
def test_what_is_unknown_stays_unknown(taken, factor):
    assert UNKNOWN.less(taken) == UNKNOWN.times(factor) == UNKNOWN


@given(known, figures)
def test_only_an_amount_whose_every_end_is_less_is_below_a_need(amount, need):
    assert amount.is_below(need) == all(end < need for end in amount.range)
    assert amount.is_below(need) == (amount.limit < need)
    assert not UNKNOWN.is_below(need)


@given(figures)
def test_a_cell_of_a_table_comes_back(figure):
    assert Amount.of_cell(figure).cell == Amount.of_cell(figure).to_json() == figure


def test_an_unknown_amount_has_one_spelling_at_each_border():
    assert Amount.of_cell(math.nan) == Amount.of_cell(None) == UNKNOWN
    assert (UNKNOWN.low, UNKNOWN.likely, UNKNOWN.high, UNKNOWN.to_json()) == (0.0, None, None, None)
    assert math.isnan(UNKNOWN.cell)
    assert UNKNOWN.limit == math.inf
    assert not UNKNOWN.is_known
