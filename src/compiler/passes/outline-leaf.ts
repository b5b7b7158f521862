// The leaf of a parallel loop: some iterations of one chunk, in order. A reduction's 32 lanes live in memory, one load
// and one store an iteration; they are independent of each other, so that this hides what a serial sum waits for.
import {
  bin,
  type Expr,
  type For,
  type Func,
  func,
  get,
  int,
  type Local,
  type Parallel,
  type Stmt,
  set,
  un,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { duplicate } from "./clone.ts";
import {
  foldFewLanes,
  foldLanes,
  foldLanesAtOnce,
  foldsAtOnce,
  identity,
  LANES,
  LEVELS,
} from "./fixed-tree.ts";
import type { LanesWanted } from "./lanes.ts";
import { reductionGangs } from "./lanes-reduce.ts";
import { liftConstants } from "./outline-constants.ts";
import {
  count,
  float,
  fresh,
  label,
  param,
  restore,
  SLOT,
  save,
  slotAt,
  times,
  when,
} from "./outline-frame.ts";
import { mapJumps, mentionedIn } from "./outline-locals.ts";

/** The frame's first slots: the loop's start, its trip count, iterations of a unit and of a chunk. */
export const FROM = 0;
export const TRIPS = SLOT;
export const PER_UNIT = 2 * SLOT;
export const PER_CHUNK = 3 * SLOT;
/** What was captured follows them. */
export const CAPTURED = 4 * SLOT;

/** Where in a unit's area of a reduction the chunks wait that cannot fold yet: behind the lanes. */
export const WAITING = LANES * SLOT;
/** Bytes of a unit's area for one reduction. */
export const AREA = WAITING + LEVELS * SLOT;

/** Iterations of a small body that are written out, with the places of their lanes as constants. */
const UNROLLED = 8;
/** Nodes of a body up to which it is small. */
const SMALL = 60;

/** A leaf, and the numbers that are its last arguments. */
export interface MadeLeaf {
  readonly fn: Func;
  readonly constants: readonly Expr[];
}

/** leaf(k, n, frame, [lanes, area,] copies…, constants…): iterations k to k + n - 1; the chunk's folds as results. */
export function leafOf(
  f: Func,
  loop: For,
  captured: readonly Local[],
  copies: readonly Local[],
  lanes: LanesWanted,
): MadeLeaf {
  return new Leaf(f, loop, captured, copies, lanes).make();
}

class Leaf {
  readonly #loop: For;
  readonly #reductions: Parallel["reductions"];
  readonly #copies: readonly Local[];
  readonly #captured: readonly Local[];
  readonly #fn: Func;
  readonly #constants: ReadonlyMap<Local, Expr>;
  readonly #lanes: LanesWanted;

  constructor(f: Func, loop: For, captured: readonly Local[], copies: readonly Local[], lanes: LanesWanted) {
    this.#lanes = lanes;
    this.#reductions = (loop.par as Parallel).reductions;
    this.#copies = copies;
    this.#captured = captured;
    const reduced = this.#reductions.map((r) => r.local);
    this.#fn = func(
      `${f.name} ${loop.label} leaf`,
      f.source,
      reduced.map((l) => l.type),
    );
    this.#fn.locals.push(...new Set([...mentionedIn(loop.body), loop.v, ...reduced, ...captured, ...copies]));
    const lifted = liftConstants(this.#fn, loop.body);
    this.#loop = { ...loop, body: lifted.body };
    this.#constants = lifted.constants;
  }

  make(): MadeLeaf {
    const fn = this.#fn;
    const { v, step } = this.#loop;
    const k = param(fn, "k", "f64");
    const n = param(fn, "n", "i32");
    const frame = param(fn, "frame", "addr");
    const from = fresh(fn, "from", v.type);
    fn.body = [
      ...this.#captured.map((l, i) => set(l, restore(l.type, get(frame), CAPTURED + i * SLOT))),
      set(from, restore(v.type, get(frame), FROM)),
    ];
    if (v.type !== "f64") {
      const whole = un("exact", get(k), "i64");
      const start = v.type === "i64" ? whole : un("wrap", whole, "i32");
      fn.body.push(set(from, bin("add", get(from), times(start, step))));
    }
    if (this.#reductions.length === 0) {
      fn.params.push(...this.#copies);
      fn.body.push(this.#plain(from, k, n));
    } else {
      const lanes = param(fn, "lanes", "i32");
      const area = param(fn, "area", "addr");
      fn.params.push(...this.#copies);
      fn.body.push(...this.#inLanes(from, k, n, lanes, area));
    }
    fn.params.push(...this.#constants.keys());
    return { fn, constants: [...this.#constants.values()] };
  }

  /** The loop's variable in iteration k + j; of integers, `from` has k in it. */
  #value(from: Local, k: Local, j: Expr): Expr {
    const { v, step } = this.#loop;
    if (v.type === "f64") return bin("add", get(from), times(bin("add", get(k), float(j)), step));
    return this.#after(get(from), j);
  }

  /** An integer variable's value j iterations after the value `v`. */
  #after(v: Expr, j: Expr): Expr {
    return bin("add", v, times(widened(j, v.type), this.#loop.step));
  }

  #plain(from: Local, k: Local, n: Local): Stmt {
    const { par, ...serial } = this.#loop;
    const { v, step } = serial;
    if (v.type !== "f64") {
      const to = this.#after(get(from), get(n));
      const lanes = par?.arrayReductions.length === 0 && {
        lanes: { most: Number.POSITIVE_INFINITY, ...(par.guard && { guard: par.guard }) },
      };
      return { ...serial, from: get(from), to, cmp: step > 0 ? "lt" : "gt", ...lanes };
    }
    const j = fresh(this.#fn, "j", "i32");
    return count(j, int(0), get(n), this.#iteration(from, k, get(j)));
  }

  /** Iteration k + j, with `before` and `after` around the body. */
  #iteration(from: Local, k: Local, j: Expr, before: Stmt[] = [], after: Stmt[] = []): Stmt[] {
    const next = label("next");
    const body = mapJumps(duplicate(this.#loop.body), (s) =>
      s.k === "continue" && s.label === this.#loop.label ? [{ k: "break", label: next }] : [s],
    );
    return [
      set(this.#loop.v, this.#value(from, k, j)),
      ...before,
      { k: "block", label: next, body },
      ...after,
    ];
  }

  /** As many iterations as fill the tree's lanes, in gangs; `whole`: how many those are. */
  #gangs(
    from: Local,
    n: Local,
    lanes: Local,
    area: Local,
  ): { readonly before: Stmt[]; readonly passes: Stmt[]; readonly whole: Local } | undefined {
    const fn = this.#fn;
    const { par } = this.#loop;
    if (par && par.arrayReductions.length > 0) return undefined;
    const whole = fresh(fn, "whole", "i32");
    const passes = reductionGangs(
      {
        fn,
        loop: this.#loop,
        reductions: this.#reductions,
        from,
        after: (v, j) => this.#after(v, j),
        whole,
        area,
        stride: AREA,
      },
      this.#lanes,
    );
    if (!passes) return undefined;
    const full = bin("eq", get(lanes), int(LANES));
    const guard = par?.guard ? bin("and", full, par.guard) : full;
    const before = [set(whole, int(0)), when(guard, [set(whole, bin("and", get(n), int(-LANES)))])];
    return { before, passes, whole };
  }

  #inLanes(from: Local, k: Local, n: Local, lanes: Local, area: Local): Stmt[] {
    const fn = this.#fn;
    const all = this.#reductions;
    const j = fresh(fn, "j", "i32");
    const where = fresh(fn, "lane", "addr");
    const clear = all.map((r, i) => save(get(where), i * AREA, identity(r.op, r.local.type)));
    const step = (nth: number): Stmt[] => {
      const at = (i: number): number => i * AREA + nth * SLOT;
      return this.#iteration(
        from,
        k,
        nth === 0 ? get(j) : bin("add", get(j), int(nth)),
        all.map((r, i) => set(r.local, restore(r.local.type, get(where), at(i)))),
        all.map((r, i) => save(get(where), at(i), get(r.local))),
      );
    };
    const find = set(where, slotAt(get(area), bin("and", get(j), int(LANES - 1))));
    const cleared = count(j, int(0), get(lanes), [set(where, slotAt(get(area), get(j))), ...clear]);
    const out: Stmt[] = [];
    let begin: Expr = int(0);
    const gangs = this.#gangs(from, n, lanes, area);
    if (gangs) {
      // Gangs leave something in every lane.
      out.push(...gangs.before, when(bin("gt", get(gangs.whole), int(0)), gangs.passes, [cleared]));
      begin = get(gangs.whole);
    } else {
      out.push(cleared);
      if (size(this.#loop.body) <= SMALL) {
        const whole = fresh(fn, "whole", "i32");
        const written = Array.from({ length: UNROLLED }, (_, nth) => step(nth)).flat();
        out.push(
          set(whole, bin("and", get(n), int(-UNROLLED))),
          count(j, int(0), get(whole), [find, ...written], UNROLLED),
        );
        begin = get(whole);
      }
    }
    out.push(
      { ...(count(j, begin, get(n), [find, ...step(0)]) as For), ...(gangs && { few: true as const }) },
      when(
        bin("eq", get(lanes), int(LANES)),
        all.flatMap((r, i) =>
          this.#lanes.option !== "off" && foldsAtOnce(r.op, r.local.type)
            ? foldLanesAtOnce(fn, r.op, r.local, area, i * AREA)
            : [set(r.local, foldLanes(r.op, r.local.type, get(area), i * AREA))],
        ),
        all.flatMap((r, i) => foldFewLanes(fn, r.op, r.local, get(area), i * AREA, get(lanes))),
      ),
      { k: "return", values: all.map((r) => get(r.local)) },
    );
    return out;
  }
}

/** Nodes of statements and expressions; a loop inside makes a body large. */
function size(list: readonly Stmt[]): number {
  let nodes = 0;
  visitStmts(list, (s) => {
    nodes +=
      s.k === "for" || s.k === "loop" || s.k === "call" || s.k === "fork" || s.k === "scope" ? 1000 : 1;
  });
  visitExprs(list, () => {
    nodes++;
  });
  return nodes;
}

/** i32 as an integer of `type`. */
const widened = (e: Expr, type: Local["type"]): Expr => (type === "i64" ? un("widen", e, "i64") : e);
