// The right-hand pane of one thread: its first message, the replies, and a composer of its own.

import { drawSkeleton } from './channel_view.js';
import { Composer } from './composer.js';
import { fill, h } from './dom.js';
import { icon } from './icons.js';
import { Timeline } from './timeline.js';

export class ThreadView {
  constructor(session, navigation, pane, channel, threadTs) {
    Object.assign(this, { session, navigation, channel, threadTs });
    this.conversation = session.conversation(channel.id, threadTs);
    this.stage = h('div', { class: 'stage' }, drawSkeleton());
    this.composer = new Composer(session, {
      label: 'Reply…', key: `${channel.id}/${threadTs}`, target: () => ({ channel: channel.id, thread_ts: threadTs }),
    });
    this.composer.onSent = () => this.timeline?.scrollToBottom();
    fill(pane,
      h('header', { class: 'pane-head' },
        h('div', {}, h('h2', { class: 'pane-title' }, 'Thread'), h('span', { class: 'pane-subtitle' }, channel.is_im ? session.app.name : `#${channel.name}`)),
        h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close thread', title: 'Close (Esc)', onclick: () => this.close() }, icon('close'))),
      h('div', { class: 'stage-frame' }, this.stage), this.composer.node);
    this.start();
  }

  async start() {
    try {
      await this.conversation.load(this.session.api);
    } catch (error) {
      fill(this.stage, h('div', { class: 'empty-state' }, icon('warning'), h('p', {}, error.message)));
      return;
    }
    const parent = this.session.conversation(this.channel.id).get(this.threadTs);
    if (parent && !this.conversation.get(this.threadTs)) this.conversation.put(parent);
    this.repliesDivider = h('div', { class: 'replies-divider' });
    this.timeline = new Timeline(this.session, this.conversation, {
      label: 'Thread', loadOlder: () => this.conversation.loadOlder(this.session.api),
    });
    this.timeline.drawAfter = (previous) => (previous?.ts === this.threadTs ? this.repliesDivider : null);
    fill(this.stage, this.timeline.node);
    this.showCount();
    this.timeline.refresh();
  }

  showCount() {
    const count = this.conversation.list.filter((message) => message.ts !== this.threadTs).length;
    fill(this.repliesDivider, h('span', {}, `${count} ${count === 1 ? 'reply' : 'replies'}`));
  }

  messagesChanged({ channel, ts }) {
    if ((channel && channel !== this.channel.id) || !this.timeline) return;
    const parent = this.session.conversation(this.channel.id).get(this.threadTs);
    if (parent && (!ts || ts === this.threadTs)) this.conversation.put(parent);
    this.showCount();
    this.timeline.refreshSoon();
  }

  focus() {
    this.composer.focus();
  }

  close() {
    const row = document.querySelector(`#main .message[data-ts="${CSS.escape(this.threadTs)}"]`);
    this.navigation.go({ thread: null });
    row?.focus({ preventScroll: true });
  }

  dispose() {
    this.timeline?.dispose();
    this.composer.completion.close();
  }
}
