"""The API page: Chinese, on the server, without a script and without the outside world.

No viewer of OpenAPI documents speaks Chinese or reads well on a screen reader, so the page is a
template over the same document that machines get at `/api/v1/openapi.json`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import orjson

from app.web.schemas import PROBLEM_RESPONSE

Responses = dict[int | str, dict[str, Any]]
Schema = dict[str, Any]

_PLACES = {"query": "查询", "path": "路径", "header": "请求头", "cookie": "Cookie"}
_TYPES = {
    "string": "文字",
    "integer": "整数",
    "number": "数字",
    "boolean": "真假",
    "array": "列表",
    "object": "对象",
    "null": "空",
}
_FORMATS = {"date": "日期", "date-time": "时间", "binary": "文件", "uuid": "UUID"}


@dataclass(frozen=True)
class Field:
    """A row of a table of parameters or of fields of a body."""

    name: str
    place: str
    kind: str
    required: bool
    description: str


@dataclass(frozen=True)
class Example:
    title: str
    media: str
    text: str


@dataclass(frozen=True)
class Operation:
    anchor: str
    method: str
    path: str
    summary: str
    description: str
    fields: tuple[Field, ...]
    examples: tuple[Example, ...]


@dataclass(frozen=True)
class ApiPage:
    """`groups` are the tags in their order, each with its operations."""

    title: str
    version: str
    description: str
    groups: tuple[tuple[str, tuple[Operation, ...]], ...]


def answers(example: object, *, status: int = HTTPStatus.OK, media: str | None = None) -> Responses:
    """The `responses=` of a route: an example of what it answers, and how it refuses."""
    told: Responses = {"4XX": PROBLEM_RESPONSE}
    if example is not None:
        told[int(status)] = {"content": {media or "application/json": {"example": example}}}
    return told


def api_page(document: Schema) -> ApiPage:
    """The page's context, from an OpenAPI 3.1 document."""
    groups: dict[str, list[Operation]] = {}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            tag = (told.get("tags") or ["其他"])[0]
            groups.setdefault(tag, []).append(_operation(document, method, path, told))
    info = document["info"]
    return ApiPage(
        title=info["title"],
        version=info["version"],
        description=info.get("description", ""),
        groups=tuple((tag, tuple(operations)) for tag, operations in groups.items()),
    )


def _operation(document: Schema, method: str, path: str, told: Schema) -> Operation:
    return Operation(
        anchor=told["operationId"],
        method=method.upper(),
        path=path,
        summary=told.get("summary", ""),
        description=told.get("description", ""),
        fields=(*_parameters(document, told), *_body_fields(document, told)),
        examples=tuple(_examples(document, told)),
    )


def _parameters(document: Schema, told: Schema) -> Iterator[Field]:
    for one in told.get("parameters", []):
        schema = _resolved(document, one["schema"])
        yield Field(
            name=one["name"],
            place=_PLACES[one["in"]],
            kind=_kind(document, schema),
            required=one.get("required", False),
            description=one.get("description") or schema.get("description", ""),
        )


def _body_fields(document: Schema, told: Schema) -> Iterator[Field]:
    for media, body in told.get("requestBody", {}).get("content", {}).items():
        schema = _resolved(document, body.get("schema", {}))
        place = "表单" if "form" in media else "正文"
        for name, property_ in schema.get("properties", {}).items():
            yield Field(
                name=name,
                place=place,
                kind=_kind(document, property_),
                required=name in schema.get("required", []),
                description=_resolved(document, property_).get("description", ""),
            )


def _examples(document: Schema, told: Schema) -> Iterator[Example]:
    for media, body in told.get("requestBody", {}).get("content", {}).items():
        sample = body.get("example") or _resolved(document, body.get("schema", {})).get("example")
        if sample is not None:
            yield Example("请求示例", media, _pretty(sample))
    for status, response in told.get("responses", {}).items():
        for media, content in response.get("content", {}).items():
            if status.startswith("2") and "example" in content:
                yield Example(f"答复示例（{status}）", media, _pretty(content["example"]))


def _pretty(sample: object) -> str:
    if isinstance(sample, str):
        return sample
    return orjson.dumps(sample, option=orjson.OPT_INDENT_2).decode()


def _resolved(document: Schema, schema: Schema) -> Schema:
    name = schema.get("$ref", "").rpartition("/")[2]
    if not name:
        return schema
    found: Schema = document["components"]["schemas"][name]
    return found


def _kind(document: Schema, schema: Schema) -> str:
    """What a value may be, in Chinese words: `整数`, `日期`, one of listed values, a list of …"""
    schema = _resolved(document, schema)
    if "enum" in schema:
        return " / ".join(str(value) for value in schema["enum"])
    if "anyOf" in schema:
        return "，".join(_kind(document, one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"列表（{_kind(document, schema.get('items', {}))}）"
    named = _FORMATS.get(schema.get("format", "")) or _TYPES.get(schema.get("type", ""))
    return named or "任意"
