// Reductions of a parallel loop in lanes. The fixed tree has 32 lanes in a chunk, so a gang of G iterations is G of them
// side by side: the chunk is gone over 32 / G times, each time for other lanes, whose partial results stay in registers.
import {
  type ArrayRef,
  bin,
  constant,
  countExprs,
  type Expr,
  type For,
  type Func,
  get,
  int,
  type Local,
  type Reduction,
  type Stmt,
  set,
  vectorOf,
  visitExprs,
} from "../ir/index.ts";
import { duplicate } from "./clone.ts";
import { identity, LANES } from "./fixed-tree.ts";
import type { LanesWanted } from "./lanes.ts";
import { gangBody, hasWide } from "./lanes-body.ts";
import { NoLanes } from "./lanes-prepare.ts";
import { prepared } from "./lanes-prepared.ts";
import { Values } from "./lanes-values.ts";
import { count, fresh, label } from "./outline-frame.ts";
import { mapJumps } from "./outline-locals.ts";

/** Lanes of partial results that stay in registers of 128 bits, eight of them. */
const MOST = 16;
/** Enough to hide what an addition waits for. */
const ENOUGH = 8;

/**
 * Every pass over a chunk reads its own lanes' elements, so that of each cache line but a part is used, and the fewer
 * passes the better: two, if there is anything to read. (The sum of 1e7 numbers: 5.4 ms in gangs of 8, 3.7 of 16.)
 */
function usual(body: readonly Stmt[], reductions: number): number {
  let reads = false;
  visitExprs(body, (e) => {
    if (e.k === "load") reads = true;
  });
  return Math.max(4, 2 ** Math.floor(Math.log2((reads ? MOST : ENOUGH) / reductions)));
}

/** Expressions of a body that is not written out for every pass, and that would fill all registers by itself. */
const LARGE = 120;

/** What a leaf knows of its loop. */
export interface Chunk {
  readonly fn: Func;
  readonly loop: For;
  readonly reductions: readonly Reduction[];
  /** The variable's value in the chunk's first iteration, and its value j iterations after one with the value v. */
  readonly from: Local;
  readonly after: (v: Expr, j: Expr) => Expr;
  /** Iterations to run: a multiple of 32. */
  readonly whole: Local;
  /** Where the tree's lanes lie, a slot of eight bytes each, and from one reduction's to the next one's. */
  readonly area: Local;
  readonly stride: number;
}

/** The chunk's first iterations in gangs, and each lane's partial results in memory; undefined if they have no lanes. */
export function reductionGangs(c: Chunk, { option, width }: LanesWanted): Stmt[] | undefined {
  if (option === "off") return undefined;
  const { fn, loop, reductions, area, stride } = c;
  const known = fn.locals.length;
  try {
    if (loop.v.type === "f64") throw new NoLanes("it does not count in integers");
    if (loop.step <= 0) throw new NoLanes("it counts down");
    if (reductions.some((r) => r.local.type !== "f64")) throw new NoLanes("a result is no double");
    const { body, shapes } = prepared(fn, loop, new Set(reductions.map((r) => r.local)));
    const large = countExprs(body) > LARGE;
    const most = large ? ENOUGH : MOST;
    const auto = width * Math.min(most, usual(body, reductions.length));
    const gang = Math.min(LANES, option === "auto" ? auto : option);
    const values = new Values(fn, shapes, gang, hasWide(body));
    // Going on to the next iteration is going to the end of this one: the gangs' loop is another.
    const next = label("next");
    const inside = mapJumps(gangBody(body, loop.label, shapes, values), (s) =>
      s.k === "continue" && s.label === loop.label ? [{ k: "break", label: next }] : [s],
    );
    const made: Stmt[] = [{ k: "block", label: next, body: inside }];
    const lanes: ArrayRef = { id: -1, name: "lanes", elem: "f64", base: area, length: c.whole };
    const type = vectorOf("f64", gang);
    const pass = (first: Expr): Stmt[] => {
      const v = fresh(fn, loop.v.name, loop.v.type);
      const start = set(loop.v, c.after(get(v), first));
      return [
        ...reductions.map((r) =>
          set(values.vector(r.local), constant(type, (identity(r.op, "f64") as { value: number }).value)),
        ),
        // Counted by the variable, since a number beside it costs an operation a round; and by lane 0's for all passes: no
        // type holds a later lane's of the round behind the last for sure.
        count(
          v,
          get(c.from),
          c.after(get(c.from), get(c.whole)),
          [start, ...duplicate(made)],
          LANES * loop.step,
        ),
        ...reductions.map(
          (r, i): Stmt => ({
            k: "store",
            array: lanes,
            index: bin("add", first, int((i * stride) / 8)),
            subs: [],
            value: get(values.vector(r.local)),
            place: loop.facts.place,
          }),
        ),
      ];
    };
    const passes: Stmt[] = [];
    if (large) {
      const first = fresh(fn, "first", "i32");
      passes.push(count(first, int(0), int(LANES), pass(get(first)), gang));
    } else for (let first = 0; first < LANES; first += gang) passes.push(...pass(int(first)));
    loop.facts.notes.push({ pass: "lanes", text: `${gang} lanes of the fixed tree at once` });
    return [...values.before, ...passes];
  } catch (e) {
    if (!(e instanceof NoLanes)) throw e;
    fn.locals.length = known;
    loop.facts.notes.push({ pass: "lanes", text: `no lanes: ${e.message}` });
    return undefined;
  }
}
