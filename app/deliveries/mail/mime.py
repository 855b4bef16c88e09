"""A message as RFC 5322 has it."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy

from app.deliveries.rules import checked_line, display_name, message_id
from app.deliveries.schemas import Message
from app.kit.clock import local

SENDER_NAME = "任务责任矩阵"


def compose(message: Message, recipient: str, sender: str, at: datetime) -> EmailMessage:
    """Raise `RefusedError` for what may not stand in a header. Both addresses were checked."""
    mail = EmailMessage(policy=_policy(sender, recipient))
    mail["From"] = _mailbox(SENDER_NAME, sender)
    mail["To"] = _mailbox(display_name(message.name), recipient)
    mail["Subject"] = checked_line(message.subject, "标题")
    mail["Date"] = local(at)
    mail["Message-ID"] = message_id(message.key, sender)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no absence note answers this
    # Base64 passes every relay; 8-bit text does not.
    mail.set_content(message.body, charset="utf-8", cte="base64")
    mail["Content-Language"] = "zh-CN"
    return mail


def _mailbox(name: str, address: str) -> Address:
    local_part, _, domain = address.rpartition("@")
    return Address(name, local_part, domain)


def _policy(*addresses: str) -> "EmailPolicy[EmailMessage]":
    """Headers in UTF-8 only where an address itself needs it (RFC 6532)."""
    return SMTP.clone(utf8=not all(map(str.isascii, addresses)))
