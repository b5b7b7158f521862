// line_profiler's table: how often each line of a function ran, and how long it took, by itself and with the functions that
// it called. The engine says which function called which, and for how long; the text says from which lines it may have.

import type { ClockedTime } from "../record/index.ts";
import type { Site } from "../rewrite/index.ts";
import { constructedBy } from "./call-graph.ts";
import { type SampledFunction, shareByMakes } from "./makes.ts";
import type { CallNode, ProfiledFunction, ThreadProfile } from "./model.ts";
import type { FileIndex } from "./tree.ts";

/** Time spent on one line, in seconds. */
export interface LineTime {
  /** In the line's own code. */
  self: number;
  /** With all that was called from it. */
  total: number;
  /** How much of `total` was shared out among several lines that call the same function, by how often they ran. */
  shared: number;
  /** How much of `self` was in compiled code, whose runs are not counted. */
  compiled: number;
  /** Of a clock's time, what was subtracted for its readings. */
  subtracted?: number;
}

/** The lines of one file. */
export interface FileLines {
  readonly times: ReadonlyMap<number, LineTime>;
  /** Seconds of called functions that no line was found for, by the function that called. */
  readonly unplaced: ReadonlyMap<ProfiledFunction, number>;
  /** How much of the time in which garbage was collected is on a function's lines. */
  readonly collected: ReadonlyMap<ProfiledFunction, number>;
}

/** What is known of a file's lines. */
interface Where {
  /** How often each ran: time is shared out by it among lines that call the same function. */
  readonly hits: ReadonlyMap<number, number>;
  /** Whether a name is that of a function of the program that was called, as it was written. */
  readonly isCalled: (name: string) => boolean;
  /** Lines of compiled functions, by number as they ran, with the seconds that they were at work. */
  readonly compiled: ReadonlyMap<number, number>;
  /** Lines of functions that make objects, with the seconds that they have said to be at work. */
  readonly makes: ReadonlyMap<ProfiledFunction, ReadonlyMap<number, number>>;
}

interface Share {
  readonly line: number;
  readonly share: number;
}

/** Times by line of a file, from all threads' calls. */
export function fileLines(index: FileIndex, threads: readonly ThreadProfile[], where: Where): FileLines {
  const times = new Map<number, LineTime>();
  const unplaced = new Map<ProfiledFunction, number>();
  const sampled = new Map<ProfiledFunction, SampledFunction>();
  const line = (number: number): LineTime => {
    const known = times.get(number);
    if (known) return known;
    const made = { self: 0, total: 0, shared: 0, compiled: 0 };
    times.set(number, made);
    return made;
  };
  // Lines of the file that the stack goes through: a recursive call's time is on its line already.
  const open = new Set<number>();
  const visit = (at: CallNode): number => {
    const isHere = at.fn.known?.file.url === index.file.url;
    if (isHere) {
      const own = sampled.get(at.fn) ?? { self: new Map<number, number>(), gc: 0 };
      sampled.set(at.fn, own);
      own.gc += at.gc;
      for (const [number, seconds] of at.lines) {
        own.self.set(number, (own.self.get(number) ?? 0) + seconds);
        line(number).self += seconds;
        if (!open.has(number)) line(number).total += seconds;
      }
    }
    let total = at.self;
    for (const child of at.children) {
      const from = isHere ? linesOf(at, child.fn, where) : [];
      const [only] = from;
      const closes = from.length === 1 && !open.has(only.line);
      if (closes) open.add(only.line);
      const seconds = visit(child);
      if (closes) open.delete(only.line);
      total += seconds;
      if (!isHere || seconds === 0) continue;
      let rest = seconds;
      for (const [kernel, inKernel] of kernelsBelow(child)) {
        const callers = linesOf(at, kernel, where);
        if (callers.length === 0) continue;
        charge(callers, inKernel);
        rest -= inKernel;
      }
      if (from.length === 0) unplaced.set(at.fn, (unplaced.get(at.fn) ?? 0) + rest);
      charge(from, rest);
    }
    return total;
  };
  const charge = (to: readonly Share[], seconds: number) => {
    for (const { line: number, share } of to) {
      if (open.has(number)) continue;
      line(number).total += seconds * share;
      if (to.length > 1) line(number).shared += seconds * share;
    }
  };
  for (const { root } of threads) visit(root);
  const collected = new Map<ProfiledFunction, number>();
  for (const [fn, makes] of where.makes) {
    const own = sampled.get(fn);
    if (own) collected.set(fn, shareByMakes(own, makes, line));
  }
  for (const [number, seconds] of where.compiled) {
    const at = line(number);
    at.self += seconds;
    at.total += seconds;
    at.compiled += seconds;
  }
  return { times, unplaced, collected };
}

/**
 * The same as a clock has it, which was read at lines: its times are taken for what they are, and the samples' are not, since
 * they have the clock's own in them.
 */
export function byClock(
  { times, unplaced, collected }: FileLines,
  clocked: ReadonlyMap<number, ClockedTime>,
): FileLines {
  const made = new Map<number, LineTime>();
  for (const [line, { compiled }] of times)
    if (compiled > 0) made.set(line, { self: compiled, total: compiled, shared: 0, compiled });
  for (const [line, [total, subtracted]] of clocked) {
    const compiled = made.get(line)?.compiled ?? 0;
    made.set(line, { self: compiled, total: Math.max(total, compiled), shared: 0, compiled, subtracted });
  }
  return { times: made, unplaced, collected };
}

/** Compiled functions that a call of amdahl's leads to, with their time: a line names them, and not what leads there. */
function kernelsBelow(called: CallNode): ReadonlyMap<ProfiledFunction, number> {
  const found = new Map<ProfiledFunction, number>();
  const look = (at: CallNode) => {
    if (at.fn.compiled !== undefined) found.set(at.fn, (found.get(at.fn) ?? 0) + secondsOf(at));
    else if (at.fn.kind !== "code") at.children.forEach(look);
  };
  if (called.fn.kind === "amdahl") look(called);
  return found;
}

const secondsOf = ({ self, children }: CallNode): number =>
  children.reduce((sum, child) => sum + secondsOf(child), self);

/** The lines from which a function may have called another, and the part of the time that each is given. */
function linesOf(at: CallNode, to: ProfiledFunction, { hits, isCalled }: Where): readonly Share[] {
  const { known, line } = at.fn;
  const { sites } = known?.record ?? known?.file ?? { sites: [] };
  const names = namesOf(to);
  let lines = linesNaming(sites, (name) => names.includes(name.replace(/^\./, "")));
  if (lines.length === 0 && isWithin(to, at.fn)) lines = [to.line];
  if (lines.length === 0) {
    // Under a name that is not its own: a parameter, a constant that holds a compiled function. No name that is known to
    // call something else comes into question.
    const others = new Set(at.children.filter(({ fn }) => fn !== to).flatMap(({ fn }) => namesOf(fn)));
    lines = linesNaming(sites, (name) => !name.startsWith(".") && !isCalled(name) && !others.has(name));
  }
  const weights = lines.map((on) => hits.get(on) ?? (on === line ? 1 : 0));
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  return lines
    .map((on, i) => ({ line: on, share: all > 0 ? weights[i] / all : 1 / lines.length }))
    .filter(({ share }) => share > 0);
}

function linesNaming(sites: readonly Site[], isMeant: (name: string) => boolean): number[] {
  return [...new Set(sites.filter(([name]) => isMeant(name)).flatMap(([, ...on]) => on))].map((on) => on + 1);
}

/** What a call of the function may look like in a text. */
function namesOf({ name, known, compiled }: ProfiledFunction): string[] {
  if (compiled !== undefined) return [compiled];
  const called = known?.record?.called;
  const constructed = constructedBy(name);
  if (called !== undefined || constructed !== undefined)
    return [called, constructed].filter((n) => n !== undefined);
  // `{Math.abs}`, `get size`, `Grid.step`: the last word is what stands in a text.
  const last = /([\w$#]+)\}?$/.exec(name)?.[1];
  return last === undefined ? [] : [last];
}

function isWithin({ known: inner }: ProfiledFunction, { known: outer }: ProfiledFunction): boolean {
  const [a, b] = [inner?.record, outer?.record];
  if (!a || inner?.file.url !== outer?.file.url) return false;
  return b === undefined || (b.start <= a.start && a.end <= b.end);
}
