"""部门任务对照表: tasks down, units across, in each cell the word for the role."""

from app.network.drawing.subject import RESPONSIBLE, Stroke, Subject
from app.network.drawing.svg import (
    INK,
    LEAD,
    LINE,
    PART,
    SIZE,
    SOFT,
    TINT,
    Drawing,
    Place,
    shortened,
    width_of,
)

CELL, ROW, MARGIN = 19.0, 18.0, 14.0
NARROWEST, NAMES = 700.0, 330.0
_NAME = 12
_TYPE = 11.5


def draw(subject: Subject) -> str:
    drawing = Drawing("matrix", f"部门任务对照表：{subject.title}", _described(subject))
    tall = max((width_of(_name(subject, n), _TYPE) for n in range(len(subject.parties))), default=0)
    left, top = MARGIN + NAMES, 66 + tall + 10
    right, bottom = left + CELL * len(subject.parties), top + ROW * len(subject.tasks)
    drawing.width = max(right + 2 * CELL + MARGIN, NARROWEST)
    drawing.height = bottom + 2 * ROW + MARGIN
    _head(drawing, subject)
    _rows(drawing, subject, (left, top), right)
    _columns(drawing, subject, (left, top), bottom)
    for stroke in subject.strokes:
        _cell(drawing, subject, stroke, left + CELL * stroke.party, top + ROW * stroke.task)
    return drawing.markup()


def _described(subject: Subject) -> str:
    return (
        f"{subject.told}每行一项任务，每列一个单位，格内一字为角色：{_marks(subject)}。"
        "空格表示不承担。同样的内容见方案页的任务分工。"
    )


def _marks(subject: Subject) -> str:
    """Each mark with the document's words for it, in the order of roles."""
    words: dict[str, list[str]] = {}
    for stroke in sorted(subject.strokes, key=lambda one: (-one.weight, one.mark != "牵")):
        said = words.setdefault(stroke.mark, [])
        label = "并列牵头的首位" if stroke.mark == "首" else stroke.label
        if label not in said:
            said.append(label)
    return "，".join(f"{mark}＝{'、'.join(said)}" for mark, said in words.items()) or "没有分工"


def _head(drawing: Drawing, subject: Subject) -> None:
    room = drawing.width - 2 * MARGIN
    drawing.head(MARGIN)
    drawing.text(shortened(_marks(subject), room), MARGIN, 50.0, fill=SOFT)


def _rows(drawing: Drawing, subject: Subject, corner: Place, right: float) -> None:
    left, top = corner
    for n in range(len(subject.tasks)):
        y = top + ROW * n
        if n % 2 == 0:
            drawing.add(
                "rect", x=MARGIN, y=y, width=right + 2 * CELL - MARGIN, height=ROW, fill=TINT
            )
        name = subject.task_name(n)
        short = shortened(name, NAMES - 8, _TYPE)
        drawing.add("g", drawing.hint(name) + _text(short, MARGIN + 3, y + 13), font_size=_TYPE)
        count = len(subject.of_task[n])
        drawing.text(
            str(count), right + CELL, y + 13, text_anchor="middle", font_size=10.5, fill=SOFT
        )
    drawing.text("家数", right + CELL, top - 8, text_anchor="middle", font_size=10.5, fill=SOFT)
    drawing.text("工作任务", left - 8, top - 8, text_anchor="end", font_weight=700, fill=SOFT)


def _text(words: str, x: float, y: float) -> str:
    made = Drawing("", "", "")
    made.text(words, x, y)
    return made.parts[0]


def _columns(drawing: Drawing, subject: Subject, corner: Place, bottom: float) -> None:
    left, top = corner
    for n in range(len(subject.parties) + 1):
        x = left + CELL * n
        strong = n % 5 == 0
        drawing.add(
            "line", x1=x, y1=top, x2=x, y2=bottom, stroke=SOFT if strong else LINE, stroke_width=0.7
        )
    for words, y in (("承担", bottom + ROW - 4), ("其中牵头", bottom + 2 * ROW - 4)):
        drawing.text(words, left - 8, y, text_anchor="end", font_size=10.5, fill=SOFT)
    for n in range(len(subject.parties)):
        x = left + CELL * (n + 0.5)
        # Upright, as on a Chinese table head: read from top to bottom, standing on the table.
        drawing.text(
            _name(subject, n),
            x,
            top - 6,
            style="writing-mode:vertical-rl",
            text_anchor="end",
            font_size=_TYPE,
        )
        counts = (len(subject.of_party[n]), subject.leads(n))
        for row, count in enumerate(counts, 1):
            drawing.text(
                str(count or ""), x, bottom + row * ROW - 4, text_anchor="middle", font_size=10.5
            )


def _name(subject: Subject, party: int) -> str:
    return shortened(subject.party_name(party), _NAME * _TYPE, _TYPE)


def _cell(drawing: Drawing, subject: Subject, stroke: Stroke, x: float, y: float) -> None:
    """Lead white on dark, responsible framed, others plain; the word says it in each."""
    look = {"fill": "#ffffff", "stroke": LINE}
    if stroke.leads:
        look = {"fill": LEAD, "stroke": LEAD}
    elif stroke.weight == RESPONSIBLE:
        look = {"fill": "#ffffff", "stroke": PART}
    name = f"{subject.party_name(stroke.party)} {stroke.label}：{subject.task_name(stroke.task)}"
    box = Drawing("", "", "")
    box.add("rect", x=x + 1.5, y=y + 1.5, width=CELL - 3, height=ROW - 3, rx=2, **look)
    box.text(
        stroke.mark,
        x + CELL / 2,
        y + ROW - 4.8,
        text_anchor="middle",
        fill="#ffffff" if stroke.leads else INK,
        font_size=SIZE,
    )
    drawing.add("g", drawing.hint(name) + "".join(box.parts))
