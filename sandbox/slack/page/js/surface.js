// One message, modal or Home as a place of interaction: what its inputs hold, and pressing its elements.

import { askConfirm } from './confirm.js';

export class Surface {
  /** `place` is what the server needs to find it: {channel, ts} or {view_id}. */
  constructor(session, kind, place) {
    this.session = session;
    this.kind = kind;
    this.place = place;
    this.values = {};
    this.memory = new Map();
  }

  valueOf(blockId, actionId) {
    return this.values[blockId]?.[actionId];
  }

  keep(blockId, actionId, state) {
    this.values[blockId] ??= {};
    this.values[blockId][actionId] = state;
  }

  /** Forgets the inputs of blocks that are no longer there. */
  keepOnly(blockIds) {
    for (const blockId of Object.keys(this.values)) if (!blockIds.has(blockId)) delete this.values[blockId];
  }

  /** What a block remembers for itself (sorting, page, folded), also when it is drawn anew. */
  recall(blockId, initial) {
    if (!this.memory.has(blockId)) this.memory.set(blockId, initial);
    return this.memory.get(blockId);
  }

  get state() {
    return { values: this.values };
  }

  /** Sends a block action; the element shows itself busy until the answer. False when it did not go through. */
  async press(blockId, element, detail, node) {
    if (node?.getAttribute('aria-busy') === 'true') return false;
    if (element.confirm && !(await askConfirm(element.confirm, this.session))) return false;
    const done = showBusy(node);
    try {
      const action = { block_id: blockId, action_id: element.action_id, type: element.type, ...detail };
      const answer = await this.session.api.press({ ...this.place, ...action, state: this.state });
      if (answer.error) this.session.notice(String(answer.error));
      return !answer.error;
    } catch (error) {
      this.session.notice(error.message);
      return false;
    } finally {
      done();
    }
  }

  async options(blockId, actionId, query) {
    return this.session.api.options(this.place, blockId, actionId, query);
  }
}

function showBusy(node) {
  if (!node) return () => {};
  node.setAttribute('aria-busy', 'true');
  node.classList.add('is-busy');
  return () => {
    node.removeAttribute('aria-busy');
    node.classList.remove('is-busy');
  };
}
