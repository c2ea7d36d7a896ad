"""People, channels, groups and who is where."""

from dataclasses import dataclass, field


@dataclass
class Person:
    """Someone (or the bot) with an account in the workspace."""

    id: str
    name: str
    real_name: str
    title: str = ""
    color: str = "5b6b7b"
    tz: str = "Europe/London"
    tz_offset: int = 0
    is_admin: bool = False
    is_owner: bool = False
    is_restricted: bool = False
    is_bot: bool = False
    deleted: bool = False
    is_stranger: bool = False
    """Whether they belong to another workspace, and are here in a shared channel only."""
    bot_id: str | None = None

    @property
    def initials(self) -> str:
        """The first letters of first and last name."""
        words = self.real_name.split()
        return "".join(word[0] for word in (words[0], words[-1]) if word)[: len(words)].upper()

    @property
    def email(self) -> str:
        """A made-up address that reaches nobody."""
        return f"{self.name}@northwind.example"


@dataclass
class Channel:
    """A public or private channel, or the direct message of one person with the bot."""

    id: str
    name: str
    topic: str = ""
    is_private: bool = False
    is_im: bool = False
    is_archived: bool = False
    is_shared: bool = False
    """Whether people of another organisation are in it, too."""
    member_ids: list[str] = field(default_factory=list)
    created: int = 1_700_000_000
    creator: str = ""

    @property
    def kind(self) -> str:
        """Slack's `channel_type`: channel, group or im."""
        if self.is_im:
            return "im"
        return "group" if self.is_private else "channel"


@dataclass
class UserGroup:
    """A group of people that can be mentioned as one."""

    id: str
    handle: str
    name: str
    user_ids: list[str] = field(default_factory=list)
    is_disabled: bool = False


@dataclass
class Workspace:
    """All the stand-in knows about people and places."""

    id: str
    name: str
    domain: str
    app_id: str
    bot_user_id: str
    bot_id: str
    people: dict[str, Person]
    channels: dict[str, Channel]
    groups: dict[str, UserGroup] = field(default_factory=dict)

    @property
    def bot(self) -> Person:
        """The bot's own account."""
        return self.people[self.bot_user_id]

    def humans(self) -> list[Person]:
        """Everyone who is not a bot, in the order of the cast."""
        return [person for person in self.people.values() if not person.is_bot]

    def find_channel(self, name_or_id: str) -> Channel | None:
        """The channel of that id, or of that name with or without `#`."""
        if (found := self.channels.get(name_or_id)) is not None:
            return found
        name = name_or_id.removeprefix("#")
        return next((each for each in self.channels.values() if each.name == name and not each.is_im), None)

    def find_person(self, name_or_id: str) -> Person | None:
        """The person of that id or handle, with or without `@`."""
        if (found := self.people.get(name_or_id)) is not None:
            return found
        name = name_or_id.removeprefix("@")
        return next((each for each in self.people.values() if each.name == name), None)

    def direct_message(self, user_id: str) -> Channel:
        """The conversation of that person with the bot; it begins when first asked for."""
        channel_id = "D" + user_id[1:]
        if channel_id not in self.channels:
            self.channels[channel_id] = Channel(
                id=channel_id, name=user_id, is_im=True, member_ids=[user_id, self.bot_user_id]
            )
        return self.channels[channel_id]

    def may_see(self, user_id: str, channel: Channel) -> bool:
        """Members see a channel; full members of the workspace also see public ones they are not in."""
        if user_id in channel.member_ids:
            return True
        person = self.people.get(user_id)
        is_public = not channel.is_private and not channel.is_im
        return is_public and person is not None and not person.is_restricted

    def channels_of(self, user_id: str) -> list[Channel]:
        """What that person sees in the sidebar, channels first, then direct messages."""
        seen = [each for each in self.channels.values() if self.may_see(user_id, each)]
        return sorted(seen, key=lambda each: each.is_im)
