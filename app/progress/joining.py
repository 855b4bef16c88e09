"""Two rows about one task become one: what either said stays, and one can tell who said it."""

from app.progress.figures.rules import joined, tells
from app.progress.messages import STAGES
from app.progress.models import Report
from app.progress.returns.rules import stage_agrees

TEXTS = ("progress", "problems", "coordination", "next_steps")
NO_CHANGE = "无变化"


def says(row: Report) -> bool:
    written = any(getattr(row, name).strip() for name in TEXTS)
    measured = row.percent is not None or row.stage is not None or tells(row.figures)
    return written or row.no_change or measured


def join(there: Report, theirs: Report, who: str) -> None:
    """Put what `theirs` says into `there`, under the name `who`. With a draft in it, it is one."""
    if theirs.filed_at is None and says(theirs):
        there.filed_at = None
    words = {name: getattr(theirs, name).strip() for name in TEXTS}
    if theirs.no_change and not any(words.values()):
        if not says(there):
            there.no_change, there.no_change_reason = True, theirs.no_change_reason
        elif not there.no_change:
            words["progress"] = _unchanged(theirs)
    if there.percent is None:
        there.percent = theirs.percent
    elif theirs.percent not in {None, there.percent}:
        words["progress"] += f"（完成 {theirs.percent}%）"
    _join_stage(there, theirs, words)
    there.figures, told = joined(there.figures, theirs.figures)
    words["progress"] += "".join(f"（{one}）" for one in told)
    if there.no_change and any(words.values()):
        there.progress = there.progress or _unchanged(there)
        there.no_change, there.no_change_reason = False, ""
    for name, text in words.items():
        before = getattr(there, name)
        if text and not _stands_in(before, text):
            setattr(there, name, under(before, text, who))


def _join_stage(there: Report, theirs: Report, words: dict[str, str]) -> None:
    """Taken where it does not contradict what stands there, else told in words."""
    if theirs.stage is None or theirs.stage is there.stage:
        return
    if there.stage is None and stage_agrees(theirs.stage, there.percent):
        there.stage = theirs.stage
    else:
        words["progress"] += f"（{STAGES[theirs.stage]}）"


def under(before: str, text: str, who: str) -> str:
    """`before`, and below it `text` under the name `who`, unless that stands there already."""
    named = f"{who}：{text}"
    if not text or f"\n{named}\n" in f"\n{before}\n":
        return before
    return f"{before}\n{named}".strip()


def _stands_in(before: str, text: str) -> bool:
    """Already, by itself or under a name: a reform that was taken back may be ordered again."""
    lines = f"\n{before}\n"
    return f"\n{text}\n" in lines or f"：{text}\n" in lines


def _unchanged(row: Report) -> str:
    return f"{NO_CHANGE}：{row.no_change_reason}" if row.no_change_reason else NO_CHANGE
