"""Templates of a gateway: single texts, each an expression or a few, in a sandbox.

A template is written by a coordinator, not by the one who runs the service: it reads the message
and the person and nothing else. It has no loops, no calls and no arithmetic, so none runs long or
grows large; what it lacks, an office has not needed.
"""

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, nodes
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import ImmutableSandboxedEnvironment

LONGEST = 2000
LONGEST_RENDERED = 64 * 1024

_NODES = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.Filter),
    *(nodes.Getattr, nodes.Getitem, nodes.Slice, nodes.Neg, nodes.Concat, nodes.If, nodes.CondExpr),
    *(nodes.And, nodes.Or, nodes.Not, nodes.Compare, nodes.Operand, nodes.Tuple, nodes.List),
)


class BadTemplateError(ValueError):
    """The text is Chinese and for people."""


def _digest(name: str) -> Callable[[object], str]:
    return lambda value: hashlib.new(name, str(value).encode(), usedforsecurity=False).hexdigest()


def _hmac_sha256(value: object, key: object) -> str:
    return hmac.new(str(key).encode(), str(value).encode(), "sha256").hexdigest()


def _base64(value: object) -> str:
    return base64.b64encode(str(value).encode()).decode()


def _shorten(value: object, most: int) -> str:
    text = str(value)
    return text if len(text) <= most else text[: max(most - 1, 0)] + "…"


FILTERS: Mapping[str, Callable[..., object]] = {
    "base64": _base64,
    "hmac_sha256": _hmac_sha256,
    "lower": lambda value: str(value).lower(),
    "md5": _digest("md5"),
    "sha256": _digest("sha256"),
    "shorten": _shorten,
    "upper": lambda value: str(value).upper(),
}


@cache
def _environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(
        autoescape=False,  # not HTML: the value becomes a JSON text, a field or a header
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    made.filters = dict(FILTERS)
    made.globals = {}
    made.tests = {}
    return made


def check(text: str, names: set[str]) -> None:
    """Raise `BadTemplateError` for a template that says more than it may. `names` are those of
    the values that it may read.
    """
    if len(text) > LONGEST:
        raise BadTemplateError(f"模板不能超过 {LONGEST} 个字符")
    try:
        tree = _environment().parse(text)
    except TemplateSyntaxError as wrong:
        raise BadTemplateError(f"模板写法有误（第 {wrong.lineno} 行）") from wrong
    _check(tree, names)


def check_condition(text: str, names: set[str]) -> None:
    """An expression without braces."""
    check(f"{{{{ {text} }}}}", names)
    try:
        _environment().compile_expression(text)
    except TemplateSyntaxError as wrong:
        raise BadTemplateError("条件写法有误，直接写，不用大括号，例如 answer.code == 0") from wrong


def _check(tree: nodes.Template, names: set[str]) -> None:
    for node in tree.find_all(nodes.Node):
        if isinstance(node, nodes.Name) and node.name not in names:
            usable = "、".join(sorted(names))
            raise BadTemplateError(f"模板中没有“{node.name[:40]}”，可用：{usable}")
        if isinstance(node, nodes.Filter) and node.name not in FILTERS:
            usable = "、".join(sorted(FILTERS))
            raise BadTemplateError(f"不能用“{node.name[:40]}”，可用：{usable}")
        if isinstance(node, nodes.Getattr) and node.attr.startswith("_"):
            raise BadTemplateError("模板中的名称不能以下划线开头")
        if not isinstance(node, _NODES):
            raise BadTemplateError("模板只能取值、拼接和判断，不能循环、计算或调用")


def render(text: str, values: Mapping[str, object]) -> str:
    """Raise `BadTemplateError` where a value is missing."""
    if "{" not in text:
        return text
    try:
        done = _environment().from_string(text).render(values)
    except UndefinedError as missing:
        raise BadTemplateError("模板所取的值不存在") from missing
    except (TemplateError, TypeError, ValueError) as wrong:
        raise BadTemplateError("模板无法套用") from wrong
    if len(done) > LONGEST_RENDERED:
        raise BadTemplateError("模板套用后太长")
    return done


def holds(condition: str, values: Mapping[str, object]) -> bool:
    """Whether a condition is true; one that speaks of what is not there is false."""
    try:
        found: Any = _environment().compile_expression(condition, undefined_to_none=True)(**values)
    except (TemplateError, TypeError, ValueError):
        return False
    return bool(found)
