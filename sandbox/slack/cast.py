"""The demo workspace: Northwind Theatre, its people and its channels."""

from sandbox.slack.workspace import Channel, Person, UserGroup, Workspace

TEAM_ID = "T0CALLBOARD"
NAME = "Northwind Theatre"
APP_ID = "A0CALLBOARD"
BOT_USER_ID = "U0CALLBOT"
BOT_ID = "B0CALLBOARD"


def _people() -> list[Person]:
    return [
        Person(
            "U0OLIVIA",
            "olivia",
            "Olivia Marsh",
            "Artistic director",
            "8a4fff",
            is_admin=True,
            is_owner=True,
        ),
        Person("U0ADAM", "adam", "Adam Reyes", "IT administrator", "0b7a75", is_admin=True),
        Person("U0MAYA", "maya", "Maya Lindqvist", "Product marketing", "d1495b", "Europe/Stockholm", 3600),
        Person("U0TOMAS", "tomas", "Tomás Ferreira", "Head of growth", "2e6fdb", "Europe/Lisbon"),
        Person("U0GRETA", "greta", "Greta Novak", "Guest, agency", "b7791f", is_restricted=True),
        Person(BOT_USER_ID, "callboard", "Callboard", "App", "1f2937", is_bot=True, bot_id=BOT_ID),
        Person("USLACKBOT", "slackbot", "Slackbot", "", "4a154b"),
    ]


def _channels(member_ids: list[str]) -> list[Channel]:
    topics = {
        "launches": "What goes live, and when",
        "approvals": "A second pair of eyes before anything goes live",
        "stats": "Numbers of the day",
        "random": "Anything else",
    }
    return [
        Channel(f"C0{name.upper()}", name, topic, member_ids=list(member_ids), creator="U0OLIVIA")
        for name, topic in topics.items()
    ]


def demo_workspace(team_id: str = TEAM_ID, name: str = NAME) -> Workspace:
    """A fresh copy of the demo workspace; nobody else holds on to its objects.

    Under another id it is another workspace, whose people and channels have the same ids.
    """
    people = {person.id: person for person in _people()}
    humans = [each for each in people if each not in {BOT_USER_ID, "USLACKBOT"}]
    channels = {channel.id: channel for channel in _channels([*humans, BOT_USER_ID])}
    marketing = UserGroup("S0MARKETING", "marketing", "Marketing", ["U0MAYA", "U0TOMAS"])
    workspace = Workspace(
        id=team_id,
        name=name,
        domain=name.lower().replace(" ", "-"),
        app_id=APP_ID,
        bot_user_id=BOT_USER_ID,
        bot_id=BOT_ID,
        people=people,
        channels=channels,
        groups={marketing.id: marketing},
    )
    for user_id in humans:
        workspace.direct_message(user_id)
    return workspace
