// Loops become functions of their own: parallel ones, so that threads can be given a part of them, and long serial ones,
// because the engine replaces slow code by fast code only where a function is entered.
import { bodies, type For, type Func, type Loop, type Program, type Stmt, visitStmts } from "../ir/index.ts";
import type { LanesWanted } from "./lanes.ts";
import { Folds } from "./outline-frame.ts";
import { outlined } from "./outline-parallel.ts";
import { cutLoop } from "./outline-serial.ts";

/** How long a loop must be, and how much of it is run at first. */
export interface Sizes {
  /** A counted loop whose iterations, with those of the loops inside, are known to be no more is left where it is. */
  readonly short: number;
  /** Iterations that the first call of a part runs, by what they contain. */
  readonly loops: number;
  readonly calls: number;
  readonly plain: number;
  /** Bytes of private arrays that a parallel loop may have at once; one that needs more runs on its own thread. */
  readonly copies: number;
}

const SIZES: Sizes = { short: 4096, loops: 1, calls: 64, plain: 1024, copies: 2 ** 28 };

/**
 * Cuts the parallel loops out, in place. The new functions share locals with the one they are cut from. Returns those that
 * run iterations, each of which is entered often.
 */
export function outlineParallel(
  p: Program,
  wanted: LanesWanted = { option: "off", width: 1 },
  given: Partial<Sizes> = {},
): ReadonlySet<Func> {
  const { copies }: Sizes = { ...SIZES, ...given };
  const folds = new Folds();
  const leaves: Func[] = [];
  const all: Func[] = [];
  for (const f of p.funcs) {
    const cut: Func[] = [];
    parallel(f, f.body, folds, cut, leaves, copies, wanted);
    all.push(...cut, f);
  }
  p.funcs.splice(0, p.funcs.length, ...folds.made, ...all);
  return new Set(leaves);
}

/**
 * Cuts the long serial loops out, in place; `leaves` run iterations of parallel ones. Runs last.
 *
 * Of serial loops, the outermost of a function are cut out, and of the loops right inside one those that have a loop
 * inside. A function that is called from a loop is left as it is: the engine enters it often enough.
 *
 * @example
 * narrow(program);
 * outlineSerial(program, outlineParallel(program));
 */
export function outlineSerial(p: Program, leaves: ReadonlySet<Func>, given: Partial<Sizes> = {}): void {
  const sizes: Sizes = { ...SIZES, ...given };
  const often = calledOften(p);
  const all: Func[] = [];
  for (const f of p.funcs) {
    const cut: Func[] = [];
    // Iterations of a parallel loop are entered often, unless there are few and long ones.
    if (leaves.has(f)) f.body = replaced(f.body, (s) => [{ ...s, body: nested(f, s.body, cut, sizes) }]);
    else if (!often.has(f)) f.body = outermost(f, f.body, cut, sizes);
    all.push(...cut, f);
  }
  p.funcs.splice(0, p.funcs.length, ...all);
}

/** Parallel loops inside others first: what is cut out is then free of them. */
function parallel(
  f: Func,
  list: Stmt[],
  folds: Folds,
  cut: Func[],
  leaves: Func[],
  copies: number,
  wanted: LanesWanted,
): void {
  for (const [i, s] of list.entries()) {
    for (const b of bodies(s)) parallel(f, b, folds, cut, leaves, copies, wanted);
    if (s.k !== "for" || !s.par) continue;
    const { stmt, leaf, units } = outlined(f, s, folds, copies, wanted);
    list[i] = stmt;
    cut.push(leaf, units);
    leaves.push(leaf);
  }
}

/** Statements with the loops replaced that are in no loop here, and in those the ones that are worth it. */
function outermost(f: Func, list: readonly Stmt[], cut: Func[], sizes: Sizes): Stmt[] {
  return replaced(list, (loop) => {
    if (work(loop) <= sizes.short) return undefined;
    const made = cutLoop(f, loop, sizes[weight(loop.body)]);
    const inside = nested(made.fn, made.body, cut, sizes);
    made.body.splice(0, made.body.length, ...inside);
    cut.push(made.fn);
    return made.stmts;
  });
}

/** Statements of a loop's body with the loops replaced that contain loops. */
function nested(f: Func, list: readonly Stmt[], cut: Func[], sizes: Sizes): Stmt[] {
  return replaced(list, (loop) => {
    if (weight(loop.body) !== "loops" || work(loop) <= sizes.short) return undefined;
    const made = cutLoop(f, loop, sizes.loops);
    cut.push(made.fn);
    return made.stmts;
  });
}

/** Statements with what `make` gives in place of loops; what is inside loops is not looked at. */
function replaced(list: readonly Stmt[], make: (loop: For | Loop) => readonly Stmt[] | undefined): Stmt[] {
  return list.flatMap((s): readonly Stmt[] => {
    switch (s.k) {
      case "for":
      case "loop":
        return (isOurs(s) ? undefined : make(s)) ?? [s];
      case "if":
        return [{ ...s, then: replaced(s.then, make), else: replaced(s.else, make) }];
      case "block":
      case "scope":
        return [{ ...s, body: replaced(s.body, make) }];
      default:
        return [s];
    }
  });
}

/** Loops that these passes have made themselves are short, or made of calls. */
const isOurs = (s: For | Loop): boolean => s.facts.id < 0;

/** What the iterations of a body consist of. */
function weight(body: readonly Stmt[]): "loops" | "calls" | "plain" {
  let found: "loops" | "calls" | "plain" = "plain";
  visitStmts(body, (s) => {
    if (s.k === "for" || s.k === "loop" || s.k === "fork") found = "loops";
    else if (s.k === "call" && found === "plain") found = "calls";
  });
  return found;
}

/** Iterations of a loop, those of loops inside counted once for each; infinite unless all bounds are constants. */
function work(loop: For | Loop): number {
  if (loop.k === "loop" || loop.from.k !== "const" || loop.to.k !== "const") return Number.POSITIVE_INFINITY;
  const trips = Math.max(0, Math.ceil((loop.to.value - loop.from.value) / loop.step));
  let inside = 1;
  visitStmts(loop.body, (s) => {
    if (s.k === "for" || s.k === "loop") inside = Math.max(inside, work(s));
    if (s.k === "call" || s.k === "fork") inside = Number.POSITIVE_INFINITY;
  });
  return trips === 0 ? 0 : trips * inside;
}

/** Functions that are called from a loop, from each other in a circle, or from such functions. */
function calledOften(p: Program): Set<Func> {
  const calls = new Map<Func, { often: Set<Func>; all: Set<Func> }>();
  for (const f of p.funcs) {
    const found = { often: new Set<Func>(), all: new Set<Func>() };
    calls.set(f, found);
    visitStmts(f.body, (s) => {
      if (s.k === "call") found.all.add(s.fn);
      if (s.k === "for" || s.k === "loop") {
        visitStmts(s.body, (t) => {
          if (t.k === "call") found.often.add(t.fn);
        });
      }
    });
  }
  const reached = (from: Iterable<Func>): Set<Func> => {
    const found = new Set<Func>(from);
    for (const f of found) for (const g of calls.get(f)?.all ?? []) found.add(g);
    return found;
  };
  const often = new Set<Func>();
  for (const [f, { often: direct, all }] of calls) {
    for (const g of reached(direct)) often.add(g);
    if (reached(all).has(f)) for (const g of reached([f])) often.add(g);
  }
  return often;
}
