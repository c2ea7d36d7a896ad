// Plans and task cards: what the app is doing, step by step.

import { h, linkTo, spoken } from '../dom.js';
import { icon } from '../icons.js';
import { drawRichText } from './rich_text.js';
import { drawText } from './text.js';

const STATUSES = {
  pending: { picture: 'ring', words: 'not started' },
  in_progress: { picture: 'ring', words: 'in progress' },
  complete: { picture: 'success', words: 'done' },
  error: { picture: 'error', words: 'failed' },
};

export function drawPlan(block, surface) {
  const tasks = block.tasks || [];
  const done = tasks.filter((task) => task.status === 'complete').length;
  return h('section', { class: 'plan' },
    h('header', { class: 'plan-head' },
      h('span', { class: 'plan-title' }, drawText(block.title, surface.session)),
      h('span', { class: 'plan-count' }, `${done} of ${tasks.length} done`)),
    h('ol', { class: 'plan-tasks' }, tasks.map((task) => h('li', {}, drawTaskCard(task, surface)))));
}

export function drawTaskCard(task, surface) {
  const status = STATUSES[task.status] || STATUSES.pending;
  const title = [
    h('span', { class: `task-icon task-${task.status || 'pending'}` }, icon(status.picture)),
    h('span', { class: 'task-title' }, drawText(task.title, surface.session)),
    spoken(` (${status.words})`),
  ];
  const inside = [task.details, task.output].filter(Boolean).map((part) => h('div', { class: 'task-detail' }, drawPart(part, surface)));
  if (task.sources?.length) inside.push(drawSources(task.sources));
  if (!inside.length) return h('div', { class: 'task-card' }, h('div', { class: 'task-head' }, title));
  return h('details', { class: 'task-card', open: task.status === 'in_progress' || task.status === 'error' },
    h('summary', { class: 'task-head' }, title, icon('down', 'icon-small task-fold')), inside);
}

function drawPart(part, surface) {
  return part.type === 'rich_text' ? drawRichText(part, surface) : drawText(part, surface.session);
}

function drawSources(sources) {
  return h('div', { class: 'task-sources' }, sources.map((source) => linkTo(source.url, { class: 'task-source' }, source.text || source.url)));
}
