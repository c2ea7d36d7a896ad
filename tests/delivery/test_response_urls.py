"""An address that came in a payload is used only if it is Slack's, or of the Slack that was configured."""

import pytest

from bot.errors import SlackRefused
from bot.outbox.response_urls import check_response_url

SLACK, STAND_IN = "https://slack.com/api/", "http://127.0.0.1:8123/api/"


@pytest.mark.parametrize(
    ("url", "api_url"),
    [
        ("https://hooks.slack.com/commands/T1/2/abc", SLACK),
        ("https://hooks.slack.com:443/actions/T1/2/abc", SLACK),
        ("https://hooks.slack-gov.com/actions/T1/2/abc", "https://slack-gov.com/api/"),
        ("http://127.0.0.1:8123/respond/7", STAND_IN),
        ("https://hooks.slack.com/commands/T1/2/abc", STAND_IN),
    ],
)
def test_slacks_own_addresses_pass(url: str, api_url: str) -> None:
    check_response_url(url, api_url=api_url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.slack.com/commands/1",
        "http://hooks.slack.com/commands/1",
        "https://hooks.slack.com.evil.example/1",
        "https://hooks.slack.com@evil.example/1",
        "https://user:pass@hooks.slack.com/1",
        "https://evil.example/hooks.slack.com/1",
        "https://evil.example#hooks.slack.com",
        "https://hooks.slack.com:8443/1",
        "https://hooks.slack.com:99999999/1",
        "https://[::1/1",
        "ftp://hooks.slack.com/1",
        "file:///etc/passwd",
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1:8124/respond/7",
        "https://127.0.0.1:8123/respond/7",
        "http://localhost:8123/respond/7",
    ],
)
@pytest.mark.parametrize("api_url", [SLACK, STAND_IN])
def test_any_other_is_refused_without_repeating_it(url: str, api_url: str) -> None:
    with pytest.raises(SlackRefused) as caught:
        check_response_url(url, api_url=api_url)
    assert caught.value.code == "untrusted_response_url"
    assert not url or url not in str(caught.value)
