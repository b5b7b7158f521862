// Which loop of a nest gets lanes, and how many: what an iteration costs one at a time, against a gang of them.
import {
  assignedIn,
  type Expr,
  exposedReads,
  expressions,
  type For,
  gets,
  type Independent,
  type Local,
  type Stmt,
  scalarOf,
  visitExpr,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { waiting } from "./lanes-chains.ts";
import { SAME, type Shapes } from "./lanes-shapes.ts";

/** A loop that can have lanes, as they take it. */
export interface Candidate {
  readonly loop: For;
  readonly proof: Independent;
  /** What its iterations hand on, in lanes one after the other. */
  readonly chains: ReadonlySet<Local>;
  readonly body: readonly Stmt[];
  readonly shapes: Shapes;
  /** How many of its iterations go side by side. */
  readonly gang: number;
  /** How much faster that is. */
  readonly gain: number;
}

/** How much faster a gang must be to be made. */
const WORTH = 1.15;

/** Lanes of a gang, unless something speaks for more: two registers of doubles hide most of what one waits for. */
const USUAL = 4;

/**
 * Values handed from iteration to iteration that fill the registers two registers deep; where registers have 64 bytes there
 * are twice as many of them, and one more value does.
 */
const MANY = 4;

/** Which of a nest should have lanes: `own`, or one of the loops inside; undefined if none is worth it. */
export function choose(
  own: Candidate,
  inside: readonly Candidate[],
  option: "auto" | number,
): Candidate | undefined {
  if (inside.length === 0) return option !== "auto" || own.gain > WORTH ? own : undefined;
  const best = inside.reduce((a, b) => (b.gain > a.gain ? b : a));
  return own.gain > best.gain ? own : best;
}

/** The gang that a loop would have, in registers of `width` times 128 bits. Less than 2: none is legal. */
export function gangOf(
  body: readonly Stmt[],
  shapes: Shapes,
  most: number,
  option: "auto" | number,
  width: number,
): number {
  const auto =
    width === 4 && isStencil(body, shapes)
      ? USUAL
      : width * depth(body, shapes, width === 4 ? MANY + 1 : MANY);
  const wanted = option === "auto" ? auto : option;
  return 2 ** Math.floor(Math.log2(Math.min(wanted, most)));
}

/** Neighbours that a stencil reads at least, and operations for each of them at most. */
const NEIGHBOURS = 4;
const OPERATIONS = 3;

/**
 * True of a body that does little but read elements side by side, as a stencil does. Registers of 64 bytes are no good to
 * it: but for one in eight each of its loads takes two lines of the cache, where of half as wide ones every second
 * takes one. (Diffusion on 120²: 50.7 ms in gangs of 16, 47.7 of 8, 42.9 of 4.)
 */
function isStencil(body: readonly Stmt[], shapes: Shapes): boolean {
  let loads = 0;
  let operations = 0;
  let plain = true;
  visitStmts(body, (s) => {
    if (s.k === "for" || s.k === "loop") plain = false;
  });
  if (!plain) return false;
  visitExprs(body, (e) => {
    if (e.k === "load") {
      if (shapes.stride(e.array.base, e.index, e.array.elem) === 8) loads++;
    } else if (e.k !== "get" && e.k !== "const" && shapes.of(e) === "varying") operations++;
  });
  return loads >= NEIGHBOURS && operations <= OPERATIONS * loads;
}

/**
 * How deep a gang is: deeper where a loop inside hands values from iteration to iteration, and so waits for them; twice
 * that if it is one value, for which there are registers, and no deeper at all where it is many. (The logistic map: 4.2
 * ms in gangs of 8, 3.4 of 16.)
 */
function depth(body: readonly Stmt[], shapes: Shapes, many: number): number {
  let loops = false;
  let handed = 0;
  const own = new Set<Local>();
  visitStmts(body, (s) => {
    if (s.k !== "for" && s.k !== "loop") return;
    loops = true;
    const assigned = [...assignedIn(s.body)].filter((l) => shapes.local(l) === "varying");
    for (const l of assigned) own.add(l);
    if (assigned.length < many) return;
    const read = exposedReads(s.body);
    handed = Math.max(handed, assigned.filter((l) => read.has(l)).length);
  });
  if (!loops || handed >= many) return USUAL;
  return own.size === 1 ? 4 * USUAL : 2 * USUAL;
}

/** How much faster a gang is, by the weights of what it does; loops inside are taken to run ten times. Throws NoLanes. */
export function gainOf(body: readonly Stmt[], shapes: Shapes): number {
  let scalar = 0;
  let lanes = 0;
  const visit = (list: readonly Stmt[], times: number): void => {
    for (const s of list) {
      const inner = s.k === "for" || s.k === "loop" ? 10 * times : times;
      for (const e of expressions(s)) {
        visitExpr(e, (x) => {
          const w = weight(x, shapes);
          scalar += w.scalar * times;
          lanes += w.lanes * times;
        });
      }
      if (s.k === "store") {
        const stride = shapes.stride(s.array.base, s.index, s.array.elem);
        scalar += times;
        lanes += (stride === SIZE[s.array.elem] ? 0.5 : 1.5) * times;
      }
      if (s.k === "if") {
        visit(s.then, times);
        visit(s.else, times);
      } else if ("body" in s) visit(s.body, inner);
    }
  };
  visit(body, 1);
  return lanes === 0 ? 1 : scalar / lanes;
}

/** True of what takes a processor as long as ten sums, and lanes hardly longer than a sum each. */
export const isLong = (e: Expr): boolean =>
  (e.k === "bin" && e.op === "div" && scalarOf(e.type) === "f64") || (e.k === "un" && e.op === "sqrt");

/**
 * How much faster a gang is whose iterations hand something on: what waits for it does so in either case, so that only
 * what takes longer than waiting is gained on. In cycles of an iteration, loops inside taken to run ten times.
 */
export function gainOfChains(body: readonly Stmt[], shapes: Shapes, chains: ReadonlySet<Local>): number {
  let scalar = 0;
  let lanes = 0;
  const visit = (list: readonly Stmt[], times: number): void => {
    for (const s of list) {
      const isLink = s.k === "set" && chains.has(s.local);
      // A lane's link takes a number out of a register, and puts one back.
      if (isLink) lanes += LINK;
      for (const e of expressions(s)) {
        visitExpr(e, (x) => {
          if (x.k === "const" || x.k === "get") return;
          const own = times * (isLong(x) ? LONG : x.k === "bin" && x.op === "rem" ? 4 * LONG : QUICK);
          scalar += own;
          const w = weight(x, shapes);
          lanes += isLink && gets(x, s.local) ? own : (own * w.lanes) / w.scalar;
        });
      }
      if (s.k === "store") {
        const stride = shapes.stride(s.array.base, s.index, s.array.elem);
        scalar += QUICK * times;
        lanes += (stride === SIZE[s.array.elem] ? QUICK / 2 : 2 * QUICK) * times;
      }
      if (s.k === "if") {
        visit(s.then, times);
        visit(s.else, times);
      } else if ("body" in s) visit(s.body, s.k === "for" || s.k === "loop" ? 10 * times : times);
    }
  };
  visit(body, 1);
  const least = waiting(body, chains);
  return Math.max(scalar, least) / Math.max(lanes, least);
}

/** Cycles that a processor takes for an operation of its own, of several at once; for a quotient or a root; for a link. */
const QUICK = 0.5;
const LONG = 5;
const LINK = 1.5;

const SIZE = { i8: 1, u8: 1, i16: 2, u16: 2, i32: 4, u32: 4, f32: 4, f64: 8 } as const;

interface Weight {
  readonly scalar: number;
  /** For one lane of a gang. */
  readonly lanes: number;
}

function weight(e: Expr, shapes: Shapes): Weight {
  const shape = shapes.of(e);
  if (e.k === "const" || e.k === "get") return { scalar: 0, lanes: 0 };
  // What is the same in all lanes is computed once for all of them.
  if (shape !== "varying") return { scalar: 1, lanes: 0.25 };
  if (e.k === "load") {
    const side = shapes.stride(e.array.base, e.index, e.array.elem) === SIZE[e.array.elem];
    return { scalar: 1, lanes: side ? 0.5 : 2 };
  }
  if (e.k === "bin" && e.op === "rem" && e.type === "f64") return { scalar: 10, lanes: 10.5 };
  if (isEach(e, shapes)) return { scalar: 1, lanes: 2 };
  if (e.type === "i32" || e.type === "f32") return { scalar: 1, lanes: 0.3 };
  return { scalar: 1, lanes: 0.5 };
}

/** What is computed lane by lane, for want of an instruction. */
function isEach(e: Expr, shapes: Shapes): boolean {
  if (e.k === "bin") return ["shl", "shr", "shru"].includes(e.op) && shapes.of(e.b) !== SAME;
  if (e.k !== "un") return false;
  return e.op === "clz" || (e.op === "tof64" && e.a.type === "i64") || (e.op === "exact" && e.type === "i64");
}
