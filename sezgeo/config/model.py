"""What everything read from TOML is built on."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from sezgeo.i18n import Text


class Model(BaseModel):
    """Base of everything read from TOML: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class ProblemsError(ValueError):
    """What a model's own checks found wrong; pydantic carries it to the reader."""

    def __init__(self, texts: Sequence[Text]) -> None:
        self.texts = tuple(texts)
        super().__init__("; ".join(text.en for text in texts))
