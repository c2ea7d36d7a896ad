// Text, number, e-mail and address inputs, one line or many.

import { plain } from '../blocks/text.js';
import { h } from '../dom.js';

const MODES = {
  number_input: { inputmode: 'decimal' },
  email_text_input: { inputmode: 'email', autocomplete: 'email' },
  url_text_input: { inputmode: 'url' },
};

export function drawTextInput(element, host) {
  const keep = () => host.surface.keep(host.blockId, element.action_id, { ...host.state, value: node.value === '' ? null : node.value });
  const report = (on) => (element.dispatch_action_config?.trigger_actions_on || ['on_enter_pressed']).includes(on) && host.dispatches;
  const shared = {
    class: 'field', id: host.id, placeholder: plain(element.placeholder) || null, maxlength: element.max_length || null,
    'aria-describedby': host.describedBy, 'aria-label': host.id ? null : host.label, autocomplete: 'off', ...MODES[element.type],
    data: { focus: host.focusKey, autofocus: element.focus_on_load ? '1' : '' },
    oninput: () => {
      keep();
      host.onChange?.();
      if (report('on_character_entered')) reportSoon(node, host);
    },
    onkeydown: (event) => {
      if (event.key !== 'Enter' || event.isComposing || !report('on_enter_pressed') || (element.multiline && event.shiftKey)) return;
      event.preventDefault();
      event.stopPropagation();
      host.press({ value: node.value }, node);
    },
  };
  const node = element.multiline ? h('textarea', { ...shared, rows: 4 }) : h('input', { ...shared, type: 'text' });
  node.value = host.state.value ?? '';
  return node;
}

const REPORT_PAUSE = 250;

function reportSoon(node, host) {
  clearTimeout(node.reportTimer);
  node.reportTimer = setTimeout(() => host.press({ value: node.value }, null), REPORT_PAUSE);
}
