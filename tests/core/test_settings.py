"""A setting that cannot be used is one clear sentence; one that is not said has a default."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.settings import SettingsWrong, read_settings

VARIABLES = [
    "CARNET_DATA",
    "DATABASE_URL",
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_API_BASE",
    "CARNET_PORT",
    "CARNET_LOG",
    "CARNET_OPEN_SIGNUP",
    "CARNET_WEB_HOST",
    "CARNET_WEB_PORT",
    "CARNET_PUBLIC_URL",
    "CARNET_PAYMENT_TOKEN",
]


def test_nothing_said_gives_the_local_chat_and_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = read_settings({})
    assert settings.data == tmp_path / "data"
    assert settings.data.is_dir()
    assert settings.database_url == f"sqlite:///{tmp_path}/data/carnet.db"
    assert settings.telegram_token is None
    assert settings.telegram_api_base == "https://api.telegram.org"
    assert (settings.local_port, settings.log_level) == (8766, "INFO")
    assert (settings.web_host, settings.web_port, settings.public_url) == ("127.0.0.1", 8767, "")
    assert settings.payment_token == ""


def test_what_is_said_is_taken(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "CARNET_DATA": str(tmp_path / "a" / "b"),
            "DATABASE_URL": "postgresql://carnet@/carnet",
            "TELEGRAM_BOT_TOKEN": " 1:abc ",
            "TELEGRAM_API_BASE": "http://127.0.0.1:8081/",
            "CARNET_PORT": "0",
            "CARNET_LOG": "debug",
            "CARNET_PAYMENT_TOKEN": " 284685063:TEST:secret ",
        }
    )
    assert settings.payment_token == "284685063:TEST:secret"
    assert "secret" not in repr(settings)
    assert settings.data == tmp_path / "a" / "b"
    assert settings.database_url == "postgresql://carnet@/carnet"
    assert settings.telegram_token == "1:abc"
    assert settings.telegram_api_base == "http://127.0.0.1:8081"
    assert (settings.local_port, settings.log_level) == (0, "DEBUG")


def test_an_empty_setting_is_one_that_is_not_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_settings(dict.fromkeys(VARIABLES, "")) == read_settings({})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CARNET_PORT", "http"),
        ("CARNET_PORT", "-1"),
        ("CARNET_PORT", "65536"),
        ("CARNET_PORT", "80.5"),
        ("CARNET_PORT", "9" * 5000),
        ("CARNET_LOG", "LOUD"),
        ("CARNET_DATA", "/dev/null/carnet"),
        ("CARNET_DATA", "~nobodyofthisname/carnet"),
        ("CARNET_DATA", "with\0zero"),
        ("TELEGRAM_API_BASE", "127.0.0.1:8081"),
        ("TELEGRAM_API_BASE", "ftp://api.telegram.org"),
    ],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(tmp_path: Path, variable: str, value: str) -> None:
    with pytest.raises(SettingsWrong) as refused:
        read_settings({"CARNET_DATA": str(tmp_path), variable: value})
    sentence = str(refused.value)
    assert variable in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


@given(value=st.text() | st.integers(-1, 70000).map(str))
def test_any_port_is_taken_or_refused_with_a_sentence(tmp_path: Path, value: str) -> None:
    environment = {"CARNET_DATA": str(tmp_path), "CARNET_PORT": value}
    if value and not (value.isdecimal() and len(value) <= 5 and int(value) <= 65535):
        with pytest.raises(SettingsWrong, match="CARNET_PORT"):
            read_settings(environment)
    else:
        assert 0 <= read_settings(environment).local_port <= 65535


def test_whether_anybody_may_found_a_company_is_said_by_one_or_zero(tmp_path: Path) -> None:
    here = {"CARNET_DATA": str(tmp_path)}
    assert not read_settings(here).open_signup
    assert read_settings({**here, "CARNET_OPEN_SIGNUP": "1"}).open_signup
    with pytest.raises(SettingsWrong, match="CARNET_OPEN_SIGNUP"):
        read_settings({**here, "CARNET_OPEN_SIGNUP": "oui"})


@pytest.mark.parametrize(("local", "web"), [("9000", 9001), ("0", 0), ("65535", 0)])
def test_the_signature_page_is_on_the_port_after_the_local_chat(tmp_path: Path, local: str, web: int) -> None:
    assert read_settings({"CARNET_DATA": str(tmp_path), "CARNET_PORT": local}).web_port == web
    assert read_settings({"CARNET_DATA": str(tmp_path), "CARNET_PORT": local, "CARNET_WEB_PORT": "8"}).web_port == 8


@pytest.mark.parametrize(
    "url", ["http://carnet.example", "carnet.example", "https://", "https://a.example/?b=1", "ftp://a"]
)
def test_telegram_opens_only_https(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsWrong, match="CARNET_PUBLIC_URL"):
        read_settings({"CARNET_DATA": str(tmp_path), "CARNET_PUBLIC_URL": url})
    good = {"CARNET_DATA": str(tmp_path), "CARNET_PUBLIC_URL": "https://carnet.example/app/"}
    assert read_settings(good).public_url == "https://carnet.example/app"
