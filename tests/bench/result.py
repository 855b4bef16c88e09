"""One figure: what was measured against what, and the bound."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """`ratio` is ours to the other's; it should be `at_least` or `at_most` the bound."""

    name: str
    ours: str
    other: str
    ratio: float
    at_least: float | None = None
    at_most: float | None = None

    @property
    def kept(self) -> bool:
        low = self.at_least is None or self.ratio >= self.at_least
        return low and (self.at_most is None or self.ratio <= self.at_most)

    def line(self) -> str:
        bound = f"≥ {self.at_least}" if self.at_least is not None else f"≤ {self.at_most}"
        verdict = "ok" if self.kept else "MISSED"
        first = f"{self.name}: {self.ratio:.2f} (wanted {bound}) {verdict}"
        return f"{first}\n  {self.ours}\n  {self.other}"
