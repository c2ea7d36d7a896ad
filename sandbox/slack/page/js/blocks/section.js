// The plain blocks: section, header, context and divider.

import { h } from '../dom.js';
import { drawElement } from '../elements/registry.js';
import { drawText, plain } from './text.js';

export function drawSection(block, surface) {
  const { session } = surface;
  const words = block.text ? h('div', { class: 'section-text' }, drawText(block.text, session)) : null;
  const fields = block.fields?.length
    ? h('div', { class: 'section-fields' }, block.fields.map((field) => h('div', { class: 'section-field' }, drawText(field, session))))
    : null;
  const accessory = block.accessory
    ? h('div', { class: 'section-accessory' }, drawElement(block.accessory, surface, block.block_id, { label: labelFrom(block) }))
    : null;
  return h('div', { class: `section ${accessory ? 'section-split' : ''}` }, h('div', { class: 'section-words' }, words, fields), accessory);
}

/** Lets a select beside a text be found by that text. */
function labelFrom(block) {
  if (block.accessory.placeholder && !block.text) return plain(block.accessory.placeholder);
  return plain(block.text).replace(/[*_~`]/g, '').slice(0, 80);
}

export function drawHeader(block) {
  const level = Math.min(Math.max(Number(block.level) || 3, 1), 6);
  return h(`h${level}`, { class: 'header-block' }, plain(block.text));
}

export function drawContext(block, surface) {
  return h('div', { class: 'context' }, (block.elements || []).map((element) => {
    if (element.type === 'image') return drawElement(element, surface, block.block_id);
    return h('span', { class: 'context-text' }, drawText(element, surface.session));
  }));
}

export function drawDivider() {
  return h('hr', { class: 'divider' });
}
