"""
The arithmetic of a ranking as formulas that Excel 2016 and LibreOffice 7 both reckon.

Every formula repeats what `sezgeo.suitability` does, operation by operation. No macro, no volatile
function, no dynamic array.
"""

from sezgeo.suitability.ranking.ranking import TIE_DIGITS
from sezgeo.suitability.ranking.scores import HALF_UP, VALUE_DIGITS

_SCALE = 10**VALUE_DIGITS


def axis(letter: str, criterion: int) -> str:
    """
    Return the defined name of one row of a curve: raw points `x`, values `y` or slopes `s`.

    Numbers, not keys, make the name: a key of a profile may hold anything.

    Examples
    --------
    >>> axis("x", 3)
    'x_03'
    """
    return f"{letter}_{criterion:02d}"


def curve_value(raw: str, criterion: int) -> str:
    """
    Value a raw measure by the curve of a criterion.

    Each row of a curve begins with a point far to the left, so that measures below the first
    anchor find the flat piece there.
    """
    x, y, s = (axis(letter, criterion) for letter in "xys")
    return f"LOOKUP({raw},{x},{y})+LOOKUP({raw},{x},{s})*({raw}-LOOKUP({raw},{x}))"


def round_value(value: str) -> str:
    """Round a value as the ranking does."""
    return f"INT(({value})*{_SCALE}+{HALF_UP!r})/{_SCALE}"


def bound(function: str, ends: tuple[str, str], value: str, criterion: int, *, bends: bool) -> str:
    """
    Return the least or the greatest value between two raw measures.

    Parameters
    ----------
    function
        `MIN` or `MAX`.
    ends
        Cells of the two raw measures.
    value
        Cell of the value that is reckoned with: never outside.
    criterion
        Whose curve it is.
    bends
        True if the curve rises and falls: then its own anchors between the ends count too.
    """
    inside = _inside(function, ends, criterion) if bends else ()
    among = (value, *(curve_value(end, criterion) for end in ends), *inside)
    return round_value(f"{function}({','.join(among)})")


def _inside(function: str, ends: tuple[str, str], criterion: int) -> tuple[str]:
    x, y = axis("x", criterion), axis("y", criterion)
    between = f"({x}>{ends[0]})*({x}<{ends[1]})"
    if function == "MAX":
        return (f"SUMPRODUCT(MAX({between}*{y}))",)
    return (f"(1-SUMPRODUCT(MAX({between}*(1-{y}))))",)


def measure_or_middle(measure: str, start: str, end: str) -> str:
    """Take the measure where it is known, else the middle of what it may be."""
    return f"IF(ISNUMBER({measure}),{measure},({start}+{end})/2)"


def range_end(measure: str, offset: float, otherwise: float) -> str:
    """Return one end of what a measure may be: by its accuracy, or as declared where unknown."""
    known = f"{measure}{offset:+.17g}" if offset else measure
    return f"IF(ISNUMBER({measure}),{known},{otherwise!r})"


def weighted_sum(values: str, shares: str) -> str:
    """Add up values by their shares of the weight."""
    return f"MIN(1,SUMPRODUCT({values},{shares}))"


def round_score(score: str) -> str:
    """Round a score to what tells ranks apart."""
    return f"ROUND({score},{TIE_DIGITS})"
