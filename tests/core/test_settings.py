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
    "CARNET_SEND_RATE",
    "CARNET_SMTP_URL",
    "CARNET_MAIL_FROM",
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
    assert settings.send_rate == 0
    assert settings.smtp is None


def test_what_is_said_is_taken(tmp_path: Path) -> None:
    settings = read_settings(
        {
            "CARNET_DATA": str(tmp_path / "a" / "b"),
            "DATABASE_URL": "postgresql://carnet@/carnet",
            "TELEGRAM_BOT_TOKEN": " 1:abc ",
            "TELEGRAM_API_BASE": "http://127.0.0.1:8081/",
            "CARNET_PORT": "0",
            "CARNET_LOG": "debug",
            "CARNET_SEND_RATE": "1000",
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
    assert settings.send_rate == 1000


def test_telegram_itself_takes_thirty_messages_a_second(tmp_path: Path) -> None:
    assert read_settings({"CARNET_DATA": str(tmp_path), "TELEGRAM_BOT_TOKEN": "1:abc"}).send_rate == 30


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
        ("CARNET_SEND_RATE", "fast"),
        ("CARNET_SEND_RATE", "9"),
        ("CARNET_SEND_RATE", "10000"),
        ("CARNET_SMTP_URL", "http://mail.example"),
        ("CARNET_SMTP_URL", "smtp://mail.example:99999"),
        ("CARNET_SMTP_URL", "smtp://mail.example/box"),
        ("CARNET_SMTP_URL", "smtp://mail.example?tls"),
        ("CARNET_SMTP_URL", "smtp://me:s3cr3t@mail.example"),
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


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "offered", "", "")),
        ("smtp://me:p%40ss@mail.example:587?starttls", ("mail.example", 587, "starttls", "me", "p@ss")),
        ("smtp://mail.example?starttls", ("mail.example", 587, "starttls", "", "")),
        ("smtps://me:p4ss@mail.example", ("mail.example", 465, "tls", "me", "p4ss")),
    ],
)
def test_a_mail_server_is_taken_and_its_password_shown_to_nobody(
    tmp_path: Path, url: str, read: tuple[str, int, str, str, str]
) -> None:
    said = {"CARNET_DATA": str(tmp_path), "CARNET_SMTP_URL": url, "CARNET_MAIL_FROM": "carnet@shop.example"}
    settings = read_settings(said)
    smtp = settings.smtp
    assert smtp is not None
    assert (smtp.host, smtp.port, smtp.secure, smtp.user, smtp.password) == read
    assert smtp.sender == "carnet@shop.example"
    assert not read[4] or read[4] not in repr(settings).replace(read[0], "")


def test_a_mail_server_needs_an_address_to_send_from_and_no_refusal_repeats_the_password(tmp_path: Path) -> None:
    for sender in ("", "nobody", "a@b.example, c@d.example"):
        said = {
            "CARNET_DATA": str(tmp_path),
            "CARNET_SMTP_URL": "smtps://me:s3cr3t@x.example",
            "CARNET_MAIL_FROM": sender,
        }
        with pytest.raises(SettingsWrong) as refusal:
            read_settings(said)
        assert "s3cr3t" not in str(refusal.value)
    with pytest.raises(SettingsWrong) as refusal:
        read_settings({"CARNET_DATA": str(tmp_path), "CARNET_SMTP_URL": "smtp://me:s3cr3t@x.example:bad"})
    assert "s3cr3t" not in str(refusal.value)
