// A menu under a button: arrow keys move, Enter or a click picks, Esc closes and returns the focus.

import { h } from './dom.js';
import { Popover } from './popover.js';

/** Items are {text, detail?, icon?, checked?, danger?, onPick}; a checked item makes it a radio menu. */
export function openMenu(anchor, label, items, placement = {}) {
  const rows = items.map((item) => drawItem(item));
  const node = h('div', { class: 'menu', role: 'menu', 'aria-label': label }, rows);
  const popover = new Popover(node, anchor, {
    ...placement,
    onClose: () => anchor.setAttribute('aria-expanded', 'false'),
  });
  const close = () => {
    popover.close();
    anchor.focus();
  };
  items.forEach((item, index) => rows[index].addEventListener('click', () => {
    close();
    item.onPick();
  }));
  node.addEventListener('keydown', (event) => handleKey(event, rows, close));
  node.addEventListener('focusout', (event) => {
    if (event.relatedTarget && !node.contains(event.relatedTarget)) popover.close();
  });
  anchor.setAttribute('aria-expanded', 'true');
  popover.open();
  (rows.find((row) => row.getAttribute('aria-checked') === 'true') || rows[0])?.focus();
  return popover;
}

function drawItem(item) {
  const checkable = item.checked !== undefined;
  return h(
    'button',
    {
      type: 'button', class: `menu-item ${item.danger ? 'menu-danger' : ''}`, tabindex: '-1',
      role: checkable ? 'menuitemradio' : 'menuitem', 'aria-checked': checkable ? String(item.checked) : null,
    },
    item.icon ? item.icon() : null,
    h('span', { class: 'menu-words' },
      h('span', {}, item.text),
      item.detail ? h('span', { class: 'menu-detail' }, item.detail) : null),
    item.badge ? h('span', { class: `role role-${item.badge}` }, item.badge) : null,
  );
}

function handleKey(event, rows, close) {
  const at = rows.indexOf(document.activeElement);
  const goals = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 };
  if (event.key in goals) rows[(goals[event.key] + rows.length) % rows.length].focus();
  else if (event.key === 'Escape' || event.key === 'Tab') close();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
