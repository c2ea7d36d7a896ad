// The middle column: a channel, or the app with its Home and Messages tabs, under one header.

import { channelIcon, presentAvatar } from './avatars.js';
import { ChannelView } from './channel_view.js';
import { fill, h, oncePerFrame } from './dom.js';
import { HomeView } from './home_view.js';
import { callboardMark, icon } from './icons.js';

export class MainView {
  constructor(session, navigation, main) {
    Object.assign(this, { session, navigation, main });
    session.on('messages', (detail) => this.view?.messagesChanged(detail));
    for (const kind of ['people', 'channels']) session.on(kind, oncePerFrame(() => this.showHead()));
    session.on('home', () => this.view instanceof HomeView && this.view.show());
  }

  /** Opens what the navigation names, unless it is already open. */
  show(isNewPerson = false) {
    const place = this.navigation.channel;
    if (place === this.place && !isNewPerson) return;
    this.place = place;
    this.view?.dispose();
    const isHome = place === 'home';
    const channel = isHome ? null : this.session.channel(place);
    this.view = isHome ? new HomeView(this.session) : new ChannelView(this.session, this.navigation, channel);
    const isApp = isHome || channel.is_im;
    if (isApp && !isHome) this.session.api.openHome('messages').catch(() => {});
    this.head = this.drawHead();
    fill(this.main, this.head, this.view.node);
    document.title = `${isApp ? this.session.app.name : `#${channel.name}`} · ${this.session.state.workspace.name}`;
    if (!matchMedia('(pointer: coarse)').matches) this.view.focus();
  }

  drawHead() {
    const channel = this.session.channel(this.place);
    return channel && !channel.is_im ? this.drawChannelHead(channel) : this.drawAppHead(this.place === 'home');
  }

  /** Name, topic and members as they are now; who works in the header is left alone. */
  showHead() {
    if (!this.head?.isConnected || this.head.contains(document.activeElement)) return;
    const fresh = this.drawHead();
    this.head.replaceWith(fresh);
    this.head = fresh;
  }

  drawChannelHead(channel) {
    const members = (channel.member_ids || []).map((id) => this.session.user(id)).filter(Boolean);
    const faces = members.slice(0, 4).map((user) => presentAvatar(user, this.session, 'tiny'));
    return h('header', { class: 'main-head' }, this.drawMenuButton(),
      h('h1', { class: 'main-title' }, channelIcon(channel), channel.name, channel.is_archived ? h('span', { class: 'app-badge' }, 'ARCHIVED') : null),
      h('span', { class: 'main-topic', title: channel.topic || null }, channel.topic || ''),
      members.length ? h('span', { class: 'main-members', title: members.map((user) => user.real_name || user.name).join(', ') },
        faces, h('span', { 'aria-label': `${members.length} members` }, members.length)) : null);
  }

  drawAppHead(isHome) {
    const tab = (name, isActive, place) => h('button', {
      type: 'button', role: 'tab', class: 'tab', 'aria-selected': String(isActive), tabindex: isActive ? '0' : '-1', onclick: () => this.navigation.go({ channel: place }),
    }, name);
    const direct = this.session.appChannel;
    const tabs = h('div', { class: 'tabs', role: 'tablist', 'aria-label': this.session.app.name },
      tab('Home', isHome, 'home'), direct ? tab('Messages', !isHome, direct.id) : null);
    tabs.addEventListener('keydown', (event) => {
      if (!['ArrowLeft', 'ArrowRight'].includes(event.key) || !direct) return;
      this.navigation.go({ channel: isHome ? direct.id : 'home' });
      this.main.querySelector('.tab[aria-selected="true"]').focus();
    });
    return h('header', { class: 'main-head main-head-app' }, this.drawMenuButton(),
      h('h1', { class: 'main-title' }, h('span', { class: 'avatar avatar-small', 'aria-hidden': 'true' }, callboardMark()), this.session.app.name, h('span', { class: 'app-badge' }, 'APP')), tabs);
  }

  drawMenuButton() {
    return h('button', { type: 'button', class: 'icon-button menu-button', 'aria-label': 'Open the channel list', onclick: () => this.session.tell('drawer', { open: true }) }, icon('menu'));
  }
}
