// Drafts and earlier inputs of one composer, kept for this tab.

const MOST = 50;

export class InputHistory {
  constructor(key) {
    this.key = key;
    this.entries = this.read('sent') || [];
    this.position = this.entries.length;
  }

  get draft() {
    return this.read('draft') || '';
  }

  set draft(text) {
    this.write('draft', text);
  }

  add(text) {
    if (this.entries.at(-1) !== text) this.entries.push(text);
    this.entries.splice(0, this.entries.length - MOST);
    this.position = this.entries.length;
    this.write('sent', this.entries);
  }

  /** Up recalls from an empty field, or goes on from what was just recalled. */
  mayRecall(text) {
    return this.entries.length > 0 && (text === '' || this.isRecalling(text));
  }

  isRecalling(text) {
    return this.entries[this.position] === text;
  }

  older(text) {
    if (text === '') this.position = this.entries.length;
    if (this.position === 0) return null;
    this.position -= 1;
    return this.entries[this.position];
  }

  newer() {
    this.position = Math.min(this.position + 1, this.entries.length);
    return this.entries[this.position] ?? '';
  }

  read(name) {
    try {
      return JSON.parse(sessionStorage.getItem(`callboard/${name}/${this.key}`));
    } catch {
      return null;
    }
  }

  write(name, value) {
    try {
      sessionStorage.setItem(`callboard/${name}/${this.key}`, JSON.stringify(value));
    } catch {
      // Storage may be full or forbidden: drafts then live only as long as the field
    }
  }
}
