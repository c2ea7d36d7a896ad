// Shows a conversation as a scrolling list that stays fluid: only a window of it is in the page.

import { dayKey, dayName, momentOf } from './dates.js';
import { h, oncePerFrame } from './dom.js';
import { MessageRow } from './message_row.js';

const WINDOW = 200;
const MOST = 260;
const STEP = 24; // few at a time, so that no frame is late
const LEAP = 120; // for whoever stands at the very edge and waits
const NEAR = 900;
const GROUP_SECONDS = 300;

export class Timeline {
  /** `loadOlder()` fetches earlier messages; `intro` stands above the very first one. */
  constructor(session, conversation, { label, loadOlder, openThread = null, intro = null, unreadFrom = null }) {
    Object.assign(this, { session, conversation, loadOlder, openThread, intro, unreadFrom });
    this.refreshSoon = oncePerFrame(() => this.refresh());
    this.rows = new Map();
    this.dividers = new Map();
    this.start = Math.max(0, conversation.list.length - WINDOW);
    this.firstTs = conversation.list[this.start]?.ts ?? null;
    this.lastTs = null; // null: the window reaches to the newest message and follows it
    this.isAtBottom = true;
    this.list = h('div', { class: 'timeline-list' });
    this.node = h('div', { class: 'timeline', role: 'log', 'aria-live': 'off', 'aria-label': label, tabindex: '0' }, h('div', { class: 'timeline-space' }), this.list);
    this.node.addEventListener('scroll', () => this.scrolled(), { passive: true });
    this.node.addEventListener('keydown', (event) => this.handleKey(event));
    this.resizes = new ResizeObserver(() => this.keepAtBottom());
    this.resizes.observe(this.list);
    this.resizes.observe(this.node);
  }

  refresh() {
    const anchor = this.isAtBottom ? null : this.findAnchor();
    const all = this.conversation.list;
    const end = this.lastTs === null ? all.length : this.conversation.indexOf(this.lastTs) + 1;
    let start = this.firstTs === null ? 0 : Math.min(this.conversation.indexOf(this.firstTs), all.length);
    if (this.isAtBottom && end - start > MOST) start = end - WINDOW;
    if (!this.conversation.hasMore && start < 2) start = 0;
    this.firstTs = start === 0 && !this.conversation.hasMore ? null : all[start]?.ts ?? null;
    this.start = start;
    this.arrange(this.nodesBetween(all, start, end));
    if (anchor) this.restore(anchor);
    else this.keepAtBottom();
  }

  nodesBetween(all, start, end) {
    const nodes = start === 0 && !this.conversation.hasMore && this.intro ? [this.intro] : [];
    const used = new Set();
    for (let index = start; index < end; index += 1) {
      const message = all[index];
      const previous = index > start ? all[index - 1] : null;
      const opensDay = !previous || dayKey(previous.ts) !== dayKey(message.ts);
      if (opensDay) nodes.push(this.divider(`day-${dayKey(message.ts)}`, () => drawDay(message.ts)));
      if (message.ts === this.unreadFrom) nodes.push(this.divider('unread', drawUnread));
      const after = this.drawAfter?.(previous);
      if (after) nodes.push(after);
      nodes.push(this.row(message, !opensDay && !after && message.ts !== this.unreadFrom && isGrouped(previous, message)).node);
      used.add(message.ts);
    }
    for (const ts of this.rows.keys()) if (!used.has(ts)) this.rows.delete(ts);
    return nodes;
  }

  row(message, grouped) {
    let row = this.rows.get(message.ts);
    if (!row) {
      row = new MessageRow(this.session, message, { openThread: this.openThread });
      this.rows.set(message.ts, row);
    }
    row.update(message, grouped);
    return row;
  }

  divider(key, draw) {
    if (!this.dividers.has(key)) this.dividers.set(key, draw());
    return this.dividers.get(key);
  }

  /** Puts the nodes in order, moving as few as possible, so focus and scrolling stay. */
  arrange(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.list.children]) if (!wanted.has(child)) child.remove();
    let cursor = this.list.firstElementChild;
    for (const node of nodes) {
      if (node === cursor) cursor = cursor.nextElementSibling;
      else this.list.insertBefore(node, cursor);
    }
  }

  findAnchor() {
    const top = this.node.getBoundingClientRect().top;
    for (const child of this.list.querySelectorAll(':scope > .message')) {
      const box = child.getBoundingClientRect();
      if (box.bottom > top) return { child, offset: box.top - top };
    }
    return null;
  }

  restore({ child, offset }) {
    if (!child.isConnected) return;
    const now = child.getBoundingClientRect().top - this.node.getBoundingClientRect().top;
    this.node.scrollTop += now - offset;
  }

  keepAtBottom() {
    if (this.isAtBottom) this.node.scrollTop = this.node.scrollHeight;
  }

  scrollToBottom() {
    this.lastTs = null;
    this.isAtBottom = true;
    this.refresh();
  }

  scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    const below = scrollHeight - scrollTop - clientHeight;
    this.isAtBottom = this.lastTs === null && below < 24;
    this.node.classList.toggle('is-away', !this.isAtBottom && below > 300);
    this.onScroll?.();
    if (scrollTop < NEAR) this.extendUp();
    else if (below < NEAR && this.lastTs !== null) this.extendDown();
  }

  async extendUp() {
    if (this.isExtending || (this.start === 0 && !this.conversation.hasMore)) return;
    this.isExtending = true;
    this.isAtBottom = false;
    const step = this.node.scrollTop < NEAR / 4 ? LEAP : STEP;
    if (this.start < step) await this.loadOlder().catch((error) => this.session.notice(error.message));
    const all = this.conversation.list;
    const known = this.firstTs === null ? 0 : this.conversation.indexOf(this.firstTs);
    const start = Math.max(0, known - step);
    this.firstTs = all[start]?.ts ?? null;
    const end = this.lastTs === null ? all.length : this.conversation.indexOf(this.lastTs) + 1;
    if (end - start > MOST) this.lastTs = all[start + MOST - 1].ts;
    this.refresh();
    this.isExtending = false;
  }

  extendDown() {
    const all = this.conversation.list;
    const end = Math.min(all.length, this.conversation.indexOf(this.lastTs) + 1 + STEP);
    this.lastTs = end >= all.length ? null : all[end - 1].ts;
    const start = this.firstTs === null ? 0 : this.conversation.indexOf(this.firstTs);
    if (end - start > MOST) this.firstTs = all[end - MOST].ts;
    this.refresh();
  }

  /** Arrow keys walk from message to message once one of them has the focus. */
  handleKey(event) {
    const steps = { ArrowUp: 'previousElementSibling', ArrowDown: 'nextElementSibling' };
    const isRow = event.target.classList.contains('message');
    if (!(event.key in steps) || (!isRow && event.target !== this.node)) return;
    let next = isRow ? event.target[steps[event.key]] : this.list.lastElementChild;
    while (next && !next.classList.contains('message')) next = next[steps[event.key]];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  dispose() {
    this.resizes.disconnect();
  }
}

function isGrouped(previous, message) {
  return Boolean(previous) && previous.user === message.user && (previous.username || '') === (message.username || '')
    && Boolean(previous.ephemeral) === Boolean(message.ephemeral) && !previous.error && !message.error && !message.ephemeral && !message.blocks?.length
    && momentOf(message.ts) - momentOf(previous.ts) < GROUP_SECONDS * 1000 && !previous.reply_count;
}

function drawDay(ts) {
  return h('div', { class: 'day-divider', role: 'separator', 'aria-label': dayName(ts) }, h('span', { class: 'day-name' }, dayName(ts)));
}

function drawUnread() {
  return h('div', { class: 'unread-divider', role: 'separator', 'aria-label': 'New messages' }, h('span', {}, 'New'));
}
