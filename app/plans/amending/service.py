"""A published plan changes, by one request at a time: load, permit, decide, write, tell."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from app.core.actor import Actor
from app.core.errors import NotFoundError
from app.core.files import FileStore
from app.plans import queries
from app.plans.access import for_change, get_locked
from app.plans.amending import changing, documents, rules, steps
from app.plans.amending.documents import BasisFile
from app.plans.amending.ledger import Ledger, begin
from app.plans.amending.recording import Amended, finish
from app.plans.amending.rules import Grounds
from app.plans.amending.schemas import AmendmentIn, CorrectionIn, ProofIn
from app.plans.drafts.assigning import NewAssignment
from app.plans.drafts.editing import NewTask
from app.plans.models import Assignment, Document, Plan, Task
from app.plans.terms import AmendmentKind
from app.reading.terms import FirstLeadBasis, Role

_SAID = (FirstLeadBasis.PRINTED_RULE, FirstLeadBasis.CONFIRMED)


def amend(
    session: Session,
    actor: Actor,
    plan_id: int,
    given: AmendmentIn,
    expected: int | None = None,
    *,
    file: BasisFile | None = None,
) -> Amended:
    """调整: the decision changed. All of the changes hold, or none; `expected` is the version of
    the plan; `file` is the document that decided so. Raise `NotPublishedYetError`,
    `GroundsError`, `DuplicateDocumentError`, and what is in the way of a change.
    """
    plan = for_change(session, actor, plan_id, expected)
    names = ("reason", "basis", "organ", "decided_on", "effective_on", "document_id")
    grounds = Grounds(**{name: getattr(given, name) for name in names})
    if file is not None:
        rules.check_published(plan.state)
        grounds = replace(grounds, document_id=documents.add(session, plan, file))
    ledger = begin(session, actor, plan, AmendmentKind.AMENDMENT, grounds)
    steps.take(ledger, given.changes)
    return finish(ledger)


def correct(
    session: Session,
    actor: Actor,
    plan_id: int,
    given: CorrectionIn,
    *,
    files: FileStore,
    expected: int | None = None,
) -> Amended:
    """勘误: the document says so, and we had read it otherwise. As `amend`."""
    plan = for_change(session, actor, plan_id, expected)
    proof = _proof(session, files, plan, given.proof) if given.proof else None
    grounds = Grounds(given.reason, proof=proof)
    ledger = begin(session, actor, plan, AmendmentKind.CORRECTION, grounds)
    steps.take(ledger, given.changes)
    return finish(ledger)


def _proof(session: Session, files: FileStore, plan: Plan, given: ProofIn) -> dict[str, Any]:
    """With the words that stand there."""
    document = session.get(Document, given.document_id)
    if document is None or document.plan_id != plan.id or document.text_sha256 is None:
        raise rules.NotOfThisPlanError(f"文件 {given.document_id}")
    text = files.get(document.text_sha256).decode()
    return rules.proof(document.id, text, given.start, given.end)


def proof_of(session: Session, files: FileStore, plan_id: int, quote: str) -> ProofIn:
    """Where words of the plan's documents stand, copied by a person who saw them there. Raise
    `NoSuchPlaceError` unless they stand there once.
    """
    query = select(Document).where(col(Document.plan_id) == plan_id).order_by(col(Document.id))
    texts = {
        one.id: files.get(one.text_sha256).decode()
        for one in session.scalars(query)
        if one.text_sha256
    }
    document_id, start, end = rules.place_of(texts, quote)
    return ProofIn(document_id=document_id, start=start, end=end)


def assign_published(
    session: Session,
    actor: Actor,
    task_id: int,
    unit_id: int,
    role: Role,
    *,
    kind: AmendmentKind,
    grounds: Grounds,
    printed_label: str | None = None,
    name: str | None = None,
    is_first_lead: bool = False,
    clarifies_id: int | None = None,
) -> int:
    """Give a task of a published plan one more unit, and give the assignment's id; `clarifies_id`
    is the name for which it is named.

    Raise `NotFoundError`, `ForbiddenError`, `NotPublishedYetError`, `GroundsError`,
    `EndedAlreadyError`, and `NamedAlreadyError` where the unit stands in that role.
    """
    ledger = _of_task(session, actor, task_id, kind, grounds)
    new = NewAssignment(role, unit_id, name, printed_label, is_first_lead, clarifies_id)
    made = changing.add_unit(ledger, task_id, new)
    finish(ledger)
    return made.id


def end_assignment(
    session: Session,
    actor: Actor,
    assignment_id: int,
    *,
    kind: AmendmentKind,
    grounds: Grounds,
) -> Amended:
    """A unit no longer holds a task; the row stays, and says what ended it."""
    one = session.get(Assignment, assignment_id)
    if one is None:
        raise NotFoundError
    ledger = _of_task(session, actor, one.task_id, kind, grounds)
    changing.end_unit(ledger, assignment_id)
    return finish(ledger)


def reassign_published(
    session: Session,
    actor: Actor,
    assignment_id: int,
    unit_id: int,
    *,
    kind: AmendmentKind,
    grounds: Grounds,
) -> int:
    """Another unit holds what this one held, in the same role and place; the row ends, and the
    id of the one in its stead is given. Who filed for the leads goes on to do so.
    """
    one = session.get(Assignment, assignment_id)
    if one is None:
        raise NotFoundError
    chosen = one.is_first_lead and one.first_lead_basis in _SAID
    ledger = _of_task(session, actor, one.task_id, kind, grounds)
    values = {"unit_id": unit_id} | ({"is_first_lead": True} if chosen else {})
    made = changing.change_unit(ledger, assignment_id, values)
    finish(ledger)
    return made.id


def add_published_task(
    session: Session,
    actor: Actor,
    plan_id: int,
    new: NewTask,
    *,
    kind: AmendmentKind,
    grounds: Grounds,
    parent_id: int | None = None,
    after: int | None = None,
    permitted: bool = False,
) -> int:
    """Add a task or a measure (with `parent_id`) to a published plan, and give its id.

    `permitted`: the caller has made sure that the actor may, though he does not write the plan;
    so a unit adds measures to what it holds.
    """
    change = get_locked if permitted else for_change
    ledger = begin(session, actor, change(session, actor, plan_id), kind, grounds)
    made = changing.add_task(ledger, new, parent_id=parent_id, after=after)
    finish(ledger)
    return made.id


def _of_task(
    session: Session, actor: Actor, task_id: int, kind: AmendmentKind, grounds: Grounds
) -> Ledger:
    query = queries.readable_tasks(actor).where(col(Task.id) == task_id)
    task = session.scalars(query).first()
    if task is None:
        raise NotFoundError
    return begin(session, actor, for_change(session, actor, task.plan_id), kind, grounds)
