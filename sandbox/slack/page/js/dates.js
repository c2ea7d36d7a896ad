// Words for moments: message times, day dividers and Slack's date tokens such as {date_short_pretty}.

const LOCALE = 'en-US';
const DAY = 24 * 60 * 60 * 1000;

const format = (options) => new Intl.DateTimeFormat(LOCALE, options);
const TIME = format({ hour: 'numeric', minute: '2-digit' });
const TIME_SECONDS = format({ hour: 'numeric', minute: '2-digit', second: '2-digit' });
const LONG = format({ weekday: 'long', month: 'long', day: 'numeric', year: 'numeric' });
const PLAIN = format({ month: 'long', day: 'numeric', year: 'numeric' });
const SHORT = format({ month: 'short', day: 'numeric', year: 'numeric' });
const DIVIDER = format({ weekday: 'long', month: 'long', day: 'numeric' });
const NUMERIC = format({ year: 'numeric', month: '2-digit', day: '2-digit' });

export const momentOf = (ts) => new Date(Number(ts) * 1000);
export const timeOf = (ts) => TIME.format(momentOf(ts));
export const fullTimeOf = (ts) => `${LONG.format(momentOf(ts))} at ${TIME_SECONDS.format(momentOf(ts))}`;

export function dayKey(ts) {
  const moment = momentOf(ts);
  return `${moment.getFullYear()}-${moment.getMonth()}-${moment.getDate()}`;
}

/** "Today", "Yesterday", or the day written out: what stands between the messages of two days. */
export function dayName(ts) {
  const moment = momentOf(ts);
  const name = relativeDay(moment);
  if (name) return name[0].toUpperCase() + name.slice(1);
  const thisYear = moment.getFullYear() === new Date().getFullYear();
  return (thisYear ? DIVIDER : LONG).format(moment);
}

function relativeDay(moment) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const days = Math.round((midnight(moment) - midnight(new Date())) / DAY);
  return { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[days];
}

/** "3 minutes ago", "in 2 days". */
export function ago(moment, now = new Date()) {
  const seconds = Math.round((moment - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return seconds <= 0 ? 'just now' : 'in a moment';
  const steps = [['minute', 60], ['hour', 3600], ['day', 86400], ['month', 2629800], ['year', 31557600]];
  const [unit, length] = steps.findLast(([, unitLength]) => size >= unitLength * 0.9) || steps[0];
  const count = Math.max(1, Math.round(size / length));
  const words = `${count} ${unit}${count === 1 ? '' : 's'}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

const TOKENS = {
  date_num: (moment) => NUMERIC.format(moment).replace(/(\d+)\/(\d+)\/(\d+)/, '$3-$1-$2'),
  date_slash: (moment) => NUMERIC.format(moment),
  date: (moment) => PLAIN.format(moment),
  date_short: (moment) => SHORT.format(moment),
  date_long: (moment) => LONG.format(moment),
  date_pretty: (moment) => relativeDay(moment) || PLAIN.format(moment),
  date_short_pretty: (moment) => relativeDay(moment) || SHORT.format(moment),
  date_long_pretty: (moment) => relativeDay(moment) || LONG.format(moment),
  day_divider_pretty: (moment) => relativeDay(moment) || LONG.format(moment),
  time: (moment) => TIME.format(moment),
  time_secs: (moment) => TIME_SECONDS.format(moment),
  ago: (moment) => ago(moment),
};

/** Fills Slack's date tokens; null when the moment or a token is not understood. */
export function formatDate(unixSeconds, pattern, { startsSentence = false } = {}) {
  const moment = new Date(Number(unixSeconds) * 1000);
  if (Number.isNaN(moment.getTime())) return null;
  let understood = true;
  const text = pattern.replace(/\{(\w+)\}/g, (_, token) => {
    if (TOKENS[token]) return TOKENS[token](moment);
    understood = false;
    return '';
  });
  if (!understood) return null;
  return startsSentence && text ? text[0].toUpperCase() + text.slice(1) : text;
}

/** Keeps every shown "… ago" true while the page stays open. */
export function keepTimesFresh() {
  setInterval(() => {
    for (const node of document.querySelectorAll('time[data-pattern*="{ago}"], time[data-pattern*="pretty}"]')) {
      const text = formatDate(node.dataset.unix, node.dataset.pattern, { startsSentence: Boolean(node.dataset.startsSentence) });
      if (text !== null && node.textContent !== text) node.textContent = text;
    }
  }, 20_000);
}
