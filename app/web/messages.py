"""What people read when a field is wrong: pydantic's error types in Chinese."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

_VALIDATION = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这个字段",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing_size": "数字太大",
    "finite_number": "应为有限的数字",
    "float_parsing": "应为数字",
    "float_type": "应为数字",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "string_type": "应为文字",
    "string_unicode": "应为 UTF-8 文字",
    "string_too_short": "不能少于 {min_length} 个字",
    "string_too_long": "不能多于 {max_length} 个字",
    "string_pattern_mismatch": "格式不对",
    "too_short": "不能少于 {min_length} 项",
    "too_long": "不能多于 {max_length} 项",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "greater_than": "必须大于 {gt}",
    "less_than": "必须小于 {lt}",
    "date_parsing": "应为日期，例如 2023-05-15",
    "date_from_datetime_parsing": "应为日期，例如 2023-05-15",
    "date_from_datetime_inexact": "应为日期，例如 2023-05-15",
    "date_type": "应为日期，例如 2023-05-15",
    "datetime_parsing": "应为时间，例如 2023-05-15T09:00:00+08:00",
    "datetime_from_date_parsing": "应为时间，例如 2023-05-15T09:00:00+08:00",
    "timezone_aware": "时间应带时区，例如 2023-05-15T09:00:00+08:00",
    "enum": "应为下列之一：{expected}",
    "literal_error": "应为下列之一：{expected}",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "json_type": "应为 JSON",
    "union_tag_invalid": "{discriminator} 应为下列之一：{expected_tags}",
    "union_tag_not_found": "缺少 {discriminator}",
    "value_error": "{error}",
}


def validation_message(error: Mapping[str, Any]) -> str:
    """One Chinese sentence for one of pydantic's errors; an unknown type keeps pydantic's words."""
    pattern = _VALIDATION.get(str(error["type"]))
    if pattern is None:
        return str(error["msg"])
    if "UploadFile" in str(error["msg"]):  # FastAPI's own check says so in English
        return "应为上传的文件"
    context: Mapping[str, Any] = error.get("ctx", {})
    return pattern.format_map({name: _chinese(value) for name, value in context.items()})


def _chinese(value: object) -> object:
    """Pydantic lists what it would take in English: 'task', 'project' or 'measure'."""
    listed = re.findall(r"'([^']*)'", value) if isinstance(value, str) else []
    if listed:
        return "、".join(listed)
    return {"True": "true", "False": "false"}.get(str(value), value)


def http_title(status: int) -> str:
    return f"请求未能完成（{status} {HTTPStatus(status).phrase}）"


# After a form was sent, the page it leads to says what happened: `?notice=<code>`.
NOTICES = {
    "unit_added": "单位已登记。",
    "unit_added_check": "单位已登记。统一社会信用代码的校验码不符，请与登记证书核对。",
    "unit_changed": "单位信息已保存。",
    "units_imported": "登记表已导入。",
    "alias_added": "别名已增加。",
    "alias_removed": "别名已去掉。",
    "member_added": "成员已增加。",
    "member_removed": "成员已去掉。",
    "contact_added": "联系人已登记，原来担任的人留在历史中。",
    "contact_changed": "联系人已更正。",
    "contact_ended": "已记下担任到哪一天为止。",
    "portfolio_added": "分管已登记。",
    "portfolio_removed": "登记错的分管已删除。",
    "portfolio_ended": "已记下分管到哪一天为止。",
    "messages_read": "已全部标为已读。",
    "addresses_changed": "联系方式已保存。",
    "channel_added": "渠道已增加，请发一条测试消息。",
    "channel_changed": "渠道已保存。",
    "channel_removed": "渠道已删除。",
    "resend_asked": "已要求重发，发出前会重新核对。",
    "resent_already": "这条消息已经重发过，或已经送到，不必再重发。",
    "signed_out": "您已退出登录。",
    "published": "方案已发布，任务已交办到各单位。",
    "head_changed": "基本信息已更正。",
    "confirmed": "已确认，并已记入留痕。",
    "uploaded": "文件已收到。",
    "deleted": "草稿已删除。",
    "version_withdrawn": "新版本已撤回，草稿没有变动。",
    "acknowledged": "已签收。",
    "dispute_raised": "异议已提出，处理以前分工不变。",
    "dispute_decided": "异议已处理。",
    "saved": "草稿已保存。",
    "submitted": "已提交，等待督办人员审核。",
    "accepted": "已审核通过。",
    "sent_back": "已退回，由责任单位修改后重新提交。",
    "waived": "本期已免报。",
    "attached": "附件已保存。",
    "detached": "附件已删去。",
    "sheet_read": "已从表格读入并存为草稿，请核对后提交。",
    "rule_changed": "填报规则已保存，进展情况表随即按此调整。",
    "taken_back": "已撤回，可以修改后重新提交审签。",
    "parts_filed": "配合部分已报送，其余各项仍可填写。",
    "taken_over": "已接在本行后面并存为草稿，请核对。",
    "cleared_next": "已提交单位审签，审签后即报送督办人员。",
    "confirmed_second": "已确认，本单位的督办人员可以审核通过。",
    "amended_return": "已更正并重新提交，原来的一版保留在本页。",
    "locked": "本期已通过的表已锁定。",
    "progress_settings_changed": "填报与亮灯的设置已保存，随即生效。",
    "life_apply_closure": "已申请办结，等待督办人员决定。",
    "life_return": "已退回，任务继续办理。",
    "life_close": "已办结，以后的进展情况表不再问到这项任务。",
    "life_write_off": "已销号。",
    "life_suspend": "已暂缓，到复核日期列入待办理。",
    "life_resume": "已恢复办理。",
    "life_make_ongoing": "已转常态化，每年填写阶段成果。",
    "life_cancel": "已终止。",
    "life_reopen": "已重新启动，任务回到进行中。",
    "extension_requested": "已申请延期，等待督办人员决定。",
    "extension_granted": "已同意延期，原定的时限仍然保留。",
    "extension_refused": "已答复不同意延期。",
    "stage_result_written": "阶段成果已保存。",
    "task_changed": "任务已修改。",
    "task_checked": "这一项已记为核对过。",
    "task_moved": "任务已移动。",
    "task_split": "任务已拆分，请看各部分的责任单位是否对。",
    "task_merged": "已与后一项合并。",
    "task_deleted": "任务已删除。",
    "task_added": "任务已补录，请补上责任单位。",
    "amended": "已登记，责任矩阵已按现在的内容更新，原来的内容留在本页。",
    "units_changed": "责任单位已保存。",
    "lint_settled": "已记为核对过，保留原样。",
    "lint_reopened": "已重新列为待核。",
    "lint_settings_changed": "检查设置已保存，随即生效。",
    "proposed": "已按先例拟出，请逐项看过再采纳。",
    "proposals_accepted": "已采纳，成为责任分工。",
    "proposals_declined": "已记为不采纳，以后不再拟出。",
    "claimed": "已认领，等待督办人员确认。",
    "claim_changed": "认领已修改。",
    "claim_withdrawn": "认领已撤回。",
    "claims_settled": "已作出决定，确认的单位已写入责任矩阵。",
    "measure_added": "措施已保存。",
    "measure_changed": "措施已修改，原来的内容保留在历次修改中。",
    "measure_ended": "措施已结束。",
    "measure_moved": "次序已调整。",
    "measure_reopened": "措施已恢复。",
    "reform_ordered": "改革已登记，清单、填报和权限自生效之日起随承继单位走。",
    "reform_taken_back": "改革已撤回。",
    "handed_over": "已记下归哪个承继单位。",
    "clarified": "已明确到单位，随即交办。",
    "members_added": "成员已登记，请选择由谁填报。",
    "notice_drafted": "已存为草稿，审核、签发以后才会发出。",
    "notice_edit": "稿件已保存；改过的须重新审核。",
    "notice_review": "已审核，等待签发。",
    "notice_sign": "已签发并编号，承办单位的联络员随即收到提醒。",
    "notice_withdraw": "稿件已撤回。",
    "notice_void": "已作废，文号留在登记簿上，不再使用。",
    "notice_reply": "已回复，等待督办人员审核。",
    "notice_accept": "已办结。",
    "notice_send_back": "已退回，承办单位按新的时限重新回复。",
    "notice_settings_changed": "督办文书的设置已保存，随即生效。",
    "ladder_changed": "已保存，从下一次提醒起照此提醒。",
    "plan_ladder_chosen": "已选定，从下一次提醒起照此提醒。",
    "instruction_given": "批示已登记，并已交给各承办单位。",
    "instruction_changed": "批示已修改。",
    "instruction_not_changeable": "已有单位回复，或批示已撤销，内容和单位不能再改。",
    "instruction_acknowledge": "已签收。",
    "instruction_reply": "已回复，等待认可。",
    "instruction_accept": "已认可。",
    "instruction_send_back": "已退回重办，时限已改为新的日期。",
    "instruction_extend": "时限已改，原定的时限和改过几次都保留。",
    "instruction_withdraw": "批示已撤销，不再提醒。",
    "instruction_scanned": "扫描件已更新。",
    "filers_chosen": "已记下由谁填报，进展情况表随之增减。",
}
