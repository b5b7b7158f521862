// A host for outlined programs: a memory with an arena, and a fork that runs units in whatever order a test wants, so
// that a result that depends on who runs what, or when, shows.
import { emit } from "../../../src/compiler/backend/wasm/index.ts";
import { type Program, verify } from "../../../src/compiler/ir/index.ts";
import { cloneProgram, outlineParallel, outlineSerial } from "../../../src/compiler/passes/index.ts";
import { engine } from "../backend/wasm/harness.ts";

type Run = (first: number, last: number) => void;

/** How the units of a fork are run. */
export type Order = (units: number, run: Run) => void;

let seed = 1;
/** A number below n. Marsaglia's xorshift32 (2003). */
export function below(n: number): number {
  seed ^= seed << 13;
  seed ^= seed >>> 17;
  seed ^= seed << 5;
  return (seed >>> 0) % n;
}

function shuffled(ranges: [number, number][]): [number, number][] {
  for (let i = ranges.length - 1; i > 0; i--) {
    const j = below(i + 1);
    [ranges[i], ranges[j]] = [ranges[j], ranges[i]];
  }
  return ranges;
}

/** Ways to run units: at once, one by one, backwards, shuffled ranges at random. */
export const ORDERS: Record<string, Order> = {
  whole: (units, run) => run(0, units),
  backwards: (units, run) => {
    for (let u = units - 1; u >= 0; u--) run(u, u + 1);
  },
  split: (units, run) => {
    const ranges: [number, number][] = [];
    for (let first = 0; first < units; ) {
      const last = Math.min(units, first + 1 + below(9));
      ranges.push([first, last]);
      first = last;
    }
    for (const [first, last] of shuffled(ranges)) run(first, last);
  },
};

export class Thrown extends Error {}

export interface Outlined {
  // biome-ignore lint/suspicious/noExplicitAny: an export's results are a number, several, or nothing
  readonly entry: (...args: number[]) => any;
  readonly memory: DataView;
  readonly program: Program;
  /** Address of the first byte that no arena has. */
  readonly free: number;
  /** Bytes that scopes have not given back. */
  held(): number;
  /** Schedules of the forks so far. */
  readonly schedules: number[];
  readonly printed: number[][];
}

/** Outlines a copy of `program`, compiles and instantiates it. */
export function load(program: Program, order: Order = ORDERS.whole, pages = 160, sizes = {}): Outlined {
  const copy = cloneProgram(program);
  outlineSerial(copy, outlineParallel(copy, { option: "off", width: 1 }, sizes), sizes);
  verify(copy);
  const memory = new engine.Memory({ initial: pages, maximum: pages, shared: true });
  // The first half is the arena, what a test puts into memory lies behind it.
  let top = 8192;
  const free = (pages / 2) * 65536;
  const bytes = new Uint8Array(memory.buffer);
  const schedules: number[] = [];
  const printed: number[][] = [];
  let quoted: number[] = [];
  const reserve = (count: number): number => {
    const address = top;
    top += Math.ceil(count / 64) * 64;
    if (top > free) throw new Error(`the host's arena is too small for ${count} bytes`);
    return address;
  };
  const imports = {
    memory,
    oob: (site: number, value: number, length: number) => {
      throw new Thrown(`oob ${site}: ${value} of ${length}`);
    },
    arg: (x: number) => quoted.push(x),
    flag: (x: number) => quoted.push(x),
    throw: (site: number) => {
      const args = quoted;
      quoted = [];
      throw new Thrown(`throw ${site}: ${args.join(" ")}`);
    },
    print: (site: number) => {
      printed.push([site, ...quoted]);
      quoted = [];
    },
    alloc: (count: number) => {
      const address = reserve(count);
      bytes.fill(0, address, address + count);
      return address;
    },
    mark: () => top,
    release: (to: number) => {
      top = to;
    },
    fork: (fn: number, units: number, frame: number, stride: number, schedule: number) => {
      schedules.push(schedule);
      const partials = reserve(units * stride);
      // Whatever was there.
      bytes.fill(0xa5, partials, partials + units * stride);
      let failed: { first: number; error: unknown } | undefined;
      const unit = exports[`fork${fn}`] as (...args: number[]) => void;
      order(units, (first, last) => {
        const before = top;
        try {
          unit(first, last, frame, partials);
        } catch (error) {
          top = before;
          if (!failed || first < failed.first) failed = { first, error };
        }
      });
      if (failed) throw failed.error;
      return partials;
    },
  };
  const module = new engine.Module(emit(copy, { maximumPages: pages }));
  const exports = new engine.Instance(module, { amdahl: imports }).exports as Record<
    string,
    (...args: number[]) => unknown
  >;
  return {
    entry: exports.entry,
    memory: new DataView(memory.buffer),
    program: copy,
    free,
    held: () => top - 8192,
    schedules,
    printed,
  };
}
