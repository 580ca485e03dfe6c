"""Take comments and idle whitespace out of style sheets."""

import re

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_IDLE = re.compile(r" ?([{};,>]) ?|(?<=[a-z]): (?=[^{}]*[;}])")


def style(code: str) -> str:
    """
    Shorten a style sheet.

    Examples
    --------
    >>> style("a, b { color: red; /* why */ margin: 0 1px; }")
    'a,b{color:red;margin:0 1px}'
    """
    flat = _SPACE.sub(" ", _COMMENT.sub("", code))
    tight = _IDLE.sub(lambda match: match[1] or ":", flat)
    return tight.replace(";}", "}").strip()
