"""`oauth.*`, `auth.revoke` and `apps.uninstall`: how the app comes into the workspace, and out again."""

import secrets
from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.methods import Methods, method

Json = dict[str, Any]


def access(stage: Stage, arguments: Arguments) -> Json:
    """oauth.v2.access: the code of a consent for tokens."""
    if arguments.text("grant_type", "authorization_code") != "authorization_code":
        raise SlackRefusal("invalid_grant_type")
    grant = stage.consents.exchange(
        arguments.needed("client_id", "invalid_client_id"),
        arguments.needed("client_secret", "bad_client_secret"),
        arguments.needed("code", "invalid_code"),
        arguments.text("redirect_uri"),
    )
    workspace, wish = stage.workspace, grant.wish
    person: Json = {"id": grant.user_id}
    if wish.user_scopes:
        token = f"xoxp-{secrets.token_hex(12)}"
        person |= {"scope": ",".join(wish.user_scopes), "access_token": token, "token_type": "user"}
    answer: Json = {
        "app_id": workspace.app_id,
        "team": {"id": workspace.id, "name": workspace.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": person,
    }
    if wish.scopes:
        answer |= {
            "access_token": stage.installation.grant(wish.scopes),
            "token_type": "bot",
            "scope": ",".join(sorted(stage.installation.scopes)),
            "bot_user_id": workspace.bot_user_id,
        }
    return answer


def revoke(stage: Stage, arguments: Arguments) -> Json:
    """auth.revoke: with `test` it only says what it would do."""
    if arguments.flag("test"):
        return {"revoked": False}
    stage.uninstall()
    return {"revoked": True}


def uninstall(stage: Stage, arguments: Arguments) -> Json:
    """apps.uninstall."""
    stage.consents.check_client(arguments.text("client_id"), arguments.text("client_secret"))
    stage.uninstall()
    return {}


OAUTH: Methods = {
    "oauth.v2.access": method(access, caller="anyone"),
    "auth.revoke": method(revoke),
    "apps.uninstall": method(uninstall),
}
