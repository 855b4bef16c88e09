"""The regions that a registry file may name, by code or by name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """`path` is that of the region, `/37/3703/`; `names` are those on it from the top down."""

    id: int
    code: str
    name: str
    path: str
    names: tuple[str, ...]


class Places:
    """`home` is where a row belongs that names no region."""

    def __init__(self, places: Iterable[Place], home: Place) -> None:
        self.home = home
        self._by_id = {place.id: place for place in places}
        self._by_code = {place.code: place for place in self._by_id.values()}
        self._by_name: dict[str, list[Place]] = {}
        for place in self._by_id.values():
            self._by_name.setdefault(place.name, []).append(place)

    def of(self, text: str | None) -> Place | None:
        """None for a code that nobody registered, and for a name that several regions have."""
        if not text:
            return self.home
        named = self._by_name.get(text, [])
        return self._by_code.get(text) or (named[0] if len(named) == 1 else None)

    def unknown(self, text: str | None) -> str:
        """What to tell where `of` finds none."""
        if len(self._by_name.get(text or "", ())) > 1:
            return f"不止一个行政区划名为“{text}”，请写代码"
        return f"没有登记代码（或名称）为“{(text or '')[:20]}”的行政区划，或者您无权查看"

    def by_id(self, region_id: int) -> Place:
        return self._by_id[region_id]

    def upwards(self, region_id: int) -> Iterator[int]:
        """The region and those above it, the nearest first."""
        yield region_id
        codes = self._by_id[region_id].path.strip("/").split("/")
        for code in reversed(codes[:-1]):
            if code in self._by_code:
                yield self._by_code[code].id
