// Where a select's choices come from: the element itself, the bot, the people, the channels.

import { plain } from '../blocks/text.js';
import { avatar, channelIcon } from '../avatars.js';

const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Whether all words of the query occur in the text, ignoring case and accents. */
export function matches(query, ...texts) {
  const hay = fold(texts.filter(Boolean).join(' '));
  return fold(query).split(/\s+/).every((word) => hay.includes(word));
}

function fromOption(option) {
  return { value: option.value, text: plain(option.text), detail: plain(option.description), option };
}

function grouped({ options, option_groups: groups }) {
  if (groups?.length) return groups.map((group) => ({ label: plain(group.label), choices: (group.options || []).map(fromOption) }));
  return [{ label: '', choices: (options || []).map(fromOption) }];
}

function filtered(groups, query) {
  return groups.map((group) => ({ ...group, choices: group.choices.filter((choice) => matches(query, choice.text, choice.detail)) }));
}

const personChoice = (user) => ({ value: user.id, text: user.real_name || user.name, detail: user.title, icon: () => avatar(user, 'tiny') });
const channelChoice = (channel) => ({ value: channel.id, text: channel.name, icon: () => channelIcon(channel) });

function people(session, { withBots = true } = {}) {
  return [...session.people, ...(withBots ? session.state.users.filter((user) => user.is_bot) : [])].map(personChoice);
}

function conversations(session, filter = {}) {
  const kinds = filter.include || ['public', 'private', 'im'];
  const channels = session.state.channels.filter((channel) => !channel.is_im && kinds.includes(channel.is_private ? 'private' : 'public'));
  return [
    { label: 'Channels', choices: channels.map(channelChoice) },
    { label: 'People', choices: kinds.includes('im') ? people(session, { withBots: !filter.exclude_bot_users }) : [] },
  ];
}

/** The search of one select element: an asynchronous function from a query to groups of choices. */
export function sourceOf(element, host) {
  const { session } = host;
  switch (element.type.replace(/^multi_/, '')) {
    case 'static_select':
      return async (query) => filtered(grouped(element), query);
    case 'external_select':
      return async (query) => grouped(await host.surface.options(host.blockId, element.action_id, query));
    case 'users_select':
      return async (query) => filtered([{ label: '', choices: people(session) }], query);
    case 'channels_select':
      return async (query) => filtered(conversations(session, { include: ['public'] }).slice(0, 1), query);
    default:
      return async (query) => filtered(conversations(session, element.filter), query);
  }
}

/** How the chosen values are written into the state, and read from it. */
export function holderOf(element, session) {
  const isMulti = element.type.startsWith('multi_');
  const kind = element.type.replace(/^multi_/, '').replace(/_select$/, '');
  if (kind === 'static' || kind === 'external') return optionHolder(isMulti);
  const key = `selected_${{ users: 'user', channels: 'channel', conversations: 'conversation' }[kind]}`;
  const choiceOf = (id) => {
    const user = session.user(id);
    const channel = session.channel(id);
    if (user) return personChoice(user);
    return channel ? channelChoice(channel) : { value: id, text: id };
  };
  if (isMulti) return { read: (state) => (state[`${key}s`] || []).map(choiceOf), write: (choices) => ({ [`${key}s`]: choices.map((choice) => choice.value) }) };
  return { read: (state) => (state[key] ? [choiceOf(state[key])] : []), write: ([choice]) => ({ [key]: choice ? choice.value : null }) };
}

function optionHolder(isMulti) {
  if (isMulti) return { read: (state) => (state.selected_options || []).map(fromOption), write: (choices) => ({ selected_options: choices.map((choice) => choice.option) }) };
  return { read: (state) => (state.selected_option ? [fromOption(state.selected_option)] : []), write: ([choice]) => ({ selected_option: choice ? choice.option : null }) };
}
