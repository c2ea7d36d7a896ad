// The app's shortcuts: global ones at the composer, message ones at each message.

import { callboardMark, icon } from './icons.js';
import { h } from './dom.js';

export const appIcon = () => h('span', { class: 'avatar avatar-tiny', 'aria-hidden': 'true' }, callboardMark());

function ofType(session, type) {
  return (session.state.shortcuts || []).filter((shortcut) => shortcut.type === type);
}

export function globalShortcuts(session) {
  return ofType(session, 'global');
}

/** Private notes and notices of Slack itself take no shortcuts. */
export function messageShortcuts(session, message) {
  return message.ephemeral || message.error ? [] : ofType(session, 'message');
}

/** Tells the bot; `message` is absent for global shortcuts. */
export async function useShortcut(session, shortcut, message = null) {
  const place = message ? { channel: message.channel, ts: message.ts } : {};
  try {
    await session.api.shortcut({ callback_id: shortcut.callback_id, ...place });
  } catch (error) {
    session.notice(error.message);
  }
}

/** Shortcuts as the items of a menu. */
export function shortcutItems(session, shortcuts, message = null) {
  return shortcuts.map((shortcut) => ({
    text: shortcut.name, detail: shortcut.description || session.app.name, icon: appIcon,
    onPick: () => useShortcut(session, shortcut, message),
  }));
}

export const shortcutIcon = () => icon('bolt');
