// The input block: label, element, hint, and the place where an error stands.

import { h, uniqueId } from '../dom.js';
import { drawElement } from '../elements/registry.js';
import { plain } from './text.js';

const LABELLED = /^(plain_text_input|number_input|email_text_input|url_text_input|rich_text_input|datepicker|timepicker|datetimepicker|file_input|(multi_)?\w+_select)$/;

export function drawInput(block, surface) {
  const label = plain(block.label);
  const ids = { field: uniqueId('field'), hint: uniqueId('hint'), error: uniqueId('error') };
  const canBeLabelled = LABELLED.test(block.element?.type || '');
  const error = h('p', { class: 'field-error', id: ids.error, role: 'alert' });
  const situation = {
    label, id: canBeLabelled ? ids.field : null, dispatches: Boolean(block.dispatch_action),
    describedBy: `${ids.error}${block.hint ? ` ${ids.hint}` : ''}`,
  };
  const clearError = () => showInputError(node, '');
  const element = drawElement(block.element, surface, block.block_id, situation, clearError);
  const words = [label, block.optional ? h('span', { class: 'input-optional' }, ' (optional)') : null];
  const node = h('div', { class: 'input-block', data: { blockId: block.block_id } },
    canBeLabelled ? h('label', { class: 'input-label', for: ids.field }, words) : h('div', { class: 'input-label', 'aria-hidden': 'true' }, words),
    element, error,
    block.hint ? h('p', { class: 'input-hint', id: ids.hint }, plain(block.hint)) : null);
  return node;
}

/** Shows or, with an empty text, takes away the error under an input block. */
export function showInputError(node, text) {
  const error = node.querySelector('.field-error');
  if (error.textContent === text) return;
  error.textContent = text;
  node.classList.toggle('has-error', Boolean(text));
  for (const field of node.querySelectorAll('input, textarea')) {
    if (text) field.setAttribute('aria-invalid', 'true');
    else field.removeAttribute('aria-invalid');
  }
}
