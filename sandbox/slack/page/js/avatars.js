// Faces of people and the app, and the signs of channels.

import { h } from './dom.js';
import { callboardMark, icon } from './icons.js';

/** A face with a dot that says whether its person has the board open. */
export function presentAvatar(user, session, size = 'small') {
  const dot = h('span', { class: `presence ${session.isPresent(user.id) ? 'is-present' : ''}` });
  return h('span', { class: 'presence-frame' }, avatar(user, size), dot);
}

/** A coloured square with initials; sizes are tiny, small, normal, large. */
export function avatar(user, size = 'normal') {
  const node = h('span', { class: `avatar avatar-${size}`, 'aria-hidden': 'true' });
  if (!user) return node;
  if (user.is_bot) {
    node.append(callboardMark());
    return node;
  }
  node.textContent = user.initials || initialsOf(user.real_name || user.name);
  if (/^#?[0-9a-f]{6}$/i.test(user.color || '')) node.style.backgroundColor = `#${user.color.replace('#', '')}`;
  return node;
}

function initialsOf(name) {
  return (name || '?').split(/\s+/).map((word) => word[0]).slice(0, 2).join('').toUpperCase();
}

export function channelIcon(channel) {
  return icon(channel.is_private ? 'lock' : 'hash', 'icon-small');
}

/** What the workspace calls this person: owner, admin, guest, app or member. */
export function roleOf(user) {
  if (user.is_bot) return 'app';
  if (user.is_owner) return 'owner';
  if (user.is_admin) return 'admin';
  return user.is_restricted ? 'guest' : 'member';
}
