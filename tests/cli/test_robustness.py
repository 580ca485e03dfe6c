"""`waivers`, `robust`, `whatif` and `--weights`, as people type them."""

import json

import pytest

from sezgeo.cli.exits import Exit
from sezgeo.suitability import Profile

pytestmark = pytest.mark.filterwarnings("error")


@pytest.fixture
def experts(tmp_path):
    """A file of two experts who weigh the biotech profile."""
    names = list(Profile.read("biotech").criteria)
    order = "[" + ", ".join(f'"{name}"' for name in names) + "]"
    points = "\n".join(f"{name} = {10 + at}" for at, name in enumerate(names))
    path = tmp_path / "experts.toml"
    path.write_text(
        f'[[experts]]\nname = "Ivanova"\nmethod = "ranked"\norder = {order}\n\n'
        f'[[experts]]\nname = "Petrov"\nmethod = "swing"\n[experts.points]\n{points}\n',
        encoding="utf-8",
    )
    return path


def test_waivers_answer_in_words_and_in_json(call):
    code, said, _ = call("waivers", "biotech", "--lang", "en")
    assert code == Exit.DONE
    assert "Not weighed" in said
    answer = json.loads(call("waivers", "biotech", "--json")[1])
    assert answer["profile"] == "biotech"
    assert answer["free_ha"] > 0
    assert {one["plot_id"] for one in answer["pieces"]}


def test_robust_answers_and_repeats_itself(call):
    words = ("robust", "biotech", "--draws", "300", "--seed", "5", "--json")
    code, said, _ = call(*words)
    assert code == Exit.DONE
    assert call(*words)[1] == said
    answer = json.loads(said)
    assert answer["draws"] == 300
    assert answer["find_out_first"]
    assert "Узнать прежде всего" in call("robust", "biotech", "--draws", "99", "--lang", "ru")[1]


def test_whatif_answers_for_plots_of_all_kinds(call):
    code, said, _ = call("whatif", "biotech", "ALB-010", "--lang", "en")
    assert code == Exit.DONE
    assert "To become first" in said
    assert "→" in said
    fixed = json.loads(call("whatif", "biotech", "ALB-010", "--fixed", "area_ha", "--json")[1])
    assert "area_ha" not in [step["criterion"] for step in fixed["win"]["steps"]]
    _, said, _ = call("whatif", "biotech", "KRP-001", "--lang", "ru")
    assert "участок занят" in said
    code, _, complaint = call("whatif", "biotech", "ALB-9999", "--lang", "en")
    assert code == Exit.REFUSED
    assert "ALB-" in complaint


def test_weights_of_experts_rule_every_command(call, experts):
    code, said, _ = call("rank", "biotech", "--weights", experts, "--lang", "en", "--top", "2")
    assert code == Exit.DONE
    assert "2 experts, agreement (Kendall's W)" in said
    answer = json.loads(call("rank", "biotech", "--weights", experts, "--json")[1])
    assert answer["weights"] == pytest.approx(answer["panel"]["weights"])
    assert answer["weights"]["area_ha"] == max(answer["weights"].values())
    robust = ("robust", "biotech", "--draws", "50")
    for words in (("why", "biotech", "ALB-012"), ("whatif", "biotech", "ALB-012"), robust):
        found = json.loads(call(*words, "--weights", experts, "--json")[1])
        assert set(found["panel"]["experts"]) == {"Ivanova", "Petrov"}


def test_weights_that_do_not_fit_are_refused_with_their_place(call, tmp_path):
    path = tmp_path / "few.toml"
    path.write_text('[[experts]]\nname = "A"\nmethod = "ranked"\norder = ["area_ha"]\n')
    code, _, complaint = call("rank", "biotech", "--weights", path, "--lang", "en")
    assert code == Exit.REFUSED
    assert "forgotten" in complaint
    assert "few.toml" in complaint


def test_why_says_how_sure_the_rank_is(call):
    _, said, _ = call("why", "biotech", "ALB-012", "--lang", "en")
    assert "How sure the rank is" in said
    assert "Rank by five methods" in said
