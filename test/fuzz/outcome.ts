// What a run of a program came to, in a form that runs of every kind can be compared in: bit by bit, but with all NaNs
// equal.
import type { Line } from "../oracle/interpret.ts";

export type Ending =
  | { readonly k: "value"; readonly value: unknown }
  /** An index out of range: the index, and the length it was held against. */
  | { readonly k: "range"; readonly index: number; readonly length: number }
  | { readonly k: "error"; readonly name: string; readonly message: string }
  | { readonly k: "timeout" }
  /** The compiler refused the program. */
  | { readonly k: "refused"; readonly message: string }
  /** The program did not even run, or something broke that is not the program: always a finding. */
  | { readonly k: "broken"; readonly message: string };

export interface Outcome {
  readonly ending: Ending;
  /** The argument buffers afterwards. */
  readonly buffers: readonly Uint8Array[];
  readonly printed: readonly Line[];
  /** Records and lists of numbers among the arguments afterwards; undefined where a run cannot know. */
  readonly records: string | undefined;
}

/** A value as text in which exactly the equal values are equal. */
export function show(x: unknown): string {
  if (typeof x === "number") return Object.is(x, -0) ? "-0" : String(x);
  if (ArrayBuffer.isView(x))
    return `${x.constructor.name}[${Array.from(x as Float64Array, show).join(", ")}]`;
  if (Array.isArray(x)) return `[${x.map(show).join(", ")}]`;
  if (typeof x === "object" && x !== null) {
    return `{ ${Object.entries(x)
      .map(([name, v]) => `${name}: ${show(v)}`)
      .join(", ")} }`;
  }
  return String(x);
}

export function showEnding(e: Ending): string {
  switch (e.k) {
    case "value":
      return `returns ${show(e.value)}`;
    case "range":
      return `index ${show(e.index)} out of range for length ${e.length}`;
    case "error":
      return `throws ${e.name}: ${e.message}`;
    case "timeout":
      return "does not end";
    default:
      return `${e.k}: ${e.message}`;
  }
}

/** How two outcomes differ, in two words for grouping and in full; or undefined. */
export function difference(
  a: Outcome,
  b: Outcome,
  views: readonly BufferView[],
  arrays = true,
): { readonly kind: string; readonly what: string } | undefined {
  const against = (kind: string, x: string, y: string): { kind: string; what: string } => ({
    kind,
    what: `${x}\n  against\n${y}`,
  });
  const [x, y] = [showEnding(a.ending), showEnding(b.ending)];
  const word = ({ ending: e }: Outcome): string =>
    e.k === "broken" ? `broken (${e.message.split("\n")[0]})` : e.k;
  if (x !== y) return against(word(a) === word(b) ? `another ${word(a)}` : `${word(a)}, ${word(b)}`, x, y);
  const [p, q] = [a, b].map((o) => o.printed.map((l) => `${l.method}: ${l.text}`).join("\n"));
  if (p !== q) return against("prints", p, q);
  if (!arrays) return undefined;
  if (a.records !== undefined && b.records !== undefined && a.records !== b.records) {
    return against("records", a.records, b.records);
  }
  for (const v of views) {
    const [one, two] = [a, b].map((o) => show(read(o.buffers[v.buffer], v)));
    if (one !== two) return against("arrays", `${v.name}: ${one}`, two);
  }
  for (let i = 0; i < a.buffers.length; i++) {
    const floats = views.some((v) => v.buffer === i && v.kind.startsWith("Float"));
    // Bytes that no float view covers must agree as they are.
    if (!floats && !a.buffers[i].every((byte, k) => byte === b.buffers[i][k])) {
      return against("bytes", `buffer ${i}: ${a.buffers[i].join()}`, b.buffers[i].join());
    }
  }
  return undefined;
}

/** The arguments that are no views, afterwards. */
export function recordsOf(values: readonly unknown[]): string {
  const plain = values.filter((v) => typeof v === "object" && v !== null && !ArrayBuffer.isView(v));
  const flat = plain.filter(
    (v) => !("data" in (v as object)) && !(Array.isArray(v) && ArrayBuffer.isView(v[0])),
  );
  return show(flat);
}

export interface BufferView {
  readonly name: string;
  readonly kind: "Float64Array" | "Float32Array" | (string & {});
  readonly buffer: number;
  readonly offset: number;
  readonly length: number;
}

function read(bytes: Uint8Array, v: BufferView): unknown {
  const kind = globalThis[v.kind as "Float64Array"];
  return new kind(bytes.buffer as ArrayBuffer, bytes.byteOffset + v.offset, v.length);
}
