"""Who acts: the first argument of each service function."""

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import ForbiddenError


class ActorKind(StrEnum):
    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of actor, not a secret
    SYSTEM = "system"


class Role(StrEnum):
    """督办人员、联络员、分管领导、管理员; `SYSTEM` is the service itself (jobs, commands)."""

    COORDINATOR = "coordinator"
    LIAISON = "liaison"
    LEADER = "leader"
    ADMIN = "admin"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """`region_path` is the path of the actor's region, `/50/5002/500237/`, and reaches below it."""

    kind: ActorKind
    id: int | None
    role: Role
    name: str
    region_id: int | None = None
    region_path: str = "/"
    unit_id: int | None = None
    on_behalf_of: int | None = None

    @property
    def person_id(self) -> int | None:
        """Who signed in, or for whom a machine acts."""
        return self.id if self.kind is ActorKind.PERSON else self.on_behalf_of

    def require(self, *roles: Role) -> None:
        """Raise `ForbiddenError` unless the actor has one of `roles` (the service always may)."""
        if self.role is not Role.SYSTEM and self.role not in roles:
            raise ForbiddenError


SYSTEM = Actor(kind=ActorKind.SYSTEM, id=None, role=Role.SYSTEM, name="系统")


@dataclass(frozen=True)
class Credentials:
    bearer: str | None
    session_secret: str | None
    acting_user: str | None


@dataclass(frozen=True)
class SignedIn:
    """The actor, and what his browser's forms must carry (`None` for a token). `place` is what
    pages call his region.
    """

    actor: Actor
    session_digest: str | None = None
    place: str = ""
