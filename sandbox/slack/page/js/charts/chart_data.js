// Reads the numbers of a chart: its series, legend, summary in words, and table of values.

import { h } from '../dom.js';

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });
const SHORT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** A chart draws what is no number as zero. */
function finite(value) {
  return Number.isFinite(Number(value)) ? Number(value) : 0;
}

export const numberWords = (value) => NUMBER.format(value);
export const shortNumber = (value) => SHORT.format(value);

/** [{name, points: [{label, value}], index}]; a pie's segments are one series each. */
export function seriesOf(chart) {
  if (chart.type === 'pie') {
    return (chart.segments || []).map((segment, index) => ({
      name: segment.label, index, value: finite(segment.value), points: [{ label: segment.label, value: finite(segment.value) }],
    }));
  }
  const categories = categoriesOf(chart);
  return (chart.series || []).map((series, index) => {
    const values = new Map((series.data || []).map((point) => [point.label, finite(point.value)]));
    return { name: series.name, index, points: categories.map((label) => ({ label, value: values.get(label) ?? 0 })) };
  });
}

export function categoriesOf(chart) {
  return chart.axis_config?.categories || (chart.series?.[0]?.data || []).map((point) => point.label);
}

/** What a person who cannot see the chart should know: trend or shares. */
export function summaryOf(chart, series) {
  if (chart.type === 'pie') {
    const total = series.reduce((sum, segment) => sum + segment.value, 0) || 1;
    return `Pie chart. ${series.map((one) => `${one.name}: ${numberWords(one.value)} (${Math.round((100 * one.value) / total)} %)`).join(', ')}.`;
  }
  const parts = series.map((one) => {
    const [first, last] = [one.points[0], one.points.at(-1)];
    if (!first) return one.name;
    const values = one.points.map((point) => point.value);
    return `${one.name}: ${numberWords(first.value)} at ${first.label}, ${numberWords(last.value)} at ${last.label}, `
      + `lowest ${numberWords(Math.min(...values))}, highest ${numberWords(Math.max(...values))}`;
  });
  return `${{ line: 'Line', bar: 'Bar', area: 'Area' }[chart.type] || 'Line'} chart. ${parts.join('. ')}.`;
}

export function drawLegend(chart, series) {
  const total = series.reduce((sum, one) => sum + (one.value || 0), 0) || 1;
  return h('ul', { class: 'chart-legend', 'aria-label': 'Legend' }, series.map((one) => h('li', {},
    h('span', { class: `legend-mark tone-${(one.index % 12) + 1}`, 'aria-hidden': 'true' }),
    one.name, chart.type === 'pie' ? h('span', { class: 'legend-value' }, `${numberWords(one.value)} · ${Math.round((100 * one.value) / total)}%`) : null)));
}

/** The same numbers as a table. */
export function drawNumbers(chart, series, title) {
  const isPie = chart.type === 'pie';
  const head = isPie ? ['', 'Value'] : [chart.axis_config?.x_label || '', ...series.map((one) => one.name)];
  const rows = isPie
    ? series.map((one) => [one.name, numberWords(one.value)])
    : categoriesOf(chart).map((label, index) => [label, ...series.map((one) => numberWords(one.points[index].value))]);
  return h('div', { class: 'table-scroll' }, h('table', { class: 'data-table', 'aria-label': `${title}: numbers` },
    h('thead', {}, h('tr', {}, head.map((words, index) => h('th', { scope: 'col', class: index ? 'is-number' : '' }, words)))),
    h('tbody', {}, rows.map(([label, ...values]) => h('tr', {}, h('th', { scope: 'row' }, label), values.map((value) => h('td', { class: 'is-number' }, value)))))));
}
