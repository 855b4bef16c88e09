"""`docs/task-life.md` from the table of `rules`: a diagram, and the table in words."""

from collections.abc import Iterator

from app.plans.terms import TaskState
from app.progress.life.messages import ACTIONS, WHO, WORDS
from app.progress.life.rules import MOVES, Move
from app.progress.life.terms import Action
from app.progress.messages import TASK_STATES
from app.progress.rules import Standing

HEAD = """\
# 任务的状态

由 `app/progress/life/rules.py` 中的表生成，请勿手改：
`python -m app task-life > docs/task-life.md`。
"""
FOOT = """\
- 督办人员可以代牵头单位申请，须写明是谁的话。督办人员属于承担单位的，记为自审。
- 销号只在启用了它的地方有（填报与亮灯的设置）。
- 延期只在“进行中”时、到期以前申请；任务去往别的状态时，等待决定的延期申请不再办理。
- “进行中”“申请办结”“转常态化”的任务，进展情况表问到它；其余的不问。
"""


def page() -> str:
    return "\n".join((HEAD, "```mermaid", *_diagram(), "```", "", *_table(), "", FOOT))


def _diagram() -> Iterator[str]:
    yield "stateDiagram-v2"
    for state in TaskState:
        yield f'    state "{TASK_STATES[state]}" as {state}'
    yield f"    [*] --> {TaskState.IN_PROGRESS}"
    for action, table in MOVES.items():
        for since in table.since:
            yield f"    {since} --> {table.to}: {ACTIONS[action]}"


def _table() -> Iterator[str]:
    yield "| 办理 | 接口 | 谁 | 从 | 到 | 需要 |"
    yield "|---|---|---|---|---|---|"
    for action, table in MOVES.items():
        cells = (
            ACTIONS[action],
            f"`{action}`",
            "、".join(WHO[one.value] for one in Standing if one in table.by),
            "、".join(TASK_STATES[one] for one in table.since),
            TASK_STATES[table.to],
            "、".join(_needs(action, table)) or "—",
        )
        yield f"| {' | '.join(cells)} |"


def _needs(action: Action, table: Move) -> Iterator[str]:
    if table.needed:
        yield WORDS[table.words]
    if table.reviewed:
        yield WORDS["review_on"]
    if action is Action.WRITE_OFF:
        yield "本地启用了销号"
