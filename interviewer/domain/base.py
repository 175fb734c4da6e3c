"""The one base of all domain values: immutable, closed to unknown fields, serialisable."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value; an unknown field is an error, because a misspelt field is a lost fact."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Document(Value):
    """A value that is kept by its `id` and may be replaced by another of the same."""

    id: str
