// Short notices that come and go at the edge of the page; errors are spoken at once.

import { h } from './dom.js';
import { icon } from './icons.js';
import { drawMrkdwn } from './mrkdwn.js';

const SECONDS = 10;
const MOST = 4;

export function showNotice(container, session, { text, kind = 'error' }) {
  if (!text) return;
  const close = () => {
    clearTimeout(timer);
    node.remove();
  };
  const node = h('div', { class: `notice notice-${kind === 'info' ? 'info' : 'error'}`, role: kind === 'info' ? 'status' : 'alert' },
    icon(kind === 'info' ? 'info' : 'warning'),
    h('div', { class: 'notice-text' }, drawMrkdwn(text, session)),
    h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Dismiss', onclick: close }, icon('close', 'icon-small')));
  let timer = setTimeout(close, SECONDS * 1000);
  node.addEventListener('pointerenter', () => clearTimeout(timer));
  node.addEventListener('pointerleave', () => {
    timer = setTimeout(close, (SECONDS / 2) * 1000);
  });
  container.append(node);
  container.popover = 'manual';
  if (container.matches(':popover-open')) container.hidePopover();
  container.showPopover(); // above an open dialog
  while (container.childElementCount > MOST) container.firstElementChild.remove();
}
