from collections.abc import Callable
from datetime import date

import pytest

from app.reading import Draft, Reading
from app.reading.regions import region_of
from app.reading.terms import Stage

Read = Callable[[str], Draft]
BODY = "\n\n一、总体要求\n\n把各项任务落到实处，全面完成年度目标任务。\n"


def test_a_notice_names_its_plan_and_its_organ(example: Callable[[str], Reading]) -> None:
    head = example("wrapped.txt").draft.plan
    assert head.title == "青石镇“十五五”残疾人保障和发展规划"
    assert head.notice_title == (
        "青石镇人民政府关于印发《青石镇“十五五”残疾人保障和发展规划》的通知"
    )
    assert head.document_number == "青政发〔2026〕3号"
    assert head.issuer == "青石镇人民政府"
    assert head.issued_on == date(2026, 3, 9)
    assert head.addressees == "各村（社区），镇直各单位"
    assert head.publicity == "此件公开发布"
    assert (head.region, head.period_start, head.period_end) == ("青石镇", 2026, 2030)


def test_what_is_not_printed_is_null(read: Read) -> None:
    head = read("某县残疾人事业发展规划" + BODY).plan
    assert head.document_number is None
    assert head.issuer is None
    assert head.issued_on is None
    assert head.publicity is None
    assert head.period_end is None
    assert head.stage is Stage.ISSUED


def test_a_number_that_the_text_only_cites_is_not_the_plans_own(read: Read) -> None:
    text = "某县规划\n\n根据《市规划》（某政字〔2022〕35号）制定本规划。" + BODY
    assert read(text).plan.document_number is None


@pytest.mark.parametrize(
    ("text", "stage"),
    [
        ("某县规划\n征求意见稿", Stage.CONSULTATION),
        ("某县规划（征求意见稿）", Stage.CONSULTATION),
        ("某县规划\n（送审稿）", Stage.REVIEW),
        (
            "某县规划\n\n本规划在广泛征求意见并多次修改讨论稿的基础上形成，现予以印发。",
            Stage.ISSUED,
        ),
    ],
)
def test_the_stage_is_a_mark_and_not_a_word_of_a_sentence(
    read: Read, text: str, stage: Stage
) -> None:
    plan = read(text + BODY).plan
    assert plan.stage is stage
    assert plan.title == "某县规划"


def test_a_plan_issued_without_a_letter_is_signed_in_its_title(read: Read) -> None:
    assert read("国务院关于加快发展的\n指导意见\n国发〔2018〕42号" + BODY).plan.issuer == "国务院"


def test_organs_that_sign_together_are_all_named(read: Read) -> None:
    head = read("某县方案\n\n某县教育局 某县财政局\n某县残疾人联合会\n2026年1月5日" + BODY).plan
    assert head.issuer == "某县教育局、某县财政局、某县残疾人联合会"


def test_a_plan_without_a_title_takes_the_files_name_and_says_so(
    read: Read, codes: Callable[[Draft], dict[str, int]]
) -> None:
    draft = read(
        "一、总体要求\n把各项任务落到实处，全面完成年度目标任务。\n二、任务\n1.做好服务。\n"
    )
    assert draft.plan.title == "plan"
    assert codes(draft)["title_from_file_name"] == 1


@pytest.mark.parametrize(
    ("words", "region"),
    [
        ("淄博市张店区人民政府", "张店区"),
        ("郑州市人民政府办公室", "郑州市"),
        ("枣庄市市中区人民政府", "市中区"),
        ("荆州市沙市区人民政府", "沙市区"),
        ("新乡市新乡县人民政府", "新乡县"),
        ("景德镇市人民政府", "景德镇市"),
        ("黔南布依族苗族自治州都匀市人民政府", "都匀市"),
        ("浙江省市场监督管理局", "浙江省"),
        ("唐县人民政府", "唐县"),
        ("中共某山县委办公室", "某山县"),
        ("中国共产党某山县委员会", "某山县"),
        ("中共某山县委、某山县人民政府", "某山县"),
        ("甲市城区人民政府", "城区"),
        ("青城市残疾人保障规划", "青城市"),
        ("青什地区行政公署", "青什地区"),
        ("国务院", None),
        ("关于推进全市工作的意见", None),
        ("全市工作要点", None),
        (None, None),
    ],
)
def test_a_region_is_the_innermost_place_of_the_organs_name(
    words: str | None, region: str | None
) -> None:
    assert region_of(words) == region


def test_the_party_and_the_government_that_issue_together_are_two(read: Read) -> None:
    both = "中共某山县委、某山县人民政府"
    for organs in ("中共某山县委 某山县人民政府\n", "中共某山县委某山县人民政府\n"):
        head = read(f"{organs}关于加快发展残疾人事业的意见" + BODY).plan
        assert (head.issuer, head.region) == (both, "某山县")


@pytest.mark.parametrize("above", ["特急", "000001"])
def test_what_stands_above_the_title_is_no_part_of_it(read: Read, above: str) -> None:
    assert read(f"{above}\n某县助残方案" + BODY).plan.title == "某县助残方案"


@pytest.mark.parametrize(
    "words",
    [
        "城市更新行动方案",
        "农村地区发展规划",
        "重点地区规划",
        "城镇建设规划",
        "自治区人民政府",
        "自治区方案",
        "城乡融合方案",
        "乡村振兴方案",
        "产业联盟方案",
        "推进县域发展方案",
        "深化农产品市场改革方案",
        "生态示范区方案",
        "行政区划方案",
    ],
)
def test_a_word_that_ends_like_a_place_is_none(words: str) -> None:
    assert region_of(words) is None
    assert region_of(f"某山县{words}") == "某山县"
