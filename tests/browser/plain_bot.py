"""A plain Bolt app with a little of everything that people do on the board."""

from typing import Any

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

Json = dict[str, Any]
FLOWS = ("Welcome tour", "Checkout survey", "Spring launch", "Seat map tips")


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str) -> Json:
    return {"text": plain(text), "value": text}


def button(action_id: str, text: str, **more: Any) -> Json:
    return {"type": "button", "action_id": action_id, "text": plain(text), **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    whole = {"action_id": "value", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": whole, **more}


def form(title: str = "A form") -> Json:
    flow = {"type": "external_select", "min_query_length": 1, "placeholder": plain("Which flow?")}
    file = {"type": "file_input", "filetypes": ["csv"], "max_files": 2}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain(title),
        "submit": plain("Save"),
        "blocks": [
            field("name", "Name", {"type": "plain_text_input"}),
            field("flow", "Flow", flow, optional=True),
            field("file", "List", file, optional=True),
            field("note", "Note", {"type": "rich_text_input"}, optional=True),
        ],
    }


class PlainBot:
    """The app, and what it has heard."""

    def __init__(self, client: AsyncWebClient, signing_secret: str) -> None:
        self.heard: list[str] = []
        self.view: Json | None = None
        """What `/form` opens instead of its form."""
        self.client = client
        self.app = AsyncApp(client=client, signing_secret=signing_secret)
        self.app.command("/form")(self.open_form)
        self.app.command("/whisper")(self.whisper)
        self.app.shortcut("begin")(self.open_form)
        self.app.shortcut("remember")(self.remember)
        self.app.options("value")(self.offer)
        self.app.view("form")(self.save)
        self.app.event("app_home_opened")(self.show_home)
        self.app.event("file_shared")(self.file_shared)
        self.app.event("message")(self.nothing)
        for action in ("publish", "more", "visit", "choose"):
            self.app.action(action)(self.act)

    async def open_form(self, ack: AsyncAck, body: Json) -> None:
        await ack()
        title = body.get("text") or "A form"
        await self.client.views_open(trigger_id=body["trigger_id"], view=self.view or form(title))

    async def offer(self, ack: AsyncAck, payload: Json) -> None:
        typed = payload["value"].lower()
        await ack(options=[option(each) for each in FLOWS if typed in each.lower()])

    async def save(self, ack: AsyncAck, body: Json, view: Json) -> None:
        values = view["state"]["values"]
        name = values["name"]["value"]["value"]
        if name == "taken":
            await ack(response_action="errors", errors={"name": "That name is taken."})
            return
        await ack()
        flow = (values["flow"]["value"]["selected_option"] or {}).get("value", "no flow")
        files = [await self.read(each) for each in values["file"]["value"]["files"]]
        text = f"Saved {name} for {flow} with {', '.join(files) or 'no list'}."
        await self.client.chat_postEphemeral(channel="C0RANDOM", user=body["user"]["id"], text=text)
        if note := values["note"]["value"]["rich_text_value"]:
            await self.client.chat_postMessage(channel="C0RANDOM", text="A note", blocks=[note])

    async def read(self, file: Json) -> str:
        headers = {"Authorization": f"Bearer {self.client.token}"}
        address = file["url_private_download"]
        async with aiohttp.ClientSession() as session, session.get(address, headers=headers) as response:
            return f"{file['name']}: {await response.text()}"

    async def whisper(self, ack: AsyncAck, respond: AsyncRespond, command: Json) -> None:
        await ack()
        await respond(text=command["text"] or "Only between us.")

    async def remember(self, ack: AsyncAck, shortcut: Json) -> None:
        await ack()
        place = {"channel": shortcut["channel"]["id"], "thread_ts": shortcut["message_ts"]}
        await self.client.chat_postMessage(**place, text=f"Remembered: {shortcut['message']['text']}")

    async def show_home(self, event: Json) -> None:
        name = (await self.client.users_info(user=event["user"]))["user"]["real_name"]
        blocks = [
            {"type": "header", "text": plain(f"Good evening, {name}")},
            {"type": "actions", "elements": [button("visit", "Count a visit")]},
        ]
        await self.client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    async def act(self, ack: AsyncAck, action: Json) -> None:
        await ack()
        chosen = action.get("selected_option", {}).get("value", "")
        self.heard.append(f"{action['action_id']} {chosen}".strip())

    async def file_shared(self, event: Json) -> None:
        file = (await self.client.files_info(file=event["file_id"]))["file"]
        self.heard.append(f"file {file['name']}")

    async def nothing(self) -> None:
        """Messages are taken and left alone."""
