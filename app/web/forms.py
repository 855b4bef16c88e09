"""The forms of pages: their fields as a browser sends them, held to the rules of REST."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, TypeVar

from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError

from app.core.errors import AppError, InvalidError
from app.web.messages import validation_message

S = TypeVar("S", bound=BaseModel)


async def _fields(request: Request) -> dict[str, str]:
    form = await request.form()
    return {name: value for name, value in form.items() if isinstance(value, str)}


Fields = Annotated[dict[str, str], Depends(_fields)]
"""The texts of a form; of a name that was sent twice the last."""


def texts(fields: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """What was typed into the fields of these names, empty where one was not sent; a browser ends
    a line with two characters.
    """
    return {name: fields.get(name, "").replace("\r\n", "\n") for name in names}


def id_of(typed: str) -> int | None:
    """The id that a field carries; `None` where it carries none that could be one."""
    return int(typed) if re.fullmatch(r"[1-9][0-9]{0,17}", typed) else None


@dataclass(frozen=True)
class Refused:
    """Why a form was not taken, as its page says it."""

    title: str
    detail: str | None


def refused(error: AppError) -> Refused:
    told = "；".join(str(one["msg"]) for one in error.errors)
    return Refused(error.title, error.detail or (told if told != error.title else None))


def parsed(schema: type[S], values: Mapping[str, object], labels: Mapping[str, str]) -> S:
    """`values` as the body of a request would have to be. Raise `InvalidError`, one sentence a
    field, each named as `labels` calls it on the page.
    """
    try:
        return schema.model_validate(values)
    except ValidationError as wrong:
        told = [
            f"{_label(error['loc'], labels)}：{validation_message(error)}"
            for error in wrong.errors()
        ]
        raise InvalidError("；".join(told)) from wrong


def _label(place: tuple[int | str, ...], labels: Mapping[str, str]) -> str:
    name = next((str(part) for part in reversed(place) if isinstance(part, str)), "")
    return labels.get(name, name)


def version_of(fields: Mapping[str, str]) -> int | None:
    """The version that a form was made from."""
    given = fields.get("version", "")
    return int(given) if re.fullmatch(r"\d{1,9}", given) else None
