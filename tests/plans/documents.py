"""Small plans written for the tests, and the real one of 巫山县."""

from collections.abc import Iterable

from app.core.settings import ROOT

WUSHAN = (ROOT / "seed" / "plans" / "wushan.txt").read_bytes()
HEADER = "序号\t工作任务\t牵头单位\t责任单位"
ROWS = (
    "1\t完善残疾人托养照护服务。\t县残联\t县民政局、县财政局",
    "2\t落实残疾儿童康复救助制度。\t县残联、县教委\t县民政局",
    "3\t提高残疾人两项补贴标准。\t县民政局\t县财政局",
)


def plan_text(
    rows: Iterable[str] = ROWS,
    *,
    title: str = "巫山县“十四五”残疾人服务实施方案",
    head: str = "",
    header: str = HEADER,
) -> str:
    """A plan whose responsibility table has these rows, cells parted by tabs."""
    return "\n".join(
        (
            "巫山县人民政府办公室",
            f"关于印发{title}的通知",
            "巫山府办发〔2022〕12号",
            "各乡镇人民政府、街道办事处，县政府各部门：",
            f"{head}现将《{title}》印发给你们，请认真贯彻执行。",
            "巫山县人民政府办公室",
            "2022年5月10日",
            title,
            "一、总体要求",
            "坚持以残疾人为中心，到2025年基本公共服务更加完善。",
            "附件：重点任务分工",
            header,
            *rows,
            "",
        )
    )


def plan(rows: Iterable[str] = ROWS, **kind: str) -> bytes:
    return plan_text(rows, **kind).encode()
