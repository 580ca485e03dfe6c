"""
Start the program again and again from one Python that has loaded the libraries already.

Most of a command's start is the import of geopandas, pyogrio and their like. Here they are loaded
once, and each command runs in a fork, with its own code of sezgeo, environment and folder. What a
command loaded besides (scipy for a map, matplotlib for a report) is loaded for those that follow.
Run as a script it takes one JSON line for each command, and answers with the exit code.
"""

import atexit
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

LIBRARIES = ("geopandas", "pandas", "pyarrow", "pydantic", "pyogrio", "pyproj", "shapely", "typer")

LONGEST_S = 180
"""A command that takes longer is killed."""


class Forks:
    """A Python with libraries loaded, and commands that run in its forks."""

    def __init__(self) -> None:
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        self._parent = subprocess.Popen(
            [sys.executable, "-P", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=inherited | {"PYTHONIOENCODING": "utf-8"},
        )

    def run(
        self, words: list[str], folder: Path, told: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run `sezgeo` with some words in a folder that holds its code."""
        return self._ran({"words": words}, folder, told)

    def run_code(
        self, code: str, folder: Path, told: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        """Run code in a folder that holds that of sezgeo, as `python -c` does."""
        return self._ran({"words": ["-c", code], "code": code}, folder, told)

    def _ran(
        self, what: dict, folder: Path, told: Mapping[str, str]
    ) -> subprocess.CompletedProcess[str]:
        with TemporaryDirectory() as name:
            out, err = Path(name, "out"), Path(name, "err")
            asked = {
                **what,
                "folder": str(folder),
                "env": {"PYTHONPATH": str(folder), "PYTHONIOENCODING": "utf-8", **told},
                "out": str(out),
                "err": str(err),
                "loaded": str(Path(name, "loaded")),
            }
            self._parent.stdin.write(json.dumps(asked) + "\n")
            self._parent.stdin.flush()
            code = int(self._parent.stdout.readline())
            words = ["python" if "code" in what else "sezgeo", *what["words"]]
            return subprocess.CompletedProcess(
                words, code, out.read_text("utf-8"), err.read_text("utf-8")
            )

    def close(self) -> None:
        """Let the Python end."""
        with self._parent:
            self._parent.stdin.close()


@cache
def forks() -> Forks:
    """Return the one Python that this process keeps for all its commands."""
    ours = Forks()
    atexit.register(ours.close)
    return ours


def _command(asked: dict) -> None:
    """Be the command; never return."""
    code = 1
    signal.alarm(LONGEST_S)
    try:
        os.chdir(asked["folder"])
        os.environ.update(asked["env"])
        for stream, path in ((1, asked["out"]), (2, asked["err"])):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), stream)
        null = os.open(os.devnull, os.O_RDONLY)
        os.dup2(null, 0)
        sys.path.insert(0, asked["folder"])
        if "code" in asked:
            sys.argv = ["-c"]
            exec(compile(asked["code"], "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102
        else:
            sys.argv = ["sezgeo", *asked["words"]]
            from sezgeo.cli import main

            main()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - what a Python does with what nobody catches
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        Path(asked["loaded"]).write_text("\n".join(_libraries(asked["folder"])), encoding="utf-8")
        os._exit(code)


def _libraries(folder: str) -> list[str]:
    """Return the modules loaded from files that are neither sezgeo's nor the command's own."""
    return [
        name
        for name, module in sys.modules.copy().items()
        if (file := getattr(module, "__file__", None))
        and name.split(".")[0] not in ("sezgeo", "__main__")
        and not file.startswith(folder)
    ]


def _serve() -> None:
    for library in LIBRARIES:
        __import__(library)
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if not child:
            _command(asked)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        _learn(Path(asked["loaded"]))
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


def _learn(loaded: Path) -> None:
    """Load what a command had loaded; one that was killed did not say."""
    names = loaded.read_text("utf-8").splitlines() if loaded.exists() else []
    for name in names:
        if name not in sys.modules:
            with suppress(Exception):  # a library may look for what only the command had
                __import__(name)


if __name__ == "__main__":
    _serve()
