// What this tab knows: the acting person, the workspace, its messages; tells the views what changed.

import { BoardApi } from './api.js';
import { Conversation } from './conversation.js';
import { tellTimesIn } from './dates.js';
import { applyEvent } from './incoming.js';
import { listen } from './live.js';

const READ_PAUSE = 400;

export class Session extends EventTarget {
  constructor() {
    super();
    this.clear();
    this.stopListening = () => {};
  }

  clear() {
    this.state = { workspace: {}, users: [], channels: [], commands: [], app: {}, views: [], home: null };
    this.users = new Map();
    this.channels = new Map();
    this.conversations = new Map();
    this.present = new Set();
    this.journal = [];
    this.connected = true;
  }

  /** Becomes this person: follows the board's events first, so that none is missed, and then loads it anew. */
  async actAs(userId) {
    this.stopListening();
    this.clear();
    this.api = new BoardApi(userId);
    let early = [];
    const stream = listen(userId, {
      onEvent: (event) => (early ? early.push(event) : applyEvent(this, event)),
      onReconnected: () => this.catchUp(),
      onConnection: (connected) => {
        this.connected = connected;
        this.tell('connection');
      },
    });
    this.stopListening = stream.stop;
    await stream.begun;
    await this.reload();
    const missed = early;
    early = null;
    for (const event of missed) applyEvent(this, event);
    this.tell('person');
  }

  async reload() {
    this.state = await this.api.state();
    this.users = new Map(this.state.users.map((user) => [user.id, user]));
    this.channels = new Map(this.state.channels.map((channel) => [channel.id, channel]));
    this.present = new Set(this.state.present);
    tellTimesIn(this.me?.tz);
  }

  /** After a lost connection: loads what was missed, keeps what is on the screen. */
  async catchUp() {
    await this.reload().catch(() => {});
    for (const conversation of this.conversations.values()) {
      if (conversation.loaded) await conversation.renew(this.api).catch(() => {});
    }
    for (const kind of ['channels', 'messages', 'views', 'home']) this.tell(kind);
  }

  tell(kind, detail = {}) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }

  on(kind, listener) {
    this.addEventListener(kind, (event) => listener(event.detail));
  }

  get me() {
    return this.state.me;
  }

  get app() {
    return this.state.app;
  }

  /** Those one may act as: no bots, no Slackbot. */
  get people() {
    return this.state.users.filter((user) => !user.is_bot && user.id !== 'USLACKBOT');
  }

  /** Whether this person has the board open, in some tab. */
  isPresent(userId) {
    return this.present.has(userId);
  }

  user(id) {
    return this.users.get(id);
  }

  group(id) {
    return (this.state.groups || []).find((group) => group.id === id);
  }

  channel(id) {
    return this.channels.get(id);
  }

  /** The direct conversation between the acting person and the app, if there is one. */
  get appChannel() {
    return this.state.channels.find(
      (channel) => channel.is_im && (channel.member_ids || []).includes(this.app.bot_user_id),
    );
  }

  /** Counts a channel as read, here and (once things are quiet) at the server, which marks what is fetched. */
  markRead(channel) {
    if (!channel.unread) return;
    channel.unread = 0;
    this.tell('channels');
    clearTimeout(this.readTimer);
    this.readTimer = setTimeout(() => this.api.messages(channel.id, { limit: 1 }).catch(() => {}), READ_PAUSE);
  }

  nameOf(userId) {
    const user = this.users.get(userId);
    return user ? user.real_name || user.name : userId;
  }

  /** The messages of a channel, or of one of its threads. */
  conversation(channelId, threadTs = null) {
    const key = `${channelId}/${threadTs || ''}`;
    if (!this.conversations.has(key)) this.conversations.set(key, new Conversation(channelId, threadTs));
    return this.conversations.get(key);
  }

  /** Shows one sentence to the person, such as "/appcues failed …". */
  notice(text, kind = 'error') {
    this.tell('notice', { text, kind });
  }
}
