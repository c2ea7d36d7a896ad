// The pane under the hood: the requests and payloads between the board and the bot, newest first.

import { fill, h, oncePerFrame } from './dom.js';
import { icon } from './icons.js';
import { drawJson } from './json_tree.js';

const MOST_SHOWN = 120;
const TIME = new Intl.DateTimeFormat('en-US', { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3, hour12: false });

export class JournalView {
  constructor(session, navigation, pane) {
    Object.assign(this, { session, navigation, pane });
    this.entries = new Map();
    this.query = '';
    session.on('journal', oncePerFrame(() => this.navigation.journal && this.refresh()));
    session.on('person', () => {
      this.isLoaded = false;
      this.entries.clear();
    });
    this.list = h('ol', { class: 'journal-list' });
    this.draw();
  }

  draw() {
    const field = h('input', {
      type: 'search', class: 'field', placeholder: 'Filter, for example chat.postMessage', 'aria-label': 'Filter the journal',
      oninput: () => {
        this.query = field.value.toLowerCase();
        this.refresh();
      },
    });
    const button = (name, label, onPress) => h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, onclick: onPress }, icon(name));
    fill(this.pane,
      h('header', { class: 'pane-head' },
        h('div', {}, h('h2', { class: 'pane-title' }, 'Under the hood'), h('span', { class: 'pane-subtitle' }, 'What the board and the bot say to each other')),
        h('div', { class: 'pane-tools' },
          button('trash', 'Clear the journal', () => this.clear()),
          button('close', 'Close under the hood', () => this.navigation.go({ journal: false })))),
      h('div', { class: 'journal-filter' }, field),
      h('div', { class: 'journal-scroll', tabindex: '0', role: 'region', 'aria-label': 'Journal' }, this.list));
  }

  async show() {
    if (!this.navigation.journal) return;
    if (!this.isLoaded) await this.load();
    this.refresh();
  }

  async load() {
    this.isLoaded = true;
    const answer = await this.session.api.journal().catch(() => null);
    const earlier = Array.isArray(answer) ? answer : answer?.journal || answer?.entries || [];
    const known = new Set(this.session.journal.map((entry) => entry.n));
    this.session.journal.unshift(...earlier.filter((entry) => !known.has(entry.n)));
  }

  clear() {
    this.session.journal.length = 0;
    this.refresh();
  }

  refresh() {
    const shown = this.session.journal.filter((entry) => !this.query || JSON.stringify(entry).toLowerCase().includes(this.query)).slice(-MOST_SHOWN).reverse();
    if (!shown.length) {
      const words = this.query ? 'No request contains this.' : 'Nothing went by yet. Type a command and look here.';
      fill(this.list, h('li', { class: 'journal-empty' }, words));
      return;
    }
    const nodes = shown.map((entry) => this.nodeFor(entry));
    const wanted = new Set(nodes);
    for (const child of [...this.list.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] || null);
    });
  }

  nodeFor(entry) {
    const key = entry.n ?? entry;
    if (this.entries.get(key)?.entry !== entry) this.entries.set(key, { entry, node: drawEntry(entry) });
    return this.entries.get(key).node;
  }
}

function drawEntry(entry) {
  const toBot = entry.direction === 'to_bot';
  const isBad = !entry.status || Number(entry.status) >= 400 || entry.answer?.ok === false || Boolean(entry.notes?.length);
  const trouble = entry.answer?.error || entry.answer?.problem || entry.notes?.[0] || '';
  const details = h('details', { class: 'journal-entry' },
    h('summary', {},
      h('span', { class: `journal-way ${toBot ? 'to-bot' : 'from-bot'}` }, icon(toBot ? 'right' : 'left', 'icon-small'), toBot ? 'to bot' : 'from bot'),
      h('span', { class: 'journal-name' }, entry.method || entry.path,
        h('span', { class: 'journal-kind' }, trouble || summaryOf(entry))),
      h('span', { class: `journal-status ${isBad ? 'is-bad' : ''}` }, entry.status || 'none'),
      h('span', { class: 'journal-ms' }, entry.ms === undefined || entry.ms === null ? '' : `${Math.round(Number(entry.ms) * 10) / 10} ms`)));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(drawParts(entry));
  });
  return h('li', {}, details);
}

/** What the exchange is about, in a few words: the text, the reason, or where it went. */
function summaryOf({ request, path }) {
  if (!request || typeof request !== 'object') return path;
  return request.event?.text || request.text || request.view?.callback_id || path;
}

function drawParts(entry) {
  const isSomething = (value) => value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && !value.length);
  const part = (title, value) => (isSomething(value) ? h('div', { class: 'journal-part' }, h('h3', {}, title), drawJson(value)) : null);
  const moment = entry.at ? `${TIME.format(new Date(Number(entry.at) * 1000))}  ${entry.path || ''}` : entry.path;
  return h('div', { class: 'journal-parts' }, h('p', { class: 'journal-moment' }, moment),
    part('Slack would say', entry.notes), part('Request', entry.request), part('Answer', entry.answer));
}
