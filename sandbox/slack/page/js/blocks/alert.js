// The alert block: one sentence with a level, told by icon and word, not by colour alone.

import { h, spoken } from '../dom.js';
import { icon } from '../icons.js';
import { drawText } from './text.js';

const LEVELS = { default: 'info', info: 'info', warning: 'warning', error: 'error', success: 'success' };

export function drawAlert(block, surface) {
  const level = block.level in LEVELS ? block.level : 'default';
  const isUrgent = level === 'error' || level === 'warning';
  return h('div', { class: `alert alert-${level}`, role: isUrgent ? 'alert' : 'note' },
    icon(LEVELS[level]),
    level === 'default' ? null : spoken(`${level}: `),
    h('div', { class: 'alert-text' }, drawText(block.text, surface.session)));
}
