// Builds DOM elements: text always becomes a text node, so data can never turn into HTML.

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';
const HIDDEN_PAUSE = 50;
const FORBIDDEN = /^(on|style$|srcdoc$|innerhtml$)/i;

/** h('button', {class: 'x', onclick: f, 'aria-label': 'y'}, 'text', [nodes]) makes one HTML element. */
export function h(tag, props = {}, ...children) {
  return decorate(document.createElement(tag), props, children);
}

/** The same for SVG elements. */
export function svg(tag, props = {}, ...children) {
  return decorate(document.createElementNS(SVG_NAMESPACE, tag), props, children);
}

/** Replaces everything inside `parent`. */
export function fill(parent, ...children) {
  parent.replaceChildren(...nodesOf(children));
  return parent;
}

export function nodesOf(children) {
  return children
    .flat(Infinity)
    .filter((child) => child !== null && child !== undefined && child !== false)
    .map((child) => (child instanceof Node ? child : document.createTextNode(String(child))));
}

function decorate(element, props, children) {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (name === 'data') Object.assign(element.dataset, value);
    else if (FORBIDDEN.test(name)) throw new Error(`The attribute ${name} is not set from data`);
    else element.setAttribute(name === 'class' ? 'class' : name, value === true ? '' : String(value));
  }
  element.append(...nodesOf(children));
  return element;
}

let lastId = 0;

/** A document-wide unique id, for labels and descriptions. */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

/** The address if it is one a person may follow (http, https, mailto), else null. */
export function safeLink(address) {
  const scheme = schemeOf(address);
  return ['http:', 'https:', 'mailto:'].includes(scheme) ? String(address) : null;
}

/** The address if an image may be loaded from it: https, or this very server; else null. */
export function safeImage(address) {
  try {
    const url = new URL(String(address), location.href);
    return url.protocol === 'https:' || url.origin === location.origin ? url.href : null;
  } catch {
    return null;
  }
}

function schemeOf(address) {
  try {
    return new URL(String(address)).protocol;
  } catch {
    return '';
  }
}

/** A link that opens in a new tab, or plain text when its address is not safe. */
export function linkTo(address, props, ...children) {
  const href = safeLink(address);
  if (!href) return h('span', { class: props.class }, ...children);
  return h('a', { ...props, href, target: '_blank', rel: 'noopener noreferrer' }, ...children);
}

/** A function that runs `draw` once in the next frame, however often it is called until then. */
export function oncePerFrame(draw) {
  let isAwaited = false;
  return () => {
    if (isAwaited) return;
    isAwaited = true;
    const run = () => {
      isAwaited = false;
      draw();
    };
    if (document.hidden) setTimeout(run, HIDDEN_PAUSE); // hidden pages get no frames
    else requestAnimationFrame(run);
  };
}

/** Text that only screen readers say. */
export function spoken(text) {
  return h('span', { class: 'visually-hidden' }, text);
}
