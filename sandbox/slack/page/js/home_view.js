// The app's Home tab: the blocks it published for this person.

import { BlockList } from './blocks/block_list.js';
import { fill, h } from './dom.js';
import { callboardMark } from './icons.js';
import { Surface } from './surface.js';

export class HomeView {
  constructor(session) {
    this.session = session;
    this.inside = h('div', { class: 'home-inside' });
    this.node = h('div', { class: 'home-view', role: 'tabpanel', 'aria-label': 'Home', tabindex: '0' }, this.inside);
    this.show();
    session.api.openHome().then(
      (answer) => this.opened(answer),
      (error) => session.notice(error.message),
    );
  }

  opened(answer) {
    if (answer?.view || answer?.home) this.session.state.home = answer.view || answer.home;
    this.show();
  }

  show() {
    const { home } = this.session.state;
    if (!home) {
      this.list = null;
      fill(this.inside, h('div', { class: 'empty-state' },
        h('span', { class: 'avatar avatar-large' }, callboardMark()),
        h('h2', {}, this.session.app.name), h('p', {}, 'The Home tab is being prepared.')));
      return;
    }
    if (!this.list) {
      this.surface = new Surface(this.session, 'home', { view_id: home.id });
      this.list = new BlockList(this.surface, 'home-blocks');
      fill(this.inside, this.list.node);
    }
    this.surface.place = { view_id: home.id };
    this.list.update(home.blocks || []);
  }

  focus() {}

  messagesChanged() {}

  dispose() {}
}
