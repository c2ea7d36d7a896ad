// The page's own line icons, drawn as inline SVG.

import { svg } from './dom.js';

const PATHS = {
  menu: 'M3 5.5h14M3 10h14M3 14.5h14',
  search: 'M8.8 3.5a5.3 5.3 0 1 1 0 10.6 5.3 5.3 0 0 1 0-10.6zM12.8 12.8 17 17',
  hash: 'M7.6 3 6 17M14 3l-1.6 14M3.4 7.2h13.8M2.8 12.8h13.8',
  lock: 'M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9',
  home: 'M3 9.2 10 3.4l7 5.8V16a1 1 0 0 1-1 1h-3.6v-4.6H7.6V17H4a1 1 0 0 1-1-1z',
  messages: 'M3.5 4.5h13v9.2H9l-3.6 3v-3H3.5z',
  thread: 'M4 3.8h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H9.4L6 15.8v-3H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM6.5 7h7M6.5 9.7h4.6',
  close: 'M5 5l10 10M15 5 5 15',
  back: 'M12 4.5 6.5 10l5.5 5.5',
  down: 'M5 7.5 10 12.5l5-5',
  right: 'M7.5 5l5 5-5 5',
  left: 'M12.5 5l-5 5 5 5',
  up: 'M5 12.5l5-5 5 5',
  sun: 'M10 6.4a3.6 3.6 0 1 1 0 7.2 3.6 3.6 0 0 1 0-7.2zM10 1.8v2M10 16.2v2M1.8 10h2M16.2 10h2M4.2 4.2l1.4 1.4M14.4 14.4l1.4 1.4M15.8 4.2l-1.4 1.4M5.6 14.4l-1.4 1.4',
  moon: 'M16.5 12.3A7 7 0 0 1 7.7 3.5a7 7 0 1 0 8.8 8.8z',
  screen: 'M3 4h14v9.5H3zM7.5 17h5M10 13.5V17',
  braces: 'M7.5 3.5c-2 0-2 1.2-2 2.6 0 1.8.2 3.1-2 3.9 2.2.8 2 2.1 2 3.9 0 1.4 0 2.6 2 2.6M12.5 3.5c2 0 2 1.2 2 2.6 0 1.8-.2 3.1 2 3.9-2.2.8-2 2.1-2 3.9 0 1.4 0 2.6-2 2.6',
  send: 'M3 3.6 17.4 10 3 16.4l1.8-6.4zM4.8 10h6',
  eye: 'M1.8 10S4.8 4.8 10 4.8 18.2 10 18.2 10 15.2 15.2 10 15.2 1.8 10 1.8 10zM10 7.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8z',
  info: 'M10 2.6a7.4 7.4 0 1 1 0 14.8 7.4 7.4 0 0 1 0-14.8zM10 9v4.8M10 6.2v.4',
  warning: 'M10 3.2 18 16.6H2zM10 8v4M10 14v.3',
  error: 'M6.9 2.6h6.2l4.3 4.3v6.2l-4.3 4.3H6.9l-4.3-4.3V6.9zM10 6v5M10 13.6v.3',
  check: 'M4 10.6 8.2 15 16 5.6',
  success: 'M10 2.6a7.4 7.4 0 1 1 0 14.8 7.4 7.4 0 0 1 0-14.8zM6.6 10.2l2.4 2.5 4.4-5',
  upload: 'M10 13.4V3.6M6 7.4l4-3.9 4 3.9M3.6 13.2v3.2h12.8v-3.2',
  file: 'M5 2.8h6.4L15.6 7v10.2H5zM11.2 3v4.2h4.2',
  dots: 'M4.6 10h.1M10 10h.1M15.3 10h.1',
  external: 'M8 4.5H4.2v11.3h11.3V12M11.4 3.8h4.9v4.9M16 4.2l-6.8 6.8',
  slash: 'M12.8 3 7.2 17',
  at: 'M13.4 10a3.4 3.4 0 1 1-6.8 0 3.4 3.4 0 0 1 6.8 0zm0 0v1.2c0 1.2.8 1.9 1.8 1.9 1.300 0 2-1.100 2-3.100a7.200 7.200 0 1 0-2.900 5.700',
  people: 'M7.4 4a2.8 2.8 0 1 1 0 5.600 2.800 2.800 0 0 1 0-5.600zM2.200 16c.300-3.100 2.300-4.600 5.200-4.600s4.900 1.500 5.200 4.600M13 4.300a2.600 2.600 0 0 1 0 5M14.600 11.700c1.900.500 3 1.900 3.200 4.300',
  table: 'M3 4h14v12H3zM3 8h14M3 12h14M8.500 4v12',
  chart: 'M3.500 3.500v13h13M7 13V9.500M10.500 13V6.500M14 13v-5',
  sort: 'M6.500 8 10 4.500 13.500 8M6.500 12l3.500 3.500 3.500-3.500',
  bolt: 'M11 2.8 4.5 11.2h4.7L8.600 17.200l6.900-8.600h-4.900z',
  plus: 'M10 4v12M4 10h12',
  calendar: 'M3.500 5h13v11.500h-13zM3.500 8.600h13M7 3v3.600M13 3v3.600',
  thumbup: 'M6.500 9 9.700 3c1.300 0 2 .900 1.800 2.200L11 8h4.200c1 0 1.600.900 1.400 1.800l-1.100 5.300c-.200.800-.800 1.300-1.600 1.300H6.500zM3.400 9h3.100v7.400H3.400z',
  thumbdown: 'M13.500 11 10.300 17c-1.300 0-2-.900-1.800-2.200L9 12H4.800c-1 0-1.600-.900-1.400-1.800l1.100-5.300c.200-.800.800-1.300 1.600-1.300h7.400zM16.600 11h-3.100V3.600h3.100z',
  trash: 'M4 5.500h12M8 5.500V3.600h4v1.900M5.400 5.500l.700 11h7.800l.700-11M8.600 8.500v5M11.400 8.500v5',
  ring: 'M10 2.800a7.200 7.200 0 1 1 0 14.400 7.200 7.200 0 0 1 0-14.400z',
};

/** One 20-pixel line icon; decorative, so the element around it must carry the words. */
export function icon(name, extraClass = '') {
  const path = svg('path', { d: PATHS[name] || PATHS.ring });
  return svg('svg', { class: `icon icon-${name} ${extraClass}`, viewBox: '0 0 20 20', 'aria-hidden': 'true' }, path);
}

/** The Callboard mark: a board with coloured notes, used as the app's avatar. */
export function callboardMark() {
  const note = (x, y, width, height, kind) =>
    svg('rect', { x, y, width, height, rx: 1, class: `mark-${kind}` });
  return svg(
    'svg',
    { class: 'callboard-mark', viewBox: '0 0 36 36', 'aria-hidden': 'true' },
    svg('rect', { width: 36, height: 36, class: 'mark-ground' }),
    svg('rect', { x: 7, y: 8, width: 22, height: 20, rx: 2.5, class: 'mark-board' }),
    note(10, 12, 9, 7, 'amber'),
    note(21, 12, 5, 4, 'green'),
    note(21, 18, 5, 7, 'rose'),
    note(10, 21, 9, 4, 'blue'),
    svg('circle', { cx: 18, cy: 8.2, r: 2.2, class: 'mark-rose' }),
  );
}
