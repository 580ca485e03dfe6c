"""What everything read from TOML is built on."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from sezgeo import display
from sezgeo.i18n import Text

_VALUE_WIDTH = 90


class Model(display.Shown, BaseModel):
    """Base of everything read from TOML: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ProblemsError(ValueError):
    """What a model's own checks found wrong; pydantic carries it to the reader."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = tuple(texts)
        super().__init__("; ".join(text.en for text in texts))


@display.shows(Model)
def _model(model: Model) -> display.View:
    """Show the keys that were given; of what lies deeper, only what it is called."""
    given = [key for key in type(model).model_fields if key in model.model_fields_set]
    rows = [(key, display.short(_value_text(getattr(model, key)), _VALUE_WIDTH)) for key in given]
    return display.View(type(model).__name__, (display.Table.of((), rows),))


def _value_text(value: object) -> str:
    if isinstance(value, Model):
        return type(value).__name__
    if isinstance(value, dict | tuple):
        return ", ".join(map(_value_text, value))
    return str(value)
