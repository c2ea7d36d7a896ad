// Cells of table and data_table blocks: what they show, and what they sort and filter by.

import { withEmoji } from '../emoji.js';
import { drawRichText, richTextWords } from './rich_text.js';
import { drawText, plain } from './text.js';

const NUMBER = new Intl.NumberFormat('en-US', { maximumFractionDigits: 6 });

export function cellWords(cell, session) {
  if (!cell) return '';
  if (cell.type === 'raw_number') return cell.text ?? NUMBER.format(cell.value);
  if (cell.type === 'rich_text') return richTextWords(cell, session);
  if (cell.type === 'raw_text') return withEmoji(String(cell.text ?? ''));
  return typeof cell === 'string' ? cell : plain(cell);
}

export function drawCell(cell, surface) {
  if (cell?.type === 'rich_text') return drawRichText(cell, surface);
  if (cell?.type === 'mrkdwn') return drawText(cell, surface.session);
  return cellWords(cell, surface.session);
}

export function isNumber(cell) {
  return cell?.type === 'raw_number';
}

/** Numbers by value, words by the language's order, empty cells last. */
export function compareCells(a, b, session) {
  if (isNumber(a) && isNumber(b)) return Number(a.value) - Number(b.value);
  const [left, right] = [cellWords(a, session), cellWords(b, session)];
  if (!left || !right) return left ? -1 : Number(Boolean(right));
  return left.localeCompare(right, 'en', { numeric: true, sensitivity: 'base' });
}
