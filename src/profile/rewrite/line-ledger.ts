// Which lines have something that counts them, and what: the list that a rewriting keeps as it goes through a program.
import type { AnyNode } from "../../capture/index.ts";
import type { Slots } from "./counts.ts";
import type { Term } from "./derived.ts";
import { lineAt } from "./edits.ts";
import type { IsStill } from "./still.ts";

/** Where a piece of the program is counted: a line's hits are the sum of all that it has. */
export interface LineCounter {
  /** 0-based. */
  readonly line: number;
  readonly slot: number;
  /** So many times the counter's value: 1 by default. */
  readonly times?: number;
}

/** How often something runs, by counters. */
export type Sum = readonly Term[];

/** What is counted already, without regard to lines. */
export interface AlreadyCounted {
  /** What a function's calls are the sum of. */
  readonly calls: ReadonlyMap<AnyNode, Sum | undefined>;
  /** Counters of expressions. */
  readonly expressions: ReadonlyMap<AnyNode, number>;
}

/**
 * What counts a line, when it is not just a counter that goes up by one: a clock, or a reading of memory. `isInCall` is false
 * of what is in no function's own statements: parameters, fields of classes, a module.
 */
export type Probe = (slot: number, line: number, isInCall: boolean) => string;

/** What is put in at lines beside counting them. */
export interface Probing {
  readonly probe: Probe;
  /** What needs none, since nothing happens in it that it would see: undefined if everything does. */
  readonly isStill?: IsStill;
  /** Lines on which something else begins: whoever counts such a line looks at all that is on it. */
  readonly busy?: ReadonlySet<number>;
  /** Functions whose lines need none: what happens in them is their callers'. */
  readonly unread: ReadonlySet<AnyNode>;
}

/** What counts an expression or a statement; made when the first line needs it. */
export interface Shared {
  sum: Sum | undefined;
  /** Of a statement: what counts how often the next one is come to. */
  behind?: Sum;
  /** Of a statement: a counter stands behind it, so that it needs a block where only one may stand. */
  isFollowed?: boolean;
}

/** The lines of one file. */
export class LineLedger {
  readonly counters: LineCounter[] = [];
  readonly starts: readonly number[];
  /** Whether lines may share counters. */
  readonly shares: boolean;
  /** Whether what is gone through now is among the statements of a function. */
  isInCall = false;
  /** Functions in whose own statements something was put in beside counters. */
  readonly probed = new Set<AnyNode>();
  readonly #lines = new Set<number>();
  readonly #slots: Slots;
  readonly #probing: Probing | undefined;
  readonly #already: AlreadyCounted;
  #function: AnyNode | undefined;

  constructor(
    starts: readonly number[],
    slots: Slots,
    already: AlreadyCounted,
    probing: Probing | undefined,
  ) {
    this.starts = starts;
    this.#slots = slots;
    this.#already = already;
    this.#probing = probing;
    // What is put in everywhere leaves nothing to share.
    this.shares = probing === undefined || probing.isStill !== undefined;
  }

  /** Whether something beside a counter is put in where these parts begin, on the line of a node. */
  reads(parts: readonly AnyNode[], at: AnyNode): boolean {
    const { isStill, busy, unread } = this.#probing ?? {};
    if (unread === undefined || (this.#function && unread.has(this.#function))) return false;
    return isStill === undefined || !parts.every(isStill) || (busy?.has(this.lineOf(at)) ?? false);
  }

  /** Goes through the statements of a function. */
  in(fn: AnyNode, go: () => void): void {
    const before = this.#function;
    this.#function = fn;
    go();
    this.#function = before;
  }

  /** Whether a line has something that counts it, or is to have nothing. */
  has(line: number): boolean {
    return this.#lines.has(line);
  }

  /** Keeps a line for whoever claims it: others that begin on it do not count it. */
  claim(line: number): void {
    this.#lines.add(line);
  }

  take(): number {
    return this.#slots.take();
  }

  /** What a line's text gets, where something beside a counter is put in. */
  probe(slot: number, line: number): string {
    if (this.#function) this.probed.add(this.#function);
    return this.#probing?.probe(slot, line, this.isInCall) ?? this.increment(slot);
  }

  /** Goes through something that is in a function's statements, or is not. */
  within(isInCall: boolean, go: () => void): void {
    const before = this.isInCall;
    this.isInCall = isInCall;
    go();
    this.isInCall = before;
  }

  /** What counts one in a text, for whatever line that is done. */
  increment(slot: number): string {
    return this.#slots.count(slot);
  }

  /** What a function's calls are the sum of. */
  calls(node: AnyNode): Sum | undefined {
    return this.shares ? this.#already.calls.get(node) : undefined;
  }

  lineOf(node: AnyNode): number {
    return lineAt(this.starts, node.start);
  }

  /** What counts where `parts` begin: nothing if there is no counter. */
  count(slot: number | undefined, at: AnyNode, parts: readonly AnyNode[]): string {
    if (slot === undefined) return "";
    return this.reads(parts, at) ? this.probe(slot, this.lineOf(at)) : this.increment(slot);
  }

  /** The same as a statement. */
  counting(slot: number | undefined, at: AnyNode, parts: readonly AnyNode[]): string {
    return slot === undefined ? "" : `${this.count(slot, at, parts)};`;
  }

  /** A new counter for the line that a node begins on; undefined if the line has one, which counted it already. */
  first(node: AnyNode): number | undefined {
    const line = this.lineOf(node);
    if (this.#lines.has(line)) return undefined;
    const slot = this.#slots.take();
    this.own(line, slot);
    return slot;
  }

  own(line: number, slot: number): void {
    this.#lines.add(line);
    this.counters.push({ line, slot });
  }

  /** Gives a line what counts it, if it has nothing yet. */
  give(line: number, sum: Sum): void {
    if (this.#lines.has(line)) return;
    this.#lines.add(line);
    for (const [slot, times] of sum) this.counters.push(times === 1 ? { line, slot } : { line, slot, times });
  }

  /** What counts an expression already, without regard to lines. */
  counted(node: AnyNode | undefined): Sum | undefined {
    const slot = node && this.shares ? this.#already.expressions.get(node) : undefined;
    return slot === undefined ? undefined : [[slot, 1]];
  }
}

/** How often the one happens without the other. */
export const difference = (all: Sum, some: Sum): Sum => [
  ...all,
  ...some.map(([slot, times]): Term => [slot, -times]),
];

/** The expression that a statement begins with. */
export function beginningOf(node: AnyNode): AnyNode | undefined {
  if (node.type === "VariableDeclaration") {
    const [{ id, init }] = node.declarations as AnyNode[];
    return (id as AnyNode).type === "Identifier" ? ((init as AnyNode | null) ?? undefined) : undefined;
  }
  return (node.expression ?? node.argument ?? node.test ?? node.discriminant ?? undefined) as
    | AnyNode
    | undefined;
}
