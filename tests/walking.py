"""A person who follows every link that a page shows him."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from http import HTTPStatus

from starlette.testclient import TestClient

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
REACHED_OTHERWISE = {
    "/healthz",
    "/metrics",
    "/readyz",
    "/sign-in",
    "/attachments/{attachment_id}",  # the demo holds no files
    "/notices/{notice_id}/files/{file_id}",
    "/messages/{message_id}",  # the demo sends none
    "/instructions/{instruction_id}/scan",  # nor scans
    "/instructions/{instruction_id}/edit",  # of one that nobody answered; the walk opens another
    "/calls/{call_id}/edit",  # on the day it was noted, which is not that of the demo
    "/channels/{channel_id}",
    "/people/{person_id}/addresses",
    "/returns/{return_id}/amend",
    "/returns/{return_id}/editions/{number}",
}


@dataclass
class Walk:
    """One page of each kind; `kinds` are the addresses as their routes write them. `wrong` are
    those that were not answered with 200.
    """

    client: TestClient
    kinds: Iterable[str]
    seen: set[str] = field(default_factory=set)
    wrong: list[tuple[str, int]] = field(default_factory=list)

    def begin(self, start: str) -> None:
        waiting, known = [start], {start}
        while waiting:
            path = waiting.pop(0)
            kind = self._kind(path)
            if kind is None or kind in self.seen:
                continue
            self.seen.add(kind)
            new = [link for link in self._links(path) if link not in known]
            known.update(new)
            waiting += new

    def _kind(self, path: str) -> str | None:
        """An address without a variable goes before one that has it: /plans/new is no plan."""
        bare = path.partition("?")[0]
        if bare in self.kinds:
            return bare
        fits = (k for k in self.kinds if re.fullmatch(re.sub(r"\{[^}]+\}", r"\\d+", k), bare))
        return next(fits, None)

    def _links(self, path: str) -> list[str]:
        answer = self.client.get(path)
        if answer.status_code != HTTPStatus.OK:
            self.wrong.append((path, answer.status_code))
        return [unescape(link) for link in LINK.findall(answer.text)]
