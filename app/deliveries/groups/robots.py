"""The robots that a place may have."""

from collections.abc import Mapping

from app.deliveries.dingtalk.rules import ROBOT as DINGTALK
from app.deliveries.feishu.rules import ROBOT as FEISHU
from app.deliveries.groups.rules import Robot
from app.deliveries.terms import ChannelKind
from app.deliveries.wecom.rules import ROBOT as WECOM

ROBOTS: Mapping[ChannelKind, Robot] = {
    ChannelKind.WECOM: WECOM,
    ChannelKind.DINGTALK: DINGTALK,
    ChannelKind.FEISHU: FEISHU,
}
