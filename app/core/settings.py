"""Every setting, from the environment. A wrong value stops the start with one clear line."""

import os
import secrets
from contextlib import suppress
from datetime import date
from enum import StrEnum
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Annotated, Literal, Self

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parents[2]
KEY_LENGTH = 32

_REASONS = {
    "int_parsing": "应为整数",
    "date_from_datetime_parsing": "应为日期，例如 2023-05-15",
    "date_parsing": "应为日期，例如 2023-05-15",
    "greater_than_equal": "数值太小",
    "less_than_equal": "数值太大",
    "enum": "不是可选的值",
    "literal_error": "不是可选的值",
    "string_too_short": "太短",
    "missing": "没有设置",
}


class SettingsError(Exception):
    """One line that names the setting and says what is wrong with it."""


class Channel(StrEnum):
    """Where messages go: into files, to the mail server below, or to the channels of each place
    alone. With the latter two a place's own channels come first.
    """

    FILE = "file"
    MAIL = "mail"
    PLACE = "place"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(extra="ignore", frozen=True)

    database_url: str = ""
    data_dir: Path = ROOT / "data"
    secret_key: SecretStr | None = None
    secret_key_before: SecretStr | None = None
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8000
    public_url: str = ""
    demo_today: date | None = None
    delivery_channel: Channel = Channel.FILE
    mail_host: str = ""
    mail_port: Annotated[int, Field(ge=1, le=65535)] = 25
    mail_from: str = ""
    mail_username: str = ""
    mail_password: SecretStr = SecretStr("")
    mail_security: Literal["none", "starttls", "tls"] = "none"
    outgoing_allowed: str = ""
    fonts_dir: Path | None = None
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("demo_today", "fonts_dir", "secret_key", "secret_key_before", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("data_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().resolve()

    @model_validator(mode="after")
    def _mail_is_complete(self) -> Self:
        if self.delivery_channel is Channel.MAIL and not (self.mail_host and self.mail_from):
            raise ValueError("DELIVERY_CHANNEL=mail 时必须设置 MAIL_HOST 和 MAIL_FROM")
        if self.fonts_dir is not None and not self.fonts_dir.is_dir():
            raise ValueError(f"FONTS_DIR={self.fonts_dir}：没有这个目录")
        if self.secret_key is not None and len(self.secret_key.get_secret_value()) < KEY_LENGTH:
            raise ValueError(f"SECRET_KEY 太短，至少 {KEY_LENGTH} 个字符")
        try:
            _ = self.outgoing_networks
        except ValueError:
            raise ValueError(
                f"OUTGOING_ALLOWED={self.outgoing_allowed}：应为以逗号分开的网段，例如 10.1.0.0/16"
            ) from None
        _dialect(self.url)
        return self

    @property
    def url(self) -> str:
        """SQLAlchemy's URL; plain `postgresql://` means psycopg 3."""
        url = self.database_url or f"sqlite:///{self.data_dir / 'taskmatrix.db'}"
        for plain in ("postgresql://", "postgres://"):
            if url.startswith(plain):
                return "postgresql+psycopg://" + url.removeprefix(plain)
        return url

    @property
    def is_sqlite(self) -> bool:
        return self.url.startswith("sqlite")

    @property
    def address(self) -> str:
        """Where people open the service, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def files_dir(self) -> Path:
        return self.data_dir / "files"

    @property
    def outbox_dir(self) -> Path:
        return self.data_dir / "outbox"

    @property
    def outgoing_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """Addresses inside, to which a place's channels may lead all the same."""
        return tuple(ip_network(word) for word in self.outgoing_allowed.replace(",", " ").split())

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The key that seals secrets, and the one before it, with which older ones still open."""
        before = self.secret_key_before
        return (self.key, before.get_secret_value().encode()) if before else (self.key,)

    @cached_property
    def key(self) -> bytes:
        """The signing key: `SECRET_KEY`, or one that is made once and kept beside the data."""
        if self.secret_key is not None:
            return self.secret_key.get_secret_value().encode()
        return _kept_key(self.data_dir / "secret_key")


def _dialect(url: str) -> str:
    if url.startswith("sqlite:///"):
        return "sqlite"
    if url.startswith("postgresql+psycopg://"):
        return "postgresql"
    scheme = url.split(":", 1)[0]
    raise ValueError(f"DATABASE_URL 的类型 {scheme!r} 不支持，应为 sqlite:///… 或 postgresql://…")


def _kept_key(path: Path) -> bytes:
    """The file appears whole or not at all: a process beside this one must not read half a key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        with NamedTemporaryFile(dir=path.parent, prefix=".key-") as made:
            made.write(secrets.token_urlsafe(48).encode())
            made.flush()
            os.fsync(made.fileno())
            with suppress(FileExistsError):
                os.link(made.name, path)
    key = path.read_bytes().strip()
    if len(key) < KEY_LENGTH:
        raise SettingsError(f"{path} 中的签名密钥不完整，删去该文件后会重新生成")
    return key


def load_settings() -> Settings:
    """Read the environment; raise `SettingsError` with one line on the first wrong value."""
    try:
        return Settings()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        name = ".".join(str(part) for part in first["loc"]).upper()
        if not name:
            raise SettingsError(first["msg"].removeprefix("Value error, ")) from None
        reason = _REASONS.get(first["type"], first["msg"])
        raise SettingsError(f"{name}={first['input']!s}：{reason}") from None
