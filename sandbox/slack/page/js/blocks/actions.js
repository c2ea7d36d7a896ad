// Rows of interactive elements: actions and context_actions.

import { h } from '../dom.js';
import { drawElement } from '../elements/registry.js';

export function drawActions(block, surface) {
  return h('div', { class: 'actions' }, drawAll(block, surface));
}

export function drawContextActions(block, surface) {
  return h('div', { class: 'actions context-actions' }, drawAll(block, surface));
}

function drawAll(block, surface) {
  return (block.elements || []).map((element) => drawElement(element, surface, block.block_id));
}
