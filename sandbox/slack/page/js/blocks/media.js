// Images, videos and files.

import { h, linkTo } from '../dom.js';
import { drawPicture } from '../elements/image_element.js';
import { icon } from '../icons.js';
import { plain } from './text.js';

export function drawImage(block) {
  return h('figure', { class: 'image-block' },
    block.title ? h('figcaption', { class: 'image-title' }, plain(block.title)) : null,
    drawPicture(block, 'image-picture'));
}

/** Foreign players are not embedded: a picture links to where the video plays. */
export function drawVideo(block) {
  return h('figure', { class: 'image-block' },
    h('figcaption', { class: 'image-title' }, linkTo(block.title_url || block.video_url, { class: 'link' }, plain(block.title))),
    block.thumbnail_url ? drawPicture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, 'image-picture') : null);
}

export function drawFile(block) {
  const file = block.file || {};
  return h('div', { class: 'file-row' }, icon('file'),
    h('span', { class: 'file-name' }, file.title || file.name || block.external_id || block.file_id || 'File'));
}
