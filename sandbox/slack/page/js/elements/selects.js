// All select menus: a text field with a list box that filters while one types; one choice or many.

import { plain } from '../blocks/text.js';
import { fill, h } from '../dom.js';
import { icon } from '../icons.js';
import { ListBox } from '../list_box.js';
import { Popover } from '../popover.js';
import { holderOf, sourceOf } from './option_sources.js';

const TYPING_PAUSE = 180;

export function drawSelect(element, host) {
  return new Select(element, host).node;
}

class Select {
  constructor(element, host) {
    this.element = element;
    this.host = host;
    this.isMulti = element.type.startsWith('multi_');
    this.isExternal = element.type.endsWith('external_select');
    this.search = sourceOf(element, host);
    this.holder = holderOf(element, host.session);
    this.chosen = this.holder.read(host.state);
    this.asked = 0;
    const label = host.label || plain(element.placeholder) || 'Choose';
    this.list = new ListBox({ label, multiple: this.isMulti, onPick: (choice) => this.pick(choice) });
    this.draw(label);
    this.popover = new Popover(this.list.node, this.node, { matchWidth: true, onClose: () => this.closed() });
    this.showChosen();
  }

  draw(label) {
    const { host } = this;
    this.field = h('input', {
      type: 'text', class: 'select-field', role: 'combobox', autocomplete: 'off', spellcheck: 'false', id: host.id,
      'aria-label': host.id ? null : label, 'aria-describedby': host.describedBy, 'aria-expanded': 'false',
      'aria-controls': this.list.id, 'aria-autocomplete': 'list', data: { focus: host.focusKey },
      onclick: () => this.open(),
      oninput: () => this.typed(),
      onkeydown: (event) => this.handleKey(event),
      onblur: () => this.popover.close(),
    });
    this.chips = h('span', { class: 'chips' });
    this.clearButton = h('button', {
      type: 'button', class: 'icon-button select-clear', 'aria-label': `Clear ${label}`, hidden: true, onclick: () => this.choose([]),
    }, icon('close', 'icon-small'));
    this.node = h('div', { class: `select ${this.isMulti ? 'select-multi' : ''}` }, this.chips, this.field, this.clearButton, icon('down', 'icon-small'));
    this.node.addEventListener('pointerdown', (event) => {
      if (event.target === this.field || event.target.closest('button')) return;
      event.preventDefault();
      this.field.focus();
      this.open();
    });
  }

  /** One choice stands in the field itself; many stand before it as chips. */
  showChosen() {
    const placeholder = plain(this.element.placeholder) || (this.isMulti ? 'Choose some options' : 'Choose an option');
    if (this.isMulti) {
      fill(this.chips, this.chosen.map((choice) => this.drawChip(choice)));
      this.field.value = '';
      this.field.placeholder = this.chosen.length ? '' : placeholder;
      return;
    }
    this.field.value = this.chosen[0]?.text || '';
    this.field.placeholder = placeholder;
    const isClearable = this.host.surface.kind === 'modal' && this.chosen.length > 0;
    this.clearButton.hidden = !isClearable;
  }

  drawChip(choice) {
    const remove = () => this.choose(this.chosen.filter((other) => other.value !== choice.value));
    return h('span', { class: 'chip' }, choice.text,
      h('button', { type: 'button', class: 'chip-remove', 'aria-label': `Remove ${choice.text}`, onclick: remove }, icon('close', 'icon-small')));
  }

  open() {
    if (this.popover.isOpen) return;
    if (!this.isMulti) this.field.select();
    this.refresh('');
  }

  closed() {
    this.field.setAttribute('aria-expanded', 'false');
    this.field.removeAttribute('aria-activedescendant');
    clearTimeout(this.timer);
    this.asked += 1;
    this.showChosen();
  }

  typed() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(this.field.value), this.isExternal ? TYPING_PAUSE : 0);
  }

  /** Fills the list for what was typed; a late answer to an earlier question is dropped. */
  async refresh(query) {
    this.asked += 1;
    const question = this.asked;
    const least = this.element.min_query_length ?? 3;
    if (this.isExternal && query.length < least) {
      return this.present([], `Type ${least === 1 ? 'a character' : `${least} characters`} or more to search`);
    }
    if (this.isExternal) this.present([], 'Loading…');
    try {
      const groups = await this.search(query);
      if (question === this.asked) this.present(groups, 'Nothing matches');
    } catch (error) {
      if (question === this.asked) this.present([], error.message);
    }
    return undefined;
  }

  present(groups, message) {
    const isChosen = (choice) => this.chosen.some((other) => other.value === choice.value);
    const marked = groups.map((group) => ({
      ...group,
      choices: group.choices.map((choice) => ({ ...choice, selected: isChosen(choice) })),
    }));
    this.list.show(marked, { message });
    this.popover.open();
    this.field.setAttribute('aria-expanded', 'true');
    this.field.setAttribute('aria-activedescendant', this.list.activeId);
  }

  pick(choice) {
    if (!this.isMulti) {
      this.choose([choice]);
      this.popover.close();
      return;
    }
    const without = this.chosen.filter((other) => other.value !== choice.value);
    const isNew = without.length === this.chosen.length;
    const most = this.element.max_selected_items;
    if (isNew && most && this.chosen.length >= most) return;
    this.choose(isNew ? [...this.chosen, choice] : without);
    this.refresh('');
  }

  choose(choices) {
    this.chosen = choices;
    this.showChosen();
    this.host.change(this.holder.write(choices), this.node);
  }

  handleKey(event) {
    const isOpen = this.popover.isOpen;
    if (!isOpen && ['ArrowDown', 'ArrowUp', 'Enter', ' '].includes(event.key) && !(this.isMulti && event.key === ' ')) {
      event.preventDefault();
      this.open();
    } else if (isOpen && event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.popover.close();
    } else if (isOpen && this.list.handleKey(event)) {
      this.field.setAttribute('aria-activedescendant', this.list.activeId);
    } else if (this.isMulti && event.key === 'Backspace' && !this.field.value && this.chosen.length) {
      this.choose(this.chosen.slice(0, -1));
    }
  }
}
