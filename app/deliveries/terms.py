from enum import StrEnum


class DeliveryState(StrEnum):
    """待发送、已发送、已撤回 (nothing was left to say, or its day went by)、未能送达."""

    QUEUED = "queued"
    SENT = "sent"
    WITHDRAWN = "withdrawn"
    FAILED = "failed"


class ChannelKind(StrEnum):
    """文件、邮件、HTTP 接口 (短信平台、OA 消息中心)、企业微信群、钉钉群、飞书群."""

    FILE = "file"
    MAIL = "mail"
    HTTP = "http"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


class AddressKind(StrEnum):
    """By what a channel knows a person: 邮箱、手机号码、OA 账号."""

    MAIL = "mail"
    MOBILE = "mobile"
    ACCOUNT = "account"
