"""A place with channels of its own, and the other sides on loopback."""

from dataclasses import dataclass, replace
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from app.core.runtime import Runtime
from app.core.settings import Channel
from app.deliveries import service
from app.deliveries.models import Delivery
from app.deliveries.people.models import Reach
from app.deliveries.places.models import PlaceChannel
from app.deliveries.service import Claim, Outcome
from app.deliveries.terms import ChannelKind
from app.kit import clock
from app.kit.sealing import Seal
from tests.cast import World
from tests.deliveries.gateway import LOOPBACK, Counter
from tests.deliveries.server import MESSAGE, Desk, StartServer

SMS = {
    "method": "POST",
    "encoding": "json",
    "body": {"mobile": "{{ to.mobile }}", "text": "{{ message.short }}"},
    "headers": {"X-Key": "{{ secret.key }}"},
    "success": "answer.code == 0",
    "refused": "answer.code == 4001",
    "address": "mobile",
    "a_minute": None,
}


@dataclass
class Place:
    """A county with channels of its own, a person to be told, and the other sides."""

    runtime: Runtime
    world: World
    sms: Counter
    mail: Desk
    start: StartServer

    def add(self, kind: ChannelKind, config: dict[str, Any], **secrets: str) -> int:
        with self.runtime.database.write() as session:
            count = len(session.scalars(select(PlaceChannel)).all())
            row = PlaceChannel(
                region_id=self.world.region,
                kind=kind,
                name=f"{kind.value} {count}",
                position=count,
                config=config,
                sealed=Seal(self.runtime.settings.key).close(orjson.dumps(secrets).decode()),
                updated_by="林",
                updated_at=clock.now(),
            )
            session.add(row)
            session.flush()  # its id is wanted
            return row.id

    def add_sms(self, **config: Any) -> int:
        return self.add(ChannelKind.HTTP, SMS | {"url": self.sms.url} | config, key="a-secret")

    def add_mail(self) -> int:
        server = {
            "host": "127.0.0.1",
            "port": self.start().port,
            "sender": "oa@wushan.test",
            "username": "",
            "security": "none",
        }
        return self.add(ChannelKind.MAIL, server)

    def reach(self, **values: Any) -> None:
        with self.runtime.database.write() as session:
            mobile = {"mobile": "13800000001"}
            session.add(Reach(person_id=self.world.people["周"], **mobile | values))

    def claim(self) -> Claim:
        with self.runtime.database.write() as session:
            claimed = service.claim(
                session,
                key=MESSAGE.key,
                recipient_id=self.world.people["周"],
                region_id=self.world.region,
                channel="place",
            )
            assert claimed is not None
            service.fill(session, claimed, MESSAGE)
        return claimed

    def send(self) -> Outcome:
        claimed = self.claim()
        outcome = service.send(self.runtime, claimed, MESSAGE)
        with self.runtime.database.write() as session:
            service.record(session, claimed, outcome)
        return outcome

    def row(self) -> Delivery:
        with self.runtime.database.read() as session:
            return session.scalars(select(Delivery)).one()

    def with_settings(self, **change: Any) -> "Place":
        settings = self.runtime.settings.model_copy(update=change)
        return replace(self, runtime=replace(self.runtime, settings=settings))


@pytest.fixture
def place(
    runtime: Runtime, world: World, counter: Counter, desk: Desk, start: StartServer
) -> Place:
    """Messages leave the house, by the channels of the place alone, and may go to loopback."""
    made = Place(runtime, world, counter, desk, start)
    return made.with_settings(delivery_channel=Channel.PLACE, outgoing_allowed=LOOPBACK)
