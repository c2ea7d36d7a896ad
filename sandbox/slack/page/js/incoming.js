// Applies each live event of the board to what the session knows.

import { compareTs } from './conversation.js';
import { tellTimesIn } from './dates.js';

const JOURNAL_LENGTH = 300;

/** One function per event type; each changes the session and tells which part changed. */
const HANDLERS = {
  message: (session, event) => {
    putMessage(session, event);
    countUnread(session, event);
    session.tell('arrived', event);
  },
  message_changed: putMessage,
  ephemeral: (session, event) => {
    putMessage(session, event);
    session.tell('arrived', event);
  },
  message_deleted: removeMessage,
  ephemeral_removed: removeMessage,
  view_opened: putView,
  view_updated: putView,
  view_closed: removeView,
  home: (session, event) => {
    session.state.home = event.view || null;
    session.tell('home');
  },
  channel: (session, event) => {
    const channel = event.channel;
    if (!channel || !channel.id) return;
    session.channels.set(channel.id, { ...session.channels.get(channel.id), ...channel });
    session.state.channels = [...session.channels.values()];
    session.tell('channels');
  },
  channel_gone: (session, event) => {
    if (!session.channels.delete(event.channel)) return;
    session.state.channels = [...session.channels.values()];
    session.tell('channels');
    session.tell('gone', { channel: event.channel });
  },
  person: (session, event) => {
    session.users.set(event.user.id, event.user);
    session.state.users = [...session.users.values()];
    if (event.user.id === session.me.id) {
      session.state.me = event.user;
      tellTimesIn(event.user.tz);
    }
    session.tell('people');
  },
  presence: (session, event) => {
    session.present = new Set(event.present);
    session.tell('people');
  },
  notice: (session, event) => session.tell('notice', event),
  journal: (session, event) => {
    const entry = event.entry || event;
    if (session.journal.some((known) => known.n === entry.n)) return; // loaded before its event came
    session.journal.push(entry);
    if (session.journal.length > JOURNAL_LENGTH) session.journal.shift();
    session.tell('journal');
  },
};

export function applyEvent(session, event) {
  const handler = HANDLERS[event.type];
  if (handler) handler(session, event);
}

function channelOf(event) {
  return typeof event.channel === 'string' ? event.channel : event.channel?.id || event.message?.channel;
}

function putMessage(session, event) {
  const { message } = event;
  if (!message) return;
  const channelId = channelOf(event);
  const channel = session.conversation(channelId);
  if (channel.loaded || channel.loading) channel.take(withReplies(channel.get(message.ts), message));
  if (message.thread_ts) {
    session.conversation(channelId, message.thread_ts).take(message);
    if (event.type === 'message') countReply(channel, message);
  }
  session.tell('messages', { channel: channelId, ts: message.ts });
}

/** A change event may come without its thread's counts: then the known ones stay. */
function withReplies(known, message) {
  if (!known || message.reply_count !== undefined) return message;
  return { ...message, reply_count: known.reply_count, reply_users: known.reply_users };
}

function countReply(channel, reply) {
  const parent = channel.get(reply.thread_ts);
  if (!parent || reply.ts === reply.thread_ts || reply.ephemeral) return;
  const seen = new Set(parent.seen_replies || []).add(reply.ts);
  channel.put({
    ...parent,
    seen_replies: [...seen],
    reply_count: Math.max(parent.reply_count || 0, seen.size),
    reply_users: [...new Set([...(parent.reply_users || []), reply.user])],
  });
}

function removeMessage(session, event) {
  const channelId = channelOf(event);
  const ts = event.ts || event.message?.ts;
  for (const conversation of session.conversations.values()) {
    if (conversation.channel === channelId) conversation.remove(ts);
  }
  session.tell('messages', { channel: channelId, ts });
}

function countUnread(session, event) {
  const channel = session.channel(channelOf(event));
  if (!channel || event.message.user === session.me.id) return;
  if (event.message.thread_ts && event.message.thread_ts !== event.message.ts) return;
  if (channel.last_ts && compareTs(event.message.ts, channel.last_ts) <= 0) return; // counted before
  channel.unread = (channel.unread || 0) + 1;
  channel.last_ts = event.message.ts;
  session.tell('channels');
}

function putView(session, event) {
  const { view } = event;
  if (event.views) session.state.views = event.views;
  else if (view && view.type === 'home') session.state.home = view;
  else if (view) session.state.views = withView(session.state.views, view);
  session.tell(view && view.type === 'home' ? 'home' : 'views');
}

function withView(views, view) {
  const known = views.some((other) => other.id === view.id);
  return known ? views.map((other) => (other.id === view.id ? view : other)) : [...views, view];
}

function removeView(session, event) {
  const id = event.view?.id || event.view_id;
  session.state.views = event.views || session.state.views.filter((view) => view.id !== id);
  session.tell('views');
}
