// Shows a list of blocks and changes it in place: untouched blocks keep their nodes, focus and typing.

import { h } from '../dom.js';
import { drawBlock } from './registry.js';

export class BlockList {
  constructor(surface, className = '') {
    this.surface = surface;
    this.node = h('div', { class: `blocks ${className}` });
    this.shown = new Map();
  }

  update(blocks) {
    const focus = rememberFocus(this.node);
    const next = new Map();
    this.surface.keepOnly(new Set(allBlockIds(blocks)));
    blocks.forEach((block, index) => {
      const identified = block.block_id ? block : { ...block, block_id: `block-${index}` };
      const key = uniqueKey(next, identified.block_id);
      next.set(key, this.nodeFor(key, identified));
    });
    this.arrange([...next.values()].map((entry) => entry.node));
    this.shown = next;
    restoreFocus(this.node, focus);
    return this.node;
  }

  /** The node shown so far when the block is the same as before, else a new one. */
  nodeFor(key, block) {
    const json = JSON.stringify(block);
    const before = this.shown.get(key);
    if (before?.json === json) return before;
    const node = drawBlock(block, this.surface);
    node.classList.add('block');
    if (/^\w+$/.test(block.type)) node.classList.add(`block-${block.type}`);
    return { json, node };
  }

  arrange(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.node.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.node.children[index] !== node) this.node.insertBefore(node, this.node.children[index] || null);
    });
  }

  /** Draws every block anew, for names and channels that became known later. */
  redraw(blocks) {
    this.shown.clear();
    return this.update(blocks);
  }
}

function allBlockIds(blocks) {
  return blocks.flatMap((block, index) => [
    block.block_id || `block-${index}`,
    ...allBlockIds(block.child_blocks || []),
    ...(block.elements || []).map((element) => element?.block_id).filter(Boolean),
  ]);
}

function uniqueKey(taken, id) {
  let key = id;
  for (let copy = 2; taken.has(key); copy += 1) key = `${id}#${copy}`;
  return key;
}

/** Which element has the focus inside, by the name that survives a new drawing. */
export function rememberFocus(container) {
  const active = document.activeElement;
  if (!container.contains(active)) return null;
  return { active, key: active.dataset.focus, start: active.selectionStart, end: active.selectionEnd };
}

export function restoreFocus(container, focus) {
  if (!focus || focus.active.isConnected) return;
  const same = focus.key && [...container.querySelectorAll('[data-focus]')].find((node) => node.dataset.focus === focus.key);
  const target = same || container.closest('[tabindex="-1"]');
  target?.focus({ preventScroll: true });
  if (same && typeof focus.start === 'number' && same.setSelectionRange && /^(text|)$/.test(same.type)) {
    same.setSelectionRange(focus.start, focus.end);
  }
}
