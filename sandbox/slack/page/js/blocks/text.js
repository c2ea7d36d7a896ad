// Draws Slack's text objects: plain_text as it is, mrkdwn with its marks.

import { withEmoji } from '../emoji.js';
import { drawMrkdwn } from '../mrkdwn.js';

/** A text object or a bare string as nodes. */
export function drawText(text, session) {
  if (!text) return [];
  if (typeof text === 'string') return [withEmoji(text)];
  if (text.type === 'mrkdwn') return drawMrkdwn(text.text, session, { verbatim: text.verbatim });
  return [text.emoji === false ? text.text : withEmoji(text.text ?? '')];
}

/** A text object or a bare string as one plain string, for labels and titles. */
export function plain(text) {
  if (!text) return '';
  const words = typeof text === 'string' ? text : text.text ?? '';
  return withEmoji(words);
}
