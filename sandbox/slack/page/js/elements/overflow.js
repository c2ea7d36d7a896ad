// The overflow menu: three dots that open up to five choices.

import { plain } from '../blocks/text.js';
import { h, safeLink } from '../dom.js';
import { icon } from '../icons.js';
import { openMenu } from '../menu.js';

export function drawOverflow(element, host) {
  const pick = (option) => {
    const address = option.url && safeLink(option.url);
    if (address) window.open(address, '_blank', 'noopener');
    host.press({ selected_option: option }, node);
  };
  const items = (element.options || []).map((option) => ({
    text: plain(option.text),
    detail: plain(option.description),
    onPick: () => pick(option),
  }));
  const label = element.accessibility_label || 'More actions';
  const node = h(
    'button',
    {
      type: 'button', class: 'icon-button icon-button-framed', 'aria-label': label, title: label, 'aria-haspopup': 'menu',
      'aria-expanded': 'false', data: { focus: host.focusKey },
      onclick: () => openMenu(node, label, items, { align: 'end' }),
    },
    icon('dots'),
  );
  return node;
}
