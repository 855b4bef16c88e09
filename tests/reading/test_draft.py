import json
from collections.abc import Callable

import pytest

from app.reading import Draft, Reading

PLANS = ["huining", "daqing", "qinshui", "zhangdian", "wushan"]


@pytest.mark.parametrize("name", PLANS)
def test_a_draft_comes_back_from_its_json_as_it_was(
    name: str, seed: Callable[[str], Reading]
) -> None:
    draft = seed(name).draft
    back = Draft.from_json(json.loads(json.dumps(draft.as_json())))
    assert back == draft
    # A word and the enum member of the same value are equal; their representations are not.
    assert repr(back) == repr(draft)


def test_the_json_is_that_of_the_contract(seed: Callable[[str], Reading]) -> None:
    plain = json.loads(json.dumps(seed("wushan").draft.as_json()))
    assert list(plain) == ["documents", "plan", "tasks", "indicators", "findings"]
    assert list(plain["documents"][0]) == ["name", "sha256", "text_sha256"]
    assert set(plain["plan"]) >= {
        "title",
        "stage",
        "document_number",
        "issuer",
        "issued_on",
        "region",
        "period_start",
        "period_end",
        "publicity",
    }
    assert list(plain["tasks"][0]) == [
        "number",
        "title",
        "text",
        "section",
        "kind",
        "parent",
        "source",
        "due_on",
        "due_text",
        "due_source",
        "assignments",
        "evidence",
        "confidence",
    ]
    assert plain["tasks"][0]["assignments"][0] == {
        "raw": "县乡村振兴局",
        "unit": "县乡村振兴局",
        "role": "lead",
        "printed_label": "牵头单位",
        "first": True,
        "first_lead_basis": "sole",
        "collective": False,
    }
    assert list(plain["tasks"][0]["evidence"][0]) == ["document", "role", "start", "end", "page"]
    assert list(plain["indicators"][0]) == [
        "number",
        "name",
        "measure",
        "baseline",
        "baseline_year",
        "target",
        "target_year",
        "attribute",
        "evidence",
    ]
    assert list(plain["findings"][0]) == ["code", "severity", "task", "message", "evidence"]


def test_a_draft_of_another_shape_is_not_taken_back(seed: Callable[[str], Reading]) -> None:
    plain = json.loads(json.dumps(seed("wushan").draft.as_json()))
    plain["tasks"][0]["kind"] = "other"
    with pytest.raises(ValueError, match="other"):
        Draft.from_json(plain)
    with pytest.raises(KeyError):
        Draft.from_json({"documents": []})
