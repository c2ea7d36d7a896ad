// Completes slash commands, @people and #channels while one types in the composer.

import { avatar, channelIcon, roleOf } from './avatars.js';
import { matches } from './elements/option_sources.js';
import { ListBox } from './list_box.js';
import { Popover } from './popover.js';
import { appIcon, globalShortcuts, useShortcut } from './shortcuts.js';

const MOST = 12;

/** Each kind: what the text before the caret looks like, and the choices for it. */
const KINDS = [
  {
    label: 'Commands',
    find: /^\/(\S*)$/,
    choices: (session, typed) => session.state.commands
      .filter((command) => command.command.startsWith(`/${typed.toLowerCase()}`))
      .map((command) => ({
        text: command.command, badge: session.app.name, insert: `${command.command} `, icon: appIcon,
        detail: [command.description, command.usage_hint].filter(Boolean).join('  '),
      })),
    more: {
      label: 'Shortcuts',
      choices: (session, typed) => globalShortcuts(session)
        .filter((shortcut) => matches(typed, shortcut.name))
        .map((shortcut) => ({ text: shortcut.name, badge: session.app.name, icon: appIcon, detail: shortcut.description, insert: '', shortcut })),
    },
  },
  {
    label: 'People',
    find: /(?:^|[\s(])@([^\s@]*)$/,
    choices: (session, typed) => [...session.people, ...session.state.users.filter((user) => user.is_bot)]
      .filter((user) => matches(typed, user.real_name, user.name))
      .map((user) => ({ text: user.real_name || user.name, detail: user.title || roleOf(user), insert: `@${user.real_name || user.name} `, exact: `@${user.name}`, icon: () => avatar(user, 'tiny') })),
  },
  {
    label: 'Channels',
    find: /(?:^|[\s(])#([\p{L}\p{N}_-]*)$/u,
    choices: (session, typed) => session.state.channels
      .filter((channel) => !channel.is_im && matches(typed, channel.name))
      .map((channel) => ({ text: channel.name, detail: channel.topic, insert: `#${channel.name} `, icon: () => channelIcon(channel) })),
  },
];

export class Completion {
  constructor(session, field, anchor, onChange) {
    Object.assign(this, { session, field, onChange });
    this.list = new ListBox({ label: 'Suggestions', onPick: (choice) => this.pick(choice) });
    this.popover = new Popover(this.list.node, anchor, { matchWidth: true, above: true, onClose: () => this.field.removeAttribute('aria-activedescendant') });
    field.setAttribute('aria-autocomplete', 'list');
    field.setAttribute('aria-controls', this.list.id);
  }

  update() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    const found = this.find(before);
    if (!found || !found.groups.some((group) => group.choices.length) || document.activeElement !== this.field) return this.close();
    this.typed = found.typed;
    this.list.show(found.groups);
    this.popover.open();
    this.field.setAttribute('aria-activedescendant', this.list.activeId);
    return undefined;
  }

  find(before) {
    for (const kind of KINDS) {
      const match = kind.find.exec(before);
      if (!match) continue;
      const groups = [kind, kind.more].filter(Boolean).map(({ label, choices }) => ({ label, choices: choices(this.session, match[1]).slice(0, MOST) }));
      return { typed: before.slice(before.length - match[1].length - 1), groups };
    }
    return null;
  }

  close() {
    this.popover.close();
  }

  pick(choice) {
    const { field } = this;
    const caret = field.selectionStart;
    field.setRangeText(choice.insert, caret - this.typed.length, caret, 'end');
    this.close();
    field.focus();
    this.onChange();
    if (choice.shortcut) useShortcut(this.session, choice.shortcut);
  }

  /** True when the key was for the list. A word that is already complete leaves Enter to the composer. */
  handleKey(event) {
    if (!this.popover.isOpen) return false;
    const choice = this.list.activeChoice;
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.close();
      return true;
    }
    if (event.key === 'Tab' && choice && !event.shiftKey) {
      event.preventDefault();
      this.pick(choice);
      return true;
    }
    if (event.key === 'Enter' && (event.shiftKey || this.isComplete())) {
      this.close();
      return false;
    }
    const wasForList = this.list.handleKey(event);
    if (wasForList && this.popover.isOpen) this.field.setAttribute('aria-activedescendant', this.list.activeId);
    return wasForList;
  }

  isComplete() {
    return this.list.choices.some((choice) => choice.insert.trim() === this.typed || choice.exact === this.typed);
  }
}
