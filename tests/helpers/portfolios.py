"""Plants, plots in a row and rankings for the tests of placing several plants."""

import numpy as np
from pandas import DataFrame, Series
from shapely import box

from sezgeo.i18n import Text
from sezgeo.siting.portfolio.file import Portfolio
from sezgeo.suitability import rank
from sezgeo.suitability.profile import Profile
from sezgeo.verdict import Outcome, Verdict
from tests.helpers.invented_layers import at, plots

SPZ = {"value": 300, "low": 100, "high": 500, "source": "test"}
WISH = {"weight": 1, "curve": [[0, 0.0], [1, 1.0]], "range": [0, 1], "source": "test"}


def profile(key, *, sensitive="", power_mw=5):
    """Build a plant of one criterion that needs power and has a sanitary zone."""
    need = {"power_mw": {"value": power_mw, "low": power_mw / 2, "high": 2 * power_mw}}
    need["power_mw"]["source"] = "test"
    return Profile.from_dict(
        {
            "key": key,
            "title_ru": key,
            "title_en": key,
            "plant": {"sensitive": sensitive, "spz_m": SPZ},
            "needs": need,
            "criteria": {"x_share": WISH},
        }
    )


PHARMA, CELLS = profile("pharma", sensitive="pharma"), profile("cells")


def row(*middles, **columns):
    """Build plots of 100 m in a row, at these metres."""
    return plots(*(at(box(-50, -50, 50, 50), dx=x) for x in middles), **columns)


def ranked(kind, land, scores, outcome=None, rule="some_rule"):
    """Rank plots by given scores, with the outcomes of one rule."""
    index = land.frame.index
    code = Series(outcome if outcome is not None else [0] * len(index), index=index)
    none = Series(np.nan, index=index)
    verdict = Verdict(
        rule, Text("п", "r"), code, none, none, none, "", dict.fromkeys(Outcome, Text("", ""))
    )
    return rank(DataFrame({"x_share": scores}, index=index), kind, verdicts=[verdict])


def portfolio(*plants, **more):
    """Ask for plants of one year."""
    told = [{"year": 2027, "profile": "p", **plant} for plant in plants]
    return Portfolio.from_dict({"plants": told, **more})
