"""What a test needs of the machine or of the store, and what happens where it is missing."""

import os

import pytest

IN_CI = os.environ.get("CI") == "true"


def missing(what: str) -> None:
    """Skip with a clear line; in CI fail, since a skipped proof is no proof."""
    if IN_CI:
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


only_folder = pytest.mark.parametrize("anywhere", ["folder"], indirect=True)
"""Marks a test of `anywhere` that looks at the files of a folder."""
