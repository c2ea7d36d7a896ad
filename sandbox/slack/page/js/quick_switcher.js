// Ctrl/Cmd+K: jump to a channel, the app, or act as another person.

import { channelIcon, presentAvatar, roleOf } from './avatars.js';
import { openDialog } from './dialogs.js';
import { h } from './dom.js';
import { matches } from './elements/option_sources.js';
import { ListBox } from './list_box.js';
import { appIcon, globalShortcuts, useShortcut } from './shortcuts.js';

let open = null;

export function openQuickSwitcher(session, navigation) {
  if (open) return;
  const close = () => {
    open.dismiss();
    open = null;
  };
  const list = new ListBox({ label: 'Places and people', onPick: (choice) => {
    close();
    if (choice.shortcut) useShortcut(session, choice.shortcut);
    else navigation.go(choice.go);
  } });
  const search = () => {
    list.show(groupsFor(session, field.value), { message: `Nothing is called “${field.value}”` });
    field.setAttribute('aria-activedescendant', list.activeId);
  };
  const field = h('input', {
    type: 'text', class: 'switcher-field', role: 'combobox', placeholder: 'Jump to…', 'aria-label': 'Jump to', autocomplete: 'off',
    'aria-expanded': 'true', 'aria-controls': list.id, 'aria-autocomplete': 'list', oninput: search,
    onkeydown: (event) => {
      if (!event.isComposing && list.handleKey(event) && open) field.setAttribute('aria-activedescendant', list.activeId);
    },
  });
  open = openDialog({ className: 'dialog-switcher', label: 'Jump to', onCancel: close }, field, list.node);
  search();
  field.focus();
}

function groupsFor(session, query) {
  const channels = session.state.channels.filter((channel) => !channel.is_im && matches(query, channel.name)).map((channel) => ({
    text: channel.name, detail: channel.topic, icon: () => channelIcon(channel), badge: channel.unread ? `${channel.unread} new` : '', go: { channel: channel.id },
  }));
  const direct = session.appChannel;
  const apps = [
    { text: session.app.name, detail: 'Home', icon: appIcon, go: { channel: 'home' } },
    ...(direct ? [{ text: session.app.name, detail: 'Messages', icon: appIcon, go: { channel: direct.id } }] : []),
  ].filter((app) => matches(query, app.text, app.detail));
  const people = session.people.filter((user) => user.id !== session.me.id && matches(query, user.real_name, user.name, roleOf(user)))
    .map((user) => ({ text: user.real_name || user.name, detail: user.title, badge: roleOf(user), icon: () => presentAvatar(user, session, 'tiny'), go: { user: user.id } }));
  const shortcuts = globalShortcuts(session).filter((shortcut) => matches(query, shortcut.name, shortcut.description))
    .map((shortcut) => ({ text: shortcut.name, detail: shortcut.description, icon: appIcon, shortcut }));
  return [{ label: 'Channels', choices: channels }, { label: 'Apps', choices: apps }, { label: 'Shortcuts', choices: shortcuts }, { label: 'Act as', choices: people }];
}
