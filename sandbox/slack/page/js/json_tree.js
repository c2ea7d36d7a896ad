// Shows JSON as a tree that opens level by level.

import { h } from './dom.js';

const LONGEST = 400;
const OPEN_DEPTH = 2;

/** Strings that hold JSON themselves (Slack sends `payload` and `blocks` so) are opened too. */
export function drawJson(value, depth = 0) {
  const opened = typeof value === 'string' ? parsed(value) : value;
  if (opened === null || typeof opened !== 'object') return drawLeaf(opened);
  const entries = Object.entries(opened);
  const isList = Array.isArray(opened);
  const [start, end] = isList ? ['[', ']'] : ['{', '}'];
  if (!entries.length) return h('span', { class: 'json-mark' }, start + end);
  const count = `${entries.length} ${isList ? 'items' : 'keys'}`;
  const node = h('details', { class: 'json-node', open: depth < OPEN_DEPTH }, h('summary', {}, h('span', { class: 'json-mark' }, `${start} `), h('span', { class: 'json-count' }, count)));
  const drawInside = () => {
    if (node.childElementCount > 1) return;
    node.append(h('ul', { class: 'json-list' }, entries.map(([key, inner]) => h('li', {},
      h('span', { class: isList ? 'json-index' : 'json-key' }, `${key}: `), drawJson(inner, depth + 1)))), h('span', { class: 'json-mark' }, end));
  };
  if (node.open) drawInside();
  else node.addEventListener('toggle', drawInside, { once: true });
  return node;
}

function parsed(text) {
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function drawLeaf(value) {
  if (typeof value !== 'string') return h('span', { class: 'json-value' }, String(value));
  const words = value.length > LONGEST ? `${value.slice(0, LONGEST)}… (${value.length} characters)` : value;
  return h('span', { class: 'json-string' }, `"${words}"`);
}
