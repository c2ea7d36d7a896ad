// Finds the module that draws an interactive element, and connects the element to its surface.

import { h } from '../dom.js';
import { drawButton, drawFeedbackButtons, drawIconButton } from './buttons.js';
import { drawCheckboxes, drawRadioButtons } from './choices.js';
import { drawFileInput } from './file_input.js';
import { drawImageElement } from './image_element.js';
import { drawOverflow } from './overflow.js';
import { drawDatePicker, drawDateTimePicker, drawTimePicker } from './pickers.js';
import { drawRichTextInput } from './rich_text_input.js';
import { drawSelect } from './selects.js';
import { drawTextInput } from './text_inputs.js';
import { initialState } from './values.js';

const SELECTS = ['static', 'external', 'users', 'conversations', 'channels'];

const DRAWERS = {
  button: drawButton,
  workflow_button: drawButton,
  icon_button: drawIconButton,
  feedback_buttons: drawFeedbackButtons,
  overflow: drawOverflow,
  image: drawImageElement,
  radio_buttons: drawRadioButtons,
  checkboxes: drawCheckboxes,
  datepicker: drawDatePicker,
  timepicker: drawTimePicker,
  datetimepicker: drawDateTimePicker,
  plain_text_input: drawTextInput,
  number_input: drawTextInput,
  email_text_input: drawTextInput,
  url_text_input: drawTextInput,
  rich_text_input: drawRichTextInput,
  file_input: drawFileInput,
  ...Object.fromEntries(SELECTS.flatMap((kind) => [
    [`${kind}_select`, drawSelect],
    [`multi_${kind}_select`, drawSelect],
  ])),
};

/** What an element may use of the place it stands in. */
export class Host {
  constructor(surface, blockId, element, { label = '', describedBy = null, id = null, dispatches = true } = {}) {
    Object.assign(this, { surface, blockId, element, label, describedBy, id, dispatches });
    this.session = surface.session;
    const initial = initialState(element);
    if (initial && !this.state) surface.keep(blockId, element.action_id, initial);
  }

  get state() {
    return this.surface.valueOf(this.blockId, this.element.action_id);
  }

  /** Lets the focus find this element again after its block was drawn anew. */
  get focusKey() {
    return `${this.blockId}/${this.element.action_id}`;
  }

  /** Remembers a new value, and tells the bot when this element reports its changes. */
  change(detail, node) {
    this.surface.keep(this.blockId, this.element.action_id, { ...this.state, ...detail });
    this.onChange?.();
    if (this.dispatches) this.press(detail, node);
  }

  press(detail, node) {
    return this.surface.press(this.blockId, this.element, detail, node);
  }
}

/** Draws one element; `onChange` is told whenever the person changes what it holds. */
export function drawElement(element, surface, blockId, situation = {}, onChange = null) {
  const draw = DRAWERS[element?.type];
  if (!draw) return h('span', { class: 'unsupported' }, `unsupported element: ${element?.type || 'without type'}`);
  const host = new Host(surface, blockId, element, situation);
  host.onChange = onChange;
  return draw(element, host);
}
