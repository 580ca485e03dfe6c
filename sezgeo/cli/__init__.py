"""
The command line: words people type.

Begin with `panels.py`, which lists every command; each lies in a file of its own name. `main` is
the only way in. It speaks the user's language, turns a user's mistake into one message with its
cure, and our own mistakes into an incident that can be reported.

Exit codes: 0 done, 2 accepted with repairs, 3 refused (the message says what to change),
4 busy (somebody else is writing), 5 a bug of ours.
"""

import gc
import sys
from itertools import pairwise

from sezgeo.cli.exits import Exit


def main(arguments: list[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    # what imports make stays to the end: looking for garbage among it took a tenth of a `why`
    gc.set_threshold(50_000, 20, 50)
    words = sys.argv[1:] if arguments is None else arguments
    _speak_before_help(words)
    from sezgeo.cli.app import run

    code = run(words)
    # on its way out Python looks for garbage among all that is left: a tenth of a `why` again
    gc.freeze()
    sys.exit(code)


def _speak_before_help(words: list[str]) -> None:
    """Choose the language before the help texts are made, wherever `--lang` stands."""
    from sezgeo.i18n import LANGUAGES, speak

    for word, after in pairwise([*words, ""]):
        chosen = word.removeprefix("--lang=") if word.startswith("--lang=") else after
        for lang in LANGUAGES:
            if word.startswith("--lang") and chosen == lang:
                speak(lang)


__all__ = ["Exit", "main"]
