// The middle of the page for one conversation: its messages and the composer.

import { Composer } from './composer.js';
import { fill, h } from './dom.js';
import { channelIcon } from './avatars.js';
import { icon } from './icons.js';
import { Timeline } from './timeline.js';

export class ChannelView {
  constructor(session, navigation, channel) {
    Object.assign(this, { session, navigation, channel });
    this.conversation = session.conversation(channel.id);
    this.stage = h('div', { class: 'stage' }, drawSkeleton());
    this.jump = h('button', { type: 'button', class: 'jump-button', hidden: true, onclick: () => this.timeline.scrollToBottom() }, icon('down', 'icon-small'), 'Latest messages');
    const label = channel.is_im ? `Message ${session.app.name}` : `Message #${channel.name}`;
    this.composer = new Composer(session, { label, key: channel.id, target: () => ({ channel: channel.id }) });
    this.composer.onSent = () => this.timeline?.scrollToBottom();
    this.node = h('div', { class: 'channel-view' }, h('div', { class: 'stage-frame' }, this.stage, this.jump), this.composer.node);
    this.start();
  }

  async start() {
    const unread = this.channel.unread || 0;
    try {
      await this.conversation.load(this.session.api);
    } catch (error) {
      fill(this.stage, this.drawFailure(error));
      return;
    }
    const { list } = this.conversation;
    const firstUnread = findUnread(list, unread, this.session.me.id);
    this.timeline = new Timeline(this.session, this.conversation, {
      label: this.channel.is_im ? `Messages with ${this.session.app.name}` : `Messages in ${this.channel.name}`,
      loadOlder: () => this.conversation.loadOlder(this.session.api),
      openThread: (message) => this.navigation.go({ thread: message.thread_ts || message.ts }),
      intro: drawIntro(this.channel, this.session),
      unreadFrom: firstUnread,
    });
    this.timeline.onScroll = () => {
      this.jump.hidden = !this.timeline.node.classList.contains('is-away');
    };
    fill(this.stage, this.timeline.node);
    this.timeline.refresh();
    this.session.markRead(this.channel);
  }

  drawFailure(error) {
    const again = () => {
      fill(this.stage, drawSkeleton());
      this.start();
    };
    return h('div', { class: 'empty-state' }, icon('warning'), h('p', {}, error.message), h('button', { type: 'button', class: 'button', onclick: again }, 'Try again'));
  }

  messagesChanged({ channel }) {
    if (channel && channel !== this.channel.id) return;
    this.timeline?.refreshSoon();
  }

  focus() {
    this.composer.focus();
  }

  dispose() {
    this.timeline?.dispose();
    this.composer.completion.close();
  }
}

/** The timestamp before which the "New" line stands; own and private messages are never new. */
function findUnread(list, unread, ownId) {
  if (!unread) return null;
  const others = list.filter((message) => message.user !== ownId && !message.ephemeral);
  return unread < others.length ? others[others.length - unread].ts : null;
}

function drawIntro(channel, session) {
  if (channel.is_im) {
    return h('div', { class: 'intro' }, h('p', { class: 'intro-title' }, session.app.name), h('p', {}, `This is the very beginning of your conversation with ${session.app.name}.`));
  }
  return h('div', { class: 'intro' }, h('span', { class: 'intro-icon' }, channelIcon(channel)), h('p', { class: 'intro-title' }, channel.name),
    h('p', {}, channel.topic || `This is the very beginning of #${channel.name}.`),
    h('p', { class: 'intro-hint' }, 'Type ', h('kbd', {}, '/'), ' to see what ', session.app.name, ' can do.'));
}

export function drawSkeleton() {
  const row = () => h('div', { class: 'skeleton-row' }, h('span', { class: 'skeleton skeleton-face' }), h('span', { class: 'skeleton-lines' }, h('span', { class: 'skeleton' }), h('span', { class: 'skeleton' })));
  return h('div', { class: 'skeleton-list', role: 'status', 'aria-label': 'Loading messages' }, row(), row(), row(), row());
}
