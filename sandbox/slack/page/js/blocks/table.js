// The table block: plain rows and columns, aligned and wrapped as the bot asks.

import { h } from '../dom.js';
import { drawCell, isNumber } from './cells.js';

export function drawTable(block, surface) {
  const settings = block.column_settings || [];
  const [header, ...rows] = block.rows || [];
  const classOf = (cell, column) => {
    const align = settings[column]?.align || (isNumber(cell) ? 'right' : 'left');
    return `align-${['left', 'center', 'right'].includes(align) ? align : 'left'} ${settings[column]?.is_wrapped ? 'is-wrapped' : ''}`;
  };
  const draw = (tag) => (row) => h('tr', {}, row.map((cell, column) => h(tag, { class: classOf(cell, column), scope: tag === 'th' ? 'col' : null }, drawCell(cell, surface))));
  return h('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table' },
    h('table', { class: 'table' }, header ? h('thead', {}, draw('th')(header)) : null, h('tbody', {}, rows.map(draw('td')))));
}
