// The page's own keys: Ctrl/Cmd+K jumps, Alt+arrows change the channel, F6 changes the pane, Esc closes.

const PANES = ['#sidebar', '#main', '#thread', '#journal'];

export function listenToKeys({ session, navigation, openSwitcher, closeThread }) {
  document.addEventListener('keydown', (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      openSwitcher();
    } else if (document.querySelector('dialog[open]') || event.defaultPrevented) {
      // A dialog keeps its keys to itself
    } else if (event.altKey && ['ArrowUp', 'ArrowDown'].includes(event.key)) {
      event.preventDefault();
      openNeighbour(session, navigation, event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === 'F6') {
      event.preventDefault();
      focusNextPane(event.shiftKey ? -1 : 1);
    } else if (event.key === 'Escape') {
      escape(session, navigation, closeThread);
    }
  });
}

function openNeighbour(session, navigation, step) {
  const places = [...session.state.channels.filter((channel) => !channel.is_im).map((channel) => channel.id), 'home'];
  const at = places.indexOf(navigation.channel);
  navigation.go({ channel: places[(at + step + places.length) % places.length] });
}

function focusNextPane(step) {
  const panes = PANES.map((selector) => document.querySelector(selector)).filter((pane) => !pane.hidden && pane.offsetParent !== null);
  const at = panes.findIndex((pane) => pane.contains(document.activeElement));
  const pane = panes[(at + step + panes.length) % panes.length];
  (pane.querySelector('textarea, [aria-current="page"], input, [tabindex="0"], button') || pane).focus();
}

/** Closes what is in front: the drawer, the pane one is in, the thread, then the journal. */
function escape(session, navigation, closeThread) {
  const isInJournal = document.querySelector('#journal').contains(document.activeElement);
  if (document.querySelector('.app.is-drawer-open')) session.tell('drawer', { open: false });
  else if (navigation.thread && !isInJournal) closeThread();
  else if (navigation.journal) navigation.go({ journal: false });
}
