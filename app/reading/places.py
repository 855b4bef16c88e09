"""Names of places that a list parts with 、 and that are one name all the same."""

import re

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


def are_one(before: str, then: str) -> bool:
    """Whether 、 stands within one name: 各区、县级市; 甲、乙市政府; 各乡镇党委、政府."""
    if _PARTY.search(before) and _RULERS.match(then):
        return True
    of_all = _OF_ALL.search(before) and _MORE_OF_ALL.match(then)
    return bool(of_all) or _share(before, then)


def _share(before: str, then: str) -> bool:
    """广甲、深乙市政府: names of places, the last of which carries what all of them are."""
    places = before.split("、")
    if all(map(_PLACE.match, places)):
        return bool(_PLACE.match(then) or _GOVERNED_PLACE.match(then))
    bare = all(map(_BARE_PLACE.match, places))
    return bare and bool(_GOVERNMENT.match(then) or _BARE_PLACE.match(then))
