// The left side: workspace, channels with unread marks, the app, and who one acts as.

import { avatar, channelIcon, presentAvatar, roleOf } from './avatars.js';
import { fill, h, oncePerFrame, spoken } from './dom.js';
import { callboardMark, icon } from './icons.js';
import { openMenu } from './menu.js';

export class Sidebar {
  constructor(session, navigation, node) {
    Object.assign(this, { session, navigation, node });
    for (const kind of ['channels', 'people']) session.on(kind, oncePerFrame(() => this.show()));
    session.on('connection', () => this.showConnection());
  }

  show() {
    const { session } = this;
    const focused = document.activeElement?.dataset?.place;
    const channels = session.state.channels.filter((channel) => !channel.is_im);
    this.connection = h('div', { class: 'connection', role: 'status' });
    fill(this.node,
      h('div', { class: 'workspace' }, h('span', { class: 'workspace-name' }, session.state.workspace.name), this.connection),
      h('div', { class: 'sidebar-scroll' },
        h('h2', { class: 'sidebar-title', id: 'channels-title' }, 'Channels'),
        h('ul', { class: 'sidebar-list', 'aria-labelledby': 'channels-title' }, channels.map((channel) => this.drawChannel(channel))),
        h('h2', { class: 'sidebar-title', id: 'apps-title' }, 'Apps'),
        h('ul', { class: 'sidebar-list', 'aria-labelledby': 'apps-title' }, this.drawApp())),
      this.drawPerson());
    this.showConnection();
    if (focused) this.node.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
  }

  showConnection() {
    if (!this.connection) return;
    this.connection.classList.toggle('is-lost', !this.session.connected);
    const words = this.session.connected ? '' : 'Reconnecting…';
    if (this.connection.textContent !== words) this.connection.textContent = words;
  }

  drawChannel(channel) {
    const isOpen = this.navigation.channel === channel.id;
    return this.drawEntry({ place: channel.id, isOpen, picture: channelIcon(channel), name: channel.name, unread: isOpen ? 0 : channel.unread });
  }

  drawApp() {
    const direct = this.session.appChannel;
    const isOpen = this.navigation.channel === 'home' || (direct && this.navigation.channel === direct.id);
    const picture = h('span', { class: 'avatar avatar-tiny', 'aria-hidden': 'true' }, callboardMark());
    const place = direct?.unread ? direct.id : 'home';
    return this.drawEntry({ place, isOpen, picture, name: this.session.app.name, unread: isOpen ? 0 : direct?.unread });
  }

  drawEntry({ place, isOpen, picture, name, unread }) {
    const open = () => {
      this.navigation.go({ channel: place });
      this.session.tell('drawer', { open: false });
    };
    return h('li', {}, h('button', {
      type: 'button', class: `sidebar-entry ${unread ? 'is-unread' : ''}`, 'aria-current': isOpen ? 'page' : null, data: { place }, onclick: open,
    }, picture, h('span', { class: 'sidebar-name' }, name),
    unread ? h('span', { class: 'unread-count' }, unread > 99 ? '99+' : unread, spoken(' unread')) : null));
  }

  drawPerson() {
    const { me } = this.session;
    const button = h('button', {
      type: 'button', class: 'acting', 'aria-haspopup': 'menu', 'aria-expanded': 'false',
      'aria-label': `Acting as ${me.real_name || me.name} (${roleOf(me)}). Switch person`, onclick: () => this.openPeople(button),
    },
    avatar(me, 'small'),
    h('span', { class: 'acting-words' },
      h('span', { class: 'acting-label' }, 'Acting as ', h('span', { class: `role role-${roleOf(me)}` }, roleOf(me))),
      h('span', { class: 'acting-name' }, me.real_name || me.name)),
    icon('sort', 'icon-small'));
    return button;
  }

  openPeople(anchor) {
    openMenu(anchor, 'Act as', this.session.people.map((user) => ({
      text: user.real_name || user.name, detail: [user.title, this.session.isPresent(user.id) ? 'here now' : ''].filter(Boolean).join(' · '),
      icon: () => presentAvatar(user, this.session), badge: roleOf(user),
      checked: user.id === this.session.me.id, onPick: () => this.navigation.go({ user: user.id }),
    })), { above: true });
  }
}
