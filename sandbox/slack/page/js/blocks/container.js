// The container block: a framed, titled group of blocks that may be folded.

import { h, uniqueId } from '../dom.js';
import { icon } from '../icons.js';
import { BlockList } from './block_list.js';
import { drawRichText } from './rich_text.js';
import { drawText } from './text.js';

export function drawContainer(block, surface) {
  const memory = surface.recall(block.block_id, { isOpen: !block.default_collapsed });
  const inside = h('div', { class: 'container-inside', id: uniqueId('container') }, drawChildren(block, surface));
  const titles = h('span', { class: 'container-titles' },
    h('span', { class: 'container-title' }, block.rich_text_title ? drawRichText(block.rich_text_title, surface) : drawText(block.title, surface.session)),
    block.subtitle ? h('span', { class: 'container-subtitle' }, drawText(block.subtitle, surface.session)) : null);
  const head = block.is_collapsible ? foldingHead(titles, inside, memory) : h('div', { class: 'container-head' }, titles);
  if (block.has_header_divider && !block.is_collapsible) head.classList.add('has-divider');
  return h('section', { class: `container container-${['narrow', 'wide', 'full'].includes(block.width) ? block.width : 'standard'}` }, head, inside);
}

/** The children are a list of their own, but share the surface's values. */
function drawChildren(block, surface) {
  const list = new BlockList(Object.create(surface, { keepOnly: { value: () => {} } }));
  const children = (block.child_blocks || []).map((child, index) => ({ block_id: `${block.block_id}-${index}`, ...child }));
  return list.update(children);
}

function foldingHead(titles, inside, memory) {
  const head = h('button', {
    type: 'button', class: 'container-head container-fold', 'aria-controls': inside.id,
    onclick: () => {
      memory.isOpen = !memory.isOpen;
      show();
    },
  }, icon('right', 'icon-small'), titles);
  const show = () => {
    inside.hidden = !memory.isOpen;
    head.setAttribute('aria-expanded', String(memory.isOpen));
  };
  show();
  return head;
}
