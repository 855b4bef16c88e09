"""Whose credentials these are, and the sessions that a password opens."""

from threading import BoundedSemaphore
from typing import Any

from pwdlib import PasswordHash
from sqlalchemy import Row, delete
from sqlmodel import Session, col

from app.core.actor import Actor, ActorKind, Credentials, SignedIn
from app.core.errors import ForbiddenError
from app.core.events import Subject
from app.core.runtime import Runtime
from app.identity import queries, rules
from app.identity.events import SignedInEvent
from app.identity.models import Membership, Person, SignInFailure, WebSession
from app.jobs.service import emit
from app.kit import clock
from app.kit.signing import new_secret, secret_digest

_hasher = PasswordHash.recommended()
# Each verification takes 64 MiB: a burst of sign-ins waits its turn instead of filling the memory.
_verifying = BoundedSemaphore(2)
# Verified when the login is unknown, so that the time taken tells nobody which logins exist.
_NOBODY = "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHRzb21lc2FsdA$" + "A" * 43


class ActingUserError(ForbiddenError):
    code, title = "acting_user", "这个令牌不能以 X-Acting-User 所指的人员名义操作"


def authenticate(session: Session, credentials: Credentials) -> SignedIn:
    """Raise `UnauthenticatedError` unless the token or the session is good."""
    if credentials.bearer is not None:
        return _by_token(session, credentials.bearer, credentials.acting_user)
    return _by_session(session, credentials.session_secret or "")


def _by_token(session: Session, secret: str, acting_user: str | None) -> SignedIn:
    token = queries.token_by_digest(session, secret_digest(secret))
    if token is None:
        raise rules.UnknownTokenError
    rules.check_token(token.expires_at, token.revoked_at, clock.wall())
    actor = Actor(
        kind=ActorKind.TOKEN,
        id=token.id,
        role=token.role,
        name=token.name,
        region_id=token.region_id,
        region_path=token.path,
        unit_id=token.unit_id,
        on_behalf_of=_acting_user(session, token, acting_user) if acting_user else None,
    )
    return SignedIn(actor)


def _acting_user(session: Session, token: Row[Any], login: str) -> int:
    """The person for whom a machine acts: active, and a member where the token works."""
    person = queries.person_by_login(session, login) if token.may_act_as else None
    if person is None or not person.active:
        raise ActingUserError
    for membership in queries.memberships_on(session, person.id, clock.today()):
        if membership.region_id == token.region_id and token.unit_id in (None, membership.unit_id):
            return person.id
    raise ActingUserError


def _by_session(session: Session, secret: str) -> SignedIn:
    found = queries.session_of(session, secret_digest(secret))
    if found is None:
        raise rules.ExpiredSessionError
    row, membership, person, region = found
    alive = row.expires_at > clock.wall() and person.active
    if not alive or not rules.is_valid_on(
        membership.valid_from, membership.valid_until, clock.today()
    ):
        raise rules.ExpiredSessionError
    actor = Actor(
        kind=ActorKind.PERSON,
        id=person.id,
        role=membership.role,
        name=person.name,
        region_id=region.id,
        region_path=region.path,
        unit_id=membership.unit_id,
    )
    return SignedIn(actor, session_digest=row.secret_sha256, place=region.name)


def sign_in(runtime: Runtime, login: str, password: str, address: str) -> str:
    """The secret for the cookie of a new session. Raise `WrongPasswordError`, `ThrottledError`.

    The password is verified between two short transactions: argon2 is slow on purpose, and
    nothing slow may hold the write lock.
    """
    with runtime.database.write() as session:
        _admit(session, login, address)
        person = queries.person_by_login(session, login)
        memberships = queries.memberships_on(session, person.id, clock.today()) if person else []
    known = person is not None and person.active and bool(memberships)
    stored = person.password_hash if person is not None and person.password_hash else _NOBODY
    with _verifying:
        right = _hasher.verify(password, stored)
    if not right or not known or person is None:
        raise rules.WrongPasswordError
    return _open_session(runtime, person, memberships[0])


def _admit(session: Session, login: str, address: str) -> None:
    """Count the attempt before its password is looked at, so that a burst is counted too; the
    right password takes it back.
    """
    now = clock.wall()
    session.execute(delete(SignInFailure).where(col(SignInFailure.at) < now - 2 * rules.WINDOW))
    rules.check_throttle(*queries.failures_since(session, login[:200], address, now - rules.WINDOW))
    session.add(SignInFailure(login=login[:200], address=address, at=now))


def _open_session(runtime: Runtime, person: Person, membership: Membership) -> str:
    secret = new_secret()
    now = clock.wall()
    with runtime.database.write() as session:
        session.execute(delete(WebSession).where(col(WebSession.expires_at) < now))
        session.execute(delete(SignInFailure).where(col(SignInFailure.login) == person.login))
        session.add(
            WebSession(
                secret_sha256=secret_digest(secret),
                membership_id=membership.id,
                created_at=now,
                expires_at=now + rules.SESSION_LASTS,
            )
        )
        actor = Actor(ActorKind.PERSON, person.id, membership.role, person.name)
        subject = Subject("person", person.id)
        event = SignedInEvent(subject=subject, region_id=membership.region_id, login=person.login)
        emit(session, actor, event)
    return secret


def sign_out(session: Session, session_digest: str) -> None:
    session.execute(delete(WebSession).where(col(WebSession.secret_sha256) == session_digest))
