"""Keyset paging over a select: a page is found by the last values seen, never by an offset."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Row, Select, bindparam, func, select, tuple_
from sqlmodel import Session

from app.core.errors import BadRequestError
from app.kit.paging import BadCursorError, Cursor, decode, filters_key


class WrongCursorError(BadRequestError):
    code, title = "wrong_cursor", "翻页标记无效，请从第一页重新读取"


@dataclass(frozen=True, eq=False)
class Order:
    """A sort order by stored columns that are never null, the id last."""

    name: str
    columns: Sequence[Any]
    descending: bool = False


@dataclass(frozen=True)
class Window:
    """Which part of a list is asked for. `limit` is 1–200."""

    limit: int = 50
    cursor: str | None = None
    count: bool = False
    filters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Slice:
    rows: Sequence[Row[Any]]
    next: str | None
    total: int | None


def page(
    session: Session,
    query: Select[Any],
    order: Order,
    window: Window,
    parameters: Mapping[str, object] = MappingProxyType({}),
) -> Slice:
    """Run `query` for one window. Two statements at most: the rows, and the count if asked for.

    `parameters` are the values of the query's own `bindparam`s: a query that is built once and
    given its values here costs nothing to build again.
    """
    key = filters_key(dict(window.filters))
    values = dict(parameters) | {"window_limit": window.limit + 1}
    if window.cursor is not None:
        last = _last(order, window.cursor, key)
        values |= {f"after_{i}": value for i, value in enumerate(last)}
    windowed = _windowed(query, order, after=window.cursor is not None)
    rows = session.execute(windowed, values).all()
    more = len(rows) > window.limit
    rows = rows[: window.limit]
    return Slice(
        rows=rows,
        next=_cursor(rows[-1], order, key).encode() if more else None,
        total=_total(session, query, parameters) if window.count else None,
    )


@lru_cache(maxsize=512)
def _windowed(query: Select[Any], order: Order, *, after: bool) -> Select[Any]:
    """Kept by the identity of the query, so that one that is built once is also windowed once."""
    columns = order.columns
    query = query.add_columns(*(column.label(f"key_{i}") for i, column in enumerate(columns)))
    if after:
        last = tuple_(*(bindparam(f"after_{i}", type_=c.type) for i, c in enumerate(columns)))
        here = tuple_(*columns)
        query = query.where(here < last if order.descending else here > last)
    sorting = [column.desc() if order.descending else column.asc() for column in columns]
    return query.order_by(*sorting).limit(bindparam("window_limit"))


def _last(order: Order, cursor: str, key: str) -> list[object]:
    wanted = [column.type.python_type for column in order.columns]
    kinds = tuple(int if kind is int else str for kind in wanted)
    try:
        last = decode(cursor, sort=order.name, filters=key, kinds=kinds).last
        return [_value(kind, value) for kind, value in zip(wanted, last, strict=True)]
    except (BadCursorError, ValueError, OverflowError) as bad:
        raise WrongCursorError from bad


def _value(kind: type, value: str | int) -> object:
    """As the column wants it. A cursor is not signed: what nobody could store is refused here."""
    if not issubclass(kind, date):
        return value
    read = kind.fromisoformat(str(value))
    if isinstance(read, datetime) and read.tzinfo is None:
        raise BadCursorError("an instant without a zone")
    return read.astimezone(UTC) if isinstance(read, datetime) else read


def _cursor(row: Row[Any], order: Order, key: str) -> Cursor:
    values = [row._mapping[f"key_{i}"] for i in range(len(order.columns))]  # noqa: SLF001 - public in SQLAlchemy
    last = tuple(value if isinstance(value, int) else str(value) for value in values)
    return Cursor(order.name, key, last)


def _total(session: Session, query: Select[Any], parameters: Mapping[str, object]) -> int:
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return int(session.execute(counted, dict(parameters)).scalar_one())
