"""`taskmatrix claims …`: how it stands with a plan that names nobody."""

from collections.abc import Iterator
from typing import Annotated

import typer

from app.core.actor import SYSTEM
from app.core.console import Console
from app.core.lists import Window
from app.progress.claims import messages, service
from app.progress.claims.service import ListedClaim
from app.progress.claims.terms import ClaimState

claims = typer.Typer(help="认领：各单位要求承担的任务", no_args_is_help=True)
EACH = 200


@claims.command("list")
def list_claims(
    ctx: typer.Context,
    plan: Annotated[int, typer.Option(help="方案编号")],
    state: Annotated[ClaimState | None, typer.Option(help="只看某种状态")] = None,
    conflict: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--conflict", help="只看几个单位都要求牵头的")
    ] = False,
) -> None:
    """列出一个方案的认领，先提出的在后；最后一行是还没有人认领的任务和重点项目各有几项。"""
    console: Console = ctx.obj
    wanted = service.ClaimFilter(plan=plan, state=state, conflict=conflict or None)
    with console.runtime.database.read() as session:
        service.check_plan(session, SYSTEM, plan)
        cursor: str | None = None
        while True:
            window = Window(limit=EACH, cursor=cursor)
            found = service.claims(session, SYSTEM, wanted=wanted, window=window)
            for one in found.items:
                print(*_columns(one), sep="\t")
            if (cursor := found.next) is None:
                break
        left = service.count_unclaimed(session, SYSTEM, plan)
    print(f"还没有单位承担、也没有人认领的：{messages.tally(left)}")


def _columns(one: ListedClaim) -> Iterator[str]:
    row = one.row
    yield f"{row.task_number or ''} {row.task_title}".strip()
    yield row.unit_name
    yield messages.ROLES[row.role] + ("（与他单位冲突）" if row.conflict else "")
    yield messages.STATES[row.state] + (
        f"为{messages.ROLES[row.confirmed_role]}" if row.confirmed_role else ""
    )
    yield f"{row.offered_by}" + (f"（{row.entered_by}代录）" if row.entered_by else "")
    yield " ".join(row.words.split())


def install(cli: typer.Typer) -> None:
    cli.add_typer(claims, name="claims")
