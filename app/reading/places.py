"""Names of places that a list parts with 、 and that are one name all the same."""

import re
from collections.abc import Sequence
from itertools import takewhile

_PLACE_WORD = r"(?:县级市|乡镇|镇街|街镇|街道|地区|区县|[区市县镇乡州盟旗])"
IN_BRACKETS = r"(?:[（(].{1,8}[）)])?"
_RULES = r"(?:人民政府|政府|管委会|办事处|党委|党工委|党组织|委|和|及)"
_OF_ALL = re.compile(rf"各{_PLACE_WORD}{IN_BRACKETS}(?:、{_PLACE_WORD}{IN_BRACKETS})*$")
_MORE_OF_ALL = re.compile(rf"{_PLACE_WORD}{IN_BRACKETS}{_RULES}*$")
# 甲山、乙水县政府, 东区、西区管委会: places, the last of which carries what all of them are.
_BARE_PLACE = re.compile(
    r"[\u4e00-\u9fff]{1,2}(?![局委办厅部会院联处所站社队团市县区镇乡村组街])[\u4e00-\u9fff]$"
)
_PLACE = re.compile(
    r"(?!各|有关|相关|沿线|所有|其他|全)[\u4e00-\u9fff]{2,4}(?:新区|开发区|[市县区镇乡州盟旗])$|[高经][新开]区$"
)
_GOVERNED_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{1,4}}(?:新区|开发区|街道|[市县区镇乡州盟旗]){IN_BRACKETS}"
    r"(?:人民政府|政府|管委会|办事处|党委|党工委|和)+$"
)
_PARTY, _RULERS = re.compile(r"党(?:工)?委$"), re.compile(r"(?:人民)?政府$|办事处$|管委会$")
_GOVERNMENT = re.compile(rf"[\u4e00-\u9fff]{{2,3}}[市县区]{IN_BRACKETS}{_RULES}*$")
_LEVEL = re.compile(r"[省市县区州旗镇乡]")


def places_of_one_name(pieces: Sequence[str]) -> int:
    """How many of these pieces, which 、 parts, are one name: at least 1.

    各区、县级市 2; 甲、乙市政府 2; 东湖区、西湖区管委会 2; 各乡镇党委、政府 2; 市、县残联 2.
    """
    first = pieces[0]
    if len(pieces) > 1 and _PARTY.search(first) and _RULERS.match(pieces[1]):
        return 2
    if len(pieces) > 1 and _LEVEL.fullmatch(first) and _LEVEL.match(pieces[1]):
        return 2
    if _OF_ALL.search(first):
        more = takewhile(_MORE_OF_ALL.match, pieces[1:])
        return 1 + sum(1 for _ in more)
    for place, end in ((_PLACE, _GOVERNED_PLACE), (_BARE_PLACE, _GOVERNMENT)):
        count = sum(1 for _ in takewhile(place.match, pieces))
        if 0 < count < len(pieces) and end.match(pieces[count]):
            return count + 1
    return 1
