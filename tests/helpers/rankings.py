"""A profile of three criteria, tables of measures, and a ranking with unknowns and an exclusion."""

import numpy as np
from pandas import DataFrame, Series

from sezgeo.i18n import Text
from sezgeo.suitability import Profile, rank
from sezgeo.verdict import Outcome, Verdict

PROFILE = Profile.from_dict(
    {
        "key": "test",
        "title_ru": "Проба",
        "title_en": "Trial",
        "plant": {"spz_m": {"value": 50, "source": "s"}},
        "criteria": {
            "near_m": {"weight": 3, "curve": [[0, 1], [500, 0.8], [3000, 0]], "range": [0, 4000],
                       "source": "s"},
            "power_mw": {"weight": 5, "curve": [[0, 0], [40, 1]], "range": [0, 60], "source": "s"},
            "hill_m": {"weight": 1, "curve": [[0, 0.2], [100, 1], [900, 0]], "range": [0, 1000],
                       "source": "s"},
        },
        "limits": {
            "area_ha": {"at_least": 20, "at_least_low": 13.2, "source": "s"},
        },
    }
)  # fmt: skip


def reweighted(profile: Profile, weights: dict[str, float]) -> Profile:
    """Return a profile with other weights for some of its criteria."""
    data = profile.model_dump()
    for name, weight in weights.items():
        data["criteria"][name] |= {"weight": weight, "weight_range": None}
    return Profile.from_dict(data, origin=profile.key)


def plain(index: list[str]) -> DataFrame:
    """Return plots that are all alike and fit."""
    row = {"near_m": 400.0, "power_mw": 30.0, "hill_m": 90.0, "area_ha": 25.0}
    return DataFrame([row] * len(index), index=index, columns=list(row), dtype=float)


def rule(outcomes: dict[str, int]) -> Verdict:
    """Return a rule from outside the profile."""
    none = Series(np.nan, index=list(outcomes))
    said = Text("так", "so")
    return Verdict(
        "outside", said, Series(outcomes), none, none, none, "", dict.fromkeys(Outcome, said)
    )


INDEX = ["A", "B", "C", "D", "E", "F"]


def table(**columns):
    """Return six plots that differ in the given columns only."""
    return plain(INDEX).assign(**columns)


MIXED = rank(
    table(
        near_m=[100.0, 900.0, 2000.0, 50.0, 1500.0, 1200.0],
        power_mw=[20.0, 35.0, np.nan, 38.0, np.nan, 5.0],
        hill_m=[300.0, 90.0, 100.0, 100.0, 80.0, 100.0],
        area_ha=[25.0, 25.0, 25.0, 9.0, 25.0, 25.0],
    ),
    PROFILE,
)
"""Five plots ranked, two of them of unknown power, and one excluded."""
RANKED = list(MIXED.order[:5])
