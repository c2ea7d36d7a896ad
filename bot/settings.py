"""Everything the environment decides: read here alone, and checked before anything starts."""

import re
from pathlib import Path
from typing import Annotated, Any, Self
from urllib.parse import unquote

from pydantic import BeforeValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError
from bot.setting_rules import (
    HIGHEST_PORT,
    MAKE_A_KEY,
    AccountNumber,
    AppToken,
    BotToken,
    Channel,
    DatabaseUrl,
    Days,
    FernetKeys,
    People,
    Port,
    Secret,
    Url,
    UrlWithSlash,
    Word,
    one_of,
)

APPCUES_URLS = {"us": "https://api.appcues.com", "eu": "https://api.eu.appcues.com"}
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
LOG_FORMATS = ("console", "json")

_DATABASE_PASSWORD = re.compile(r"://[^:/@]*:(.+)@")


class Settings(BaseSettings):
    """The settings, each named as its environment variable. Empty text means unset."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
        env_file_encoding="utf-8",
    )

    slack_bot_token: BotToken | None = Field(None, description="Bot token of the workspace (xoxb-…).")
    slack_signing_secret: Secret | None = Field(
        None, description="Signs what Slack sends over HTTP. Not needed with Socket Mode."
    )
    slack_app_token: AppToken | None = Field(
        None, description="App-level token (xapp-…). Set: Socket Mode; unset: HTTP."
    )
    slack_api_url: UrlWithSlash = Field(
        "https://slack.com/api/", description="Where the Web API of Slack is."
    )
    slack_client_id: Word | None = Field(
        None, description="Client id. Set: other workspaces may install Callboard at /slack/install."
    )
    slack_client_secret: Secret | None = Field(
        None, description="Client secret that belongs to the client id."
    )
    database_url: DatabaseUrl = Field(
        SecretStr("sqlite:///var/callboard.db"),
        description="Where Callboard keeps its data: postgresql://… or sqlite:///file.",
    )
    callboard_encryption_keys: FernetKeys = Field(
        (), description="Fernet keys for the secrets at rest, separated by commas, newest first."
    )
    callboard_admins: People = Field((), description="People and user groups who start as admins.")
    callboard_approvers: People = Field((), description="People and user groups who start as approvers.")
    callboard_editors: People = Field((), description="People and user groups who start as editors.")
    callboard_approvals_channel: Channel | None = Field(
        None, description="Id of the channel where requests wait for approval."
    )
    callboard_key_age_days: Days = Field(
        180, description="Days after which an SDK key is named as old, and again after as many more."
    )
    callboard_audit_days: Days | None = Field(None, description="Days to keep the audit; unset: all of it.")
    appcues_account_id: AccountNumber | None = Field(None, description="Number of the Appcues account.")
    appcues_api_key: Secret | None = Field(None, description="Appcues API key.")
    appcues_api_secret: Secret | None = Field(None, description="Secret of the Appcues API key.")
    appcues_region: Annotated[str, BeforeValidator(one_of(tuple(APPCUES_URLS)))] = Field(
        "us", description="Region of the Appcues account: us or eu."
    )
    appcues_base_url: Url | None = Field(None, description="Address of Appcues, instead of the region's.")
    appizer_api_key: Secret | None = Field(None, description="Appizer key of the organisation.")
    appizer_base_url: Url = Field("https://api.appizer.com", description="Address of Appizer.")
    host: Word = Field("127.0.0.1", description="Address to listen on; 0.0.0.0 for every network.")
    port: Port = Field(3000, description="Port to listen on.")
    worker_port: Port | None = Field(
        None, description="Port of a worker's own /metrics, /healthz and /readyz; by default PORT + 1."
    )
    log_level: Annotated[str, BeforeValidator(one_of(LOG_LEVELS))] = Field(
        "INFO", description="Least important lines to log: DEBUG, INFO, WARNING, ERROR or CRITICAL."
    )
    log_format: Annotated[str, BeforeValidator(one_of(LOG_FORMATS))] = Field(
        "console", description="Form of the log: console for people, json for machines."
    )

    @property
    def operators_port(self) -> int:
        """Where a process that serves no web answers operators: beside the web, which may run on this machine."""
        if self.worker_port is not None:
            return self.worker_port
        return self.port + 1 if 0 < self.port < HIGHEST_PORT else 0

    def appcues_url_in(self, region: str) -> str:
        """Where the Appcues of a region is; one address for all where one is given."""
        return self.appcues_base_url or APPCUES_URLS[region]

    @property
    def encryption_keys(self) -> list[str]:
        """The keys of the database, the newest first."""
        return [key.get_secret_value() for key in self.callboard_encryption_keys]

    @property
    def secrets(self) -> tuple[str, ...]:
        """Every configured secret value, for the redactor."""
        values: list[str] = []
        for name in type(self).model_fields:
            value = getattr(self, name)
            if name == "database_url":
                found = _DATABASE_PASSWORD.search(value.get_secret_value())
                values += [found[1], unquote(found[1])] if found else []
            elif isinstance(value, SecretStr):
                values.append(value.get_secret_value())
            elif isinstance(value, tuple):
                values += [item.get_secret_value() for item in value if isinstance(item, SecretStr)]
        return tuple(values)

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if sentence := _first_contradiction(self):
            raise ValueError(sentence)
        return self


def load_settings(env_file: Path | str | None = ".env", **given: Any) -> Settings:
    """The settings from `given`, the environment and the file, in this order.

    Raises SettingsError with one sentence that names the variable and what to do, without its value.
    """
    try:
        return Settings(_env_file=env_file, **given)
    except ValidationError as error:
        sentence = _sentence(error)
    except UnicodeDecodeError:
        sentence = f"{env_file} must be a text file in UTF-8."
    raise SettingsError(sentence)


def _first_contradiction(settings: Settings) -> str:
    if (settings.slack_client_id is None) != (settings.slack_client_secret is None):
        return "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET belong together: set both, or neither."
    if settings.slack_bot_token is None and settings.slack_client_id is None:
        return (
            "SLACK_BOT_TOKEN is missing: set the bot token (xoxb-…) from the app's page OAuth & Permissions, "
            "or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET to let workspaces install Callboard."
        )
    if settings.slack_signing_secret is None and settings.slack_app_token is None:
        return (
            "SLACK_SIGNING_SECRET is missing: set it from the app's page Basic Information, "
            "or SLACK_APP_TOKEN for Socket Mode."
        )
    if not settings.callboard_encryption_keys:
        return f"CALLBOARD_ENCRYPTION_KEYS is missing: make a key with {MAKE_A_KEY} and set it."
    names = ("appcues_account_id", "appcues_api_key", "appcues_api_secret")
    missing = [name.upper() for name in names if getattr(settings, name) is None]
    if missing and len(missing) < len(names):
        given = " and ".join(name.upper() for name in names if name.upper() not in missing)
        return f"{' and '.join(missing)} is missing: set it, or leave {given} out too."
    return ""


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    # Our rules raise ValueError; what else pydantic finds is told in its words, which hold no value.
    cause = first.get("ctx", {}).get("error")
    said = str(cause) if isinstance(cause, ValueError) else first["msg"]
    if not first["loc"]:
        return said
    return f"{str(first['loc'][0]).upper()} {said}."
