"""What everything read from TOML is built on."""

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """Base of everything read from TOML: unknown keys are refused, values are frozen."""

    model_config = ConfigDict(frozen=True, extra="forbid")
