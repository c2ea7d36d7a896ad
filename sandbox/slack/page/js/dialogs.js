// Opens native modal dialogs: focus stays inside, Esc asks to close, focus returns where it was.

import { h } from './dom.js';

const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]), textarea, select, [tabindex="0"]';

/** `onCancel` is called for Esc and for a click outside; the caller decides whether to close. */
export function openDialog({ className, label, labelledBy, role, onCancel }, ...children) {
  const before = document.activeElement;
  const dialog = h(
    'dialog',
    { class: `dialog ${className}`, 'aria-label': label, 'aria-labelledby': labelledBy, role: role || 'dialog', 'aria-modal': 'true' },
    ...children,
  );
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    onCancel();
  });
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target === dialog) onCancel({ outside: true });
  });
  dialog.addEventListener('keydown', (event) => keepFocusInside(dialog, event));
  document.body.append(dialog);
  dialog.showModal();
  dialog.dismiss = () => {
    dialog.close();
    dialog.remove();
    if (before && before.isConnected) before.focus();
  };
  return dialog;
}

export function focusFirst(container) {
  const first = container.querySelector(
    'input:not([type="hidden"]):not([disabled]), textarea, select, [role="combobox"]',
  );
  (first || container.querySelector(FOCUSABLE))?.focus();
}

function keepFocusInside(dialog, event) {
  if (event.key !== 'Tab') return;
  const stops = [...dialog.querySelectorAll(FOCUSABLE)].filter((node) => node.offsetParent !== null && node.tabIndex >= 0);
  const edge = event.shiftKey ? stops[0] : stops.at(-1);
  if (!stops.length || document.activeElement !== edge) return;
  event.preventDefault();
  (event.shiftKey ? stops.at(-1) : stops[0]).focus();
}
