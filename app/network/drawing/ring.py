"""单位协作图: units around a circle, groups that work together side by side, and their links."""

from dataclasses import dataclass
from math import cos, pi, sin

from app.network.drawing.subject import Subject
from app.network.drawing.svg import LEAD, PART, SIZE, SOFT, Drawing, Place, shortened, width_of
from app.network.figures import PARTIES_PAIRED
from app.network.matrix import Ints
from app.network.measures.communities import communities
from app.network.measures.projection import Links, project

MARGIN, TOP = 14.0, 66.0
# More strands than this no eye follows: then the weakest are not drawn, and the picture says so.
LINKS_DRAWN = 160
_NAME = 12
_LEAST_RADIUS = 170.0
_APART = 19.0


@dataclass(frozen=True)
class _Ring:
    """`angles` by party, from the top clockwise."""

    angles: dict[int, float]
    center: Place
    radius: float

    def at(self, n: int, beyond: float = 0.0) -> Place:
        angle, radius = self.angles[n], self.radius + beyond
        return self.center[0] + radius * cos(angle), self.center[1] + radius * sin(angle)


def draw(subject: Subject) -> str:
    links = project(subject.matrix, PARTIES_PAIRED).together
    groups = communities(links).label
    least = _least(links)
    drawing = Drawing("together", f"单位协作图：{subject.title}", _described(subject, links))
    order = sorted(range(len(subject.parties)), key=lambda n: (int(groups[n]), n))
    angles = _angles(order, groups)
    radius = max(_LEAST_RADIUS, _APART * (len(order) + 8) / (2 * pi))
    longest = max((width_of(_label(subject, n, groups)) for n in order), default=0.0)
    reach = radius + 16 + longest
    drawing.width, drawing.height = 2 * reach + 2 * MARGIN, 2 * reach + TOP
    ring = _Ring(angles, (drawing.width / 2, TOP + reach), radius)
    _head(drawing, links, least)
    _links(drawing, subject, links, least, ring)
    for n in order:
        _unit(drawing, subject, n, _label(subject, n, groups), ring)
    return drawing.markup()


def _label(subject: Subject, n: int, groups: Ints) -> str:
    return f"{shortened(subject.party_name(n), _NAME * SIZE)} {int(groups[n]) + 1}"


def _described(subject: Subject, links: Links) -> str:
    return (
        f"{subject.told}圆周上每点一个单位，有共同任务的两个单位之间连线，越粗共同任务越多，"
        f"共{links.nnz // 2}对。同一协作组的单位相邻，名称后的数字为组号。"
        "同样的内容见分析页的表格。"
    )


def _least(links: Links) -> int:
    """The least number of shared tasks that is drawn."""
    weights = sorted((int(weight) for weight in links.data[: links.nnz]), reverse=True)[::2]
    if len(weights) <= LINKS_DRAWN:
        return 1
    return min(weights[LINKS_DRAWN] + 1, weights[0])


def _head(drawing: Drawing, links: Links, least: int) -> None:
    room = drawing.width - 2 * MARGIN
    drawing.head(MARGIN)
    told = "连线越粗，共同任务越多；名称后为协作组号"
    if least > 1:
        told += f"；只画共同任务不少于{least}项的联系"
    if links.nnz == 0:
        told = "没有两个单位承担同一项任务。"
    drawing.text(shortened(told, room), MARGIN, 50.0, fill=SOFT)


def _angles(order: list[int], groups: Ints) -> dict[int, float]:
    """From the top, with a gap of one place between groups."""
    places: dict[int, int] = {}
    place = 0
    for before, n in zip([None, *order], order, strict=False):
        place += 1 + (before is not None and groups[before] != groups[n])
        places[n] = place
    return {n: -pi / 2 + 2 * pi * at / (place + 1) for n, at in places.items()}


def _links(drawing: Drawing, subject: Subject, links: Links, least: int, ring: _Ring) -> None:
    """The weakest first, so that the strongest lie on top."""
    found = links.tocoo()
    pairs = sorted(
        (int(weight), int(one), int(other))
        for one, other, weight in zip(found.row, found.col, found.data, strict=True)
        if one < other and weight >= least
    )
    most = pairs[-1][0] if pairs else 1
    for weight, one, other in pairs:
        (x, y), (u, v) = ring.at(one, -6), ring.at(other, -6)
        name = f"{subject.party_name(one)}—{subject.party_name(other)}：共同任务{weight}项"
        strong = weight * 2 > most
        bend = f"{ring.center[0]:.1f} {ring.center[1]:.1f}"
        drawing.add(
            "path",
            drawing.hint(name),
            d=f"M{x:.1f} {y:.1f}Q{bend} {u:.1f} {v:.1f}",
            fill="none",
            stroke=LEAD if strong else PART,
            stroke_width=round(0.8 + 5 * weight / most, 1),
            stroke_opacity=0.85 if strong else 0.6,
        )


def _unit(drawing: Drawing, subject: Subject, n: int, label: str, ring: _Ring) -> None:
    """Its name along the spoke, never upside down."""
    (x, y), (tx, ty) = ring.at(n), ring.at(n, 13)
    size = min(3 + len(subject.of_party[n]) ** 0.5, 9)
    drawing.add("circle", cx=x, cy=y, r=size, fill=LEAD if subject.leads(n) else PART)
    left = cos(ring.angles[n]) < 0
    turned = ring.angles[n] * 180 / pi + (180 if left else 0)
    drawing.text(
        label,
        tx,
        ty + 4,
        text_anchor="end" if left else "start",
        transform=f"rotate({turned:.1f} {tx:.1f} {ty:.1f})",
    )
