"""What a command is given: the settings and, when it asks for it, the runtime."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session

from app.core.runtime import Runtime
from app.core.settings import Settings, load_settings
from app.kit import clock


@dataclass
class Console:
    """`ctx.obj` of every command. `unit_id` finds a unit by its printed name in a region."""

    build: Callable[[Settings], Runtime]
    unit_id: Callable[[Session, str, int | None], int]

    @cached_property
    def settings(self) -> Settings:
        settings = load_settings()
        clock.pin_day(settings.demo_today)
        return settings

    @cached_property
    def runtime(self) -> Runtime:
        return self.build(self.settings)
