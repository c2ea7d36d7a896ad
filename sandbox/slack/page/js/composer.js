// The message field: sends, completes, recalls the last input, and never loses what was typed.

import { Attaching } from './attaching.js';
import { Completion } from './completion.js';
import { fill, h } from './dom.js';
import { takeDrops } from './dropping.js';
import { icon } from './icons.js';
import { InputHistory } from './input_history.js';
import { openMenu } from './menu.js';
import { globalShortcuts, shortcutIcon, shortcutItems } from './shortcuts.js';

const TALLEST = 220;
const NOT_TAKEN = new Set(['unknown_command', 'not_in_threads']);

export class Composer {
  /** `target()` answers {channel, thread_ts?}. */
  constructor(session, { label, target, key }) {
    Object.assign(this, { session, target, key });
    this.history = new InputHistory(`${session.me.id}/${key}`);
    this.field = h('textarea', {
      class: 'composer-field', rows: 1, placeholder: label, 'aria-label': label, autocomplete: 'off', spellcheck: 'true',
      oninput: () => this.changed(),
      onkeydown: (event) => this.handleKey(event),
      onblur: () => this.completion.close(),
      onclick: () => this.completion.update(),
    });
    this.sendButton = h('button', { type: 'button', class: 'composer-send', 'aria-label': 'Send message', title: 'Send (Enter)', onclick: () => this.send() }, icon('send'));
    this.hint = h('div', { class: 'composer-hint' });
    this.problem = h('div', { class: 'composer-problem', role: 'alert' });
    const insert = (name, text, words) => h('button', { type: 'button', class: 'icon-button', 'aria-label': words, title: words, onclick: () => this.insert(text) }, icon(name));
    this.attaching = new Attaching(session, () => this.showState());
    this.frame = h('div', { class: 'composer-frame' }, this.hint, this.field, this.attaching.node,
      h('div', { class: 'composer-bar' }, this.attaching.button, this.drawShortcuts(),
        insert('slash', '/', 'Run a command'), insert('at', '@', 'Mention someone'), insert('hash', '#', 'Name a channel'),
        h('span', { class: 'composer-keys' }, h('kbd', {}, 'Shift'), ' + ', h('kbd', {}, 'Enter'), ' new line'),
        this.sendButton));
    this.node = h('div', { class: 'composer' }, this.problem, this.frame);
    takeDrops(this.frame, (files) => this.attaching.add(files));
    this.completion = new Completion(session, this.field, this.frame, () => this.changed());
    this.field.value = this.history.draft;
    this.showState();
  }

  /** A button with the app's global shortcuts; a thread offers none, and an app may have none. */
  drawShortcuts() {
    const shortcuts = globalShortcuts(this.session);
    if (!shortcuts.length || this.target().thread_ts) return null;
    const button = h('button', {
      type: 'button', class: 'icon-button', 'aria-label': 'Shortcuts', title: 'Shortcuts', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
      onclick: () => openMenu(button, 'Shortcuts', shortcutItems(this.session, shortcuts), { above: true }),
    }, shortcutIcon());
    return button;
  }

  focus() {
    this.field.focus();
  }

  changed() {
    this.history.draft = this.field.value;
    this.showState();
    this.completion.update();
  }

  showState() {
    const { field } = this;
    field.style.height = 'auto';
    if (field.scrollHeight) field.style.height = `${Math.min(field.scrollHeight, TALLEST)}px`;
    const isReady = Boolean(field.value.trim()) || this.attaching.files.length > 0;
    this.sendButton.disabled = !isReady;
    this.sendButton.classList.toggle('is-ready', isReady);
    this.showHint();
  }

  /** While a slash command is typed, its usage stands above the field. */
  showHint() {
    const [word, ...rest] = this.field.value.split(' ');
    const command = rest.length ? this.session.state.commands.find((one) => one.command === word) : null;
    if (this.hinted === command) return;
    this.hinted = command;
    fill(this.hint, command ? [h('b', {}, command.command), ' ', h('span', { class: 'composer-usage' }, command.usage_hint || ''), h('span', { class: 'composer-about' }, command.description)] : null);
  }

  insert(text) {
    const { field } = this;
    const isCommand = text === '/';
    const at = isCommand ? 0 : field.selectionStart;
    const spaced = !isCommand && at > 0 && !/\s/.test(field.value[at - 1]) ? ` ${text}` : text;
    field.focus();
    if (isCommand && field.value.startsWith('/')) return this.completion.update();
    field.setRangeText(spaced, at, isCommand ? at : field.selectionEnd, 'end');
    return this.changed();
  }

  handleKey(event) {
    if (event.isComposing || this.completion.handleKey(event)) return;
    const { field } = this;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      this.send();
    } else if (event.key === 'ArrowUp' && this.history.mayRecall(field.value)) {
      this.recall(event, this.history.older(field.value));
    } else if (event.key === 'ArrowDown' && this.history.isRecalling(field.value)) {
      this.recall(event, this.history.newer());
    }
  }

  recall(event, text) {
    if (text === null) return;
    event.preventDefault();
    this.field.value = text;
    this.field.setSelectionRange(text.length, text.length);
    this.history.draft = text;
    this.showState();
  }

  /** The field empties at once; when sending fails the words come back with the reason. */
  async send() {
    const typed = this.field.value;
    const text = typed.trim();
    if ((!text && !this.attaching.files.length) || this.isSending) return;
    this.isSending = true;
    this.problem.textContent = '';
    if (text) this.history.add(typed);
    const files = this.attaching.take();
    this.setText('');
    this.frame.classList.add('is-sending');
    try {
      const answer = await this.session.api.send({ ...this.target(), text: this.encoded(text), files: files.map((file) => file.id) });
      if (answer.error) this.session.notice(String(answer.error));
      if (NOT_TAKEN.has(answer.result) && !this.field.value) this.setText(typed);
      this.onSent?.();
    } catch (error) {
      this.problem.textContent = `Not sent: ${error.message}`;
      this.attaching.putBack(files);
      this.setText(this.field.value ? `${typed}\n${this.field.value}` : typed);
    } finally {
      this.isSending = false;
      this.frame.classList.remove('is-sending');
    }
  }

  setText(text) {
    this.field.value = text;
    this.history.draft = text;
    this.completion.close();
    this.showState();
  }

  /** Names of people and channels become Slack's references. */
  encoded(text) {
    const people = this.session.state.users.flatMap((user) => [[`@${user.real_name}`, `<@${user.id}>`], [`@${user.name}`, `<@${user.id}>`]]);
    const channels = this.session.state.channels.filter((channel) => !channel.is_im).map((channel) => [`#${channel.name}`, `<#${channel.id}|${channel.name}>`]);
    const names = [...people, ...channels].filter(([name]) => name.length > 1 && !name.includes('undefined')).sort(([a], [b]) => b.length - a.length);
    return names.reduce((words, [name, reference]) => replaceName(words, name, reference), text);
  }
}

function replaceName(text, name, reference) {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replace(new RegExp(`(^|[\\s(])${escaped}(?![\\p{L}\\p{N}_-])`, 'giu'), (_, before) => before + reference);
}
