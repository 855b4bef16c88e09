"""The defaults of a place, and what its settings may not be. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from app.core.errors import InvalidError
from app.progress.messages import LIGHTS
from app.progress.terms import Light

LONGEST_NAME = 8


class RepeatedNameError(InvalidError):
    code, title = "repeated_name", "两种灯的名称相同，分不出来"


class LimitsCrossedError(InvalidError):
    code, title = "limits_crossed", "“严重滞后”的界限应大于“滞后”的界限"


class Colour(StrEnum):
    """Beside the name, never alone: who cannot tell red from green reads the name."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"
    GREY = "grey"


@dataclass(frozen=True)
class Lamp:
    """What a place calls a light and in which colour it shows it; in one county red is praise."""

    name: str
    colour: Colour


_COLOURS = {
    Light.DONE: Colour.GREEN,
    Light.ON_TIME: Colour.GREEN,
    Light.DUE_SOON: Colour.YELLOW,
    Light.BEHIND: Colour.YELLOW,
    Light.OVERDUE: Colour.RED,
    Light.FAR_BEHIND: Colour.RED,
    Light.LONG_OVERDUE: Colour.RED,
}
LAMPS: Mapping[Light, Lamp] = MappingProxyType(
    {light: Lamp(LIGHTS[light], _COLOURS[light]) for light in Light}
)


@dataclass(frozen=True)
class ProgressSettings:
    """What holds in a place. `due_soon` and `long_overdue` count working days before and after
    the due date, `behind` and `far_behind` points behind the planned share, `dispute_workdays`
    how long a unit may dispute a row after the dispatch, `lock_after` until what was accepted
    can no longer be sent back.

    `burden_limit` is returns × units a year: forty units quarterly are 160, monthly 480.
    """

    clearing: bool = False
    write_off: bool = False
    dispute_workdays: int = 5
    burden_limit: int = 200
    lock_after: int = 20
    due_soon: int = 3
    long_overdue: int = 10
    behind: int = 10
    far_behind: int = 30
    lights: Mapping[Light, Lamp] = field(default_factory=lambda: LAMPS)

    def lamp(self, light: Light) -> Lamp:
        return self.lights[light]


DEFAULTS = ProgressSettings()
PLAIN = tuple(one.name for one in fields(ProgressSettings) if one.name != "lights")


def of(given: Mapping[str, Any]) -> ProgressSettings:
    """The defaults under what a place has given. Raise what a place may not give."""
    plain = {name: given[name] for name in PLAIN if name in given}
    changed = given.get("lights", {})
    lights = {light: _lamp(LAMPS[light], changed.get(light, {})) for light in Light}
    return check(ProgressSettings(**plain, lights=lights))


def _lamp(default: Lamp, given: Mapping[str, str]) -> Lamp:
    colour = Colour(given["colour"]) if "colour" in given else default.colour
    return Lamp(given.get("name", default.name), colour)


def check(settings: ProgressSettings) -> ProgressSettings:
    names = [lamp.name for lamp in settings.lights.values()]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise RepeatedNameError("、".join(twice))
    if settings.behind >= settings.far_behind:
        raise LimitsCrossedError
    return settings


def merged(before: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept after a change: null takes a setting back to its default, and what equals the
    default is not kept, so that a better default reaches every place that never chose.
    """
    kept = {name: value for name, value in before.items() if name != "lights"}
    kept |= {name: value for name, value in given.items() if name != "lights"}
    lights = dict(before.get("lights", {}))
    for light, lamp in (given.get("lights") or {}).items():
        lights[light] = {**lights.get(light, {}), **lamp} if lamp else {}
    lights = {light: _unlike(LAMPS[Light(light)], lamp) for light, lamp in lights.items()}
    lights = {light: lamp for light, lamp in lights.items() if lamp}
    plain = {
        name: value
        for name, value in kept.items()
        if value is not None and value != getattr(DEFAULTS, name, None)
    }
    return plain | ({"lights": lights} if lights else {})


def _unlike(default: Lamp, lamp: Mapping[str, str | None]) -> dict[str, str]:
    return {
        name: str(value)
        for name, value in lamp.items()
        if value is not None and value != getattr(default, name)
    }
