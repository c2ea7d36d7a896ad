// A list of choices driven from a text field: arrow keys move, Enter picks, the field keeps the focus.

import { fill, h, uniqueId } from './dom.js';

export class ListBox {
  /** `onPick(choice)`; a choice is {text, detail?, icon?, selected?, disabled?} plus whatever the caller needs. */
  constructor({ label, onPick, multiple = false }) {
    this.onPick = onPick;
    this.id = uniqueId('list');
    this.node = h('div', {
      class: 'list-box', role: 'listbox', id: this.id, 'aria-label': label, 'aria-multiselectable': multiple ? 'true' : null,
    });
    this.choices = [];
    this.rows = [];
    this.active = -1;
  }

  /** Groups are [{label, choices}]; a message stands in when there is nothing to choose. */
  show(groups, { message = 'Nothing matches', activate = 0 } = {}) {
    this.choices = groups.flatMap((group) => group.choices);
    this.rows = [];
    const sections = groups.filter((group) => group.choices.length).map((group) => this.drawGroup(group));
    fill(this.node, sections.length ? sections : h('div', { class: 'list-empty' }, message));
    const chosen = this.choices.findIndex((choice) => choice.selected);
    this.activate(this.choices.length ? (activate === 0 && chosen >= 0 ? chosen : activate) : -1);
  }

  drawGroup(group) {
    const rows = group.choices.map((choice) => this.drawRow(choice));
    if (!group.label) return rows;
    const id = uniqueId('group');
    return h('div', { role: 'group', 'aria-labelledby': id }, h('div', { class: 'list-group', id }, group.label), rows);
  }

  drawRow(choice) {
    const index = this.rows.length;
    const row = h(
      'div',
      {
        class: 'list-row', role: 'option', id: `${this.id}-${index}`, 'aria-selected': choice.selected ? 'true' : 'false',
        onpointerdown: (event) => event.preventDefault(),
        onclick: () => this.onPick(choice),
        onpointermove: () => this.activate(index, false),
      },
      choice.icon ? h('span', { class: 'list-icon' }, choice.icon()) : null,
      h('span', { class: 'list-words' },
        h('span', { class: 'list-text' }, choice.text),
        choice.detail ? h('span', { class: 'list-detail' }, choice.detail) : null),
      choice.badge ? h('span', { class: 'list-badge' }, choice.badge) : null,
    );
    this.rows.push(row);
    return row;
  }

  activate(index, scroll = true) {
    this.rows[this.active]?.classList.remove('is-active');
    this.active = index;
    const row = this.rows[index];
    if (!row) return;
    row.classList.add('is-active');
    if (scroll) row.scrollIntoView({ block: 'nearest' });
  }

  get activeId() {
    return this.rows[this.active]?.id || '';
  }

  get activeChoice() {
    return this.choices[this.active];
  }

  /** Handles a key of the field; true when it was for the list. */
  handleKey(event) {
    const count = this.choices.length;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (steps[event.key] && count) this.activate((this.active + steps[event.key] + count) % count);
    else if (event.key === 'Enter' && this.activeChoice) this.onPick(this.activeChoice);
    else return false;
    event.preventDefault();
    return true;
  }
}
