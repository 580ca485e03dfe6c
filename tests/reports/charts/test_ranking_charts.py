"""Charts: what they draw is what the numbers say, in both languages, the same bytes twice."""

import io

import matplotlib.image as mpimg
import numpy as np
import pytest

from sezgeo.errors import UnknownNameError
from sezgeo.i18n import Text, speaking
from sezgeo.reports.charts.ranking_charts import (
    acceptability_heat_map,
    contribution_bars,
    weight_curves,
)
from sezgeo.suitability import rank
from sezgeo.suitability.robustness import lead_interval, robustness_of
from tests.helpers.rankings import MIXED, PROFILE, RANKED, plain

NOTHING = rank(plain(["A"]).assign(area_ha=1.0), PROFILE)


def charts(ranking):
    return (
        contribution_bars(ranking),
        acceptability_heat_map(robustness_of(ranking, draws=200, seed=1)),
        weight_curves(ranking, "power_mw"),
    )


def texts(figure):
    figure.canvas.draw()
    return [text.get_text() for text in figure.findobj(lambda a: hasattr(a, "get_text"))]


def test_bars_are_as_long_as_the_parts_and_their_outlines_as_the_weights():
    figure = contribution_bars(MIXED, top=3).figure
    assert [axis.get_title(loc="left").split("\n")[0] for axis in figure.axes] == RANKED[:3]
    for axis, plot in zip(figure.axes, RANKED, strict=False):
        lengths = [bar.get_width() for bar in axis.patches]
        outlines, parts = lengths[::2], lengths[1::2]
        assert sum(outlines) == pytest.approx(1)
        assert sum(parts) == pytest.approx(MIXED.score[plot])
        hatched = sum(bool(bar.get_hatch()) for bar in axis.patches)
        assert hatched == MIXED.measures.values.loc[plot, list(PROFILE.criteria)].isna().sum()


def test_the_heat_map_adds_up_and_folds_the_ranks_beyond():
    found = robustness_of(MIXED, draws=300, seed=2)
    cells = acceptability_heat_map(found, ranks=3).figure.axes[0].images[0].get_array()
    assert cells.shape == (5, 4)
    np.testing.assert_allclose(np.asarray(cells).sum(axis=1), 1)
    np.testing.assert_allclose(np.asarray(cells)[:, 0], found.first)


def test_curves_meet_the_scores_at_the_weight_of_the_profile():
    axis = weight_curves(MIXED, "power_mw").figure.axes[0]
    weight = float(PROFILE.weights["power_mw"])
    for line, plot in zip(axis.lines, RANKED, strict=False):
        at = np.interp(weight, line.get_xdata(), line.get_ydata())
        assert at == pytest.approx(MIXED.score[plot])
    (band,) = axis.patches
    values = MIXED.values.loc[RANKED].to_numpy()
    low, high = lead_interval(values, PROFILE.weights.to_numpy(), 1)
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((low, high))


def test_no_two_lines_look_the_same_in_black_and_white():
    axis = weight_curves(MIXED, "power_mw").figure.axes[0]
    looks = {(str(line.get_linestyle()), line.get_marker()) for line in axis.lines[:5]}
    assert len(looks) == 5


@pytest.mark.parametrize("index", range(3))
def test_every_chart_is_grey(index):
    picture = mpimg.imread(io.BytesIO(charts(MIXED)[index]._repr_png_()))[..., :3]
    assert np.ptp(picture, axis=2).max() < 0.02
    assert picture.min() < 0.2


def test_charts_speak_both_languages():
    with speaking("ru"):
        ru = [text for chart in charts(MIXED) for text in texts(chart.figure)]
    with speaking("en"):
        en = [text for chart in charts(MIXED) for text in texts(chart.figure)]
    assert {"место", "балл", "измерено"} <= set(ru)
    assert {"rank", "score", "measured"} <= set(en)
    assert not any("а" <= letter <= "я" for text in en for letter in text.lower())


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_the_same_ranking_gives_the_same_bytes(tmp_path, kind):
    for name in ("one", "two"):
        contribution_bars(MIXED).save(tmp_path / f"{name}.{kind}")
    one, two = ((tmp_path / f"{name}.{kind}").read_bytes() for name in ("one", "two"))
    assert one == two
    assert len(one) > 2000


def test_a_ranking_of_nothing_is_drawn_empty():
    for chart in charts(NOTHING):
        assert chart._repr_png_()


def test_a_name_that_looks_like_a_formula_is_drawn_as_it_is():
    ranking = rank(plain(["A$x^", "B_{"]), PROFILE)
    title = Text("$\\frac", "$\\frac")
    found = robustness_of(ranking, draws=20)
    for chart in (*charts(ranking), acceptability_heat_map(found, title=title)):
        assert chart._repr_png_()


def test_a_criterion_nobody_weighs_gets_the_nearest_names():
    with pytest.raises(UnknownNameError, match="power_mw"):
        weight_curves(MIXED, "power")
