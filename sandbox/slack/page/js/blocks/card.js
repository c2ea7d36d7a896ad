// Cards and carousels of cards.

import { h } from '../dom.js';
import { drawElement } from '../elements/registry.js';
import { drawPicture } from '../elements/image_element.js';
import { emojiOf } from '../emoji.js';
import { icon } from '../icons.js';
import { drawText, plain } from './text.js';

export function drawCard(card, surface) {
  const { session } = surface;
  const part = (name, tag = 'div') => (card[name] ? h(tag, { class: `card-${name}` }, drawText(card[name], session)) : null);
  const buttons = (card.actions || []).map((element) => drawElement(element, surface, card.block_id));
  return h('article', { class: 'card', 'aria-label': plain(card.title) || 'Card' },
    card.hero_image ? drawPicture(card.hero_image, 'card-hero') : null,
    h('div', { class: 'card-inside' },
      card.icon || card.slack_icon || card.title || card.subtitle
        ? h('header', { class: 'card-head' }, drawCardIcon(card),
          h('div', { class: 'card-titles' }, part('title', 'h3'), part('subtitle')))
        : null,
      part('body'), part('subtext'),
      buttons.length ? h('div', { class: 'actions card-actions' }, buttons) : null));
}

function drawCardIcon(card) {
  if (card.icon) return drawPicture(card.icon, 'card-icon');
  if (!card.slack_icon) return null;
  const name = typeof card.slack_icon === 'string' ? card.slack_icon : card.slack_icon.name;
  return h('span', { class: 'card-icon card-slack-icon', 'aria-hidden': 'true' }, emojiOf(name) || icon('ring'));
}

/** Cards side by side; they scroll by keys, wheel or the two buttons. */
export function drawCarousel(block, surface) {
  const cards = block.elements || block.cards || [];
  const track = h('div', { class: 'carousel-track', tabindex: '0', role: 'group', 'aria-label': `${cards.length} cards` },
    cards.map((card, index) => drawCard({ block_id: `${block.block_id}-${index}`, ...card }, surface)));
  const move = (direction) => track.scrollBy({ left: direction * track.clientWidth * 0.8, behavior: 'smooth' });
  const arrow = (name, label, direction) => h('button', {
    type: 'button', class: `icon-button carousel-arrow carousel-${name}`, 'aria-label': label, onclick: () => move(direction),
  }, icon(name));
  return h('div', { class: 'carousel', role: 'region', 'aria-roledescription': 'carousel', 'aria-label': 'Cards' },
    track, cards.length > 1 ? [arrow('left', 'Previous cards', -1), arrow('right', 'Next cards', 1)] : null);
}
