"""The page on which a person lets an app into the workspace, without any script."""

from html import escape

from sandbox.slack.consents import Wish
from sandbox.slack.stage import Stage
from sandbox.slack.workspace import Person

_MEANINGS = {
    "app_mentions:read": "See messages that mention it",
    "channels:history": "Read messages in public channels that it has been added to",
    "channels:join": "Join public channels",
    "channels:manage": "Create and manage public channels",
    "channels:read": "See the public channels and their members",
    "chat:write": "Send messages as itself",
    "chat:write.customize": "Send messages under another name",
    "chat:write.public": "Send messages to channels that it is not in",
    "commands": "Add shortcuts and slash commands that people can use",
    "emoji:read": "See the custom emoji",
    "files:read": "See files that were shared where it has been added",
    "files:write": "Upload, edit and delete its files",
    "groups:history": "Read messages in private channels that it has been added to",
    "groups:read": "See the private channels that it has been added to",
    "groups:write": "Manage private channels that it has been added to",
    "im:history": "Read direct messages to it",
    "im:read": "See its direct messages",
    "im:write": "Start direct messages",
    "team:read": "See the name and address of the workspace",
    "usergroups:read": "See the user groups",
    "usergroups:write": "Change the user groups",
    "users:read": "See the people of the workspace",
    "users:read.email": "See their e-mail addresses",
}
_PROBLEMS = {
    "invalid_client_id": "No app has this client_id.",
    "invalid_scope": "The address asks for no scopes, or for something that is no scope.",
    "bad_redirect_uri": "The redirect_uri is none of the addresses that the app has registered.",
    "expired": "This page has been used already. Begin again from the app.",
}
_FRAME = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>{title}</title>
  <link rel="icon" type="image/svg+xml" href="/static/icon.svg">
  <link rel="stylesheet" href="/static/css/tokens.css">
  <link rel="stylesheet" href="/static/css/elements.css">
  <link rel="stylesheet" href="/static/css/consent.css">
</head>
<body class="consent-page"><main class="consent">
  <img class="consent-mark" src="/static/icon.svg" alt="" width="56" height="56">
  {content}
</main></body>
</html>
"""


def draw_consent(stage: Stage, wish: Wish, ticket: str) -> str:
    """What the app wants, who decides, and the two buttons."""
    app, workspace = escape(stage.workspace.bot.real_name), escape(stage.workspace.name)
    people = "".join(_option(each) for each in stage.workspace.humans() if _may_install(each))
    content = f"""<h1>{app} wants access to {workspace}</h1>
  <form method="post" action="/oauth/v2/authorize">
    <input type="hidden" name="ticket" value="{escape(ticket)}">
    {_scope_list(f"{app} will be able to", wish.scopes)}
    {_scope_list("On your behalf it will be able to", wish.user_scopes)}
    <label class="consent-person">You act as <select class="field" name="user">{people}</select></label>
    <p class="consent-address">You will go on to {escape(wish.address)}</p>
    <div class="consent-buttons">
      <button class="button" name="decision" value="deny">Cancel</button>
      <button class="button button-primary" name="decision" value="allow">Allow</button>
    </div>
  </form>"""
    return _FRAME.format(title=f"Allow {app}?", content=content)


def draw_problem(code: str) -> str:
    """Why nothing can be allowed here."""
    content = f"<h1>Something is wrong with this address</h1><p>{_PROBLEMS[code]}</p><p>({code})</p>"
    return _FRAME.format(title="Not possible", content=content)


def _may_install(person: Person) -> bool:
    return not (person.is_restricted or person.deleted or person.id == "USLACKBOT")


def _option(person: Person) -> str:
    return f'<option value="{escape(person.id)}">{escape(person.real_name)}</option>'


def _scope_list(heading: str, scopes: tuple[str, ...]) -> str:
    if not scopes:
        return ""
    meanings = ((_MEANINGS.get(each, ""), escape(each)) for each in scopes)
    rows = "".join(f"<li>{meaning} <code>{scope}</code></li>" for meaning, scope in meanings)
    return f"<h2>{heading}</h2><ul>{rows}</ul>"
