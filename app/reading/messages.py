"""What the findings say to the clerk: what was seen, what was kept, what to look at."""

from collections.abc import Sequence

_MOST_LISTED = 40


def items(where: Sequence[str]) -> str:
    """第 1、4、6 项; a long list is cut and counted."""
    shown = list(dict.fromkeys(where))[:_MOST_LISTED]
    numbers = [word.removeprefix("第 ").removesuffix(" 项") for word in shown]
    same_kind = all(word.endswith(" 项") for word in shown)
    text = f"第 {'、'.join(numbers)} 项" if same_kind else "、".join(shown)
    return text if len(where) <= _MOST_LISTED else f"{text}等共 {len(where)} 项"


def names(units: Sequence[str]) -> str:
    shown = "、".join(f"“{unit}”" for unit in units[:_MOST_LISTED])
    return shown if len(units) <= _MOST_LISTED else f"{shown}等 {len(units)} 个"


def title_from_file_name(title: str) -> str:
    return f"文中没有找到标题，暂用文件名“{title}”作标题，请改成规划的全称。"


def no_matrix(tasks: int) -> str:
    nowhere = "没有找到责任分工：既没有分工表，正文里也没有写明牵头单位、责任单位"
    if tasks:
        return f"{nowhere}。已把正文 {tasks} 个编号段落列为任务，请核对哪些确是任务。"
    return f"{nowhere}，也没有编号的任务段落，草稿里还没有任务，请对照原件补录。"


def pages_not_read(pages: Sequence[int]) -> str:
    shown = "、".join(map(str, pages[:_MOST_LISTED]))
    more = f"等 {len(pages)} 页" if len(pages) > _MOST_LISTED else " 页"
    return (
        f"第 {shown}{more}是图片，没有读出文字。如有任务在内，请补录，或上传 Word 原件；"
        "核对过确无任务，就标为已核对。"
    )


def rule_applied(rule: str, where: Sequence[str], *, printed: bool) -> str:
    if printed:
        return f"按文中“{rule}”，已给{items(where)}定了牵头单位，请核对。"
    return f"{items(where)}的单位名前标有“{rule}”，文中没有说明，已按惯例作为牵头单位，请核对。"


def lead_marks_lost(rule: str, where: Sequence[str]) -> str:
    return (
        f"文中说“{rule}”，但{items(where)}里看不出这种标记（多是转换时丢失的），"
        "没有猜谁牵头。请上传带格式的原件（.docx 或 .pdf），或对照原件指定。"
    )


def low_confidence(where: str, units: Sequence[str]) -> str:
    return f"{where}的单位{names(units)}是从句子或格式推断的，把握不大，请对照原文核对。"


def often_low_confidence(where: Sequence[str]) -> str:
    return (
        f"{items(where)}的单位没有“责任单位”一类的字样，是从括号或句子推断的，"
        "把握不大。写法若都一样，抽看几项即可。"
    )


def half_width_punctuation(where: Sequence[str]) -> str:
    return f"{items(where)}的文字里夹有半角标点，已照原样保留，印发前请改为全角。"


def internal_material(mark: str) -> str:
    return f"文件标有“{mark}”，不宜公开，请确认可以放进本系统，发布后不要列入先例库。"


def empty_matrix() -> str:
    return "找到了责任分工表的表头，但表里一行任务也没有，请检查文件是否完整。"


def table_without_columns(line: str) -> str:
    return (
        f"“{line}”像是责任分工表的表头，但各列之间没有制表符，分不出列。"
        "请从 Word 或 WPS 里连同表格全选复制到记事本，存为 .txt 后重新上传。"
    )


def table_not_read(first: str, rows: int) -> str:
    return f"有一个 {rows} 行的表格认不出表头，没有读入，首行是“{first}”。如有任务在内，请补录。"


def line_in_table(line: str) -> str:
    return f"表格中间的“{line}”不属于任何一格，没有读入，请核对它前后的两行。"


def extra_cells(where: str, cells: str) -> str:
    return f"{where}比表头多出几格，多出的内容“{cells}”没有读入，请核对这一行的分列。"


def row_without_task(where: str, units: Sequence[str]) -> str:
    return f"{where}没有任务文字，只有单位{names(units)}，已保留单位，请对照原件补上任务。"


def row_with_number_only(text: str) -> str:
    return f"表中有一行只有“{text}”，没有任务也没有单位，没有列入，请对照原件核对。"


def duplicate_number(number: str, first: str) -> str:
    return f"序号 {number} 出现了不止一次（另一处是“{first}”），都已保留，请核对编号。"


def number_gap(missing: Sequence[str]) -> str:
    return f"序号不连续，缺 {'、'.join(missing)}，请对照原件看是否漏了任务。"


def all_unassigned(tasks: int, *, projects: bool) -> str:
    what = f"专栏里的 {tasks} 个项目" if projects else f"{tasks} 项任务"
    return f"{what}都没有写明责任单位，可在发布后由各单位认领，再由你确认。"


def unassigned(where: str) -> str:
    return f"{where}没有写明任何单位，请补上，或留待单位认领。"


def no_lead(where: str) -> str:
    return f"{where}没有写明牵头单位，请对照原件补上，或指定一个牵头。"


def no_lead_column(label: str) -> str:
    return f"分工表没有牵头单位一列，“{label}”下的单位都作为共同责任单位，请指定各项由谁牵头。"


def mostly_no_lead(where: Sequence[str]) -> str:
    return (
        f"{items(where)}只写了责任单位，没有写明由谁牵头，各单位都作为共同责任单位。"
        "请确认是否指定牵头单位。"
    )


def joint_leads(where: Sequence[str]) -> str:
    return (
        f"{items(where)}有几个牵头单位，文中没有说以谁为主。"
        "暂以排在第一位的为主牵头（由它汇总填报），请一次确认，或逐项调整。"
    )


def unit_in_both_roles(where: str, unit: str, other: str) -> str:
    return f"{where}里“{unit}”既是牵头单位又在“{other}”里，两处都已照原样保留，请核对。"


def unit_repeated(where: str, unit: str, label: str) -> str:
    return f"{where}的“{label}”里“{unit}”写了不止一次，已按一次计。"


def collective_unit(unit: str, where: Sequence[str]) -> str:
    return f"{items(where)}里的“{unit}”不是一个单位，请指明包括哪些单位，或只作告知。"


def spelling_variants(one: str, ones: Sequence[str], other: str, others: Sequence[str]) -> str:
    return (
        f"“{one}”（{items(ones)}）与“{other}”（{items(others)}）可能是同一单位的两种写法，"
        "已照原样保留，请核对以哪个为准。"
    )


def more_spelling_variants(count: int) -> str:
    return f"还有 {count} 对相近的单位名称没有逐一列出，请在单位对应页核对。"


def unusual_unit_name(unit: str, where: Sequence[str]) -> str:
    return f"{items(where)}的“{unit}”不像单位名称，已照原样保留，请核对这一格。"


def ascii_separator(where: Sequence[str]) -> str:
    return f"{items(where)}的单位之间用了半角标点，已照常分开，印发前请改为全角。"


def stray_latin(words: Sequence[str], where: Sequence[str]) -> str:
    return f"{items(where)}里夹有外文{names(words)}，多是转换时留下的，已照原样保留，请改正。"


def wrong_level(words: str, where: Sequence[str], region: str) -> str:
    return f"{items(where)}写有“{words}”，而这是{region}的文件，像是照抄上级文件，请核对。"


def no_due_dates(without: int, every: int, until: str | None) -> str:
    if without == every:
        said = f"全文没有写明完成时限，{every} 项任务"
    else:
        said = f"{every} 项任务中有 {without} 项没有写明完成时限，"
    if until:
        return f"{said}暂以规划期末 {until} 为限，请确认。"
    return f"{said}也看不出规划期，没有期限，请补上。"


def due_not_exact(times: Sequence[str], where: Sequence[str]) -> str:
    return f"{items(where)}的完成时限{names(times)}推不出确切日期，已保留原文，请补上日期。"


def box_end_unclear(where: str, title: str) -> str:
    return f"{where}“{title}”可能属于前面的专栏，也可能是正文的任务，已列为任务，请核对。"
