"""What is wrong with a file, told all at once, so that it is mended in one go."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.core.errors import InvalidError

TOLD = 30
"""Faults in the sentence; the list of errors has all of them."""


class RegistryRefusedError(InvalidError):
    code, title = "registry_refused", "单位登记表有误，没有导入任何内容"


@dataclass(frozen=True)
class Fault:
    """`line` is the line of the file, the first being 1; `column` the English name of a column."""

    line: int
    column: str
    message: str


def refusal(faults: Iterable[Fault]) -> RegistryRefusedError:
    ordered = sorted(faults, key=lambda fault: fault.line)
    told = [_told(fault) for fault in ordered]
    errors = [
        {"loc": ["line", fault.line, fault.column], "msg": message}
        for fault, message in zip(ordered, told, strict=True)
    ]
    return RegistryRefusedError(_sentence(told), errors=errors)


def _told(fault: Fault) -> str:
    return f"第{fault.line}行：{fault.message}"


def _sentence(told: Sequence[str]) -> str:
    rest = len(told) - TOLD
    return "；".join(told[:TOLD]) + (f"；另有 {rest} 处" if rest > 0 else "")
