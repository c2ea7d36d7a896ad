"""`usergroups.*`: groups of people that can be mentioned as one."""

from typing import Any

from sandbox.slack.arguments import Arguments
from sandbox.slack.refusals import SlackRefusal
from sandbox.slack.shapes import usergroup_json
from sandbox.slack.stage import Stage
from sandbox.slack.web_api.methods import Methods, method
from sandbox.slack.workspace import UserGroup

Json = dict[str, Any]


def list_groups(stage: Stage, arguments: Arguments) -> Json:
    """usergroups.list."""
    groups = [
        each
        for each in stage.workspace.groups.values()
        if not each.is_disabled or arguments.flag("include_disabled")
    ]
    with_users = arguments.flag("include_users")
    return {"usergroups": [usergroup_json(stage.workspace, each, with_users=with_users) for each in groups]}


def list_users(stage: Stage, arguments: Arguments) -> Json:
    """usergroups.users.list."""
    group = _group(stage, arguments)
    if group.is_disabled and not arguments.flag("include_disabled"):
        raise SlackRefusal("no_such_subteam")
    return {"users": list(group.user_ids)}


def _group(stage: Stage, arguments: Arguments) -> UserGroup:
    group = stage.workspace.groups.get(arguments.needed("usergroup", "no_such_subteam"))
    if group is None:
        raise SlackRefusal("no_such_subteam")
    return group


def _answer(stage: Stage, group: UserGroup) -> Json:
    return {"usergroup": usergroup_json(stage.workspace, group, with_users=True)}


def create(stage: Stage, arguments: Arguments) -> Json:
    """usergroups.create."""
    name = arguments.needed("name")
    handle = arguments.text("handle") or name.lower().replace(" ", "-")
    if any(handle == each.handle for each in stage.workspace.groups.values()):
        raise SlackRefusal("handle_already_exists")
    group = UserGroup(f"S0NEW{len(stage.workspace.groups):03d}", handle, name)
    stage.workspace.groups[group.id] = group
    return _answer(stage, group)


def update(stage: Stage, arguments: Arguments) -> Json:
    """usergroups.update: what is not named stays."""
    group = _group(stage, arguments)
    group.name = arguments.text("name", group.name)
    group.handle = arguments.text("handle", group.handle)
    return _answer(stage, group)


def disable(stage: Stage, arguments: Arguments) -> Json:
    """usergroups.disable."""
    group = _group(stage, arguments)
    group.is_disabled = True
    return _answer(stage, group)


def enable(stage: Stage, arguments: Arguments) -> Json:
    """usergroups.enable."""
    group = _group(stage, arguments)
    group.is_disabled = False
    return _answer(stage, group)


def update_users(stage: Stage, arguments: Arguments) -> Json:
    """usergroups.users.update: the whole list anew, and never an empty one."""
    group, users = _group(stage, arguments), arguments.words("users")
    if not users or any(each not in stage.workspace.people for each in users):
        raise SlackRefusal("invalid_users" if users else "no_users_provided")
    group.user_ids = users
    return _answer(stage, group)


USERGROUPS: Methods = {
    "usergroups.list": method(list_groups, "usergroups:read"),
    "usergroups.users.list": method(list_users, "usergroups:read"),
    "usergroups.create": method(create, "usergroups:write"),
    "usergroups.update": method(update, "usergroups:write"),
    "usergroups.disable": method(disable, "usergroups:write"),
    "usergroups.enable": method(enable, "usergroups:write"),
    "usergroups.users.update": method(update_users, "usergroups:write"),
}
