"""`taskmatrix task-life`: the states of a task and what leads from one to the next."""

import typer

from app.progress.life import diagram


def task_life() -> None:
    """打印任务状态的图和表（docs/task-life.md 的内容）。"""
    print(diagram.page(), end="")


def install(cli: typer.Typer) -> None:
    cli.command("task-life")(task_life)
