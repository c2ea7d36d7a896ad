// The data_visualization block: a chart with its title, a legend, and the same numbers as a table.

import { fill, h, uniqueId } from '../dom.js';
import { drawCartesian } from '../charts/cartesian.js';
import { drawLegend, drawNumbers, seriesOf, summaryOf } from '../charts/chart_data.js';
import { drawPie } from '../charts/pie.js';
import { icon } from '../icons.js';
import { plain } from './text.js';

export function drawDataVisualization(block, surface) {
  const chart = block.chart || {};
  const title = plain(block.title) || 'Chart';
  const series = seriesOf(chart);
  const canvas = h('div', { class: 'chart-canvas' });
  const numbers = h('div', { class: 'chart-numbers', id: uniqueId('numbers') }, drawNumbers(chart, series, title));
  const memory = surface.recall(block.block_id, { showsNumbers: false });
  const draw = (width) => fill(canvas, chart.type === 'pie'
    ? drawPie(series, { title, summary: summaryOf(chart, series), width })
    : drawCartesian(chart, series, { title, summary: summaryOf(chart, series), width }));
  const toggle = h('button', {
    type: 'button', class: 'icon-button chart-toggle', 'aria-controls': numbers.id,
    onclick: () => {
      memory.showsNumbers = !memory.showsNumbers;
      show();
    },
  });
  const show = () => {
    numbers.hidden = !memory.showsNumbers;
    const label = memory.showsNumbers ? 'Hide the numbers' : 'Show the numbers as a table';
    fill(toggle, icon(memory.showsNumbers ? 'chart' : 'table'));
    toggle.setAttribute('aria-label', label);
    toggle.setAttribute('aria-expanded', String(memory.showsNumbers));
    toggle.title = label;
  };
  show();
  const legend = series.length > 1 || chart.type === 'pie' ? drawLegend(chart, series) : null;
  const node = h('figure', { class: 'chart' },
    h('figcaption', { class: 'chart-head' }, h('span', { class: 'chart-title' }, title), toggle),
    canvas, legend, numbers);
  new ResizeObserver(([entry]) => {
    const width = Math.round(entry.contentRect.width);
    if (width && width !== canvas.drawnWidth) {
      canvas.drawnWidth = width;
      draw(width);
    }
  }).observe(canvas);
  draw(560);
  return node;
}
