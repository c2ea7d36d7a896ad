// Files under a message: a link to each with its kind and size, pictures as pictures.

import { h } from './dom.js';
import { icon } from './icons.js';

const PICTURES = new Set(['png', 'jpg', 'jpeg', 'gif']);

export function drawFiles(files) {
  return (files || []).map((file) => (PICTURES.has(file.filetype) ? drawPicture(file) : drawRow(file)));
}

/** The board's own address of a file, whatever address the message names. */
export function fileAddress(file) {
  return `/files/${encodeURIComponent(file.id)}`;
}

function drawRow(file) {
  const kind = [String(file.filetype || '').toUpperCase(), sizeWords(file.size)].filter(Boolean).join(' · ');
  return h('a', { class: 'file-card', href: fileAddress(file), download: file.name || true },
    h('span', { class: 'file-sign', 'aria-hidden': 'true' }, icon('file')),
    h('span', { class: 'file-words' }, h('span', { class: 'file-name' }, file.title || file.name), h('span', { class: 'file-size' }, kind)));
}

function drawPicture(file) {
  const words = file.alt_txt || file.title || file.name;
  const picture = h('img', { class: 'file-picture', src: fileAddress(file), alt: words, loading: 'lazy', decoding: 'async' });
  const link = h('a', { class: 'file-picture-link', href: fileAddress(file), download: file.name || true, title: file.title || file.name }, picture);
  picture.addEventListener('error', () => link.replaceWith(drawRow(file)), { once: true });
  return link;
}

export function sizeWords(bytes) {
  if (!bytes) return '';
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
