// What an input element holds, in the shape of Slack's view.state.values.

const option = (element) => ({ selected_option: element.initial_option ?? null });
const options = (element) => ({ selected_options: element.initial_options ?? [] });

/** One function per element type: its state before the person touches it. */
const INITIAL = {
  plain_text_input: (element) => ({ value: element.initial_value ?? null }),
  email_text_input: (element) => ({ value: element.initial_value ?? null }),
  url_text_input: (element) => ({ value: element.initial_value ?? null }),
  number_input: (element) => ({ value: element.initial_value ?? null }),
  rich_text_input: (element) => ({ rich_text_value: element.initial_value ?? null }),
  static_select: option,
  external_select: option,
  radio_buttons: option,
  multi_static_select: options,
  multi_external_select: options,
  checkboxes: options,
  users_select: (element) => ({ selected_user: element.initial_user ?? null }),
  channels_select: (element) => ({ selected_channel: element.initial_channel ?? null }),
  conversations_select: (element) => ({ selected_conversation: element.initial_conversation ?? null }),
  multi_users_select: (element) => ({ selected_users: element.initial_users ?? [] }),
  multi_channels_select: (element) => ({ selected_channels: element.initial_channels ?? [] }),
  multi_conversations_select: (element) => ({ selected_conversations: element.initial_conversations ?? [] }),
  datepicker: (element) => ({ selected_date: element.initial_date ?? null }),
  timepicker: (element) => ({ selected_time: element.initial_time ?? null, ...zone(element) }),
  datetimepicker: (element) => ({ selected_date_time: element.initial_date_time ?? null }),
  file_input: () => ({ files: [] }),
};

function zone(element) {
  return element.timezone ? { timezone: element.timezone } : {};
}

/** Null for elements that hold nothing (buttons, overflow menus). */
export function initialState(element) {
  const initial = INITIAL[element.type];
  return initial ? { type: element.type, ...initial(element) } : null;
}

export function isEmpty(state) {
  if (!state) return true;
  return Object.entries(state)
    .filter(([name]) => name !== 'type' && name !== 'timezone')
    .every(([, value]) => value === null || value === undefined || value === '' || (Array.isArray(value) && !value.length));
}

/** Why Slack's own form would not send this input, as a sentence; null when it is fine. */
export function problemWith(element, state, isOptional) {
  if (isEmpty(state)) return isOptional ? null : 'Please complete this required field.';
  const value = String(state.value ?? '');
  if (element.type === 'number_input') return problemWithNumber(element, value);
  if (element.type === 'email_text_input' && !/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(value)) return 'Please enter a valid email address.';
  if (element.type === 'url_text_input' && !/^https?:\/\/\S+$/i.test(value)) return 'Please enter a valid URL, such as https://example.com.';
  if (element.min_length && value.length < element.min_length) return `Please enter at least ${element.min_length} characters.`;
  if (element.max_length && value.length > element.max_length) return `Please enter at most ${element.max_length} characters.`;
  return null;
}

function problemWithNumber(element, value) {
  const number = Number(value);
  if (Number.isNaN(number)) return 'Please enter a number.';
  if (!element.is_decimal_allowed && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (element.min_value !== undefined && number < Number(element.min_value)) return `Please enter a number of at least ${element.min_value}.`;
  if (element.max_value !== undefined && number > Number(element.max_value)) return `Please enter a number of at most ${element.max_value}.`;
  return null;
}
