"""
Take comments and idle whitespace out of our own scripts and styles.

Nothing is renamed: what is left reads as it was written, but for `const`, which becomes the shorter
`let`. Scripts must end statements with semicolons, which the panel's do.
"""

import re

_TOKEN = re.compile(
    r"""
    (?P<space>\s+|//[^\n]*|/\*.*?\*/)
  | (?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)
  | (?P<word>[\w$]+)
  | (?P<sign>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_REGEX = re.compile(r"/(?![/*])(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_REGEX = frozenset("(,=:[!&|?{};\n")
_LINE_NEEDLESS_AFTER = frozenset("{;,([=:?&|+")
_LAST_COMMA = re.compile(r"(?<=[\w)\]}\"]),(?=[}\])])")
_LONE_PARAMETER = re.compile(r"\((\w+)\)=>")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_SPACE = re.compile(r"\s+")
_CSS_IDLE = re.compile(r" ?([{};,>]) ?|(?<=[a-z]): (?=[^{}]*[;}])")


def script(code: str) -> str:
    r"""
    Shorten a script.

    Examples
    --------
    >>> script("const a = 1; // one\nreturn a + /x y/.test('b  c');")
    "let a=1;return a+/x y/.test('b  c');"
    """
    kept: list[str] = []
    at = 0
    while at < len(code):
        last = kept[-1][-1] if kept else "\n"
        regex = _REGEX.match(code, at) if _takes_regex(kept) else None
        token = regex or _TOKEN.match(code, at)
        if token is None:
            break
        if regex or not token["space"]:
            kept.append("let" if token[0] == "const" else token[0])
        elif space := _space(token[0], last, code[token.end() : token.end() + 1]):
            kept.append(space)
        at = token.end()
    return _shorter("".join(kept).strip())


def style(code: str) -> str:
    """
    Shorten a style sheet.

    Examples
    --------
    >>> style("a, b { color: red; /* why */ margin: 0 1px; }")
    'a,b{color:red;margin:0 1px}'
    """
    flat = _CSS_SPACE.sub(" ", _CSS_COMMENT.sub("", code))
    tight = _CSS_IDLE.sub(lambda found: found[1] or ":", flat)
    return tight.replace(";}", "}").strip()


def _shorter(code: str) -> str:
    """Drop commas before a closing bracket and brackets around a lone parameter."""
    return _LONE_PARAMETER.sub(r"\1=>", _LAST_COMMA.sub("", code))


def _takes_regex(kept: list[str]) -> bool:
    return not kept or kept[-1] == "return" or kept[-1][-1] in _BEFORE_REGEX


def _space(space: str, last: str, following: str) -> str:
    """Return what must stay of a run of whitespace or of a comment."""
    if "\n" in space and not space.startswith("/*"):
        return "" if last in _LINE_NEEDLESS_AFTER or last == "\n" else "\n"
    between = last + following
    joins = all(sign.isalnum() or sign in "_$" for sign in between)
    return " " if len(between) > 1 and (joins or between in {"++", "--"}) else ""
