"""What may come in over REST about plans: fields that can be stored, and bodies without others."""

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from app.web.schemas import LARGEST_ID

FIRST_YEAR, LAST_YEAR = 1949, 2100
"""Of the days that a plan may name; another is a slip of the keyboard."""


def _printable(value: object) -> object:
    """Text without control characters, which no document prints and PostgreSQL cannot store."""
    if not isinstance(value, str):
        return value
    return "".join(char for char in value if char.isprintable() or char in "\n\t\u3000")


def _in_one_line(value: object) -> object:
    """A line break or a tab that came along with copied words parts them as a space does."""
    return re.sub(r"[\r\n\t]+", " ", value) if isinstance(value, str) else value


def _of_our_time(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")
    return day


# A limit that stands before the validator is told of as one of characters.
Text = Annotated[str, Field(min_length=1, max_length=20_000), BeforeValidator(_printable)]
Line = Annotated[
    str,
    Field(min_length=1, max_length=300),
    BeforeValidator(_printable),
    BeforeValidator(_in_one_line),
]
Id = Annotated[int, Field(ge=1, le=LARGEST_ID)]
Day = Annotated[date, AfterValidator(_of_our_time)]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]


class Incoming(BaseModel):
    """What comes in: an unknown field is told, not swallowed."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    def given(self) -> dict[str, Any]:
        """The fields that the request named, `null` included."""
        return {name: getattr(self, name) for name in self.model_fields_set}
