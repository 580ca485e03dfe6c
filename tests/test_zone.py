"""The face for notebooks: from shipped layers to reasons, on the real ten sites."""

import sys

import numpy as np
import pytest

import sezgeo
from sezgeo.errors import CatalogError, UnknownNameError
from sezgeo.layers import shipped
from sezgeo.suitability.profile import Profile
from sezgeo.verdict import Outcome

ZONE = sezgeo.open()
PROFILES = Profile.shipped()


@pytest.fixture(scope="module")
def studies():
    return {name: ZONE.study(name) for name in PROFILES}


def test_the_package_shows_its_face():
    assert dir(sezgeo) == sorted(sezgeo.__all__)
    for name in set(sezgeo.__all__) - {"__version__"}:
        public = getattr(sezgeo, name)
        assert public.__name__ == name
        assert getattr(sys.modules[public.__module__], name) is public
    assert sezgeo.open(shipped()).catalog.title == ZONE.catalog.title
    with pytest.raises(AttributeError):
        _ = sezgeo.polish


def test_layers_are_read_when_asked_for():
    assert "plots" in ZONE.layers
    assert "polish" not in ZONE.layers
    assert len(ZONE.layers["sites"].frame) == 10
    with pytest.raises(UnknownNameError):
        ZONE.layers["polish"]


def test_a_folder_without_a_catalog_is_refused(tmp_path):
    with pytest.raises(CatalogError):
        sezgeo.open(tmp_path)


@pytest.mark.parametrize("name", PROFILES)
def test_occupied_land_is_never_offered(studies, name):
    ranking = studies[name].ranking
    plots = ZONE.layers["plots"].frame
    taken = plots.index[plots["status"].isin(["occupied", "under_construction"])]
    assert len(taken) > 50
    assert ranking.rank[taken].isna().all()
    assert (ranking.outcome[taken] == Outcome.EXCLUDED).all()


@pytest.mark.parametrize("name", PROFILES)
def test_parts_sum_to_the_score_and_the_interval_holds_it(studies, name):
    ranking = studies[name].ranking
    kept = ranking.score.dropna()
    assert np.allclose(ranking.parts.loc[kept.index].sum(axis=1), kept, atol=1e-12, rtol=0)
    assert (ranking.low[kept.index] <= kept + 1e-12).all()
    assert (kept <= ranking.high[kept.index] + 1e-12).all()


@pytest.mark.parametrize("name", PROFILES)
def test_filled_sites_offer_nothing_and_why_says_so(studies, name):
    study = studies[name]
    for plot in ("KRP-001", "TOL-001", "KAR-001"):
        assert np.isnan(study.ranking.score[plot])
        with_reasons = study.why(plot)
        assert any("KRP" in str(line) or line.ru for line in with_reasons.lines())
    said = study.why("KRP-001").to_dict()
    assert "excluded" in str(said)


@pytest.mark.parametrize("name", PROFILES)
def test_what_nobody_published_is_unknown_not_zero(studies, name):
    measures = studies[name].ranking.measures
    assert "power_mw" in measures.values
    assert measures.values["power_mw"].isna().all()
    assert (studies[name].ranking.known_share < 1).all()


def test_the_same_study_twice_is_the_same(studies):
    again = sezgeo.open().study("biotech").ranking
    assert again.to_dict() == studies["biotech"].ranking.to_dict()


def test_a_plot_that_leaves_reorders_no_other(studies, tmp_path):
    import geopandas as gpd

    for path in [*shipped().glob("*.geojson"), *shipped().glob("*.toml")]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    frame = gpd.read_file(tmp_path / "plots.geojson")
    ranked = studies["biotech"].ranking.rank.dropna()
    loser = ranked.idxmax()
    frame[frame["plot_id"] != loser].to_file(tmp_path / "plots.geojson", driver="GeoJSON")
    fewer = sezgeo.open(tmp_path).study("biotech").ranking.table
    before = studies["biotech"].ranking.table.drop(index=loser)
    assert list(fewer.index) == list(before.index)


def test_an_unknown_plot_or_profile_gets_the_nearest_names(studies):
    with pytest.raises(UnknownNameError, match="ALB-"):
        studies["biotech"].why("ALB-9999")
    with pytest.raises(UnknownNameError, match="biotech"):
        ZONE.study("biotec")
