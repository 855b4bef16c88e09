from sqlmodel import Field

from app.core.columns import BigId, Row, choice
from app.deliveries.terms import AddressKind


class Reach(Row, table=True):
    """联系方式: where a person is reached besides by mail (`Person.email`), and what he prefers.

    `prefers` null leaves it to the order of his place's channels.
    """

    person_id: int = Field(sa_type=BigId, foreign_key="person.id", unique=True)
    mobile: str | None = Field(default=None, max_length=20)
    account: str | None = Field(default=None, max_length=80)
    prefers: AddressKind | None = Field(default=None, sa_type=choice(AddressKind))
    version: int = 1
