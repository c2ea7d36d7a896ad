// Line, bar and area charts as SVG with axes, gridlines, and a reading under the pointer.

import { h, svg, uniqueId } from '../dom.js';
import { categoriesOf, numberWords, shortNumber } from './chart_data.js';
import { linear, ticksFor } from './scale.js';

const HEIGHT = 240;
const TOP = 14;

const tone = (series) => `tone-${(series.index % 12) + 1}`;

export function drawCartesian(chart, series, { title, summary, width }) {
  const frame = frameOf(chart, series, width);
  const ids = { title: uniqueId('chart-title'), summary: uniqueId('chart-summary') };
  const picture = svg('svg',
    { class: 'chart-svg', viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: 'img', 'aria-labelledby': `${ids.title} ${ids.summary}` },
    svg('title', { id: ids.title }, title), svg('desc', { id: ids.summary }, summary),
    drawAxes(frame), drawMarks(chart.type, series, frame));
  return [picture, drawReading(picture, series, frame)];
}

/** All measures of the drawing: plot edges, category positions, the value scale. */
function frameOf(chart, series, width) {
  const categories = categoriesOf(chart);
  const ticks = ticksFor(series.flatMap((one) => one.points.map((point) => point.value)));
  const axis = chart.axis_config || {};
  const left = 12 + Math.max(...ticks.map((tick) => shortNumber(tick).length)) * 7 + (axis.y_label ? 18 : 0);
  const bottom = HEIGHT - 26 - (axis.x_label ? 18 : 0);
  const right = width - 10;
  const band = (right - left) / Math.max(1, categories.length);
  return {
    categories, ticks, axis, left, right, bottom, band, width,
    y: linear(ticks, bottom, TOP),
    x: (index) => left + band * (index + 0.5),
  };
}

function drawAxes({ categories, ticks, axis, left, right, bottom, band, y, x }) {
  const every = Math.max(1, Math.ceil((Math.max(...categories.map((label) => label.length)) * 6.6 + 10) / band));
  return [
    ticks.map((tick) => [
      svg('line', { class: tick === 0 ? 'chart-zero' : 'chart-grid', x1: left, x2: right, y1: y(tick), y2: y(tick) }),
      svg('text', { class: 'chart-label', x: left - 7, y: y(tick) + 4, 'text-anchor': 'end' }, shortNumber(tick)),
    ]),
    categories.map((label, index) => (index % every ? null
      : svg('text', { class: 'chart-label', x: x(index), y: bottom + 17, 'text-anchor': 'middle' }, label))),
    axis.x_label ? svg('text', { class: 'chart-axis', x: (left + right) / 2, y: HEIGHT - 5, 'text-anchor': 'middle' }, axis.x_label) : null,
    axis.y_label ? svg('text', { class: 'chart-axis', 'text-anchor': 'middle', transform: `translate(11 ${(TOP + bottom) / 2}) rotate(-90)` }, axis.y_label) : null,
  ];
}

function drawMarks(type, series, frame) {
  if (type === 'bar') return drawBars(series, frame);
  return series.map((one) => {
    const points = one.points.map((point, index) => `${frame.x(index).toFixed(1)},${frame.y(point.value).toFixed(1)}`);
    const ground = frame.y(0);
    const area = type === 'area'
      ? svg('polygon', { class: `chart-area ${tone(one)}`, points: [`${frame.x(0)},${ground}`, ...points, `${frame.x(points.length - 1)},${ground}`].join(' ') })
      : null;
    const dots = one.points.map((point, index) => svg('circle', { class: `chart-dot ${tone(one)}`, cx: frame.x(index), cy: frame.y(point.value), r: points.length > 14 ? 2 : 3 }));
    return [area, svg('polyline', { class: `chart-line ${tone(one)}`, points: points.join(' ') }), dots];
  });
}

function drawBars(series, frame) {
  const room = Math.min(frame.band * 0.72, 44 * series.length);
  const thickness = room / series.length;
  return series.map((one, position) => one.points.map((point, index) => {
    const [top, ground] = [frame.y(Math.max(0, point.value)), frame.y(Math.min(0, point.value))];
    return svg('rect', {
      class: `chart-bar ${tone(one)}`, x: frame.x(index) - room / 2 + position * thickness + thickness * 0.06, y: top,
      width: thickness * 0.88, height: Math.max(ground - top, point.value ? 1 : 0), rx: Math.min(3, thickness / 4),
    });
  }));
}

/** A small table that follows the pointer and names the values of the category under it. */
function drawReading(picture, series, frame) {
  const reading = h('div', { class: 'chart-reading', 'aria-hidden': 'true', hidden: true });
  const guide = svg('line', { class: 'chart-guide', y1: TOP, y2: frame.bottom, visibility: 'hidden' });
  picture.append(guide);
  const hide = () => {
    reading.hidden = true;
    guide.setAttribute('visibility', 'hidden');
  };
  picture.addEventListener('pointerleave', hide);
  picture.addEventListener('pointermove', (event) => {
    const index = Math.floor((event.offsetX - frame.left) / frame.band);
    const label = frame.categories[index];
    if (label === undefined) return hide();
    reading.replaceChildren(h('strong', {}, label), ...series.map((one) => h('span', { class: 'chart-reading-row' },
      h('span', { class: `legend-mark ${tone(one)}` }), one.name, h('b', {}, numberWords(one.points[index].value)))));
    reading.hidden = false;
    const center = frame.x(index);
    for (const end of ['x1', 'x2']) guide.setAttribute(end, center);
    guide.setAttribute('visibility', 'visible');
    const isRight = center > frame.width / 2;
    reading.style.left = isRight ? '' : `${center + 10}px`;
    reading.style.right = isRight ? `${frame.width - center + 10}px` : '';
    return undefined;
  });
  return reading;
}
