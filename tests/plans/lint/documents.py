"""Plans whose matrices leave something open."""

from tests.plans.documents import plan, plan_text

MANY = "县民政局、县财政局、县人力社保局、县教委、县乡村振兴局"
SAME = "将符合条件的残疾人家庭全部纳入最低生活保障范围，低保边缘家庭中的重度残疾人参照单人户纳入。"
LIKE = "将符合条件的残疾人家庭全部纳入最低生活保障范围，低保边缘家庭重度残疾人可参照单人户纳入。"
ROWS = (
    "1\t完善残疾人托养照护服务。\t县残联\t县民政局、县财政局",
    f"2\t落实残疾儿童康复救助制度，分年分批实施。\t县残联\t{MANY}",
    f"3\t{SAME}\t县民政局\t县残联",
)


def lacking() -> bytes:
    """巫山's registry has 县教委, which the body names and no row does."""
    text = plan_text((ROWS[0], ROWS[2]))
    return text.replace("更加完善。", "更加完善。县教委应当办好特殊教育。").encode()


def other(title: str = "巫山县“十四五”民政工作方案") -> bytes:
    return plan((f"1\t{LIKE}\t县民政局\t县财政局",), title=title)
