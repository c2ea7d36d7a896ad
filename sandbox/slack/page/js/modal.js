// Modals: shows the top of the person's stack of views, checks and submits it, shows errors in place.

import { BlockList } from './blocks/block_list.js';
import { showInputError } from './blocks/input.js';
import { plain } from './blocks/text.js';
import { focusFirst, openDialog } from './dialogs.js';
import { fill, h, uniqueId } from './dom.js';
import { problemWith } from './elements/values.js';
import { callboardMark, icon } from './icons.js';
import { Surface } from './surface.js';

const sameView = (one, other) => one && other && one.id === other.id;

export class ModalStack {
  constructor(session) {
    this.session = session;
    this.forms = new Map();
    session.on('views', () => this.show());
    session.on('person', () => this.show());
  }

  get views() {
    return this.session.state.views || [];
  }

  show() {
    const top = this.views.at(-1);
    for (const id of this.forms.keys()) if (!this.views.some((view) => view.id === id)) this.forms.delete(id);
    if (!top) {
      this.dialog?.dismiss();
      this.dialog = null;
      this.shown = null;
      return;
    }
    if (!this.dialog) this.open();
    const form = this.formOf(top);
    form.update(top, this.views.length);
    if (!sameView(this.shown, top)) {
      fill(this.dialog, form.node);
      this.dialog.setAttribute('aria-labelledby', form.titleId);
      focusFirst(form.body);
    }
    this.shown = top;
  }

  open() {
    const closeUnlessOutside = ({ outside } = {}) => {
      if (!outside) this.close(false);
    };
    this.dialog = openDialog({ className: 'dialog-modal', onCancel: closeUnlessOutside });
  }

  formOf(view) {
    if (!this.forms.has(view.id)) this.forms.set(view.id, new ModalForm(this.session, view, this));
    return this.forms.get(view.id);
  }

  /** Cancel closes the top view, the x closes them all. */
  async close(clear) {
    const top = this.views.at(-1);
    if (!top) return;
    this.session.state.views = clear ? [] : this.views.slice(0, -1);
    this.show();
    try {
      const answer = await this.session.api.close(top.id, clear);
      if (answer.views) this.take(answer.views);
    } catch (error) {
      this.session.notice(error.message);
    }
  }

  take(views) {
    this.session.state.views = views;
    this.show();
  }
}

class ModalForm {
  constructor(session, view, stack) {
    Object.assign(this, { session, stack });
    this.titleId = uniqueId('modal-title');
    this.surface = new Surface(session, 'modal', { view_id: view.id });
    this.list = new BlockList(this.surface, 'modal-blocks');
    this.title = h('h2', { class: 'dialog-title', id: this.titleId });
    this.back = h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Back', onclick: () => stack.close(false) }, icon('back'));
    this.problem = h('p', { class: 'form-problem', role: 'alert' });
    this.closeButton = h('button', { type: 'button', class: 'button', onclick: () => stack.close(false) });
    this.submitButton = h('button', { type: 'submit', class: 'button button-primary' });
    this.body = h('div', { class: 'dialog-body' }, this.problem, this.list.node);
    this.foot = h('footer', { class: 'dialog-foot' }, this.closeButton, this.submitButton);
    this.node = h('form', { class: 'dialog-form', novalidate: true, onsubmit: (event) => this.submitted(event) },
      h('header', { class: 'dialog-head' }, this.back,
        h('span', { class: 'avatar avatar-small', 'aria-hidden': 'true' }, callboardMark()), this.title,
        h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Close', title: 'Close (Esc)', onclick: () => stack.close(true) }, icon('close'))),
      this.body, this.foot);
  }

  update(view, depth) {
    this.view = view;
    this.title.textContent = plain(view.title) || this.session.app.name;
    this.back.hidden = depth < 2;
    this.closeButton.textContent = plain(view.close) || (view.submit ? 'Cancel' : 'Close');
    this.submitButton.textContent = plain(view.submit);
    this.submitButton.hidden = !view.submit;
    this.list.update(view.blocks || []);
  }

  async submitted(event) {
    event.preventDefault();
    if (!this.view.submit || this.isBusy || !this.check()) return;
    this.setBusy(true);
    try {
      const answer = await this.session.api.submit(this.view.id, this.surface.state);
      this.answered(answer);
    } catch (error) {
      this.problem.textContent = error.message;
    } finally {
      this.setBusy(false);
    }
  }

  answered(answer) {
    this.problem.textContent = '';
    if (answer.result === 'errors') this.showErrors(answer.errors || {});
    else if (answer.result === 'timeout') this.problem.textContent = answer.error || `We had some trouble connecting. ${this.session.app.name} did not answer in time: please try again.`;
    else if (answer.views) this.stack.take(answer.views);
    else if (answer.error) this.problem.textContent = String(answer.error);
  }

  /** What Slack itself refuses to send: empty required inputs, numbers out of range. */
  check() {
    const errors = {};
    for (const block of this.view.blocks || []) {
      if (block.type !== 'input') continue;
      const state = this.surface.valueOf(block.block_id, block.element.action_id);
      const problem = problemWith(block.element, state, block.optional);
      if (problem) errors[block.block_id] = problem;
    }
    this.showErrors(errors);
    return Object.keys(errors).length === 0;
  }

  showErrors(errors) {
    const inputs = [...this.node.querySelectorAll('.input-block')];
    for (const input of inputs) showInputError(input, errors[input.dataset.blockId] || '');
    const first = inputs.find((input) => errors[input.dataset.blockId]);
    if (!first) {
      if (Object.keys(errors).length) this.problem.textContent = Object.values(errors).join(' ');
      return;
    }
    first.scrollIntoView({ block: 'nearest' });
    first.querySelector('input:not([type="hidden"]), textarea')?.focus();
  }

  setBusy(isBusy) {
    this.isBusy = isBusy;
    this.submitButton.classList.toggle('is-busy', isBusy);
    this.submitButton.setAttribute('aria-busy', String(isBusy));
  }
}
