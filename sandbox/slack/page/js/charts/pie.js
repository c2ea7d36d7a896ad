// Pie charts as SVG: a ring of segments with the total in its middle.

import { svg, uniqueId } from '../dom.js';
import { numberWords, shortNumber } from './chart_data.js';

const OUTER = 92;
const INNER = 58;
const SIZE = 200;

export function drawPie(series, { title, summary }) {
  const total = series.reduce((sum, one) => sum + one.value, 0) || 1;
  const ids = { title: uniqueId('chart-title'), summary: uniqueId('chart-summary') };
  let before = 0;
  const segments = series.map((one) => {
    const share = one.value / total;
    const node = svg('path', { class: `chart-slice tone-${(one.index % 12) + 1}`, d: sliceOf(before, before + share) },
      svg('title', {}, `${one.name}: ${numberWords(one.value)} (${Math.round(share * 100)} %)`));
    before += share;
    return node;
  });
  return svg('svg', { class: 'chart-svg chart-pie', viewBox: `0 0 ${SIZE} ${SIZE}`, width: SIZE, height: SIZE, role: 'img', 'aria-labelledby': `${ids.title} ${ids.summary}` },
    svg('title', { id: ids.title }, title), svg('desc', { id: ids.summary }, summary), segments,
    svg('text', { class: 'chart-total', x: SIZE / 2, y: SIZE / 2 + 2, 'text-anchor': 'middle' }, shortNumber(total)),
    svg('text', { class: 'chart-label', x: SIZE / 2, y: SIZE / 2 + 20, 'text-anchor': 'middle' }, 'total'));
}

/** The outline of a ring segment between two shares of the circle, clockwise from the top. */
function sliceOf(from, to) {
  const end = Math.min(to, from + 0.99999);
  const at = (share, radius) => {
    const angle = 2 * Math.PI * share - Math.PI / 2;
    return `${(SIZE / 2 + radius * Math.cos(angle)).toFixed(2)} ${(SIZE / 2 + radius * Math.sin(angle)).toFixed(2)}`;
  };
  const large = end - from > 0.5 ? 1 : 0;
  return `M${at(from, OUTER)}A${OUTER} ${OUTER} 0 ${large} 1 ${at(end, OUTER)}L${at(end, INNER)}A${INNER} ${INNER} 0 ${large} 0 ${at(from, INNER)}Z`;
}
