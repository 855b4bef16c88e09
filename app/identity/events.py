from dataclasses import dataclass
from typing import ClassVar

from app.core.events import Event


@dataclass(frozen=True, kw_only=True)
class TokenCreated(Event):
    kind: ClassVar[str] = "token.created"
    name: str
    role: str
    expires_at: str


@dataclass(frozen=True, kw_only=True)
class TokenRevoked(Event):
    kind: ClassVar[str] = "token.revoked"
    name: str


@dataclass(frozen=True, kw_only=True)
class PersonAdded(Event):
    kind: ClassVar[str] = "person.added"
    name: str
    login: str


@dataclass(frozen=True, kw_only=True)
class MembershipGiven(Event):
    kind: ClassVar[str] = "membership.given"
    person: str
    role: str
    valid_from: str


@dataclass(frozen=True, kw_only=True)
class MembershipsHandedOn(Event):
    """Who acted for units that a reform ends acts for `unit_id` from `since` on; the subject is
    the reform. `people` are names, by the membership that ended.
    """

    kind: ClassVar[str] = "memberships.handed_on"
    unit_id: int
    since: str
    people: dict[int, str]


@dataclass(frozen=True, kw_only=True)
class MembershipsHandedBack(MembershipsHandedOn):
    """The reform was taken back: each membership is as it was."""

    kind: ClassVar[str] = "memberships.handed_back"


@dataclass(frozen=True, kw_only=True)
class TokensHandedOn(Event):
    """Tokens of units that a reform ends are `unit_id`'s from `since` on; the subject is the
    reform. `tokens` are names, by id.
    """

    kind: ClassVar[str] = "tokens.handed_on"
    unit_id: int
    since: str
    tokens: dict[int, str]


@dataclass(frozen=True, kw_only=True)
class TokensHandedBack(TokensHandedOn):
    """The reform was taken back: each token is again of the unit that it was of."""

    kind: ClassVar[str] = "tokens.handed_back"


@dataclass(frozen=True, kw_only=True)
class SignedInEvent(Event):
    kind: ClassVar[str] = "person.signed_in"
    login: str


@dataclass(frozen=True, kw_only=True)
class RegionAdded(Event):
    kind: ClassVar[str] = "region.added"
    code: str
    name: str
