// Turns standard Markdown (the markdown block) into DOM nodes.

import { h, linkTo } from './dom.js';
import { withEmoji } from './emoji.js';

const BLOCK_STARTS = [
  { match: /^```(\w*)\s*$/, draw: drawFence },
  { match: /^(#{1,6})\s+(.*)$/, draw: (reader, [, marks, text]) => {
    reader.next();
    return h(`h${Math.min(marks.length + 2, 6)}`, { class: `md-h${marks.length}` }, drawMarkdownInline(text));
  } },
  { match: /^\s*(?:-{3,}|\*{3,}|_{3,})\s*$/, draw: (reader) => {
    reader.next();
    return h('hr', { class: 'divider' });
  } },
  { match: /^>\s?/, draw: drawQuote },
  { match: /^\s*([-*+]|\d+[.)])\s+/, draw: drawList },
  { match: /^\s*\|.*\|\s*$/, draw: drawTable },
];

/** Draws a whole Markdown text. */
export function drawMarkdown(text) {
  const lines = String(text ?? '').split('\n');
  let position = 0;
  const reader = {
    get line() { return lines[position]; },
    get ended() { return position >= lines.length; },
    next() { position += 1; return lines[position - 1]; },
  };
  const nodes = [];
  while (!reader.ended) nodes.push(drawBlock(reader));
  return nodes.filter(Boolean);
}

function drawBlock(reader) {
  if (!reader.line.trim()) {
    reader.next();
    return null;
  }
  for (const { match, draw } of BLOCK_STARTS) {
    const found = match.exec(reader.line);
    const node = found && draw(reader, found);
    if (node) return node;
  }
  return drawParagraph(reader);
}

function drawParagraph(reader) {
  const lines = [reader.next()];
  const startsBlock = (line) => BLOCK_STARTS.some(({ match }) => match.test(line));
  while (!reader.ended && reader.line.trim() && !startsBlock(reader.line)) lines.push(reader.next());
  return h('p', {}, lines.map((line, index) => [index ? h('br') : null, drawMarkdownInline(line)]));
}

function drawFence(reader) {
  reader.next();
  const lines = [];
  while (!reader.ended && !/^```\s*$/.test(reader.line)) lines.push(reader.next());
  if (!reader.ended) reader.next();
  return h('pre', { class: 'code-block' }, lines.join('\n'));
}

function drawQuote(reader) {
  const lines = [];
  while (!reader.ended && /^>/.test(reader.line)) lines.push(reader.next().replace(/^>\s?/, ''));
  return h('blockquote', { class: 'quote' }, drawMarkdown(lines.join('\n')));
}

const LIST_ITEM = /^(\s*)([-*+]|\d+[.)])\s+(?:\[([ xX])\]\s+)?(.*)$/;

function drawList(reader) {
  const [, indent, mark] = LIST_ITEM.exec(reader.line) || [];
  if (mark === undefined) return null;
  const ordered = /\d/.test(mark);
  const items = [];
  while (!reader.ended) {
    const found = LIST_ITEM.exec(reader.line);
    if (!found || found[1].length < indent.length) break;
    if (found[1].length > indent.length + 1 && items.length) items.at(-1).append(drawList(reader));
    else items.push(drawListItem(reader.next() && found));
  }
  return h(ordered ? 'ol' : 'ul', { class: 'list', start: ordered ? parseInt(mark, 10) : null }, items);
}

function drawListItem([, , , ticked, text]) {
  if (ticked === undefined) return h('li', {}, drawMarkdownInline(text));
  const done = ticked !== ' ';
  const box = h('input', { type: 'checkbox', disabled: true, checked: done, 'aria-label': done ? 'done' : 'to do' });
  return h('li', { class: 'task' }, box, ' ', drawMarkdownInline(text));
}

function drawTable(reader) {
  const rows = [];
  while (!reader.ended && /^\s*\|.*\|\s*$/.test(reader.line)) rows.push(cellsOf(reader.next()));
  const hasHeader = rows[1]?.every((cell) => /^:?-+:?$/.test(cell));
  const body = hasHeader ? rows.slice(2) : rows;
  const draw = (tag) => (row) => h('tr', {}, row.map((cell) => h(tag, {}, drawMarkdownInline(cell))));
  return h(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table' },
    h('table', { class: 'table' }, hasHeader ? h('thead', {}, draw('th')(rows[0])) : null, h('tbody', {}, body.map(draw('td')))),
  );
}

function cellsOf(line) {
  return line.trim().replace(/^\||\|$/g, '').split('|').map((cell) => cell.trim());
}

const INLINE = [
  { match: /^`([^`]+)`/, draw: ([, text]) => h('code', { class: 'code' }, text) },
  { match: /^!?\[([^\]]*)\]\(([^)\s]+)(?:\s+"[^"]*")?\)/, draw: ([, text, url]) => linkTo(url, { class: 'link' }, drawMarkdownInline(text)) },
  { match: /^<(https?:[^>\s]+)>/, draw: ([, url]) => linkTo(url, { class: 'link' }, url) },
  { match: /^\*\*\*(.+?)\*\*\*/, draw: ([, text]) => h('strong', {}, h('em', {}, drawMarkdownInline(text))) },
  { match: /^\*\*(.+?)\*\*/, draw: ([, text]) => h('strong', {}, drawMarkdownInline(text)) },
  { match: /^__(.+?)__/, draw: ([, text]) => h('strong', {}, drawMarkdownInline(text)) },
  { match: /^~~(.+?)~~/, draw: ([, text]) => h('s', {}, drawMarkdownInline(text)) },
  { match: /^\*([^*\s](?:[^*]*[^*\s])?)\*/, draw: ([, text]) => h('em', {}, drawMarkdownInline(text)) },
  { match: /^_([^_\s](?:[^_]*[^_\s])?)_(?!\w)/, draw: ([, text]) => h('em', {}, drawMarkdownInline(text)), atWordStart: true },
  { match: /^\\([\\`*_{}[\]()#+.!|~<>-])/, draw: ([, character]) => document.createTextNode(character) },
];

function drawMarkdownInline(text) {
  const nodes = [];
  let plain = '';
  let rest = text;
  let before = ' ';
  while (rest) {
    const found = inlineAt(rest, before);
    if (found) {
      nodes.push(withEmoji(plain), found.node);
      plain = '';
    } else {
      plain += rest[0];
    }
    const length = found ? found.length : 1;
    before = rest[length - 1];
    rest = rest.slice(length);
  }
  nodes.push(withEmoji(plain));
  return nodes.filter((node) => node !== '');
}

function inlineAt(rest, before) {
  for (const { match, draw, atWordStart } of INLINE) {
    if (atWordStart && /\w/.test(before)) continue;
    const found = match.exec(rest);
    if (found) return { node: draw(found), length: found[0].length };
  }
  return null;
}
