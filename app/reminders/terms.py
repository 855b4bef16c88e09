from enum import StrEnum


class Profile(StrEnum):
    """规划类、批示交办类: by which ladder a matter is followed up."""

    PLAN = "plan"
    INSTRUCTION = "instruction"


class Waits(StrEnum):
    """From what a ladder counts: the due date of a matter, the day of a dispatch that nobody has
    acknowledged (待签收), the day by which a notice wants a reply (待回复), or that on which a
    suspended task is looked at again (待复核).
    """

    DUE = "due"
    RECEIPT = "receipt"
    REPLY = "reply"
    REVIEW = "review"


class Audience(StrEnum):
    """To whom a step speaks: 联络员（没有地址时为候补联络员）、单位分管负责人、督办人员的逾期清单、
    县领导的每周清单. `UNREACHED` is the coordinator, told of a unit where nobody has an address.
    """

    UNIT = "unit"
    UNIT_HEAD = "unit_head"
    COORDINATOR = "coordinator"
    LEADER = "leader"
    UNREACHED = "unreached"


class Draft(StrEnum):
    """Paper that a step asks for, to be signed by a person: 催办单、督办单."""

    URGING = "urging"
    SUPERVISION = "supervision"


class Dropped(StrEnum):
    """Why a recorded reminder was not sent: 已不欠报、期限已变更、不再是收件人、无法送达."""

    SETTLED = "settled"
    MOVED = "moved"
    LEFT = "left"
    UNDELIVERABLE = "undeliverable"
