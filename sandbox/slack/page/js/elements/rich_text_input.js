// The rich text input: a field with marks for bold, italic, lists and the like, and buttons that set them.

import { plain } from '../blocks/text.js';
import { h } from '../dom.js';
import { richTextOf, wordsOf } from './rich_words.js';

const TOOLS = [
  { words: 'Bold', sign: 'B', key: 'b', around: '*' },
  { words: 'Italic', sign: 'I', key: 'i', around: '_' },
  { words: 'Strikethrough', sign: 'S', around: '~' },
  { words: 'Code', sign: '</>', around: '`' },
  { words: 'Bulleted list', sign: '•', before: '- ' },
  { words: 'Numbered list', sign: '1.', before: '1. ' },
  { words: 'Quote', sign: '❝', before: '> ' },
];

export function drawRichTextInput(element, host) {
  const memory = host.surface.recall(`${host.focusKey}/words`, { words: wordsOf(host.state.rich_text_value) });
  const keep = () => {
    memory.words = field.value;
    host.change({ rich_text_value: richTextOf(field.value) }, null);
  };
  const field = h('textarea', {
    class: 'field rich-field', rows: 4, id: host.id, placeholder: plain(element.placeholder) || null, 'aria-describedby': host.describedBy,
    'aria-label': host.id ? null : host.label, data: { focus: host.focusKey, autofocus: element.focus_on_load ? '1' : '' },
    oninput: keep,
    onkeydown: (event) => {
      const tool = (event.ctrlKey || event.metaKey) && TOOLS.find((one) => one.key === event.key);
      if (!tool) return;
      event.preventDefault();
      use(tool);
    },
  });
  field.value = memory.words; // as it was typed, also when the form is drawn anew
  const use = (tool) => {
    apply(field, tool);
    keep();
  };
  const bar = h('div', { class: 'rich-bar', role: 'toolbar', 'aria-label': 'Formatting' }, TOOLS.map((tool) => h('button', {
    type: 'button', class: `rich-tool rich-${tool.words.split(' ')[0].toLowerCase()}`, title: tool.words, 'aria-label': tool.words,
    onpointerdown: (event) => event.preventDefault(), onclick: () => use(tool),
  }, tool.sign)));
  return h('div', { class: 'rich-input' }, bar, field);
}

/** Sets marks around what is selected, or in front of each selected line. */
function apply(field, { around, before }) {
  field.focus();
  const { selectionStart: start, selectionEnd: end, value } = field;
  if (around) {
    field.setRangeText(around + value.slice(start, end) + around, start, end, 'select');
    field.setSelectionRange(start + around.length, end + around.length);
    return;
  }
  const from = value.lastIndexOf('\n', start - 1) + 1;
  const marked = value.slice(from, end).split('\n').map((line) => before + line).join('\n');
  field.setRangeText(marked, from, end, 'end');
}
