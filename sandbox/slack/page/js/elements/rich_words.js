// Rich text as people type it (*bold*, - list, > quote, ``` code) to Slack's rich_text value, and back.

import { emojiOf } from '../emoji.js';

const LINE_KINDS = [
  { kind: 'quote', match: /^>\s?(.*)$/ },
  { kind: 'bullet', match: /^\s*[-•]\s+(.*)$/ },
  { kind: 'ordered', match: /^\s*\d+[.)]\s+(.*)$/ },
];
const INLINE = /`([^`\n]+)`|(?<![\w*])\*(?=\S)([^*\n]*\S)\*(?!\w)|(?<![\w_])_(?=\S)([^_\n]*\S)_(?!\w)|(?<![\w~])~(?=\S)([^~\n]*\S)~(?!\w)|(https?:\/\/[^\s<>]+[^\s<>.,;:!?)'"])|:([a-z0-9_+-]+):/g;
const STYLES = ['code', 'bold', 'italic', 'strike'];
const MARKS = { code: '`', bold: '*', italic: '_', strike: '~' };

/** The value of a rich text input; null for an empty one. */
export function richTextOf(text) {
  if (!text.trim()) return null;
  const elements = text.split(/^```\n?|\n?```$/m).flatMap((part, index) => (index % 2 ? [preformatted(part)] : partsOf(part)));
  return { type: 'rich_text', elements };
}

function preformatted(code) {
  return { type: 'rich_text_preformatted', elements: [{ type: 'text', text: code.replace(/^\n|\n$/g, '') }] };
}

/** Lines of one kind that follow each other are one quote, one list or one section. */
function partsOf(text) {
  const runs = [];
  for (const line of text.split('\n')) {
    const found = LINE_KINDS.map(({ kind, match }) => ({ kind, content: match.exec(line)?.[1] })).find(({ content }) => content !== undefined);
    const { kind, content } = found || { kind: 'plain', content: line };
    if (runs.at(-1)?.kind === kind) runs.at(-1).lines.push(content);
    else runs.push({ kind, lines: [content] });
  }
  return runs.filter(({ lines }) => lines.some((line) => line !== '')).map(partOf);
}

function partOf({ kind, lines }) {
  const section = (text) => ({ type: 'rich_text_section', elements: inlineOf(text) });
  if (kind === 'plain') return section(lines.join('\n').replace(/^\n+|\n+$/g, ''));
  if (kind === 'quote') return { type: 'rich_text_quote', elements: inlineOf(lines.join('\n')) };
  return { type: 'rich_text_list', style: kind, elements: lines.map(section) };
}

function inlineOf(text, style = {}) {
  const elements = [];
  const say = (words) => words && elements.push({ type: 'text', text: words, ...dressed(style) });
  let position = 0;
  for (const found of text.matchAll(INLINE)) {
    const inner = found.slice(1, 5).findIndex((words) => words !== undefined);
    const emoji = found[6] && emojiOf(found[6]);
    if (inner < 0 && !found[5] && !emoji) continue;
    say(text.slice(position, found.index));
    position = found.index + found[0].length;
    if (found[5]) elements.push({ type: 'link', url: found[5], ...dressed(style) });
    else if (emoji) elements.push({ type: 'emoji', name: found[6] });
    else if (inner === 0) elements.push({ type: 'text', text: found[1], style: { ...style, code: true } });
    else elements.push(...inlineOf(found[inner + 1], { ...style, [STYLES[inner]]: true }));
  }
  say(text.slice(position));
  return elements;
}

const dressed = (style) => (Object.keys(style).length ? { style } : {});

/** What stands in the field for a value. */
export function wordsOf(value) {
  return (value?.elements || []).map(wordsOfPart).join('\n');
}

function wordsOfPart(part) {
  const words = (elements) => (elements || []).map(wordsOfInline).join('');
  if (part.type === 'rich_text_preformatted') return `\`\`\`\n${words(part.elements)}\n\`\`\``;
  if (part.type === 'rich_text_quote') return words(part.elements).split('\n').map((line) => `> ${line}`).join('\n');
  if (part.type !== 'rich_text_list') return words(part.elements);
  const sign = (index) => (part.style === 'ordered' ? `${index + 1}.` : '-');
  return (part.elements || []).map((item, index) => `${sign(index)} ${words(item.elements)}`).join('\n');
}

function wordsOfInline(element) {
  const plain = element.type === 'emoji' ? `:${element.name}:` : element.text || element.url || '';
  return STYLES.filter((style) => element.style?.[style]).reduce((words, style) => `${MARKS[style]}${words}${MARKS[style]}`, plain);
}
