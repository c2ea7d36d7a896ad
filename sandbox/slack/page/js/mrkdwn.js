// Turns Slack's mrkdwn into DOM nodes: *bold* _italic_ ~strike~ `code`, fences, quotes, lists, references.

import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { decode, drawReference } from './references.js';

/** Draws a whole text: fenced code first, then its lines, then what stands inside each line. */
export function drawMrkdwn(text, session, { verbatim = false } = {}) {
  const nodes = [];
  const parts = String(text ?? '').split('```');
  const closed = parts.length % 2 === 1 ? parts.length : parts.length - 1;
  parts.forEach((part, index) => {
    const fenced = index % 2 === 1 && index < closed;
    if (fenced) nodes.push(h('pre', { class: 'code-block' }, drawVerbatim(part.replace(/^\n|\n$/g, ''), session)));
    else if (index >= closed && index % 2 === 1) nodes.push(...drawLines(`\`\`\`${part}`, session, verbatim));
    else nodes.push(...drawLines(trimAroundFences(part, index, closed), session, verbatim));
  });
  return nodes;
}

/** A fence is a block of its own: the line breaks that touch it need no lines of theirs. */
function trimAroundFences(part, index, closed) {
  let text = part;
  if (index > 0) text = text.replace(/^\n/, '');
  if (index + 1 < closed) text = text.replace(/\n$/, '');
  return text;
}

const LINE_KINDS = [
  { kind: 'quote', match: /^(?:>|&gt;)\s?(.*)$/ },
  { kind: 'bullets', match: /^\s*[•◦‣-]\s+(.*)$/ },
  { kind: 'numbers', match: /^\s*(\d+)\.\s+(.*)$/ },
];

function drawLines(text, session, verbatim) {
  if (text === '') return [];
  const nodes = [];
  let run = { kind: 'plain', lines: [] };
  const finish = () => {
    if (run.lines.length) nodes.push(drawRun(run, session, verbatim));
  };
  for (const line of text.split('\n')) {
    const { kind, content, number } = kindOf(line);
    if (kind !== run.kind) {
      finish();
      run = { kind, lines: [], start: number };
    }
    run.lines.push(content);
  }
  finish();
  return nodes;
}

function kindOf(line) {
  for (const { kind, match } of LINE_KINDS) {
    const found = match.exec(line);
    if (found) return { kind, content: found.at(-1), number: kind === 'numbers' ? Number(found[1]) : undefined };
  }
  return { kind: 'plain', content: line };
}

function drawRun({ kind, lines, start }, session, verbatim) {
  const inline = (line) => drawInline(line, session, verbatim);
  if (kind === 'bullets') return h('ul', { class: 'list' }, lines.map((line) => h('li', {}, inline(line))));
  if (kind === 'numbers') return h('ol', { class: 'list', start }, lines.map((line) => h('li', {}, inline(line))));
  const content = lines.map((line, index) => [index ? h('br') : null, inline(line)]);
  return kind === 'quote' ? h('blockquote', { class: 'quote' }, content) : h('span', { class: 'lines' }, content);
}

const STYLES = { '*': 'strong', _: 'em', '~': 's' };
const SENTENCE_START = /(^|[.!?]\s)[*_~(]{0,2}$/;
const WORD = /[\p{L}\p{N}]/u;

/** Draws one line: finds code, references and emphasis from left to right. */
export function drawInline(text, session, verbatim = false) {
  const nodes = [];
  let plain = '';
  let position = 0;
  const flush = () => {
    if (plain) nodes.push(document.createTextNode(withEmoji(decode(plain))));
    plain = '';
  };
  while (position < text.length) {
    const found = codeAt(text, position, session) || referenceAt(text, position, session)
      || emphasisAt(text, position, session) || (verbatim ? null : addressAt(text, position));
    if (found) {
      flush();
      nodes.push(found.node);
      position = found.end;
    } else {
      plain += text[position];
      position += 1;
    }
  }
  flush();
  return nodes;
}

function codeAt(text, position, session) {
  if (text[position] !== '`') return null;
  const end = text.indexOf('`', position + 1);
  if (end <= position + 1) return null;
  const inside = text.slice(position + 1, end);
  return { node: h('code', { class: 'code' }, drawVerbatim(inside, session)), end: end + 1 };
}

/** Inside code only references keep a meaning, and they show as their plain label or address. */
function drawVerbatim(text, session) {
  return text.split(/(<[^<>\n]+>)/).map((part) => {
    const inner = /^<([^<>\n]+)>$/.exec(part)?.[1];
    return (inner && drawReference(inner, session)) || decode(part);
  });
}

function referenceAt(text, position, session) {
  if (text[position] !== '<') return null;
  const end = text.indexOf('>', position);
  if (end < 0) return null;
  const startsSentence = SENTENCE_START.test(text.slice(0, position));
  const node = drawReference(text.slice(position + 1, end), session, { startsSentence });
  return node && { node, end: end + 1 };
}

function emphasisAt(text, position, session) {
  const mark = text[position];
  const tag = STYLES[mark];
  if (!tag || WORD.test(text[position - 1] || ' ') || /\s/.test(text[position + 1] || ' ')) return null;
  const end = closingMark(text, mark, position + 1);
  if (end < 0) return null;
  return { node: h(tag, {}, drawInline(text.slice(position + 1, end), session)), end: end + 1 };
}

function closingMark(text, mark, from) {
  for (let end = text.indexOf(mark, from); end > 0; end = text.indexOf(mark, end + 1)) {
    const tight = end > from && !/\s/.test(text[end - 1]) && text[end - 1] !== mark;
    if (tight && !WORD.test(text[end + 1] || ' ')) return end;
  }
  return -1;
}

/** A bare web address becomes a link, as Slack does with what people type. */
function addressAt(text, position) {
  if (text[position] !== 'h' || WORD.test(text[position - 1] || ' ')) return null;
  const found = /^https?:\/\/[^\s<>|]+[^\s<>|.,;:!?)'"]/.exec(text.slice(position));
  if (!found) return null;
  const address = decode(found[0]);
  const node = h('a', { class: 'link', href: address, target: '_blank', rel: 'noopener noreferrer' }, address);
  return { node, end: position + found[0].length };
}
