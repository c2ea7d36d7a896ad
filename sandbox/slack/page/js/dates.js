// Words for moments: message times, day dividers and Slack's date tokens such as {date_short_pretty}.

const LOCALE = 'en-US';
const DAY = 24 * 60 * 60 * 1000;

const TIME = { hour: 'numeric', minute: '2-digit' };
const DAY_AND_YEAR = { day: 'numeric', year: 'numeric' };
const SHAPES = {
  time: TIME,
  timeSeconds: { ...TIME, second: '2-digit' },
  long: { weekday: 'long', month: 'long', ...DAY_AND_YEAR },
  plain: { month: 'long', ...DAY_AND_YEAR },
  short: { month: 'short', ...DAY_AND_YEAR },
  divider: { weekday: 'long', month: 'long', day: 'numeric' },
  numeric: { year: 'numeric', month: '2-digit', day: '2-digit' },
};

let words = {};

/** From now on moments are told as they are in this zone: that of the acting person's profile, as in Slack. */
export function tellTimesIn(timeZone) {
  const inZone = ([name, shape]) => [name, new Intl.DateTimeFormat(LOCALE, { ...shape, timeZone })];
  try {
    words = Object.fromEntries(Object.entries(SHAPES).map(inZone));
  } catch (error) {
    if (!(error instanceof RangeError) || !timeZone) throw error;
    tellTimesIn(undefined); // a profile may name a zone that the browser does not know
  }
}

tellTimesIn(undefined);

export const momentOf = (ts) => new Date(Number(ts) * 1000);
export const timeOf = (ts) => words.time.format(momentOf(ts));
export const fullTimeOf = (ts) => `${words.long.format(momentOf(ts))} at ${words.timeSeconds.format(momentOf(ts))}`;
export const dayKey = (ts) => isoDay(momentOf(ts));

const isoDay = (moment) => words.numeric.format(moment).replace(/(\d+)\/(\d+)\/(\d+)/, '$3-$1-$2');

/** "Today", "Yesterday", or the day written out: what stands between the messages of two days. */
export function dayName(ts) {
  const moment = momentOf(ts);
  const name = relativeDay(moment);
  if (name) return name[0].toUpperCase() + name.slice(1);
  const thisYear = isoDay(moment).slice(0, 4) === isoDay(new Date()).slice(0, 4);
  return (thisYear ? words.divider : words.long).format(moment);
}

function relativeDay(moment) {
  const days = (Date.parse(isoDay(moment)) - Date.parse(isoDay(new Date()))) / DAY;
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
  date_num: isoDay,
  date_slash: (moment) => words.numeric.format(moment),
  date: (moment) => words.plain.format(moment),
  date_short: (moment) => words.short.format(moment),
  date_long: (moment) => words.long.format(moment),
  date_pretty: (moment) => relativeDay(moment) || words.plain.format(moment),
  date_short_pretty: (moment) => relativeDay(moment) || words.short.format(moment),
  date_long_pretty: (moment) => relativeDay(moment) || words.long.format(moment),
  day_divider_pretty: (moment) => relativeDay(moment) || words.long.format(moment),
  time: (moment) => words.time.format(moment),
  time_secs: (moment) => words.timeSeconds.format(moment),
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
