"""Of which matters a notice speaks: subjects of the ladder, but for notices themselves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete
from sqlmodel import Session, col

from app.core.actor import Actor
from app.kit import clock
from app.reminders import subjects
from app.reminders.matters import Matter
from app.reminders.notices import messages, queries, rules
from app.reminders.notices.models import Notice, NoticeMatter
from app.reminders.subjects import DISPATCH, KIND, NOTICE, PARTS, RETURN, REVIEW
from app.workdays.rules import Calendar

OF_PLANS = (RETURN, PARTS, DISPATCH)
"""Kinds whose title is that of their plan."""

Ref = tuple[str, int]
"""Kind and id of a subject."""


NOT_ON_PAPER = frozenset({NOTICE, REVIEW})
"""Of what has a paper already, and of what rests by a decision, none is urged."""


@dataclass(frozen=True)
class Open:
    """A matter that a unit owes."""

    kind: str
    matter: Matter
    office_id: int | None

    @property
    def ref(self) -> Ref:
        return self.kind, self.matter.id


def open_matters(
    session: Session, actor: Actor, unit_id: int, kept: Collection[Ref] = ()
) -> list[Open]:
    """What a unit owes now and the actor may see, the longest due first, each once; `kept` are
    those that a draft lists already.
    """
    return once(_owed(session, actor, unit_id), kept)


def _owed(session: Session, actor: Actor, unit_id: int) -> list[Open]:
    owed = subjects.owed_now(session, clock.today())
    here = subjects.of_actor(actor, owed.c.region_id)
    listed_now = queries.owed_by(session, owed, unit_id, here)
    rows = [row for row in listed_now if row.kind not in NOT_ON_PAPER]
    found = subjects.now(session, ((row.kind, row.subject_id) for row in rows))
    listed = [(row, found.get((row.kind, row.subject_id))) for row in rows]
    return [Open(row.kind, matter, row.office_id) for row, matter in listed if matter is not None]


def once(found: Sequence[Open], kept: Collection[Ref] = ()) -> list[Open]:
    """Each once, and what is `kept`."""
    said = subjects.said_already(one.ref for one in found)
    return [one for one in found if one.ref not in said or one.ref in kept]


def chosen(session: Session, actor: Actor, unit_id: int, refs: Sequence[Ref]) -> list[Open]:
    """In the order of the list. Raise `MatterError` for what the unit does not owe, or not to a
    region of the actor.
    """
    wanted = list(dict.fromkeys(refs))
    rules.check_count(wanted)
    if not wanted:
        return []
    there = {one.ref: one for one in _owed(session, actor, unit_id)}
    absent = [ref for ref in wanted if ref not in there]
    if absent:
        told = "、".join(f"{kind}:{id_}" for kind, id_ in absent)
        raise rules.MatterError(told, errors=[rules.wrong("matters", rules.MatterError)])
    return once([one for ref, one in there.items() if ref in set(wanted)])


def basis(found: Iterable[Open]) -> str:
    """依据, until somebody writes it better."""
    plans: list[str] = []
    others: list[str] = []
    for one in found:
        (plans if one.kind in OF_PLANS else others).append(one.matter.title)
    return messages.drafted_basis(plans, others)


def offices(found: Iterable[Open]) -> set[int]:
    return {one.office_id for one in found if one.office_id is not None}


def put(session: Session, notice: Notice, found: Iterable[Open]) -> None:
    """In place of those that stood there."""
    session.execute(delete(NoticeMatter).where(col(NoticeMatter.notice_id) == notice.id))
    session.add_all(
        NoticeMatter(
            notice_id=notice.id,
            position=position,
            subject_kind=one.kind,
            subject_id=one.matter.id,
            title=one.matter.title,
            part=one.matter.part,
            due_on=one.matter.due_on,
            due_confirmed=one.matter.confirmed,
        )
        for position, one in enumerate(found, 1)
    )


def standing(session: Session, listed: Sequence[NoticeMatter]) -> Mapping[Ref, Matter]:
    """What the matters of a notice are now; what is gone is missing."""
    return subjects.now(session, ((one.subject_kind, one.subject_id) for one in listed))


def still_owed(one: NoticeMatter, now: Matter | None) -> bool:
    return now is not None and now.owed and now.due_on == one.due_on


def freeze(session: Session, notice_id: int) -> None:
    """The words as they will stand on the paper. Raise `SettledMattersError` for what was done, or
    got another date, since it was drafted.
    """
    listed = queries.matters_of(session, notice_id)
    now = standing(session, listed)
    refs = [(one, now.get((one.subject_kind, one.subject_id))) for one in listed]
    settled = [one for one, matter in refs if not still_owed(one, matter)]
    if settled:
        told = "；".join(f"{one.title} {one.part}".strip() for one in settled)
        raise rules.SettledMattersError(told)
    for one, matter in refs:
        if matter is not None:
            one.title, one.part = matter.title, matter.part
            one.due_on, one.due_confirmed = matter.due_on, matter.confirmed


def described(kind: str, title: str, part: str) -> str:
    """《规划》　2023年上半年进展情况表, without the kind where the part says it."""
    noun = KIND[kind].noun
    return f"{title}　{part}".strip() + ("" if noun in part else noun)


def is_late(one: Open, known: Calendar) -> bool:
    return subjects.is_late(one.kind, one.matter.due_on, clock.today(), known)
