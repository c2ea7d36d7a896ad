// Speaks to the stand-in's JSON API under /board as one acting person.

/** The server said no, or could not be reached; `message` is a sentence for the person. */
export class BoardError extends Error {
  constructor(message, status, answer) {
    super(message);
    this.status = status;
    this.answer = answer;
  }
}

export class BoardApi {
  constructor(user) {
    this.user = user;
  }

  state() {
    return this.get('state', {});
  }

  messages(channel, { thread_ts: threadTs, before, limit = 100 } = {}) {
    return this.get('messages', { channel, thread_ts: threadTs, before, limit });
  }

  options(place, blockId, actionId, value) {
    return this.get('options', { ...place, block_id: blockId, action_id: actionId, value });
  }

  journal() {
    return this.get('journal', {});
  }

  send(message) {
    return this.post('send', message);
  }

  press(action) {
    return this.post('press', action);
  }

  shortcut(used) {
    return this.post('shortcut', used);
  }

  submit(viewId, state) {
    return this.post('submit', { view_id: viewId, state });
  }

  close(viewId, clear) {
    return this.post('close', { view_id: viewId, clear });
  }

  openHome(tab = 'home') {
    return this.post('home', { tab });
  }

  /** Stores one picked file; answers what Slack would put into view.state. */
  async upload(file) {
    const form = new FormData();
    form.append('user', this.user);
    form.append('file', file, file.name);
    return this.answer(fetch(`/board/upload?user=${encodeURIComponent(this.user)}`, { method: 'POST', body: form }));
  }

  get(path, params) {
    const query = new URLSearchParams({ user: this.user });
    for (const [name, value] of Object.entries(params)) {
      if (value !== undefined && value !== null) query.set(name, value);
    }
    return this.answer(fetch(`/board/${path}?${query}`));
  }

  post(path, body) {
    const query = new URLSearchParams({ user: this.user });
    return this.answer(
      fetch(`/board/${path}?${query}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ user: this.user, ...body }),
      }),
    );
  }

  async answer(request) {
    let response;
    try {
      response = await request;
    } catch {
      throw new BoardError('The board cannot be reached. Is it still running?', 0, null);
    }
    const answer = await response.json().catch(() => null);
    if (response.ok) return answer ?? {};
    const reason = answer && (answer.detail || answer.error || answer.message);
    throw new BoardError(reason ? String(reason) : `The board answered ${response.status}.`, response.status, answer);
  }
}
