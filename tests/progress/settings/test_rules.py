"""What a place may decide, over the defaults."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.progress.settings import rules
from app.progress.settings.rules import (
    DEFAULTS,
    Colour,
    Lamp,
    LimitsCrossedError,
    RepeatedNameError,
)
from app.progress.settings.schemas import ProgressSettingsPatch
from app.progress.terms import Light
from app.web.messages import validation_message


def test_a_place_without_settings_has_the_defaults() -> None:
    assert rules.of({}) == DEFAULTS
    assert (DEFAULTS.clearing, DEFAULTS.dispute_workdays, DEFAULTS.due_soon) == (False, 5, 3)
    assert DEFAULTS.lamp(Light.OVERDUE) == Lamp("逾期", Colour.RED)


def test_in_one_county_red_is_praise() -> None:
    kept = rules.merged({}, {"lights": {"done": {"name": "红灯", "colour": "red"}}})
    lamp = rules.of(kept).lamp(Light.DONE)
    assert (lamp.name, lamp.colour) == ("红灯", Colour.RED)
    assert rules.of(kept).lamp(Light.OVERDUE) == DEFAULTS.lamp(Light.OVERDUE)
    half = rules.merged(kept, {"lights": {"done": {"name": None}}})
    assert rules.of(half).lamp(Light.DONE) == Lamp("已办", Colour.RED)
    assert rules.merged(kept, {"lights": {"done": None}}) == {}


def test_what_equals_the_default_is_not_kept() -> None:
    assert rules.merged({"due_soon": 5}, {"due_soon": 3, "clearing": False}) == {}
    assert rules.merged({"due_soon": 5}, {"due_soon": None, "behind": 15}) == {"behind": 15}


def test_two_lights_of_one_name_cannot_be_told_apart() -> None:
    with pytest.raises(RepeatedNameError, match="逾期"):
        rules.of({"lights": {"due_soon": {"name": "逾期"}}})


def test_far_behind_is_farther_than_behind() -> None:
    with pytest.raises(LimitsCrossedError):
        rules.of({"behind": 30})


def test_what_an_older_release_gave_and_this_one_does_not_know_is_passed_over() -> None:
    assert rules.of({"no_such_setting": 3, "lights": {"no_such_light": {"name": "灯"}}}) == DEFAULTS


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"due_soon": "许多"}, "应为整数"),
        ({"due_soon": True}, "应为数字"),
        ({"long_overdue": 0}, "不能小于 1"),
        ({"burden_limit": 10**400}, "不能大于 1000000"),
        ({"behind": 100}, "不能大于 99"),
        ({"clearing": "也许"}, "应为 true 或 false"),
        ({"lights": {"purple": {}}}, "应为下列之一"),
        ({"lights": {"done": {"colour": "gold"}}}, "应为下列之一"),
        ({"lights": {"done": {"name": " "}}}, "不能为空"),
        ({"lights": {"done": {"name": "一二三四五六七八九"}}}, "不能多于 8 个字"),
        ({"lamps": 3}, "没有这个字段"),
    ],
)
def test_what_is_no_setting_is_refused_and_told(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        ProgressSettingsPatch.model_validate(given)
    assert said in validation_message(refused.value.errors()[0])
