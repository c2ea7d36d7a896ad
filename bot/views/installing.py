"""The plain pages that somebody sees in the browser who installs Callboard. Pure: texts in, HTML out."""

from base64 import b64encode
from hashlib import sha256
from html import escape

from bot.domain.installations import Installation

INSTALL_PATH, RETURN_PATH = "/slack/install", "/slack/oauth_redirect"

_STYLE = (
    "body{font:17px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem;"
    "color:#1f2430;background:#fff}h1{font-size:1.6rem}a{color:#3b2a4a}"
    "@media (prefers-color-scheme:dark){body{color:#eceaf0;background:#1a1720}a{color:#c9b3e6}}"
)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""What a browser lets such a page do: be read."""
_AGAIN = f'<p><a href="{INSTALL_PATH}">Install Callboard</a></p>'


def installed(installation: Installation) -> str:
    """What to do next, now that the workspace has Callboard."""
    name = escape(installation.team_name)
    next_steps = (
        "<p>In Slack, type <code>/callboard help</code>. Owners and admins of the workspace are admins of "
        "Callboard; one of them connects Appcues or Appizer with <code>/callboard accounts add</code>.</p>"
    )
    is_address = installation.url.startswith(("https://", "http://"))
    back = f'<p><a href="{escape(installation.url)}">Back to Slack</a></p>' if is_address else ""
    return _page(f"Callboard is in {name}", f"{next_steps}{back}")


def not_installed(sentence: str, hint: str) -> str:
    """Why nothing was installed, and the way to try again."""
    words = "".join(f"<p>{escape(each)}</p>" for each in (sentence, hint) if each)
    return _page("Nothing was installed", f"{words}{_AGAIN}")


def failed(error_id: str) -> str:
    """Something that nobody foresaw; the id is in the log."""
    words = f"Something went wrong here. Whoever runs Callboard finds it in the log as {error_id}."
    return _page("Callboard may not be installed", f"<p>{words}</p>{_AGAIN}")


def _page(heading: str, content: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{heading}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{heading}</h1>{content}</main></body></html>"
    )
