// Asks before a dangerous press: Slack's confirm object as an alert dialog.

import { drawText, plain } from './blocks/text.js';
import { openDialog } from './dialogs.js';
import { h, uniqueId } from './dom.js';
import { icon } from './icons.js';

/** Resolves to true when the person confirms. */
export function askConfirm(confirm, session) {
  return new Promise((resolve) => {
    const titleId = uniqueId('confirm-title');
    const finish = (answer) => {
      dialog.dismiss();
      resolve(answer);
    };
    const deny = () => finish(false);
    const style = confirm.style === 'danger' ? 'button-danger' : 'button-primary';
    const accept = h('button', { type: 'button', class: `button ${style}`, onclick: () => finish(true) }, plain(confirm.confirm) || 'Yes');
    const dialog = openDialog(
      { className: 'dialog-small', labelledBy: titleId, role: 'alertdialog', onCancel: deny },
      h('header', { class: 'dialog-head' },
        h('h2', { id: titleId, class: 'dialog-title' }, plain(confirm.title) || 'Are you sure?'),
        h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: deny }, icon('close'))),
      h('div', { class: 'dialog-body' }, drawText(confirm.text, session)),
      h('footer', { class: 'dialog-foot' },
        h('button', { type: 'button', class: 'button', onclick: deny }, plain(confirm.deny) || 'Cancel'), accept),
    );
    accept.focus();
  });
}
