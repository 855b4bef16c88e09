"""Reforms ordered, carried out and taken back; and who stands in for whom.

A merge or a split ends its predecessors the day before. From its day on the clock tells every
list who stands in for them, so that nothing waits for a job and nothing is forgotten; only a new
name has to be written down on its day.
"""

from app.units.reforms.ordering import (
    Heir,
    Proposal,
    Weighed,
    order,
    take_back,
    weigh,
)
from app.units.reforms.people import hand_on_people
from app.units.reforms.reading import Party, Reform, ReformPage, get, reforms
from app.units.reforms.renaming import carry_out
from app.units.reforms.rules import ReformInUseError
from app.units.reforms.standing import Successor, heirs_of, holder_of, stood_in_for, successor_of

__all__ = [
    "Heir",
    "Party",
    "Proposal",
    "Reform",
    "ReformInUseError",
    "ReformPage",
    "Successor",
    "Weighed",
    "carry_out",
    "get",
    "hand_on_people",
    "heirs_of",
    "holder_of",
    "order",
    "reforms",
    "stood_in_for",
    "successor_of",
    "take_back",
    "weigh",
]
