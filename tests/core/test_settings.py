import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from app.core.settings import Settings, SettingsError, load_settings


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("PORT", "eighty", "PORT=eighty：应为整数"),
        ("PORT", "70000", "PORT=70000：数值太大"),
        ("DEMO_TODAY", "tomorrow", "DEMO_TODAY=tomorrow：应为日期"),
        ("DELIVERY_CHANNEL", "pigeon", "DELIVERY_CHANNEL=pigeon：不是可选的值"),
        ("DELIVERY_CHANNEL", "mail", "必须设置 MAIL_HOST 和 MAIL_FROM"),
        ("DATABASE_URL", "mysql://x", "'mysql' 不支持"),
        ("FONTS_DIR", "/nowhere/at/all", "没有这个目录"),
        ("SECRET_KEY", "short", "SECRET_KEY 太短"),
    ],
)
def test_a_wrong_value_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as refused:
        load_settings()
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_wrong_value_stops_the_start_with_exit_code_1_and_no_traceback() -> None:
    environment = os.environ | {"PORT": "eighty"}
    ended = subprocess.run(
        [sys.executable, "-m", "app", "migrate"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr.strip() == "PORT=eighty：应为整数"


def test_the_secret_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = Settings(data_dir=tmp_path / "data").key
    again = Settings(data_dir=tmp_path / "data").key
    assert first == again
    assert len(first) >= 32
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600


def test_a_plain_postgresql_address_means_psycopg_3() -> None:
    assert Settings(database_url="postgres://u@h/d").url == "postgresql+psycopg://u@h/d"
    assert Settings(database_url="postgresql://u@h/d").url == "postgresql+psycopg://u@h/d"


def test_empty_values_mean_unset(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DEMO_TODAY", "FONTS_DIR", "SECRET_KEY", "DATABASE_URL", "PUBLIC_URL"):
        monkeypatch.setenv(name, "")
    settings = load_settings()
    assert settings.demo_today is None
    assert settings.is_sqlite
    assert settings.address == "http://127.0.0.1:8000"


def test_half_a_secret_key_signs_nothing(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_bytes(b"")
    with pytest.raises(SettingsError, match="secret_key"):
        _ = Settings(data_dir=tmp_path).key
