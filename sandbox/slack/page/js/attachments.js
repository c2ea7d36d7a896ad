// Draws the older kind of message parts: attachments with a coloured edge, title, text and fields.

import { drawPicture } from './elements/image_element.js';
import { BlockList } from './blocks/block_list.js';
import { h, linkTo } from './dom.js';
import { drawMrkdwn } from './mrkdwn.js';

const NAMED = { good: 'var(--success)', warning: 'var(--tone-3)', danger: 'var(--danger)' };

export function drawAttachments(attachments, surface) {
  return (attachments || []).map((attachment) => drawAttachment(attachment, surface));
}

function drawAttachment(attachment, surface) {
  const words = (text, className) => (text ? h('div', { class: className }, drawMrkdwn(text, surface.session)) : null);
  const isEmpty = !attachment.title && !attachment.text && !attachment.blocks?.length && !attachment.fields?.length;
  const inside = attachment.blocks?.length
    ? new BlockList(Object.create(surface, { keepOnly: { value: () => {} } })).update(attachment.blocks)
    : [
      attachment.author_name ? h('div', { class: 'attachment-author' }, linkTo(attachment.author_link, {}, attachment.author_name)) : null,
      attachment.title ? h('div', { class: 'attachment-title' }, linkTo(attachment.title_link, { class: 'link' }, attachment.title)) : null,
      words(attachment.text, 'attachment-text'),
      attachment.fields?.length ? h('div', { class: 'section-fields' }, attachment.fields.map((field) => h('div', { class: 'section-field' }, h('strong', {}, field.title), words(field.value, '')))) : null,
      attachment.image_url ? drawPicture({ image_url: attachment.image_url, alt_text: attachment.fallback }, 'image-picture') : null,
      isEmpty ? words(attachment.fallback, 'attachment-text') : null,
      attachment.footer ? h('div', { class: 'attachment-footer' }, attachment.footer) : null,
    ];
  const node = h('div', { class: 'attachment' }, words(attachment.pretext, 'attachment-pretext'), h('div', { class: 'attachment-inside' }, inside));
  const color = NAMED[attachment.color] || (/^#?[0-9a-f]{6}$/i.test(attachment.color || '') ? `#${attachment.color.replace('#', '')}` : '');
  node.lastElementChild.style.borderLeftColor = color;
  return node;
}
