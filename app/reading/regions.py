"""The place that an organ's name or a title begins with. Null rather than wrong."""

import re

# 某州市, 某乡市 and 某市区 hold the character of another level inside their names.
_PLACE = re.compile(
    r"(?!关于|全|我|各|本|委)[\u4e00-\u9fff]{1,12}?"
    r"(?:特别行政区|自治区|自治州|自治县|自治旗|地区|省|县(?!域|级)|街道|(?<![社园校片小])区(?![域块间])"
    r"|市(?![区县旗场域])|[州盟旗](?![市区县旗帜舰友镇乡街])|镇(?![市区县旗])|乡(?![市区县旗村]))"
)
_PARTY = re.compile(r"中共|中国共产党")
_LONGEST = 7
_AHEAD = "[^省市县区州]{0,8}"
# Words that end like a place and are none, alone or after what is no part of a name.
_WORDS = re.compile(
    r"(?:城|超|集|都|上|门|夜|股|楼|直辖)市|[城小古集村市]镇|[城家下返回水老]乡|乡镇|[市区]县|县区"
    rf"|{_AHEAD}[联加同结]盟|[国党红升]旗|[跨外]省|自治[区州县旗]|{_AHEAD}(?:自然|行政|农业)区"
    rf"|(?:[山景库牧林辖新老湖灾]|功能|生活|居住|居民)区(?!人民|政府|委|管)|[城郊矿]区(?!人民|政府|委)"
    rf"|{_AHEAD}(?:示范|试验|实验|先行|引领|集聚|功能|保护|风景)区(?!管|政府|党)"
)
_NO_NAME = re.compile(
    r"推[进动]|加[强快]|实施|落实|促进|深化|开展|支持|做好|建[设立]|提[升高]|完善|优化|健全|规范|进一步"
    r"|构建|打造|创建|发展|扶持|鼓励|强化|保障|巩固|拓展|统筹|助[力推]|服务|改善|改造|整治"
    r"|新型|智慧|海绵|韧性|宜居|文明|重点|农村|贫困|边[远疆]|偏远|民族地|欠发达|沿海|革命|特色|美丽"
    r"|老旧|残疾人|老年人|儿童|农业|农产品|工业|生态|中心城|部分|有关|相关|其他|所有|基层|试点|示范"
)


def region_of(words: str | None) -> str | None:
    """The innermost place at the start of an organ's name or a title: 甲市乙丙区 → 乙丙区."""
    party = _PARTY.match(words or "")
    place, start = None, party.end() if party else 0
    while words and (found := _PLACE.match(words, start)) and _is_name(found[0], words, start):
        place, start = found[0], found.end()
    return place


def _is_name(place: str, words: str, start: int) -> bool:
    common = _WORDS.match(words, start)
    if common and common.end() >= start + len(place):
        return False
    return not _NO_NAME.match(place) and ("自治" in place or len(place) <= _LONGEST)
