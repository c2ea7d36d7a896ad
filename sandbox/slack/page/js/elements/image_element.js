// Small images inside sections and context blocks.

import { h, safeImage } from '../dom.js';

export function drawImageElement(element) {
  return drawPicture(element, 'image-element');
}

/** An <img> for an image_url or slack_file; its alternative text when it may not be loaded. */
export function drawPicture({ image_url: imageUrl, slack_file: file, alt_text: alt }, className) {
  const source = safeImage(imageUrl || file?.url || (file?.id ? `/files/${encodeURIComponent(file.id)}` : null));
  const missing = () => h('span', { class: `${className} image-missing`, role: 'img', 'aria-label': alt || 'image' }, alt || 'image');
  if (!source || (!imageUrl && !file)) return missing();
  const picture = h('img', { class: className, src: source, alt: alt || '', loading: 'lazy', decoding: 'async' });
  picture.addEventListener('error', () => picture.replaceWith(missing()), { once: true });
  return picture;
}
