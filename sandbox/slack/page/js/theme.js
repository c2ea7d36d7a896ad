// Light, dark, or as the system says; the choice is remembered.

const KEY = 'callboard/theme';
const ORDER = ['auto', 'light', 'dark'];

export function currentTheme() {
  try {
    const stored = localStorage.getItem(KEY);
    return ORDER.includes(stored) ? stored : 'auto';
  } catch {
    return document.documentElement.dataset.theme || 'auto';
  }
}

export function applyTheme(theme = currentTheme()) {
  if (theme === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function nextTheme() {
  const theme = ORDER[(ORDER.indexOf(currentTheme()) + 1) % ORDER.length];
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Without storage the choice holds until the page is closed
  }
  applyTheme(theme);
}
