// A text with pieces put into it, and the way back from a place in the new text to the old one: the engine reports
// where things are in what it runs, people want to read where they are in what they wrote.

/**
 * Of pieces at one offset, those that end something stand first, else one pair would end within another; then what
 * stands for itself; then what begins something.
 */
const CLOSE = 0;
const ALONE = 1;
const OPEN = 2;

interface Piece {
  readonly at: number;
  readonly rank: number;
  /** Where a pair's other half is. */
  readonly other: number;
  /** Of pairs around the same, those that make statements stand around those that make expressions. */
  readonly isBlock: boolean;
  readonly order: number;
  readonly text: string;
}

/**
 * Collects insertions into `written`. None may hold a line end: lines keep their numbers, and only columns move.
 *
 * @example
 * const edits = new Edits("f()"); edits.around(0, 3, "(n++,", ")"); edits.text(); // "(n++,f())"
 */
export class Edits {
  readonly written: string;
  readonly #pieces: Piece[] = [];
  #sorted = true;

  constructor(written: string) {
    this.written = written;
  }

  get isEmpty(): boolean {
    return this.#pieces.length === 0;
  }

  /** Puts `text` before the character at `at`, and before all pairs that begin there. */
  insert(at: number, text: string): void {
    this.#put(at, ALONE, at, text, false);
  }

  /** Puts a pair around what stands from `start` to `end`; of pairs around the same, later ones are further in. */
  around(start: number, end: number, before: string, after: string): void {
    if (start === end) {
      this.insert(start, before + after);
      return;
    }
    this.#put(start, OPEN, end, before, false);
    this.#put(end, CLOSE, start, after, false);
  }

  /** Puts braces around a statement, and around all pairs that are around the expression that it may be. */
  block({ start, end }: { readonly start: number; readonly end: number }, before: string, after = ""): void {
    this.#put(start, OPEN, end, `{${before}`, true);
    this.#put(end, CLOSE, start, `${after}}`, true);
  }

  /** The offsets at which pairs begin. */
  opened(): Set<number> {
    return new Set(this.#pieces.filter(({ rank }) => rank === OPEN).map(({ at }) => at));
  }

  #put(at: number, rank: number, other: number, text: string, isBlock: boolean): void {
    this.#pieces.push({ at, rank, other, order: this.#pieces.length, text, isBlock });
    this.#sorted = false;
  }

  /** The text with all pieces in it. */
  text(): string {
    this.#sort();
    let out = "";
    let from = 0;
    for (const { at, text } of this.#pieces) {
      out += this.written.slice(from, at) + text;
      from = at;
    }
    return out + this.written.slice(from);
  }

  /** For each piece in order, where it was put and how long it is: all that the way back needs. */
  shifts(): readonly Shift[] {
    this.#sort();
    return this.#pieces.map(({ at, text }) => [at, text.length] as const);
  }

  #sort(): void {
    if (!this.#sorted) this.#pieces.sort(before);
    this.#sorted = true;
  }
}

/** A piece as the way back sees it: its offset in the written text, and its length. */
export type Shift = readonly [at: number, length: number];

function before(a: Piece, b: Piece): number {
  if (a.at !== b.at || a.rank !== b.rank) return a.at - b.at || a.rank - b.rank;
  if (a.rank === ALONE) return a.order - b.order;
  const outer = Number(b.isBlock) - Number(a.isBlock) || a.order - b.order;
  return b.other - a.other || (a.rank === OPEN ? outer : -outer);
}

/** What ends a line in ECMAScript (ECMA-262, section 12.3), and for the engine that counts them. */
const LINE_END = /\r\n?|[\n\u2028\u2029]/g;

/** The offset of each line's first character. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  for (const { index, 0: end } of text.matchAll(LINE_END)) starts.push(index + end.length);
  return starts;
}

/** A text's lines, without their ends. */
export function linesOf(text: string): string[] {
  return text.split(LINE_END);
}

/** The 0-based line of an offset, by {@link lineStarts}. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Leads from places in the new text to those in the old one. */
export class WayBack {
  /** Where each piece begins in the new text, and how much was put in up to its end. */
  readonly #begins: number[] = [];
  readonly #added: number[] = [];
  readonly #shifts: readonly Shift[];
  readonly #starts: readonly number[];

  /** @param starts the line starts of the written text */
  constructor(starts: readonly number[], shifts: readonly Shift[]) {
    this.#starts = starts;
    this.#shifts = shifts;
    let added = 0;
    for (const [at, length] of shifts) {
      this.#begins.push(at + added);
      added += length;
      this.#added.push(added);
    }
  }

  /** The offset in the written text; a place inside a piece leads to where the piece was put. */
  offset(at: number): number {
    if (this.#begins.length === 0 || at < this.#begins[0]) return at;
    const piece = lineAt(this.#begins, at);
    return Math.max(this.#shifts[piece][0], at - this.#added[piece]);
  }

  /** The offset in the written text of a 0-based line and column of the new one. */
  place(line: number, column: number): number {
    const start = this.#starts[Math.min(line, this.#starts.length - 1)];
    // What is put in at a line's first character stands on that line.
    let low = 0;
    let high = this.#shifts.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#shifts[middle][0] < start) low = middle + 1;
      else high = middle;
    }
    return this.offset(start + (low === 0 ? 0 : this.#added[low - 1]) + column);
  }
}
