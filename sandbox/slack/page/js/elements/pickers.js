// Date, time and date-time pickers, on the browser's own accessible inputs.

import { plain } from '../blocks/text.js';
import { h } from '../dom.js';

export function drawDatePicker(element, host) {
  return drawPicker('date', element, host, host.state.selected_date, (value) => ({ selected_date: value || null }));
}

export function drawTimePicker(element, host) {
  return drawPicker('time', element, host, host.state.selected_time, (value) => ({ selected_time: value || null }));
}

/** Slack holds the moment as Unix seconds; the browser's input speaks local time. */
export function drawDateTimePicker(element, host) {
  const seconds = host.state.selected_date_time;
  return drawPicker('datetime-local', element, host, seconds ? localTime(seconds) : null, (value) => ({
    selected_date_time: value ? Math.round(new Date(value).getTime() / 1000) : null,
  }));
}

function drawPicker(type, element, host, value, detailOf) {
  const node = h('input', {
    type, value: value ?? '', class: 'field picker', id: host.id, 'aria-describedby': host.describedBy,
    'aria-label': host.id ? null : host.label || plain(element.placeholder) || 'Pick a moment',
    title: plain(element.placeholder) || null, data: { focus: host.focusKey },
    onchange: () => host.change(detailOf(node.value), node),
  });
  return node;
}

function localTime(seconds) {
  const moment = new Date(seconds * 1000);
  const two = (number) => String(number).padStart(2, '0');
  const date = `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
  return `${date}T${two(moment.getHours())}:${two(moment.getMinutes())}`;
}
