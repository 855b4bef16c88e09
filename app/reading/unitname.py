"""The name of a unit as printed, and what tells it from other words."""

import re
from dataclasses import dataclass

from app.kit.text import fold, squeeze
from app.reading import vocabulary as words
from app.reading.labels import any_of
from app.reading.source import Span

LEAST_NAME = 2
_SENTENCE = re.compile(r"[。！？“”《》：:]|负责|牵头|配合|[a-z]{2}")
_LONG_NAME = 40
_LONGEST_NAME = 28
UNIT_END = re.compile(rf"{any_of(words.UNIT_ENDINGS)}(?:[（(〔\[][^（()）]*[）)〕\]])*$")
_COLLECTIVE = re.compile(
    r"(?:各|其他|其它|所有|全体)|(?:乡镇|镇街|街镇|区县|村|社区)(?:人民政府|[(]|$)"
    r"|.*(?:各|有关|相关|其他|其它)[^(]{0,8}?"
    r"(?:部门|单位|机构|企业|组织|团体|乡镇|街道|社区|政府|管委会|地方|地区)"
    r"|(?:有关|相关|沿线|属地|辖区|所在)"
    r"|.*(?:成员|主管|执法|职能)(?:单位|部门)$|.*驻[^局委办]{0,3}单位$"
)
_APART = re.compile(
    r"(?:局|委|办|会|院|部|厅|联|室|中心|公司|集团|政府|街道|乡镇|地区|部门|单位|组|队|站|所|园)"
    r"(?:[（(][^（()）]*[）)])*$"
)


def ends_like_unit(text: str) -> bool:
    """Whether a list of units may end here: a page has not cut the last name."""
    return bool(UNIT_END.search(text.rstrip().rstrip("。.；;")))


@dataclass(frozen=True, slots=True)
class Name:
    """One unit as printed, and where; `prefix` is the level that only the group's first prints.

    `marked` says that an asterisk or the like stands at the name, `note` is the role that a
    bracket behind it gives: 县民政局（牵头）.
    """

    raw: str
    span: Span
    prefix: str = ""
    marked: bool = False
    note: str = ""

    @property
    def unit(self) -> str:
        return self.prefix + squeeze(self.raw)

    @property
    def collective(self) -> bool:
        """Whether the words name a group whose members another list must give."""
        return bool(_COLLECTIVE.match(fold(self.raw)))

    @property
    def unusual(self) -> bool:
        """Whether the words read like a sentence and not like a name."""
        return len(self.unit) > _LONG_NAME or bool(_SENTENCE.search(self.unit))

    @property
    def named(self) -> bool:
        """Whether the words look like the name of a unit or of a group of them."""
        raw = squeeze(self.raw)
        if len(raw) > _LONGEST_NAME or self.unusual or len(raw) < LEAST_NAME:
            return False
        return self.collective or bool(UNIT_END.search(raw))

    @property
    def ends_apart(self) -> bool:
        """Whether another name may follow: a trade may be half of one, 农业农村和水利厅."""
        return self.named and (self.collective or bool(_APART.search(squeeze(self.raw))))
