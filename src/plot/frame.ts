// What both kinds of picture share around the data: the document, the title, the type, the finishing of the SVG.
import { createHash } from "node:crypto";
import { FONT_FAMILY } from "./rasterize.ts";

export const INK = "#1f2328";
export const MUTED = "#59636e";
export const GRID = "#e1e6eb";

/** The attributes of the SVG element that Plot makes. */
export const STYLE = {
  fontFamily: `${FONT_FAMILY}, system-ui, sans-serif`,
  fontSize: "12px",
  color: INK,
  background: "white",
};

/** As much of the document's interface as drawing needs; the project compiles without the browser's types. */
export interface SvgElement {
  readonly outerHTML: string;
  setAttribute(name: string, value: string): void;
  append(...children: (SvgElement | string)[]): void;
}

/** The document in which a picture is put together. */
export interface SvgDocument {
  createElementNS(namespace: string, name: string): SvgElement;
}

/** An SVG element with its attributes and children. */
export function element(
  document: SvgDocument,
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: (SvgElement | string)[]
): SvgElement {
  const result = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) result.setAttribute(key, String(value));
  result.append(...children);
  return result;
}

/** The title and subtitle at the top left, and how much room they take. */
export function heading(title: string | undefined, subtitle: string | undefined) {
  const height = (title ? 26 : 0) + (subtitle ? 18 : 0);
  const draw = (document: SvgDocument): SvgElement => {
    const group = element(document, "g", { "text-anchor": "start", fill: INK });
    if (title)
      group.append(element(document, "text", { x: 16, y: 28, "font-size": 16, "font-weight": 600 }, title));
    if (subtitle)
      group.append(element(document, "text", { x: 16, y: title ? 47 : 24, fill: MUTED }, subtitle));
    return group;
  };
  return { height, draw };
}

// About the mean advance of Inter at 12 px: enough to set legends and margins without measuring type.
export const textLength = (text: string): number => text.length * 6.4;

/**
 * The standalone document: namespaces, a white ground that also viewers in dark mode show, and names that come from
 * the content, so that one picture is always the same text and two of them can stand in one page.
 */
export function standalone(svg: string, width: number, height: number): string {
  const names = [...new Set(svg.match(/plot-clip-\d+/g))];
  const anonymous = svg.replace(/plot-clip-\d+/g, (name) => `clip-${names.indexOf(name)}`);
  const digest = createHash("sha256").update(anonymous).digest("hex").slice(0, 8);
  return anonymous
    .replace(/(id="|url\(#)(clip-\d+)/g, `$1$2-${digest}`)
    .replace("<svg ", '<svg xmlns="http://www.w3.org/2000/svg" ')
    .replace(/(<svg [^>]*>)/, `$1<rect width="${width}" height="${height}" fill="white" />`);
}
