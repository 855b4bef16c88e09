"""Which office issues which notice. Pure.

残工委办公室 sits in 县残联, a peer of those to whom it writes: it reminds and urges. To supervise
is for the government's 督查室, or wants a leader's signature.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from app.core.errors import InvalidError
from app.reminders.notices.messages import KINDS
from app.reminders.notices.numbering import LONGEST_CODE, is_code
from app.reminders.notices.terms import NoticeKind

LONGEST_ORGAN = 40
MOST_ISSUERS = 60


class IssuersError(InvalidError):
    code, title = "wrong_issuers", "督办文书的设置有误，没有保存"


@dataclass(frozen=True)
class Issuer:
    """What holds of one kind for one office, or where `office_id` is null for every office that no
    other row names. `organ` is the name that stands under the paper, `code` its 机关代字.
    """

    kind: NoticeKind
    office_id: int | None = None
    may: bool = True
    leader_signs: bool = False
    organ: str = ""
    code: str = ""


DEFAULTS: Mapping[NoticeKind, Issuer] = MappingProxyType(
    {kind: Issuer(kind, leader_signs=kind is NoticeKind.SUPERVISION) for kind in NoticeKind}
)


@dataclass(frozen=True)
class Issuers:
    rows: tuple[Issuer, ...] = ()

    def of(self, kind: NoticeKind, office_id: int | None) -> Issuer:
        """The office's own row, else that of all others."""
        found = {one.office_id: one for one in self.rows if one.kind is kind}
        return found.get(office_id) or found.get(None) or DEFAULTS[kind]

    def named(self, kind: NoticeKind) -> tuple[int, ...]:
        """The offices that a row of their own lets issue it."""
        return tuple(
            one.office_id
            for one in self.rows
            if one.kind is kind and one.office_id is not None and one.may
        )

    def suggested(self, kind: NoticeKind, office_id: int | None) -> int | None:
        """The office for a draft: the one that runs the plan, or the only one that may."""
        if self.of(kind, office_id).may:
            return office_id
        named = self.named(kind)
        return named[0] if len(named) == 1 else office_id

    def all(self) -> tuple[Issuer, ...]:
        """By kind: what is named, and last what holds for all others."""
        listed = []
        for kind in NoticeKind:
            listed += [one for one in self.rows if one.kind is kind and one.office_id is not None]
            listed.append(self.of(kind, None))
        return tuple(listed)


def checked(rows: Sequence[Issuer]) -> Issuers:
    """Without what is as the default. Raise `IssuersError` with everything that is wrong."""
    faults = list(dict.fromkeys(_faults(rows)))
    if faults:
        raise IssuersError("；".join(faults))
    return Issuers(tuple(one for one in rows if one != DEFAULTS[one.kind]))


def _faults(rows: Sequence[Issuer]) -> Iterable[str]:
    if len(rows) > MOST_ISSUERS:
        yield f"最多 {MOST_ISSUERS} 行，现有 {len(rows)} 行"
    places = [(one.kind, one.office_id) for one in rows]
    if len(places) != len(set(places)):
        twice = next(place for place in places if places.count(place) > 1)
        yield f"{KINDS[twice[0]]}有两行写的是同一个单位"
    for one in rows:
        if one.code and not is_code(one.code):
            yield f"{KINDS[one.kind]}的机关代字应为汉字，至多 {LONGEST_CODE} 个，例如会残工委办催"
        if len(one.organ) > LONGEST_ORGAN:
            yield f"{KINDS[one.kind]}的署名不能多于 {LONGEST_ORGAN} 个字"
