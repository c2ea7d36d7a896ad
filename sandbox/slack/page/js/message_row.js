// Draws one message and changes it in place when it is edited.

import { drawAttachments } from './attachments.js';
import { avatar } from './avatars.js';
import { BlockList } from './blocks/block_list.js';
import { fullTimeOf, timeOf } from './dates.js';
import { fill, h } from './dom.js';
import { drawFiles } from './files.js';
import { icon } from './icons.js';
import { openMenu } from './menu.js';
import { drawMrkdwn } from './mrkdwn.js';
import { messageShortcuts, shortcutItems } from './shortcuts.js';
import { Surface } from './surface.js';

export class MessageRow {
  /** `openThread(message)` is absent inside the thread pane. */
  constructor(session, message, { openThread = null } = {}) {
    this.session = session;
    this.openThread = openThread;
    this.surface = new Surface(session, 'message', { channel: message.channel, ts: message.ts });
    this.gutter = h('div', { class: 'message-gutter' });
    this.head = h('div', { class: 'message-head' });
    this.body = h('div', { class: 'message-body' });
    this.foot = h('div', { class: 'message-foot' });
    this.inside = h('div', { class: 'message-inside' }, this.head, this.body, this.foot);
    this.node = h('article', { class: 'message', tabindex: '-1', data: { ts: message.ts } }, this.gutter, this.inside, this.drawTools());
  }

  /** Draws what differs from the last time; an unchanged message costs nothing. */
  update(message, isGrouped) {
    if (this.message === message && this.isGrouped === isGrouped) return;
    const content = JSON.stringify([message.text, message.blocks, message.attachments, message.files, message.edited, message.error]);
    this.message = message;
    this.isGrouped = isGrouped;
    this.showFrame();
    if (content !== this.content) this.showBody();
    this.content = content;
    this.showFoot();
  }

  get author() {
    return this.session.user(this.message.user);
  }

  get authorName() {
    if (this.message.error) return 'Slackbot';
    return this.message.username || this.session.nameOf(this.message.user);
  }

  showFrame() {
    const { message } = this;
    const isApp = message.is_bot || this.author?.is_bot;
    const time = h('time', { class: 'message-time', datetime: new Date(Number(message.ts) * 1000).toISOString(), title: fullTimeOf(message.ts) }, timeOf(message.ts));
    this.node.classList.toggle('is-grouped', this.isGrouped);
    this.node.classList.toggle('is-ephemeral', Boolean(message.ephemeral));
    this.node.classList.toggle('is-error', Boolean(message.error));
    this.node.setAttribute('aria-label', `${this.authorName} at ${timeOf(message.ts)}${message.ephemeral ? ', only visible to you' : ''}`);
    fill(this.gutter, this.isGrouped ? time : this.drawAvatar(isApp));
    fill(this.head,
      message.ephemeral ? h('div', { class: 'message-private' }, icon('eye', 'icon-small'), 'Only visible to you') : null,
      this.isGrouped ? null : h('div', { class: 'message-author' },
        h('span', { class: 'message-name' }, this.authorName),
        isApp ? h('span', { class: 'app-badge' }, 'APP') : null, time));
    this.replyButton.hidden = !this.openThread || Boolean(message.ephemeral) || Boolean(message.error);
    this.moreButton.hidden = !messageShortcuts(this.session, message).length;
    this.tools.hidden = this.replyButton.hidden && this.moreButton.hidden;
  }

  drawAvatar(isApp) {
    if (this.message.error) return h('span', { class: 'avatar avatar-normal avatar-system', 'aria-hidden': 'true' }, icon('warning'));
    if (this.author) return avatar(this.author);
    return avatar({ is_bot: isApp, real_name: this.authorName });
  }

  showBody() {
    const { message } = this;
    const edited = message.edited ? h('span', { class: 'message-edited' }, '(edited)') : null;
    if (message.blocks?.length) {
      this.blocks ??= new BlockList(this.surface, 'message-blocks');
      if (this.blocks.node.parentNode !== this.body) fill(this.body, this.blocks.node);
      this.blocks.update(message.blocks);
      for (const extra of [...this.body.children].slice(1)) extra.remove();
      this.body.append(...drawAttachments(message.attachments, this.surface), ...drawFiles(message.files), ...(edited ? [edited] : []));
      return;
    }
    this.blocks = null;
    const words = message.error || message.text;
    const text = h('div', { class: 'message-text' }, drawMrkdwn(words, this.session), edited ? [' ', edited] : null);
    fill(this.body, words || edited ? text : null, drawAttachments(message.attachments, this.surface), drawFiles(message.files));
  }

  showFoot() {
    const count = this.message.reply_count || 0;
    if (!count || !this.openThread) {
      if (this.foot.childElementCount) fill(this.foot);
      return;
    }
    const words = `${count} ${count === 1 ? 'reply' : 'replies'}`;
    const faces = (this.message.reply_users || []).slice(0, 4).map((id) => avatar(this.session.user(id), 'tiny'));
    fill(this.foot, h('button', { type: 'button', class: 'replies', onclick: () => this.openThread(this.message) },
      h('span', { class: 'replies-faces' }, faces), h('span', { class: 'replies-count' }, words),
      h('span', { class: 'replies-view' }, 'View thread')));
  }

  drawTools() {
    this.replyButton = h('button', { type: 'button', class: 'icon-button', title: 'Reply in thread', 'aria-label': 'Reply in thread', onclick: () => this.openThread(this.message) }, icon('thread'));
    this.moreButton = h('button', {
      type: 'button', class: 'icon-button', title: 'Shortcuts', 'aria-label': 'Shortcuts for this message', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
      onclick: () => this.openShortcuts(),
    }, icon('dots'));
    this.tools = h('div', { class: 'message-tools', hidden: true }, this.replyButton, this.moreButton);
    return this.tools;
  }

  openShortcuts() {
    const { session, message } = this;
    openMenu(this.moreButton, 'Shortcuts', shortcutItems(session, messageShortcuts(session, message), message), { align: 'end' });
  }
}
