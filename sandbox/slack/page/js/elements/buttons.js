// Buttons: plain, primary, danger, link buttons, icon buttons and thumbs up/down.

import { plain } from '../blocks/text.js';
import { h, safeLink } from '../dom.js';
import { icon } from '../icons.js';

const STYLES = { primary: 'button-primary', danger: 'button-danger' };

export function drawButton(element, host) {
  const words = plain(element.text);
  const props = {
    class: `button ${STYLES[element.style] || ''}`,
    'aria-label': element.accessibility_label || null,
    data: { focus: host.focusKey },
  };
  const press = () => host.press({ value: element.value ?? null, text: element.text }, node);
  const address = element.url && safeLink(element.url);
  const node = address
    ? h('a', { ...props, href: address, target: '_blank', rel: 'noopener noreferrer', onclick: press }, words, icon('external', 'icon-small'))
    : h('button', { ...props, type: 'button', onclick: press }, h('span', { class: 'button-words' }, words));
  return node;
}

export function drawIconButton(element, host) {
  const label = plain(element.text) || element.accessibility_label || element.icon;
  const node = h(
    'button',
    {
      type: 'button', class: 'icon-button icon-button-framed', title: label, 'aria-label': element.accessibility_label || label,
      data: { focus: host.focusKey }, onclick: () => host.press({ value: element.value ?? null }, node),
    },
    icon(element.icon === 'trash' ? 'trash' : 'dots'),
  );
  return node;
}

/** A thumbs up and a thumbs down; the chosen one stays marked. */
export function drawFeedbackButtons(element, host) {
  const draw = (choice, picture) => {
    const words = plain(choice?.text);
    const node = h(
      'button',
      {
        type: 'button', class: 'icon-button icon-button-framed', title: words, 'aria-pressed': 'false',
        'aria-label': choice?.accessibility_label || words || picture, data: { focus: `${host.focusKey}/${picture}` },
        onclick: async () => {
          if (!(await host.press({ value: choice?.value ?? null }, node))) return;
          for (const other of node.parentElement.children) other.setAttribute('aria-pressed', String(other === node));
        },
      },
      icon(picture),
    );
    return node;
  };
  return h('span', { class: 'feedback', role: 'group', 'aria-label': 'Feedback' },
    draw(element.positive_button, 'thumbup'), draw(element.negative_button, 'thumbdown'));
}
