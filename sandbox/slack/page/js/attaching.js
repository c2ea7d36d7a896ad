// Files that are to go along with the next message: picked or dropped, uploaded at once, listed, removable.

import { fill, h } from './dom.js';
import { sizeWords } from './files.js';
import { icon } from './icons.js';

const LARGEST = 10 * 1024 * 1024;
const MOST = 10;

export class Attaching {
  constructor(session, onChange) {
    Object.assign(this, { session, onChange });
    this.files = [];
    this.picker = h('input', {
      type: 'file', class: 'visually-hidden', multiple: true, tabindex: '-1', 'aria-hidden': 'true',
      onchange: () => {
        this.add([...this.picker.files]);
        this.picker.value = '';
      },
    });
    this.button = h('button', { type: 'button', class: 'icon-button', 'aria-label': 'Attach files', title: 'Attach files', onclick: () => this.picker.click() }, icon('plus'));
    this.list = h('ul', { class: 'attached', 'aria-label': 'Attached files' });
    this.node = h('div', { class: 'attaching' }, this.picker, this.list);
  }

  get ids() {
    return this.files.map((file) => file.id);
  }

  async add(picked) {
    const large = picked.find((file) => file.size > LARGEST);
    if (large) return this.session.notice(`${large.name} is larger than 10 MB.`);
    if (this.files.length + picked.length > MOST) return this.session.notice(`At most ${MOST} files go with one message.`);
    this.list.setAttribute('aria-busy', 'true');
    for (const file of picked) await this.upload(file);
    this.list.removeAttribute('aria-busy');
    return undefined;
  }

  async upload(file) {
    try {
      const { file: stored } = await this.session.api.upload(file);
      this.files.push(stored);
      this.show();
    } catch (error) {
      this.session.notice(`${file.name} could not be uploaded: ${error.message}`);
    }
  }

  /** Hands over what is attached, and begins anew. */
  take() {
    const taken = this.files;
    this.files = [];
    this.show();
    return taken;
  }

  putBack(files) {
    this.files = [...files, ...this.files];
    this.show();
  }

  show() {
    fill(this.list, this.files.map((file) => h('li', { class: 'attached-file' }, icon('file', 'icon-small'),
      h('span', { class: 'file-name' }, file.name), h('span', { class: 'file-size' }, sizeWords(file.size)),
      h('button', { type: 'button', class: 'chip-remove', 'aria-label': `Remove ${file.name}`, onclick: () => this.remove(file) }, icon('close', 'icon-small')))));
    this.onChange();
  }

  remove(file) {
    this.files = this.files.filter((other) => other !== file);
    this.show();
  }
}
