"""A browser without a script: it signs in, reads pages, and sends the forms that stand on them."""

from dataclasses import dataclass
from html import unescape
from html.parser import HTMLParser

from httpx2 import Response

from tests.cast import CAST
from tests.plans.desk import Desk
from tests.signing_in import hidden, sign_in

VOID = {"meta", "link", "input", "br", "img", "hr"}


class Outline(HTMLParser):
    """What stands on a page, and whether every element that opens also closes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.seen if name == tag]


@dataclass
class Browser:
    desk: Desk

    def sign_in(self, who: str) -> None:
        self.desk.client.cookies.clear()
        sign_in(self.desk.client, CAST[who][0])

    def page(self, path: str, status: int = 200) -> str:
        answer = self.desk.client.get(path)
        assert answer.status_code == status, answer.text
        return unescape(answer.text)

    def send(self, path: str, on: str, **fields: str | list[str]) -> Response:
        """Send a form that stands on the page at `on`."""
        page = self.page(on)
        kept = {name: hidden(page, name) for name in ("csrf_token", "version")}
        answer: Response = self.desk.client.post(path, data=kept | fields)
        return answer

    def upload(self, data: bytes | None = None, **fields: str) -> Response:
        token = hidden(self.page("/plans/new"))
        sent = {"file": ("方案.txt", data)} if data is not None else {"file": ("", b"")}
        answer: Response = self.desk.client.post(
            "/plans", data={"csrf_token": token, **fields}, files=sent
        )
        return answer
