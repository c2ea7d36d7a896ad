// Radio buttons and checkboxes.

import { drawText, plain } from '../blocks/text.js';
import { h, uniqueId } from '../dom.js';

export function drawRadioButtons(element, host) {
  const name = uniqueId('radio');
  const isChosen = (option) => host.state.selected_option?.value === option.value;
  return drawGroup(element, host, 'radiogroup', (option) => ({
    type: 'radio', name, checked: isChosen(option),
    onchange: (event) => host.change({ selected_option: option }, event.target.closest('.choice')),
  }));
}

export function drawCheckboxes(element, host) {
  const isChosen = (option) => host.state.selected_options.some((other) => other.value === option.value);
  const toggled = (option, isOn) => {
    const others = host.state.selected_options.filter((other) => other.value !== option.value);
    return isOn ? [...others, option] : others;
  };
  return drawGroup(element, host, 'group', (option) => ({
    type: 'checkbox', checked: isChosen(option),
    onchange: (event) => host.change({ selected_options: toggled(option, event.target.checked) }, event.target.closest('.choice')),
  }));
}

function drawGroup(element, host, role, propsOf) {
  const rows = (element.options || []).map((option, index) => {
    const descriptionId = option.description ? uniqueId('description') : null;
    const box = h('input', { ...propsOf(option), 'aria-describedby': descriptionId, data: { focus: `${host.focusKey}/${index}` } });
    return h('label', { class: 'choice' }, box,
      h('span', { class: 'choice-words' },
        h('span', { class: 'choice-text' }, drawText(option.text, host.session)),
        option.description ? h('span', { class: 'choice-detail', id: descriptionId }, drawText(option.description, host.session)) : null));
  });
  return h('div', { class: 'choices', role, 'aria-label': host.label || plain(element.placeholder) || null, 'aria-describedby': host.describedBy }, rows);
}
