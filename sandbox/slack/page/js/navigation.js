// Which place of the board is open (channel or Home, thread, pane), mirrored in the address bar.

export class Navigation extends EventTarget {
  constructor() {
    super();
    this.read();
    window.addEventListener('popstate', () => {
      this.read();
      this.dispatchEvent(new Event('change'));
    });
  }

  read() {
    const query = new URLSearchParams(location.search);
    this.user = query.get('user');
    this.channel = query.get('channel');
    this.thread = query.get('thread');
    this.journal = query.has('hood');
  }

  /** go({channel, thread, user, journal}): what is not named stays, except that a new channel closes the thread. */
  go(changes) {
    const leavesChannel = changes.channel !== undefined && changes.channel !== this.channel;
    if (leavesChannel && changes.thread === undefined) this.thread = null;
    Object.assign(this, changes);
    const query = new URLSearchParams();
    for (const name of ['user', 'channel', 'thread']) if (this[name]) query.set(name, this[name]);
    if (this.journal) query.set('hood', '1');
    const address = `?${query}`;
    if (address !== location.search) history[leavesChannel ? 'pushState' : 'replaceState'](null, '', address);
    this.dispatchEvent(new Event('change'));
  }

  onChange(listener) {
    this.addEventListener('change', listener);
  }
}
