// The data_table block: a table that sorts by its columns, filters by a text and pages through its rows.

import { fill, h, uniqueId } from '../dom.js';
import { matches } from '../elements/option_sources.js';
import { icon } from '../icons.js';
import { cellWords, compareCells, drawCell, isNumber } from './cells.js';
import { plain } from './text.js';

const DEFAULT_PAGE_SIZE = 5;
const FILTER_FROM = 6;

export function drawDataTable(block, surface) {
  return new DataTable(block, surface).node;
}

class DataTable {
  constructor(block, surface) {
    this.block = block;
    this.surface = surface;
    [this.header = [], ...this.rows] = block.rows || [];
    this.pageSize = Math.min(Math.max(Number(block.page_size) || DEFAULT_PAGE_SIZE, 1), 100);
    this.memory = surface.recall(block.block_id, { column: null, descending: false, query: '', page: 0 });
    this.numeric = this.header.map((_, column) => this.rows.length > 0 && this.rows.every((row) => isNumber(row[column]) || !cellWords(row[column], surface.session)));
    this.draw();
    this.refresh();
  }

  draw() {
    const captionId = uniqueId('caption');
    const caption = plain(this.block.caption) || 'Table';
    this.body = h('tbody');
    this.headCells = this.header.map((cell, column) => this.drawHeadCell(cell, column));
    this.count = h('span', { class: 'data-table-count', role: 'status' });
    this.pager = h('div', { class: 'data-table-pager' });
    const table = h('table', { class: 'data-table', 'aria-labelledby': captionId }, h('thead', {}, h('tr', {}, this.headCells)), this.body);
    this.node = h('div', { class: 'data-table-frame' },
      h('div', { class: 'data-table-head' },
        h('div', { class: 'data-table-caption', id: captionId }, caption),
        this.rows.length >= FILTER_FROM ? this.drawFilter(caption) : null),
      h('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-labelledby': captionId }, table),
      h('div', { class: 'data-table-foot' }, this.count, this.pager));
  }

  drawFilter(caption) {
    const field = h('input', {
      type: 'search', class: 'field data-table-filter', placeholder: 'Filter rows', 'aria-label': `Filter ${caption}`,
      data: { focus: `${this.block.block_id}/filter` },
      oninput: () => {
        Object.assign(this.memory, { query: field.value, page: 0 });
        this.refresh();
      },
    });
    field.value = this.memory.query;
    return h('label', { class: 'data-table-filter-box' }, icon('search', 'icon-small'), field);
  }

  drawHeadCell(cell, column) {
    const button = h('button', {
      type: 'button', class: 'data-table-sort', data: { focus: `${this.block.block_id}/sort-${column}` }, onclick: () => this.sortBy(column),
    }, h('span', {}, cellWords(cell, this.surface.session)), icon('sort', 'icon-small'));
    return h('th', { scope: 'col', class: this.numeric[column] ? 'is-number' : '' }, button);
  }

  /** The first press sorts upwards, the second downwards, the third as the bot sent it. */
  sortBy(column) {
    const { memory } = this;
    if (memory.column !== column) Object.assign(memory, { column, descending: false });
    else if (!memory.descending) memory.descending = true;
    else Object.assign(memory, { column: null, descending: false });
    memory.page = 0;
    this.refresh();
  }

  get visibleRows() {
    const { session } = this.surface;
    const { query, column, descending } = this.memory;
    const rows = query.trim() ? this.rows.filter((row) => matches(query, ...row.map((cell) => cellWords(cell, session)))) : [...this.rows];
    if (column === null) return rows;
    const sign = descending ? -1 : 1;
    return rows.sort((a, b) => sign * compareCells(a[column], b[column], session));
  }

  refresh() {
    const rows = this.visibleRows;
    const pages = Math.max(1, Math.ceil(rows.length / this.pageSize));
    this.memory.page = Math.min(this.memory.page, pages - 1);
    const from = this.memory.page * this.pageSize;
    const shown = rows.slice(from, from + this.pageSize);
    fill(this.body, shown.length ? shown.map((row) => this.drawRow(row)) : this.drawEmptyRow());
    this.showOrder();
    this.showCount(rows.length, from, shown.length);
    fill(this.pager, pages > 1 ? this.drawPager(pages) : null);
  }

  drawRow(row) {
    const head = this.block.row_header_column_index ?? 0;
    return h('tr', {}, this.header.map((_, column) => {
      const props = { class: this.numeric[column] ? 'is-number' : '' };
      const content = drawCell(row[column], this.surface);
      return column === head ? h('th', { ...props, scope: 'row' }, content) : h('td', props, content);
    }));
  }

  drawEmptyRow() {
    const words = this.rows.length ? `No row contains “${this.memory.query}”` : 'No rows';
    return h('tr', {}, h('td', { class: 'data-table-empty', colspan: String(this.header.length || 1) }, words));
  }

  showOrder() {
    this.headCells.forEach((cell, column) => {
      const isSorted = this.memory.column === column;
      const direction = this.memory.descending ? 'descending' : 'ascending';
      cell.setAttribute('aria-sort', isSorted ? direction : 'none');
      const picture = icon(isSorted ? (this.memory.descending ? 'down' : 'up') : 'sort', 'icon-small');
      cell.querySelector('.icon').replaceWith(picture);
    });
  }

  showCount(count, from, shown) {
    const total = this.rows.length;
    const rows = `${total} ${total === 1 ? 'row' : 'rows'}`;
    let words = rows;
    if (count !== total) words = `${count} of ${rows}`;
    if (shown < count) words = `${from + 1}–${from + shown} of ${count === total ? rows : `${count} (${rows})`}`;
    if (this.count.textContent !== words) this.count.textContent = words;
  }

  drawPager(pages) {
    const turn = (step) => {
      this.memory.page += step;
      this.refresh();
      this.pager.querySelector(`[data-step="${step}"]:not([disabled])`)?.focus();
    };
    const button = (name, label, step, isPossible) => h('button', {
      type: 'button', class: 'icon-button', 'aria-label': label, disabled: !isPossible, data: { step: String(step) }, onclick: () => turn(step),
    }, icon(name, 'icon-small'));
    const { page } = this.memory;
    return [
      button('left', 'Previous page', -1, page > 0),
      h('span', { class: 'data-table-page' }, `Page ${page + 1} of ${pages}`),
      button('right', 'Next page', 1, page < pages - 1),
    ];
  }
}
