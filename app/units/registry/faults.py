"""What is wrong with a file, told all at once, so that it is mended in one go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.errors import InvalidError

TOLD = 30
"""Faults in the sentence; the list of errors has more of them."""
MOST = 200
"""Faults in the list of errors: nobody mends more before the next try."""
_LONGEST = 300
"""Characters of one fault, which may name what a cell holds."""


class RegistryRefusedError(InvalidError):
    """`found` are all faults, told or not."""

    code, title = "registry_refused", "单位登记表有误，没有导入任何内容"
    found: int = 0


@dataclass(frozen=True)
class Fault:
    """`line` is the line of the file, the first being 1; `column` the English name of a column."""

    line: int
    column: str
    message: str


def refusal(faults: Iterable[Fault]) -> RegistryRefusedError:
    """The first faults, and how many more there are."""
    ordered = sorted(faults, key=lambda fault: fault.line)
    told = [_told(fault) for fault in ordered[:MOST]]
    errors: list[dict[str, object]] = [
        {"loc": ["line", fault.line, fault.column], "msg": message}
        for fault, message in zip(ordered, told, strict=False)
    ]
    if len(ordered) > MOST:
        errors.append({"loc": ["file"], "msg": f"另有 {len(ordered) - MOST} 处没有列出"})
    refused = RegistryRefusedError(_sentence(told, len(ordered)), errors=errors)
    refused.found = len(ordered)
    return refused


def _told(fault: Fault) -> str:
    message = fault.message
    short = message if len(message) <= _LONGEST else message[:_LONGEST] + "…"
    return f"第{fault.line}行：{short}"


def _sentence(told: Sequence[str], found: int) -> str:
    rest = found - TOLD
    return "；".join(told[:TOLD]) + (f"；另有 {rest} 处" if rest > 0 else "")
