"""部门任务网络: who leads on the left, the tasks in the middle, who takes part on the right.

A layered drawing (Sugiyama, Tagawa & Toda 1981) and not one by forces: labels cannot collide, and
the same matrix gives the same picture. Tasks stand beside the unit that stands first in them;
the units of the right stand at the mean of their tasks (the barycentre, which keeps crossings
few). A unit that leads some tasks and takes part in others stands on both sides.
"""

from dataclasses import dataclass

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
    printed,
    shortened,
    spread,
)

WIDTH, TOP, GAP, MARGIN = 1000.0, 96.0, 20.0, 14.0
LEFT, TASKS, TASKS_END, RIGHT = 212.0, 340.0, 664.0, 800.0
_NAME = 11
_LOOSE = 34.0


@dataclass(frozen=True)
class _Places:
    """Heights of what is drawn, by index."""

    tasks: dict[int, float]
    leads: dict[int, float]
    parts: dict[int, float]
    bottom: float


def draw(subject: Subject) -> str:
    drawing = Drawing("network", f"部门任务网络图：{subject.title}", _described(subject))
    places = _places(subject)
    drawing.width, drawing.height = WIDTH, places.bottom + GAP
    _head(drawing, subject)
    for stroke in sorted(subject.strokes, key=lambda one: (one.weight, one.first)):
        _link(drawing, subject, places, stroke)
    for task, height in places.tasks.items():
        _task(drawing, subject, task, height)
    for party, height in places.leads.items():
        firsts, leads = subject.firsts(party), subject.leads(party)
        told = f"{leads}项，首位{firsts}" if firsts < leads else f"{leads}项"
        _party(drawing, subject, party, (LEFT - 8, height), told, anchor="end")
    for party, height in places.parts.items():
        count = len(subject.of_party[party]) - subject.leads(party)
        _party(drawing, subject, party, (RIGHT + 8, height), f"{count}项", anchor="start")
    return drawing.markup()


def _described(subject: Subject) -> str:
    return (
        f"{subject.told}左列为牵头单位，中列为任务，右列为参加（责任、参与、配合）的单位，"
        "连线表示分工。同样的内容见本页的表格和对照表。"
    )


def _places(subject: Subject) -> _Places:
    order = _order(subject)
    leading = [n for n in range(len(subject.parties)) if subject.leads(n)]
    taking = [
        n for n, strokes in enumerate(subject.of_party) if any(not one.leads for one in strokes)
    ]
    rows = max(len(order), len(leading), len(taking), 1)
    low, high = TOP, TOP + (rows - 1) * GAP
    step = (high - low) / (len(order) - 1) if len(order) > 1 else 0.0
    tasks = {task: low + n * step for n, task in enumerate(order)}

    def column(parties: list[int], *, leads: bool) -> dict[int, float]:
        means = {
            n: _mean([tasks[one.task] for one in subject.of_party[n] if one.leads is leads])
            for n in parties
        }
        placed = sorted(parties, key=lambda n: (means[n], n))
        # As much room as there is: strands that come in side by side are easier to follow.
        gap = max(GAP, min(_LOOSE, (high - low) / max(len(placed) - 1, 1)))
        return dict(zip(placed, spread([means[n] for n in placed], gap, low, high), strict=True))

    return _Places(tasks, column(leading, leads=True), column(taking, leads=False), high + GAP)


def _order(subject: Subject) -> list[int]:
    """Tasks of one first lead together, who leads most on top; within in plan order."""
    firsts = [_first(strokes) for strokes in subject.of_task]
    count = {party: firsts.count(party) for party in set(firsts)}

    def key(task: int) -> tuple[bool, int, int, int]:
        party = firsts[task]
        return (party is None, -count[party], -1 if party is None else party, task)

    return sorted(range(len(subject.tasks)), key=key)


def _first(strokes: list[Stroke]) -> int | None:
    leads = sorted((not one.first, one.party) for one in strokes if one.leads)
    return leads[0][1] if leads else None


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _head(drawing: Drawing, subject: Subject) -> None:
    drawing.head(MARGIN)
    columns = (
        ("牵头单位", LEFT, "end"),
        ("工作任务", TASKS, "start"),
        ("参加单位", RIGHT, "start"),
    )
    for words, x, anchor in columns:
        drawing.text(words, x, TOP - 20, text_anchor=anchor, font_weight=700, fill=SOFT)
    keys = (
        ("牵头（列首位）", {"stroke": LEAD, "stroke_width": 2.6}),
        ("牵头（不列首位）", {"stroke": LEAD, "stroke_width": 1.4}),
        ("责任", {"stroke": PART, "stroke_width": 1.2}),
        ("参与、配合", {"stroke": INK, "stroke_width": 1, "stroke_dasharray": "4 3"}),
    )
    x = MARGIN
    for words, look in keys:
        drawing.add("line", x1=x, y1=46.0, x2=x + 34, y2=46.0, **look)
        drawing.text(words, x + 40, 50.0)
        x += 60 + SIZE * len(words)
    if not subject.strokes:
        drawing.text("还没有单位承担任务。", MARGIN, TOP + 4)


def _link(drawing: Drawing, subject: Subject, places: _Places, stroke: Stroke) -> None:
    task = places.tasks[stroke.task]
    name = f"{subject.party_name(stroke.party)} {stroke.label}：{subject.task_name(stroke.task)}"
    if stroke.leads:
        look = {"stroke": LEAD, "stroke_width": 2.6 if stroke.first else 1.4}
        x, y, end = LEFT, places.leads[stroke.party], TASKS
    else:
        responsible = stroke.weight == RESPONSIBLE
        look = {
            "stroke": PART if responsible else INK,
            "stroke_width": 1.2 if responsible else 1,
            "stroke_dasharray": None if responsible else "4 3",
            "stroke_opacity": 0.75,
        }
        x, y, end = RIGHT, places.parts[stroke.party], TASKS_END
    middle = (x + end) / 2
    curve = f"M{x:.0f} {y:.1f}C{middle:.0f} {y:.1f} {middle:.0f} {task:.1f} {end:.0f} {task:.1f}"
    drawing.add("path", drawing.hint(name), d=curve, fill="none", **look)


def _task(drawing: Drawing, subject: Subject, task: int, height: float) -> None:
    strokes = subject.of_task[task]
    led = any(stroke.leads for stroke in strokes)
    name = subject.task_name(task)
    drawing.add(
        "rect",
        drawing.hint(name),
        x=TASKS,
        y=height - 9,
        width=TASKS_END - TASKS,
        height=18,
        rx=2,
        fill=TINT if led else "#ffffff",
        stroke=LINE if led else LEAD,
        stroke_dasharray=None if led else "5 3",
    )
    count = f"{len(strokes)}家" if led else "无牵头"
    drawing.text(count, TASKS_END - 5, height + 4, text_anchor="end", font_size=10.5, fill=SOFT)
    room = TASKS_END - TASKS - 12 - SIZE * len(count)
    drawing.text(shortened(name, room, 11.5), TASKS + 5, height + 4, font_size=11.5)


def _party(
    drawing: Drawing,
    subject: Subject,
    party: int,
    at: tuple[float, float],
    told: str,
    *,
    anchor: str,
) -> None:
    x, y = at
    name = printed(shortened(subject.party_name(party), SIZE * _NAME))
    room = f" {told}" if anchor == "start" else f"{told} "
    count = f'<tspan fill="{SOFT}" font-size="10.5">{room}</tspan>'
    words = f"{name}{count}" if anchor == "start" else f"{count}{name}"
    side = -8 if anchor == "start" else 8
    drawing.add("circle", cx=x + side, cy=y, r=3, fill=LEAD if anchor == "end" else PART)
    drawing.add("text", words, x=x, y=y + 4, text_anchor=anchor)
