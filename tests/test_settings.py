"""Settings: what is read from where, and the one sentence for each thing that is missing or wrong."""

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from bot.errors import SettingsError
from bot.setting_rules import is_loopback_url
from bot.settings import Settings, load_settings

ROOT = Path(__file__).parent.parent
KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
LEAST = {
    "SLACK_BOT_TOKEN": "xoxb-canary-1",
    "SLACK_SIGNING_SECRET": "signing-canary",
    "CALLBOARD_ENCRYPTION_KEYS": KEY,
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)


def load(tmp_path: Path, without: str = "", **more: str) -> Settings:
    """What comes of an `.env` with the least settings, those, and without the one."""
    values = {name: value for name, value in (LEAST | more).items() if name != without}
    file = tmp_path / ".env"
    file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    return load_settings(file)


def refusal(tmp_path: Path, without: str = "", **more: str) -> str:
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, without, **more)
    sentence = caught.value.sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert "canary" not in sentence
    assert caught.value.__cause__ is caught.value.__context__ is None
    return sentence


def test_the_least_settings_load_with_defaults(tmp_path: Path) -> None:
    settings = load(tmp_path)
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database_url.get_secret_value() == "sqlite:///var/callboard.db"
    assert settings.appcues_url_in(settings.appcues_region) == "https://api.appcues.com"
    assert settings.appizer_base_url == "https://api.appizer.com"
    assert (settings.host, settings.port) == ("127.0.0.1", 3000)
    assert (settings.log_level, settings.log_format) == ("INFO", "console")
    assert settings.callboard_admins == ()
    assert settings.appcues_api_key is settings.appizer_api_key is settings.slack_app_token is None


def test_the_audit_is_kept_whole_unless_a_number_of_days_is_set(tmp_path: Path) -> None:
    assert load(tmp_path).callboard_audit_days is None
    assert load(tmp_path, CALLBOARD_AUDIT_DAYS="400").callboard_audit_days == 400
    for wrong in ("0", "-1", "a year", "1.5", "1e3"):
        assert "CALLBOARD_AUDIT_DAYS must be a number of days" in refusal(
            tmp_path, CALLBOARD_AUDIT_DAYS=wrong
        )


def test_the_environment_wins_over_the_file_and_empty_text_is_unset(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "8080")
    monkeypatch.setenv("HOST", "")
    settings = load(tmp_path, PORT="9090", HOST="0.0.0.0", LOG_LEVEL="", APPIZER_API_KEY="")
    assert settings.port == 8080
    assert settings.host == "0.0.0.0"
    assert settings.log_level == "INFO"
    assert settings.appizer_api_key is None


def test_lists_are_read_from_text_with_commas(tmp_path: Path) -> None:
    second = Fernet.generate_key().decode()
    settings = load(
        tmp_path, CALLBOARD_ADMINS=" U0OLIVIA, S0TEAM ,,", CALLBOARD_ENCRYPTION_KEYS=f"{second}, {KEY}"
    )
    assert settings.callboard_admins == ("U0OLIVIA", "S0TEAM")
    assert [key.get_secret_value() for key in settings.callboard_encryption_keys] == [second, KEY]


def test_words_of_choice_are_read_in_any_case(tmp_path: Path) -> None:
    settings = load(tmp_path, LOG_LEVEL="debug", LOG_FORMAT="JSON", APPCUES_REGION="EU")
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.appcues_url_in(settings.appcues_region) == "https://api.eu.appcues.com"


def test_an_appcues_address_wins_over_the_region(tmp_path: Path) -> None:
    settings = load(tmp_path, APPCUES_REGION="eu", APPCUES_BASE_URL="http://127.0.0.1:9999/")
    assert settings.appcues_url_in(settings.appcues_region) == "http://127.0.0.1:9999"


@pytest.mark.parametrize("url", ["http://127.0.0.1:8000/api", "http://127.0.0.1:8000/api///"])
def test_the_slack_address_ends_in_one_slash(tmp_path: Path, url: str) -> None:
    assert load(tmp_path, SLACK_API_URL=url).slack_api_url == "http://127.0.0.1:8000/api/"


def test_socket_mode_needs_no_signing_secret(tmp_path: Path) -> None:
    socket = load(tmp_path, "SLACK_SIGNING_SECRET", SLACK_APP_TOKEN="xapp-canary")
    assert socket.slack_signing_secret is None


@pytest.mark.parametrize(
    "url",
    [
        "postgres://u:canary@h:5432/d",
        "postgresql://h/d",
        "postgresql+psycopg://u@h/d?sslmode=require",
        "sqlite:///var/callboard.db",
        "sqlite:////abs/callboard.db",
    ],
)
def test_both_databases_are_accepted_in_every_form(tmp_path: Path, url: str) -> None:
    assert load(tmp_path, DATABASE_URL=url).database_url.get_secret_value() == url


@pytest.mark.parametrize("missing", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "CALLBOARD_ENCRYPTION_KEYS"])
def test_a_missing_setting_is_named_with_what_to_do(tmp_path: Path, missing: str) -> None:
    assert refusal(tmp_path, missing).startswith(f"{missing} is missing: ")


def test_without_a_token_workspaces_may_install_it(tmp_path: Path) -> None:
    settings = load(tmp_path, "SLACK_BOT_TOKEN", SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="client-canary")
    assert settings.slack_bot_token is None
    assert "SLACK_CLIENT_ID" in refusal(tmp_path, "SLACK_BOT_TOKEN"), "both ways are told"


def test_the_sentence_about_missing_keys_holds_a_command_that_makes_one(tmp_path: Path) -> None:
    found = re.search(r'-c "(.+)" and set it', refusal(tmp_path, "CALLBOARD_ENCRYPTION_KEYS"))
    assert found is not None
    made = subprocess.run([sys.executable, "-c", found[1]], capture_output=True, text=True, check=True)
    assert load(tmp_path, CALLBOARD_ENCRYPTION_KEYS=made.stdout.strip())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-canary"),
        ("SLACK_APP_TOKEN", "xoxb-canary"),
        ("SLACK_SIGNING_SECRET", "two canary"),
        ("HOST", "' '"),
        ("SLACK_API_URL", "http://slack.com/api/"),
        ("SLACK_API_URL", "https://user:canary@slack.com/api/"),
        ("CALLBOARD_ENCRYPTION_KEYS", f"{KEY},canary"),
        ("CALLBOARD_ENCRYPTION_KEYS", "canary-é"),
        ("CALLBOARD_ADMINS", "U0OLIVIA,@canary"),
        ("CALLBOARD_APPROVERS", "C0CHANNEL"),
        ("CALLBOARD_EDITORS", "maya"),
        ("CALLBOARD_APPROVALS_CHANNEL", "#approvals"),
        ("APPCUES_ACCOUNT_ID", "17434/../1"),
        ("APPCUES_REGION", "asia"),
        ("APPCUES_BASE_URL", "http://api.appcues.com"),
        ("APPCUES_BASE_URL", "https://169.254.169.254/latest"),
        ("APPCUES_BASE_URL", "https://10.0.0.1"),
        ("APPCUES_BASE_URL", "https://api.appcues.com?x=canary"),
        ("APPCUES_BASE_URL", "https://api.appcues.com:99999"),
        ("APPCUES_BASE_URL", "https://[canary"),
        ("APPIZER_BASE_URL", "ftp://127.0.0.1/"),
        ("APPIZER_BASE_URL", "http://127.0.0.1.evil.example"),
        ("APPIZER_BASE_URL", "http://localhost@evil.example"),
        ("DATABASE_URL", "mysql://u:canary@h/d"),
        ("DATABASE_URL", "postgresql://u:canary@h"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("CALLBOARD_KEY_AGE_DAYS", "0"),
        ("CALLBOARD_KEY_AGE_DAYS", "canary"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "canary"),
        ("LOG_LEVEL", "loud"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_wrong_setting_is_named_with_what_it_must_be(tmp_path: Path, name: str, value: str) -> None:
    assert re.match(rf"{name} (must|has) ", refusal(tmp_path, **{name: value}))


TRIO = {"APPCUES_ACCOUNT_ID": "17434", "APPCUES_API_KEY": "canary-k", "APPCUES_API_SECRET": "canary-s"}


@pytest.mark.parametrize("given_names", range(1, 7))
def test_the_appcues_settings_are_all_or_none(tmp_path: Path, given_names: int) -> None:
    some = {name: value for bit, (name, value) in enumerate(TRIO.items()) if given_names >> bit & 1}
    sentence = refusal(tmp_path, **some)
    missing, kept = sentence.split(" missing: ")
    assert set(re.findall(r"APPCUES_\w+", missing)) == TRIO.keys() - some.keys()
    assert set(re.findall(r"APPCUES_\w+", kept)) == some.keys()


def test_the_oauth_settings_are_both_or_none(tmp_path: Path) -> None:
    sentence = "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both, or neither."
    assert refusal(tmp_path, SLACK_CLIENT_ID="1.2") == sentence
    assert refusal(tmp_path, SLACK_CLIENT_SECRET="canary") == sentence


def test_a_file_that_is_not_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_bytes(b"PORT=\xff\xfe")
    with pytest.raises(SettingsError, match=r"settings\.env must be a text file in UTF-8\."):
        load_settings(file)


def test_no_secret_is_in_the_repr_and_every_secret_is_told_to_the_redactor(tmp_path: Path) -> None:
    secret = {name: f"{name.lower()}-canary" for name in TRIO if name != "APPCUES_ACCOUNT_ID"}
    settings = load(
        tmp_path,
        APPCUES_ACCOUNT_ID="17434",
        APPIZER_API_KEY="apps_canary",
        SLACK_APP_TOKEN="xapp-canary",
        SLACK_CLIENT_ID="1.2",
        SLACK_CLIENT_SECRET="client-canary",
        DATABASE_URL="postgresql://u:p%40canary/1@h/d",
        **secret,
    )
    assert "canary" not in repr(settings)
    assert "canary" not in str(settings)
    assert set(settings.secrets) == {
        *(LEAST | secret).values(),
        "apps_canary",
        "xapp-canary",
        "client-canary",
        "p%40canary/1",
        "p@canary/1",
    }


def test_the_example_file_documents_exactly_the_settings() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    names = [line.partition("=")[0] for line in lines if line and not line.startswith("#")]
    assert sorted(names) == sorted(name.upper() for name in Settings.model_fields)
    assert all(line.endswith("=") for line in lines if line and not line.startswith("#"))


def test_every_setting_says_what_it_is() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_a_copied_example_file_only_asks_for_what_is_needed() -> None:
    with pytest.raises(SettingsError, match="SLACK_BOT_TOKEN is missing"):
        load_settings(ROOT / ".env.example")


@given(st.sampled_from(sorted(Settings.model_fields)), st.text(st.characters(codec="utf-8")))
def test_any_text_for_any_setting_loads_or_is_refused_in_one_sentence(name: str, text: str) -> None:
    given_values: dict[str, Any] = {key.lower(): value for key, value in LEAST.items()} | {name: text}
    with suppress(SettingsError):
        load_settings(None, **given_values)
        return
    with pytest.raises(SettingsError, match=r"^[A-Z_]+ (must|has|is|and) .+\.$"):
        load_settings(None, **given_values)


def test_secrets_may_be_given_as_secrets() -> None:
    settings = load_settings(None, **{name.lower(): SecretStr(value) for name, value in LEAST.items()})
    assert settings.secrets == tuple(LEAST.values())


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("http://localhost:1/", True),
        ("http://127.9.9.9", True),
        ("http://[::1]:80", True),
        ("http://localhost.evil.example", False),
        ("http://10.0.0.1", False),
        ("", False),
    ],
)
def test_loopback_is_told_by_the_host_alone(url: str, answer: bool) -> None:
    assert is_loopback_url(url) is answer


def test_importing_reads_nothing() -> None:
    environment = {"PORT": "nonsense", "PATH": os.environ["PATH"]}
    subprocess.run([sys.executable, "-c", "import bot.settings"], env=environment, cwd=ROOT, check=True)
