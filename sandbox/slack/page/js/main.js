// Starts the page: joins the session, the navigation and the views.

import { keepTimesFresh } from './dates.js';
import { fill, h } from './dom.js';
import { keepStrayDrops } from './dropping.js';
import { icon } from './icons.js';
import { JournalView } from './journal_view.js';
import { listenToKeys } from './keyboard.js';
import { MainView } from './main_view.js';
import { ModalStack } from './modal.js';
import { Navigation } from './navigation.js';
import { showNotice } from './notices.js';
import { openQuickSwitcher } from './quick_switcher.js';
import { drawRail, drawTopbar } from './rail.js';
import { Session } from './session.js';
import { Sidebar } from './sidebar.js';
import { applyTheme } from './theme.js';
import { ThreadView } from './thread_view.js';

const DEFAULT_USER = 'U0MAYA';
const byId = (id) => document.getElementById(id);

class Page {
  constructor() {
    this.app = byId('app');
    this.session = new Session();
    this.navigation = new Navigation();
    this.mainView = new MainView(this.session, this.navigation, byId('main'));
    this.sidebar = new Sidebar(this.session, this.navigation, byId('sidebar'));
    this.journal = new JournalView(this.session, this.navigation, byId('journal'));
    this.modals = new ModalStack(this.session);
    this.openSwitcher = () => openQuickSwitcher(this.session, this.navigation);
    this.listen();
  }

  listen() {
    const { session, navigation } = this;
    navigation.onChange(() => this.navigated());
    session.on('open', ({ channel }) => navigation.go({ channel }));
    session.on('gone', ({ channel }) => channel === navigation.channel && navigation.go({ channel: session.state.channels[0]?.id || 'home' }));
    session.on('notice', (notice) => this.noticed(notice));
    session.on('arrived', (event) => this.arrived(event));
    session.on('messages', (detail) => this.thread?.messagesChanged(detail));
    session.on('drawer', ({ open }) => this.showDrawer(open));
    byId('drawer-shade').addEventListener('click', () => this.showDrawer(false));
    listenToKeys({ session, navigation, openSwitcher: this.openSwitcher, closeThread: () => this.thread?.close() });
  }

  async start() {
    applyTheme();
    keepTimesFresh();
    keepStrayDrops();
    this.navigation.user ||= DEFAULT_USER;
    await this.becomePerson(this.navigation.user);
  }

  /** Loads the board as this person and draws everything anew. */
  async becomePerson(userId) {
    this.app.setAttribute('aria-busy', 'true');
    try {
      await this.session.actAs(userId);
    } catch (error) {
      this.showFailure(error);
      return;
    }
    this.person = userId;
    this.app.setAttribute('aria-busy', 'false');
    drawTopbar(byId('topbar'), this.session, this.openSwitcher);
    if (!this.isKnownPlace(this.navigation.channel)) this.navigation.channel = this.session.state.channels[0]?.id || 'home';
    this.navigation.go({});
    this.showPlace(true);
  }

  isKnownPlace(place) {
    return place === 'home' || this.session.channels.has(place);
  }

  navigated() {
    const { navigation } = this;
    if (navigation.user !== this.person) {
      if (this.person) this.becomePerson(navigation.user);
      return;
    }
    this.showPlace(false);
  }

  showPlace(isNewPerson) {
    const { session, navigation } = this;
    if (!this.isKnownPlace(navigation.channel)) navigation.channel = session.state.channels[0]?.id || 'home';
    if (navigation.channel !== 'home') navigation.lastChannel = navigation.channel;
    this.mainView.show(isNewPerson);
    this.sidebar.show();
    drawRail(byId('rail'), session, navigation);
    this.showThread(isNewPerson);
    byId('journal').hidden = !navigation.journal;
    this.app.classList.toggle('has-journal', navigation.journal);
    this.journal.show();
  }

  showThread(isNewPerson) {
    const { session, navigation } = this;
    const channel = session.channel(navigation.channel);
    const key = channel && navigation.thread ? `${channel.id}/${navigation.thread}` : '';
    if (key === this.threadKey && !isNewPerson) return;
    this.threadKey = key;
    this.thread?.dispose();
    this.thread = key ? new ThreadView(session, navigation, byId('thread'), channel, navigation.thread) : null;
    byId('thread').hidden = !key;
    this.app.classList.toggle('has-thread', Boolean(key));
    if (this.thread && !isNewPerson) this.thread.focus();
  }

  /** A notice that already stands in the open channel needs no second place. */
  noticed(notice) {
    const isSeen = notice.channel && notice.channel === this.navigation.channel && !document.querySelector('dialog[open]');
    if (!isSeen) showNotice(byId('notices'), this.session, notice);
  }

  showDrawer(isOpen) {
    this.app.classList.toggle('is-drawer-open', isOpen);
    byId('drawer-shade').hidden = !isOpen;
    if (isOpen) byId('sidebar').querySelector('[aria-current="page"], button')?.focus();
  }

  /** Says a new message aloud, and counts it as read when its channel is in view. */
  arrived({ message, channel }) {
    const { session, navigation } = this;
    const open = session.channel(typeof channel === 'string' ? channel : message?.channel);
    if (!message || !open || open.id !== navigation.channel) return;
    if (!document.hidden) session.markRead(open);
    if (message.user === session.me.id) return;
    const author = message.username || session.nameOf(message.user);
    byId('announcer').textContent = `${author}: ${(message.text || '').slice(0, 300)}`;
  }

  showFailure(error) {
    this.app.setAttribute('aria-busy', 'false');
    const again = () => this.becomePerson(this.navigation.user);
    const other = () => this.navigation.go({ user: DEFAULT_USER });
    this.person ??= 'nobody';
    fill(byId('main'), h('div', { class: 'empty-state', role: 'alert' }, icon('warning'), h('h2', {}, 'The board could not be opened'), h('p', {}, error.message),
      h('button', { type: 'button', class: 'button button-primary', onclick: again }, 'Try again'),
      this.navigation.user !== DEFAULT_USER ? h('button', { type: 'button', class: 'button', onclick: other }, 'Act as the default person') : null));
  }
}

new Page().start();
