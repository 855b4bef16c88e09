"""What whoever uses a browser without a script does first, and what the forms of pages hold."""

import re

from starlette.testclient import TestClient

from tests.cast import PASSWORD


def hidden(page: str, name: str = "csrf_token") -> str:
    """The value of a field, `""` where it does not stand on the page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def sign_in(client: TestClient, login: str, password: str = PASSWORD) -> None:
    token = hidden(client.get("/sign-in").text)
    fields = {"login": login, "password": password, "csrf_token": token}
    answer = client.post("/sign-in", data=fields, follow_redirects=False)
    assert answer.status_code == 303, answer.text
