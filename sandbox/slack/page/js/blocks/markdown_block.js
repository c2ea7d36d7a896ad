// The markdown block.

import { h } from '../dom.js';
import { drawMarkdown } from '../markdown.js';

export function drawMarkdownBlock(block) {
  return h('div', { class: 'markdown' }, drawMarkdown(block.text));
}
