"""The help and the near misses: laws of every command, in both languages."""

import json
import os
import re
import subprocess
import sys
from functools import cache

import pytest
import typer

from sezgeo.cli.app import app
from sezgeo.cli.exits import Exit
from sezgeo.cli.panels import COMMANDS, INNER, PANELS
from sezgeo.cli.suggestions import SYNONYMS, words_of
from sezgeo.i18n import LANGUAGES
from sezgeo.suitability.profile import Profile

# help texts are made in the language in force when they are imported: a process for each
CHILD = """
import io, json, sys
from contextlib import redirect_stderr, redirect_stdout
from sezgeo.cli import main
answers = []
for words in json.load(sys.stdin):
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()) as err:
        try: main(words)
        except SystemExit as left: code = int(left.code or 0)
    answers.append([code, out.getvalue(), err.getvalue()])
print(json.dumps([answers, "rich" in sys.modules]))
"""
LOCALES = {"ru": "ru_RU.UTF-8", "en": "C"}
USAGE = ("Usage: ", "Использование: ")
PROGRAM = typer.main.get_command(app)


def paths_of(group=PROGRAM, before=""):
    """Every command with those within it, in words."""
    for name, command in group.commands.items():
        path = f"{before} {name}".strip()
        yield path
        if hasattr(command, "commands"):
            yield from paths_of(command, path)


PATHS = tuple(paths_of())
GROUPS = ("", *{path.partition(" ")[0] for path in PATHS if " " in path})


def ask(calls, lang="en", **env):
    """Run command lines one after another; return code, answer and complaint of each."""
    ran = subprocess.run(
        [sys.executable, "-c", CHILD],
        input=json.dumps([list(words) for words in calls]),
        env={**os.environ, "COLUMNS": "80", **env, "LC_ALL": LOCALES[lang], "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return json.loads(ran.stdout)


@cache
def pages(lang, columns):
    """The help of the program and of every command."""
    calls = [[*path.split(), "--help"] for path in ("", *PATHS)]
    answers, _ = ask(calls, lang, COLUMNS=str(columns), FORCE_COLOR="1")
    assert all(code == Exit.DONE and not err for code, _, err in answers)
    return dict(zip(("", *PATHS), (out for _, out, _ in answers), strict=True))


def complaints(calls, lang="en"):
    """What is said of mistakes: refused in one message, nothing answered, no traceback."""
    answers, _ = ask(calls, lang)
    for code, out, err in answers:
        assert code == Exit.REFUSED
        assert not out
        assert err.startswith("sezgeo: ")
        assert "Traceback" not in err
    return [err for _, _, err in answers]


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_of_any_help_is_cut_or_too_long(lang, columns):
    for path, page in pages(lang, columns).items():
        assert "\x1b" not in page
        assert "…" not in page
        for line in page.splitlines():
            assert len(line) <= columns, (path, line)
            assert line.startswith(USAGE) or not line.endswith("..."), (path, line)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_stands_in_one_panel_with_one_line(lang):
    listed = re.findall(r"^  (\w+) +(\S.*)$", pages(lang, 80)[""].split("\n\n", 3)[3], re.MULTILINE)
    commands = [(name, line) for name, line in listed if name in PROGRAM.commands]
    assert dict(commands) == {name: COMMANDS[name].line.say(lang) for name in PROGRAM.commands}
    assert len(commands) == len(PROGRAM.commands)
    parts = pages(lang, 80)[""].split("\n\n")
    for panel in PANELS:
        inside = next(part for part in parts if part.startswith(f"{panel.title.say(lang)}:\n"))
        assert re.findall(r"^  (\w+)", inside, re.MULTILINE) == list(panel.commands)


def test_panels_hold_what_there_is_and_nothing_else():
    named = [name for panel in PANELS for name in panel.commands]
    assert sorted(named) == sorted(PROGRAM.commands)
    assert sorted(INNER) == sorted(path for path in PATHS if " " in path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_commands_within_commands_have_a_line_each_too(lang):
    for path, entry in INNER.items():
        group, _, name = path.partition(" ")
        assert re.search(
            f"^  {name} +{re.escape(entry.line.say(lang))}$", pages(lang, 80)[group], re.MULTILINE
        )


def test_the_frame_of_the_help_is_in_the_users_language():
    for page in pages("ru", 80).values():
        assert not re.search(
            r"Usage|Options:|Arguments:|Commands:|required\]|default:|env var", page
        )
        assert page.startswith("Использование: sezgeo")
    assert all(page.startswith("Usage: sezgeo") for page in pages("en", 80).values())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_help_of_a_command_says_all_of_its_text(lang):
    code = (
        "import json, sys; from sezgeo.i18n import speak; speak(sys.argv[1])\n"
        "import typer; from sezgeo.cli.app import app\n"
        "def texts(group, before=''):\n"
        "    for name, one in group.commands.items():\n"
        "        yield f'{before} {name}'.strip(), [one.help, *(p.help for p in one.params)]\n"
        "        if hasattr(one, 'commands'): yield from texts(one, name)\n"
        "print(json.dumps(dict(texts(typer.main.get_command(app)))))"
    )
    ran = subprocess.run([sys.executable, "-c", code, lang], capture_output=True, check=True)
    for path, texts in json.loads(ran.stdout).items():
        page = " ".join(pages(lang, 80)[path].split())
        for text in filter(None, texts):
            assert " ".join(text.split()) in page, (path, text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_as_a_word_shows_the_same_bytes(lang):
    shown = pages(lang, 80)
    answers, _ = ask([["help", *path.split()] for path in shown], lang)
    assert answers == [[Exit.DONE, page, ""] for page in shown.values()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_word_at_all_shows_the_help(lang):
    answers, _ = ask([group.split() for group in GROUPS], lang)
    assert answers == [[Exit.DONE, pages(lang, 80)[group], ""] for group in GROUPS]


def test_lang_is_heard_wherever_it_stands():
    calls = [["help", "report", "--lang", "ru"], ["report", "--lang", "ru", "--help"]]
    answers, _ = ask([*calls, ["--lang", "ru", "help", "report"]], "ru")
    assert answers == [[Exit.DONE, pages("ru", 80)["report"], ""]] * 3


def test_version_as_a_word_is_the_option():
    (word, option), _ = ask([["version"], ["--version"]])
    assert word == option
    assert word[1].startswith("sezgeo ")


def test_help_draws_without_rich_which_would_take_as_long_again():
    assert ask([["--help"], ["report", "--help"], ["passport"]])[1] is False


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_command_within_a_command_is_led_to(lang):
    typed = [[path.partition(" ")[2], "biotech"] for path in INNER]
    for path, said in zip(INNER, complaints(typed, lang), strict=True):
        assert f"`sezgeo {path}`" in said
        assert "`sezgeo help`" in said
        assert ("нет команды" if lang == "ru" else "no command") in said


NEAR = {
    "score": "rank",
    "ranking": "rank",
    "explain": "why",
    "robustness": "robust",
    "what-if": "whatif",
    "what_if": "whatif",
    "history": "log",
    "undo": "rollback",
    "revert": "rollback",
    "html": "map",
    "validate": "check",
    "contract": "layers",
    "schema": "layers",
    "RANK": "rank",
    "report-passport": "report passport",
    "pasport": "report passport",
    "rnak": "rank",
    "expalin": "why",
    "report pasport": "report passport",
    "report excel": "report xlsx",
    "report rank": "rank",
    "study rerun": "study run",
    "паспорт": "report passport",
    "biotech rank": "rank biotech",
    "biotech ALB-012 why --json": "why biotech ALB-012 --json",
    "biotech report xlsx": "report xlsx biotech",
    "biotech passport": "report passport biotech",
    "report biotech passport": "report passport biotech",
    "biotech report": "report",
    "help passport": "report passport",
    "help report pasport": "report passport",
}


def test_near_misses_lead_where_they_should():
    for meant, said in zip(NEAR.values(), complaints(map(str.split, NEAR)), strict=True):
        assert re.findall(r"`sezgeo ([^`]+)`", said) == [meant, "help"]


def test_nothing_is_suggested_for_what_is_near_to_nothing():
    for said in complaints([["polish"], ["nope", "--help"], ["help", "nope"], ["ALB-012"]]):
        assert re.findall(r"`sezgeo ([^`]+)`", said) == ["help"]
    assert complaints([["report", "zzz"]])[0].endswith("`sezgeo report --help`\n")


def test_a_letter_left_out_still_leads_to_the_command():
    names = [name for name in PROGRAM.commands if len(name) > 4]
    typed = [[name[:2] + name[3:]] for name in names]
    for name, said in zip(names, complaints(typed), strict=True):
        assert f"`sezgeo {name}`" in said


def test_no_plant_is_taken_for_a_mistyped_command():
    plants = Profile.shipped()
    for name, said in zip(plants, complaints([[name, "rank"] for name in plants]), strict=True):
        assert f"`sezgeo rank {name}`" in said


def test_a_synonym_means_one_command_and_is_no_command_itself():
    known = words_of(PROGRAM)
    for path, words in SYNONYMS.items():
        assert path in PATHS
        for word in words.split():
            assert known[word] == (path,)
            assert word not in PATHS
    for path in PATHS:
        assert known[path.replace(" ", "")] == (path,)


@pytest.mark.parametrize(
    ("typed", "ru", "en"),
    [
        (
            "rank biotech --layerz x",
            "нет параметра --layerz; ближайший: --layers",
            "no option --layerz; the nearest is --layers",
        ),
        ("map --zzz", "нет параметра --zzz", "no option --zzz"),
        ("--top 3 rank", "параметр --top пишется после команды", "--top goes after the command"),
        ("rank", "не указан аргумент PROFILE", "the argument PROFILE is missing"),
        ("study save biotech", "не указан параметр --out", "the option --out is missing"),
    ],
)
def test_options_and_what_is_missing_are_told_in_the_language(typed, ru, en):
    for lang, said, usage in (("ru", ru, "Использование"), ("en", en, "Usage")):
        first, second = complaints([typed.split()], lang)[0].splitlines()
        assert first == f"sezgeo: {said}"
        assert second.startswith(f"{usage}: sezgeo")


def test_what_was_typed_cannot_spoil_a_terminal():
    spoilt = "\x1b[31m" + "x" * 5000
    for said in complaints([[spoilt], [spoilt, "rank"], ["rank", f"--{spoilt}"]]):
        assert "\x1b" not in said
        assert len(said) < 400


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sezgeo repo", {"report"}),
        ("sezgeo report ", {"passport", "sheet", "xlsx", "gis"}),
        ("sezgeo help repo", {"report"}),
        ("sezgeo help report ", {"passport", "sheet", "xlsx", "gis"}),
        ("sezgeo rank --no", {"--norms"}),
    ],
)
def test_the_shell_completes_commands(typed, offered):
    env = {
        **os.environ,
        "_SEZGEO_COMPLETE": "complete_bash",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
    }
    ran = subprocess.run(
        [sys.executable, "-c", "from sezgeo.cli import main; main([])"],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(ran.stdout.split()) == offered


def test_the_shell_gets_its_script():
    ran = subprocess.run(
        [sys.executable, "-c", "from sezgeo.cli import main; main([])"],
        env={**os.environ, "_SEZGEO_COMPLETE": "source_bash"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "_SEZGEO_COMPLETE=complete_bash" in ran.stdout
