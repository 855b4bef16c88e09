"""`taskmatrix remind` as a clerk runs it."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import typer
from rich.cells import cell_len
from sqlalchemy import func, select
from typer.testing import CliRunner, Result

from app.core.actor import SYSTEM, Role
from app.core.console import Console
from app.core.settings import ROOT
from app.deliveries.models import Delivery
from app.deliveries.people.models import Reach
from app.identity import service as identity
from app.jobs.rules import Policy
from app.jobs.worker import drain
from app.kit import clock
from app.reminders.commands import install
from app.reminders.models import Reminder
from app.wiring import HANDLERS
from tests.deliveries.server import Desk, StartServer, free_port, mail_settings
from tests.reminders.conftest import TITLE, County, morning

DUE = date(2023, 7, 14)
LATE = date(2023, 7, 19)
SATURDAY = date(2023, 7, 22)


def remind(county: County, *arguments: str, at: datetime | None = None) -> Result:
    cli = typer.Typer()
    install(cli)
    console = Console(build=lambda _settings: county.runtime, unit_id=lambda *_: 0)
    with clock.frozen(at or morning(LATE)):
        return CliRunner().invoke(cli, list(arguments), obj=console)


def rows(county: County) -> tuple[int, int]:
    with county.runtime.database.read() as session:
        reminders = session.scalar(select(func.count()).select_from(Reminder))
        deliveries = session.scalar(select(func.count()).select_from(Delivery))
    return reminders or 0, deliveries or 0


def test_the_dry_run_says_whom_it_would_remind_and_why_and_changes_nothing(
    county: County,
) -> None:
    county.owes("县民政局", DUE)
    county.owes("县民政局", date(2023, 7, 21), period="2023-07")
    county.owes("县财政局", DUE)
    told = remind(county, "--dry-run")
    assert told.exit_code == 0
    unreached = "逾期1个工作日（已逾期3个工作日），督办人员（无人可送达）"
    assert told.output.splitlines() == [
        "2023年7月19日（星期三）：将提醒 2 人、3 件事项",
        "",
        "周　2@example.test　（文件）",
        f"  县民政局  {TITLE}  2023年上半年  期限 2023-07-14  逾期1个工作日（已逾期3个工作日）",
        f"  县民政局  {TITLE}  2023年7月     期限 2023-07-21  到期前7个工作日（还有2个工作日到期）",
        "",
        "林　0@example.test　（文件）",
        f"  县财政局  {TITLE}  2023年上半年  期限 2023-07-14  {unreached}",
        "",
        "没有可提醒的联络员的单位 1 个：",
        "  县财政局  没有联络员  1 件未办",
        "以上只是预览，没有记录，也没有发送。",
    ]
    assert rows(county) == (0, 0)
    assert county.files() == []


def test_columns_stand_under_each_other_on_a_screen(county: County) -> None:
    county.owes("县民政局", DUE)
    county.owes("县民政局", DUE, period="2023")
    lines = remind(county, "--dry-run").output.splitlines()
    told = [line for line in lines if "期限" in line]
    assert len({cell_len(line.partition("期限")[0]) for line in told}) == 1


def test_reminding_sends_and_a_second_time_the_same_day_sends_nothing(county: County) -> None:
    county.owes("县民政局", DUE)
    county.owes("县残联", DUE)
    first = remind(county)
    assert first.output.splitlines() == [
        "2023年7月19日（星期三）：新记录提醒 2 条，收件人 2 人",
        f"已发送 2 封，写入 {county.outbox}",
    ]
    assert len(county.files()) == 2
    second = remind(county)
    assert second.output.splitlines() == [
        "2023年7月19日（星期三）：新记录提醒 0 条，收件人 0 人",
        "没有需要发送的提醒",
    ]
    assert len(county.files()) == 2
    assert rows(county) == (2, 2)


def test_the_worker_afterwards_finds_all_done(county: County) -> None:
    county.owes("县民政局", DUE)
    remind(county)
    with clock.frozen(morning(LATE)):
        drain(county.runtime, HANDLERS)
    assert rows(county) == (1, 1)
    assert len(county.files()) == 1


def test_on_a_day_off_it_says_so_and_names_the_next_working_day(county: County) -> None:
    county.owes("县民政局", DUE)
    expected = (
        "2023年7月22日（星期六）不是工作日，不发送提醒；下一个工作日是2023年7月24日（星期一）\n"
    )
    assert remind(county, at=morning(SATURDAY)).output == expected
    assert remind(county, "--dry-run", at=morning(SATURDAY)).output == expected
    assert rows(county) == (0, 0)


def test_a_run_for_another_day_is_made_as_of_that_day_and_says_so(county: County) -> None:
    county.owes("县民政局", DUE)
    told = remind(county, "--on", "2023-07-17")
    assert told.output.splitlines()[0] == (
        "说明：按2023年7月17日（星期一）计算，现在发送；同一级提醒以后不再重复。"
    )
    assert "已逾期1个工作日" in county.text("周", date(2023, 7, 17))
    remind(county, "--on", "2023-07-18")
    assert rows(county) == (1, 1)


def test_a_run_for_the_day_of_another_step_is_a_letter_of_its_own(county: County) -> None:
    county.owes("县民政局", DUE)
    remind(county, "--on", "2023-07-13")
    assert "还有1个工作日到期" in county.text("周", date(2023, 7, 13))
    remind(county, "--on", "2023-07-17")
    assert "已逾期1个工作日" in county.text("周", date(2023, 7, 17))
    assert rows(county) == (2, 2)
    remind(county, "--on", "2023-07-21")
    assert "县民政局" in county.text("林", date(2023, 7, 21))
    assert rows(county) == (3, 3)


def test_a_week_of_downtime_then_one_letter_at_the_highest_step(county: County) -> None:
    county.owes("县民政局", DUE)
    remind(county, "--on", "2023-07-11")
    remind(county, "--on", "2023-07-20")
    assert len(county.files()) == 2
    assert [one.step for one in county.reminders()] == [-7, 1]


def test_who_had_the_days_letter_waits_and_is_counted(county: County) -> None:
    county.owes("县民政局", DUE)
    remind(county)
    county.owes("县民政局", DUE, period="2023-07")
    waits = "另有 1 人当日已收到一封，新增的内容并入其下一工作日的提醒"
    assert waits in remind(county, "--dry-run").output
    assert waits in remind(county).output
    assert len(county.files()) == 1


@pytest.mark.parametrize("day", ["2023-13-01", "昨天", "2023/07/01", ""])
def test_a_wrong_day_is_wrong_usage(county: County, day: str) -> None:
    told = remind(county, "--on", day)
    assert told.exit_code == 2
    assert rows(county) == (0, 0)


def test_a_wrong_address_is_named_and_the_others_get_theirs(county: County) -> None:
    county.owes("县民政局", DUE)
    county.owes("县残联", DUE)
    county.person("周", email="zhou@@wushan")
    assert remind(county).output.splitlines()[1:] == [
        f"已发送 1 封，写入 {county.outbox}",
        "未能送达 1 封，请更正联系方式或渠道：",
        "  邮箱地址不正确：zhou@@wushan（1 封）",
    ]


def test_in_the_evening_nothing_is_queued_and_the_answer_says_so(county: County) -> None:
    county.owes("县民政局", DUE)
    evening = remind(county, at=morning(LATE) + timedelta(hours=10)).output
    assert "现在不是发送的时间（工作日 8:30 至 18:00），1 封并入下一工作日的提醒" in evening
    assert "已排队" not in evening
    assert "已排队" in remind(county, at=morning(LATE) - timedelta(hours=1)).output


def test_who_has_no_mail_is_told_by_what_he_has(county: County) -> None:
    county.owes("县民政局", DUE)
    county.person("周", email=None)
    with county.runtime.database.write() as session:
        session.add(Reach(person_id=county.world.people["周"], mobile="13800000001"))
    shown = remind(county, "--dry-run").output
    assert "周　没有邮箱，用其他联系方式　" in shown
    assert "None" not in shown


def test_without_a_mail_server_all_waits_and_goes_out_when_it_is_back(
    county: County, desk: Desk, start: StartServer, tmp_path: Path
) -> None:
    port = free_port()
    values = mail_settings(tmp_path, port).model_dump(exclude={"database_url"})
    settings = county.runtime.settings.model_copy(update=values)
    by_mail = replace(county, runtime=replace(county.runtime, settings=settings))
    county.owes("县民政局", DUE)
    county.owes("县残联", DUE)
    told = remind(by_mail)
    assert told.exit_code == 0
    lines = told.output.splitlines()
    assert lines[1:3] == [
        "已发送 0 封",
        "暂未送出 2 封，已排队，由后台（serve 或 worker）自动重试：",
    ]
    assert lines[3].startswith("  邮件服务器 127.0.0.1 连接失败")
    assert lines[3].endswith("（2 封）")
    start(port)
    with clock.frozen(morning(LATE)):
        drain(by_mail.runtime, HANDLERS, Policy(first_wait=0))
    assert len(desk.taken) == 2


def test_a_mail_server_that_is_away_is_not_tried_for_everybody(
    county: County, tmp_path: Path
) -> None:
    values = mail_settings(tmp_path, free_port()).model_dump(exclude={"database_url"})
    settings = county.runtime.settings.model_copy(update=values)
    by_mail = replace(county, runtime=replace(county.runtime, settings=settings))
    county.owes("县民政局", DUE)
    with county.runtime.database.write() as session:
        for number in range(5):
            person = identity.add_person(
                session, SYSTEM, name="吴", login=f"login-{number}", email="wu@example.test"
            )
            identity.give_membership(
                session,
                SYSTEM,
                person=person,
                role=Role.LIAISON,
                region_id=county.world.region,
                unit_id=county.world.units["县民政局"],
                valid_from=DUE,
            )
    lines = remind(by_mail).output.splitlines()
    assert lines[2].startswith("暂未送出 6 封")
    assert lines[3].endswith("（3 封）")
    assert lines[4] == "  尚未尝试（3 封）"


def test_the_real_command_prints_to_a_pipe_and_ends_with_0(county: County) -> None:
    county.owes("县民政局", DUE)
    settings = county.runtime.settings
    known = {
        "DATABASE_URL": settings.database_url,
        "DATA_DIR": str(settings.data_dir),
        "DEMO_TODAY": "2023-07-19",
    }
    done = subprocess.run(
        [sys.executable, "-m", "app", "remind"],
        cwd=ROOT,
        env=os.environ | known,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "已发送 1 封" in done.stdout
    assert len(county.files()) == 1
