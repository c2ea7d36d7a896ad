// Draws rich_text blocks: sections, lists, quotes and preformatted text with all inline elements.

import { h, linkTo } from '../dom.js';
import { emojiOf } from '../emoji.js';
import { broadcastMention, channelMention, drawDate, groupMention, personMention } from '../references.js';

const LIST_STYLES = ['', 'alpha', 'roman'];

export function drawRichText(block, surface) {
  const parts = (block.elements || []).map((element) => drawPart(element, surface));
  return h('div', { class: 'rich-text' }, parts);
}

function drawPart(element, surface) {
  const inside = () => (element.elements || []).map((inline) => drawInlineElement(inline, surface));
  switch (element.type) {
    case 'rich_text_section':
      return h('div', { class: 'rich-section' }, inside());
    case 'rich_text_quote':
      return h('blockquote', { class: 'quote' }, inside());
    case 'rich_text_preformatted':
      return h('pre', { class: 'code-block' }, inside());
    case 'rich_text_list':
      return drawList(element, surface);
    default:
      return drawInlineElement(element, surface);
  }
}

function drawList(element, surface) {
  const ordered = element.style === 'ordered';
  const indent = Math.min(Number(element.indent) || 0, 8);
  const style = ordered ? LIST_STYLES[indent % 3] : '';
  return h(
    ordered ? 'ol' : 'ul',
    {
      class: `list list-indent-${indent} ${style ? `list-${style}` : ''} ${element.border ? 'list-border' : ''}`,
      start: ordered && element.offset ? Number(element.offset) + 1 : null,
    },
    (element.elements || []).map((item) =>
      h('li', {}, (item.elements || []).map((inline) => drawInlineElement(inline, surface))),
    ),
  );
}

const INLINE = {
  text: (element) => withLineBreaks(element.text),
  link: (element) => linkTo(element.url, { class: 'link' }, element.text || element.url),
  user: (element, { session }) => personMention(element.user_id, session),
  channel: (element, { session }) => channelMention(element.channel_id, session),
  usergroup: (element, { session }) => groupMention(element.usergroup_id, session),
  team: (element) => h('span', { class: 'mention' }, element.team_id),
  broadcast: (element) => broadcastMention(element.range),
  emoji: (element) => characterOf(element),
  date: (element) => drawDate(element.timestamp, element.format || '{date_pretty}', { address: element.url, fallback: element.fallback }),
  color: (element) => drawColor(element.value),
};

export function drawInlineElement(element, surface) {
  const draw = INLINE[element.type];
  const node = draw ? draw(element, surface) : element.text || `[${element.type}]`;
  return styled(node, element.style || {});
}

function withLineBreaks(text) {
  return String(text ?? '').split('\n').flatMap((line, index) => (index ? [h('br'), line] : [line]));
}

/** The emoji's own code points when Slack sends them, else the short code's character. */
function characterOf({ name, unicode }) {
  if (unicode && /^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(unicode)) {
    return unicode.split('-').map((code) => String.fromCodePoint(Math.min(parseInt(code, 16), 0x10ffff))).join('');
  }
  return emojiOf(name) ?? `:${name}:`;
}

function drawColor(value) {
  const swatch = h('span', { class: 'color-swatch', 'aria-hidden': 'true' });
  if (/^#[0-9a-f]{3,8}$/i.test(value)) swatch.style.backgroundColor = value;
  return h('span', {}, swatch, value);
}

function styled(node, style) {
  let content = node;
  if (style.code) content = h('code', { class: 'code' }, content);
  if (style.strike) content = h('s', {}, content);
  if (style.italic) content = h('em', {}, content);
  if (style.bold) content = h('strong', {}, content);
  if (style.underline) content = h('u', {}, content);
  if (style.highlight) content = h('mark', {}, content);
  return content;
}

/** The words of rich text without their dress, for sorting, filtering and labels. */
export function richTextWords(node, session) {
  if (!node) return '';
  if (Array.isArray(node)) return node.map((part) => richTextWords(part, session)).join('');
  if (node.elements) return richTextWords(node.elements, session);
  if (node.type === 'user') return `@${session.nameOf(node.user_id)}`;
  if (node.type === 'channel') return `#${session.channel(node.channel_id)?.name || node.channel_id}`;
  if (node.type === 'emoji') return characterOf(node);
  return node.text || node.url || node.fallback || node.value || '';
}
