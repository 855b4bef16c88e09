"""A browser without a script, and what stands in the forms of its pages."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from starlette.testclient import TestClient

from tests.cast import CAST
from tests.signing_in import hidden, sign_in


@dataclass
class Browser:
    client: TestClient

    def sign_in(self, who: str) -> None:
        sign_in(self.client, CAST[who][0])

    def page(self, path: str) -> str:
        answer = self.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, path: str, page: str, **fields: str) -> Any:
        return self.client.post(
            path,
            data={"csrf_token": hidden(page), "version": hidden(page, "version"), **fields},
        )


def signed_in(client: TestClient, who: str) -> Browser:
    browser = Browser(client)
    browser.sign_in(who)
    return browser


def typed(page: str, name: str) -> str:
    """What stands in a text area."""
    found = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\n(.*?)</textarea>', page, re.DOTALL)
    assert found, name
    return unescape(found[1])
