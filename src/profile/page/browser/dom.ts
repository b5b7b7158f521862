// The few ways in which the page's parts are made and written: text is always set as text, so that no program's source can
// become anything else.

/** An element of the shell, which has all that are asked for. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

/** Makes an element; attributes that are undefined are left out. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** Gives an element the part of a whole that its bar shows; none below what can be seen. */
export function setShare(element: HTMLElement, part: number, whole: number): void {
  const share = whole > 0 ? part / whole : 0;
  if (share >= 0.002) element.style.setProperty("--share", share.toFixed(4));
}

/** The height of columns' heads, which stay where they are. */
const HEAD = 24;

/** Scrolls a box, and nothing around it, as little as shows a row, or so that it comes into the middle. */
export function bringIntoView(row: HTMLElement, box: HTMLElement, isCentred = false): void {
  const { clientHeight, scrollTop } = box;
  // Not by offsets: those of rows that are not laid out yet count from elsewhere.
  const { top: at, height } = row.getBoundingClientRect();
  const top = at - box.getBoundingClientRect().top + scrollTop;
  const [first, last] = [scrollTop + HEAD, scrollTop + clientHeight - height];
  if (top >= first && top <= last) return;
  box.scrollTop = isCentred ? top - clientHeight / 2 : scrollTop + top - (top < first ? first : last);
}

export const seconds = (micros: number, digits = 3): string => (micros / 1e6).toFixed(digits);

export const milliseconds = (micros: number): string =>
  (micros / 1e3).toFixed(micros < 1e4 ? 2 : micros < 1e6 ? 1 : 0);

export const percent = (part: number, whole: number): string =>
  `${(whole > 0 ? (100 * part) / whole : 0).toFixed(1)} %`;

/** A whole number in groups of three digits, between which no line breaks. */
export const count = (number: number): string => String(number).replace(/\B(?=(?:\d{3})+$)/g, "\u202f");

export const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(3);

/** The last part of a path. */
export const baseName = (path: string): string => path.replace(/^.*[/\\]/, "");
