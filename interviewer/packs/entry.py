"""What every file of a pack is made of: entries, and the kinds of text that may stand in them."""

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"no regular expression ({error})") from None
    return pattern


Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=80)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}$")]
Pattern = Annotated[str, AfterValidator(_compiles)]
Lines = Annotated[tuple[Text, ...], Field(min_length=1)]


class Entry(BaseModel):
    """An entry of a pack file; a field it does not know is reported, because it is most often a misspelt one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
