// Draws what stands between < and > in Slack text: people, channels, links, dates, @here.

import { h, linkTo } from './dom.js';
import { formatDate } from './dates.js';

/** Slack's three entities; they are decoded into text and never parsed again. */
export function decode(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** `inner` is the text between the angle brackets; null when it is no reference after all. */
export function drawReference(inner, session, { startsSentence = false } = {}) {
  const [target, ...labels] = inner.split('|');
  const label = labels.length ? decode(labels.join('|')) : '';
  if (/^@[A-Z0-9]+$/.test(target)) return personMention(target.slice(1), session, label);
  if (/^#[A-Z0-9]+$/.test(target)) return channelMention(target.slice(1), session, label);
  if (target.startsWith('!')) return specialMention(target.slice(1), label, startsSentence, session);
  if (/^[a-z][a-z0-9+.-]*:/i.test(target)) {
    const address = decode(target);
    return linkTo(address, { class: 'link' }, label || address.replace(/^mailto:/, ''));
  }
  return null;
}

export function personMention(id, session, label = '') {
  const user = session.user(id);
  const name = user ? user.real_name || user.name : label || id;
  const own = session.me && session.me.id === id ? ' mention-me' : '';
  return h('span', { class: `mention${own}`, title: user?.title || null }, `@${name}`);
}

export function channelMention(id, session, label = '') {
  const channel = session.channel(id);
  const name = `#${channel ? channel.name : label || id}`;
  if (!channel) return h('span', { class: 'mention' }, name);
  const open = (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the browser's own new tab
    event.preventDefault();
    session.tell('open', { channel: id });
  };
  const address = `/?${new URLSearchParams({ user: session.me.id, channel: id })}`;
  return h('a', { class: 'mention mention-channel', href: address, onclick: open }, name);
}

export function broadcastMention(range) {
  return h('span', { class: 'mention mention-me' }, `@${range}`);
}

/** A group by its handle; one that is known to hold the reader stands out, as a mention of them does. */
export function groupMention(id, session, label = '') {
  const group = session.group(id);
  const own = group?.user_ids.includes(session.me?.id) ? ' mention-me' : '';
  return h('span', { class: `mention${own}`, title: group?.name || null }, group ? `@${group.handle}` : label || `@${id}`);
}

function specialMention(command, label, startsSentence, session) {
  const [name, ...details] = command.split('^');
  if (['here', 'channel', 'everyone'].includes(name)) return broadcastMention(name);
  if (name === 'subteam') return groupMention(details[0], session, label);
  if (name === 'date') return dateMention(details, label, startsSentence);
  return h('span', {}, label || `<!${command}>`);
}

/** <!date^unix^pattern^optional link|fallback>: a moment in the reader's own time zone. */
function dateMention([unix, pattern = '', address], fallback, startsSentence) {
  return drawDate(unix, decode(pattern), { address, fallback, startsSentence });
}

/** "today" and "just now" are written large where they start a sentence. */
export function drawDate(unix, pattern, { address, fallback, startsSentence = false }) {
  const text = formatDate(unix, pattern, { startsSentence });
  if (text === null) return h('span', {}, fallback || unix);
  const moment = new Date(Number(unix) * 1000);
  const time = h(
    'time',
    { datetime: moment.toISOString(), title: moment.toString(), data: { unix, pattern, startsSentence: startsSentence ? '1' : '' } },
    text,
  );
  return address ? linkTo(address, { class: 'link' }, time) : time;
}
