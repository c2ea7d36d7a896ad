// The narrow rail and the bar on top: jump, theme, and the pane under the hood.

import { fill, h } from './dom.js';
import { callboardMark, icon } from './icons.js';
import { currentTheme, nextTheme } from './theme.js';

const THEMES = { auto: ['screen', 'Theme: as the system'], light: ['sun', 'Theme: light'], dark: ['moon', 'Theme: dark'] };
const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const COMMAND_KEY = isMac ? '⌘' : 'Ctrl';

export function drawTopbar(node, session, openSwitcher) {
  fill(node, h('button', {
    type: 'button', class: 'jump-to', onclick: openSwitcher, 'aria-label': 'Jump to a channel or person', 'aria-keyshortcuts': 'Control+K Meta+K',
  }, icon('search', 'icon-small'), h('span', {}, `Jump to… in ${session.state.workspace.name}`), h('kbd', {}, `${COMMAND_KEY} K`)));
}

export function drawRail(node, session, navigation) {
  const name = session.state.workspace.name || '?';
  const entry = (picture, words, props) => h('button', { type: 'button', class: 'rail-entry', title: props.title || words, 'aria-label': props.label || words, ...props.attributes, onclick: props.onPress },
    h('span', { class: 'rail-icon' }, picture), h('span', { class: 'rail-words', 'aria-hidden': 'true' }, words));
  const [themeIcon, themeLabel] = THEMES[currentTheme()];
  const isHome = navigation.channel === 'home';
  const firstChannel = session.state.channels.find((channel) => !channel.is_im);
  const open = (place) => {
    navigation.go({ channel: place });
    session.tell('drawer', { open: false });
  };
  fill(node,
    h('span', { class: 'workspace-mark', 'aria-hidden': 'true' }, name[0]),
    entry(icon('home'), 'Channels', { label: 'Channels', attributes: { 'aria-pressed': String(!isHome) }, onPress: () => open(navigation.lastChannel || firstChannel.id) }),
    entry(h('span', { class: 'rail-mark' }, callboardMark()), session.app.name, { label: `${session.app.name} Home`, attributes: { 'aria-pressed': String(isHome) }, onPress: () => open('home') }),
    h('span', { class: 'rail-gap' }),
    entry(icon('braces'), 'Hood', { label: 'Under the hood', title: 'Under the hood: requests and payloads', attributes: { 'aria-pressed': String(navigation.journal) }, onPress: () => navigation.go({ journal: !navigation.journal }) }),
    entry(icon(themeIcon), 'Theme', { label: themeLabel, attributes: {}, onPress: () => {
      nextTheme();
      drawRail(node, session, navigation);
      node.querySelector('.rail-entry:last-child').focus();
    } }));
}
