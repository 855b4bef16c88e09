"""What people read about proposals."""

from app.network.proposals.terms import ProposalState

STATES = {
    ProposalState.OPEN: "待定",
    ProposalState.ACCEPTED: "已采纳",
    ProposalState.DECLINED: "未采纳",
}
GONE = "所依据的先例现在不能查看，或已经变更"
