// The messages of one channel or thread, kept sorted by timestamp.

/** Timestamps are strings such as "1767225600.000100"; compares their two parts as numbers. */
export function compareTs(a, b) {
  if (a === b) return 0;
  const [secondsA, microsA = '0'] = a.split('.');
  const [secondsB, microsB = '0'] = b.split('.');
  return Number(secondsA) - Number(secondsB) || Number(microsA) - Number(microsB);
}

export class Conversation {
  constructor(channel, threadTs = null) {
    this.channel = channel;
    this.threadTs = threadTs;
    this.list = [];
    this.byTs = new Map();
    this.loaded = false;
    this.loading = null;
    this.hasMore = false;
    this.told = new Set(); // what events said while an answer was on its way
  }

  /** Whether this message is shown here: a channel shows no thread replies, unless broadcast. */
  shows(message) {
    const isReply = message.thread_ts && message.thread_ts !== message.ts;
    if (this.threadTs) return message.ts === this.threadTs || message.thread_ts === this.threadTs;
    return !isReply || message.subtype === 'thread_broadcast';
  }

  get(ts) {
    return this.byTs.get(ts);
  }

  /** Adds a message, or takes the place of the one with the same timestamp. */
  put(message) {
    if (!this.shows(message)) return;
    const known = this.byTs.has(message.ts);
    this.byTs.set(message.ts, message);
    const index = this.indexOf(message.ts);
    if (known) this.list[index] = message;
    else this.list.splice(index, 0, message);
  }

  /** Takes in what an event says: it is newer than any answer that is still on its way. */
  take(message) {
    if (this.loading) this.told.add(message.ts);
    this.put(message);
  }

  remove(ts) {
    if (this.loading) this.told.add(ts);
    if (!this.byTs.delete(ts)) return;
    this.list.splice(this.indexOf(ts), 1);
  }

  /** Where the timestamp stands, or where it would be inserted. */
  indexOf(ts) {
    const last = this.list.at(-1);
    if (last && compareTs(last.ts, ts) < 0) return this.list.length;
    let low = 0;
    let high = this.list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compareTs(this.list[middle].ts, ts) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Loads the newest messages once; callers share one request. */
  load(api) {
    if (this.loaded) return Promise.resolve();
    this.loading ??= this.fetch(api, {}).finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  loadOlder(api) {
    if (!this.hasMore || this.loading) return Promise.resolve();
    this.loading = this.fetch(api, { before: this.list[0]?.ts }).finally(() => {
      this.loading = null;
    });
    return this.loading;
  }

  /** After a lost connection: the newest messages as they are now; what is gone goes, and a gap begins anew. */
  async renew(api) {
    const newest = this.list.at(-1)?.ts;
    this.loading = this.fetch(api, {}).finally(() => {
      this.loading = null;
    });
    const { messages } = await this.loading;
    const oldest = messages[0]?.ts;
    const isThere = new Set(messages.map((message) => message.ts));
    const isGap = oldest && newest && compareTs(oldest, newest) > 0;
    for (const { ts } of [...this.list]) {
      const isCovered = !oldest || isGap || compareTs(ts, oldest) >= 0;
      if (isCovered && !isThere.has(ts) && !this.told.has(ts)) this.remove(ts);
    }
  }

  async fetch(api, { before }) {
    this.told.clear();
    const answer = await api.messages(this.channel, { thread_ts: this.threadTs, before, limit: 200 });
    for (const message of answer.messages) if (!this.told.has(message.ts)) this.put(message);
    this.hasMore = Boolean(answer.has_more) && answer.messages.length > 0;
    this.loaded = true;
    return answer;
  }
}
