// Every prange loop is proven to have independent iterations, or refused. Runs on the front end's IR, before any
// number is narrowed, so that the decision (and with it the order of a reduction) depends on the source alone.
import {
  type ArrayRef,
  assignedIn,
  bin,
  type Call,
  type Expr,
  expressions,
  type For,
  type Func,
  type Load,
  type LoopNote,
  num,
  type Program,
  type Stmt,
  type Store,
  visitExpr,
  visitStmts,
} from "../ir/index.ts";
import { type Definitions, definitions } from "./definitions.ts";
import { type Access, access, compare, isPrivate } from "./dependence.ts";
import { foldInto, type Role, roles } from "./reductions.ts";
import { Box } from "./subscripts.ts";

/** Why a loop is refused: places are indices into Program.places, the first the loop's own. */
export interface Refusal {
  readonly loop: number;
  readonly reason: string;
  readonly places: readonly number[];
  readonly fix: string;
}

/** The loop that was refused. */
export class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.reason);
    this.refusal = refusal;
  }
}

const HATCH = "prange(n, { assumeIndependent: true }) if you know better and answer for it";

/** Proves every parallel loop of a program, in place. Throws Refused. */
export function parallelise(p: Program): void {
  for (const f of p.funcs) {
    visitStmts(f.body, (s) => {
      if (s.k === "for" && s.par) prove(f, s);
    });
  }
}

/** Proves one parallel loop, in place. Throws Refused. */
export function prove(f: Func, loop: For): void {
  const note = (text: string): void => {
    (loop.facts.notes as LoopNote[]).push({ pass: "parallel", text });
  };
  const par = loop.par as NonNullable<For["par"]>;
  checkExits(loop);
  for (const [l, role] of roles(f, loop)) {
    if (role.k === "reduction") {
      par.reductions.push({ local: l, op: role.op });
      note(`${l.name} is a reduction by ${role.op}, folded by the fixed tree`);
    } else if (role.k === "carried") refuseCarried(loop, role);
  }
  if (par.assumeIndependent) {
    note("iterations are taken to be independent on the programmer's word");
    return;
  }
  proveMemory(f, loop, note);
}

/** Leaving a parallel loop early would need to know which iterations have run. */
function checkExits(loop: For): void {
  const own = new Set<string>();
  visitStmts(loop.body, (s) => {
    if (s.k === "for" || s.k === "loop" || s.k === "block") own.add(s.label);
  });
  visitStmts(loop.body, (s) => {
    const leaves =
      s.k === "return" ||
      (s.k === "break" && !own.has(s.label)) ||
      (s.k === "continue" && s.label !== loop.label && !own.has(s.label));
    if (!leaves) return;
    throw new Refused({
      loop: loop.facts.place,
      reason: `a parallel loop cannot be left by ${s.k}: other iterations are under way at the same time`,
      places: [],
      fix: "a plain for loop, or a flag that the remaining iterations test",
    });
  });
}

function refuseCarried(loop: For, role: Role & { k: "carried" }): never {
  const { name } = role.local;
  throw new Refused({
    loop: loop.facts.place,
    reason: `iterations of this parallel loop are not independent: ${name} is set in one iteration and read in another or after the loop, and its updates are not a reduction`,
    places: [],
    fix: `${name} += …, *=, &=, |=, ^= or ${name} = Math.min(${name}, …), Math.max(${name}, …), with no other use of ${name} in the loop; or const ${name} inside the loop; or a plain for loop`,
  });
}

interface Pair {
  readonly a: Access;
  readonly b: Access;
}

function proveMemory(f: Func, loop: For, note: (text: string) => void): void {
  const par = loop.par as NonNullable<For["par"]>;
  const defs = definitions(f, loop);
  const inside = new Set<unknown>();
  const accesses: Access[] = [];
  visitStmts(loop.body, (s) => {
    inside.add(s);
    collect(s, (n) => accesses.push(access(n, defs)));
    if (s.k === "call") accesses.push(...callAccesses(loop, s, defs));
  });
  const shared = accesses.filter((a) => !isPrivate(a, inside));
  const box = new Box(loop, new Set([...assignedIn(loop.body), loop.v]), defs);
  const guards = new Map<string, Expr>();
  let rows = false;
  const failed: (Pair & { why: string })[] = [];
  for (const [i, a] of shared.entries()) {
    for (const b of shared.slice(i)) {
      if (!a.store && !b.store) continue;
      const verdict = compare(a, b, box, loop.step, loop.v.name);
      if (verdict.independent) {
        for (const g of verdict.guards) guards.set(JSON.stringify(g, withoutNodes), g);
        rows ||= verdict.rows;
      } else failed.push({ a, b, why: verdict.why });
    }
  }
  for (const { a, b, why } of failed) {
    const reduced = (x: Access): boolean =>
      par.arrayReductions.some((r) => r.array.base === x.node.array.base);
    if (reduced(a) && reduced(b)) continue;
    const op = arrayReduction(a, b, shared);
    if (!op) refuse(defs.written(a.node.array.base), loop, a, b, why);
    else {
      par.arrayReductions.push({ array: a.node.array, op });
      note(
        `${defs.written(a.node.array.base)} is an array reduction by ${op}: every chunk has a copy of its own, folded by the fixed tree`,
      );
    }
  }
  if (guards.size > 0) {
    par.guard = [...guards.values()].reduce((x, y) => bin("and", x, y));
    note(
      `independent if ${guards.size === 1 ? "a condition" : `${guards.size} conditions`} (arrays apart, rows within their stride) holds when the loop is entered; else it runs serially`,
    );
  } else note("iterations are proven independent");
  if (rows) par.rows = true;
}

/** Locals by id, and nothing of where a node stands: conditions that are asked twice are evaluated once. */
const withoutNodes = (key: string, value: unknown): unknown =>
  key === "local" ? (value as { id: number }).id : key === "site" || key === "place" ? 0 : value;

function collect(s: Stmt, add: (n: Load | Store) => void): void {
  for (const e of expressions(s)) {
    visitExpr(e, (x) => {
      if (x.k === "load") add(x);
    });
  }
  if (s.k === "store") add(s);
}

/**
 * What a call that was not inlined may touch: it may read anything of the arrays it gets (Math's functions read their
 * tables so), and if it stores, nothing can be said.
 */
function callAccesses(loop: For, call: Call, defs: Definitions): Access[] {
  if (stores(call.fn, new Set())) refuseCall(loop, call.fn.name);
  const found: Access[] = [];
  for (const [i, base] of call.args.entries()) {
    if (base.type !== "addr") continue;
    const length = call.args[i + 1];
    if (base.k !== "get" || length?.k !== "get") return refuseCall(loop, call.fn.name);
    const array: ArrayRef = {
      id: 0,
      name: base.local.name,
      elem: "f64",
      base: base.local,
      length: length.local,
    };
    // A subscript that is no polynomial: any element.
    const any: Expr = { k: "load", type: "f64", array, index: num(0), subs: [], place: loop.facts.place };
    found.push(access({ ...any, index: any, subs: [any] }, defs));
  }
  return found;
}

function stores(f: Func, seen: Set<Func>): boolean {
  if (seen.has(f)) return false;
  seen.add(f);
  let found = false;
  visitStmts(f.body, (s) => {
    if (s.k === "store" || s.k === "alloc" || s.k === "row" || (s.k === "call" && stores(s.fn, seen)))
      found = true;
  });
  return found;
}

function refuseCall(loop: For, name: string): never {
  throw new Refused({
    loop: loop.facts.place,
    reason: `iterations of this parallel loop cannot be proven independent: ${name} gets arrays and is too large, or recursive, to be seen through`,
    places: [],
    fix: `a smaller ${name}, which is inlined; or ${HATCH}`,
  });
}

/** y[i] op= x, where every access of y in the loop has that form with one operator: the operator. */
function arrayReduction(
  a: Access,
  b: Access,
  all: readonly Access[],
): "add" | "mul" | "min" | "max" | "and" | "or" | "xor" | undefined {
  const base = a.node.array.base;
  if (
    b.node.array.base !== base ||
    a.origin.k === "row" ||
    a.origin.base !== base ||
    a.origin.offset ||
    a.node.subs.length !== 1
  )
    return undefined;
  const mine = all.filter((x) => x.origin.k !== "row" && x.origin.base === base);
  // Under another name the array would show what the chunks keep to themselves.
  if (mine.some((x) => x.node.array.base !== base)) return undefined;
  const loads = new Set(mine.filter((x) => !x.store).map((x) => x.node));
  let op: ReturnType<typeof arrayReduction>;
  for (const { node } of mine) {
    if (node.k !== "store") continue;
    const isSelf = (e: Expr): boolean =>
      e.k === "load" && e.array.base === base && sameIndex(e.index, node.index);
    const touches = (e: Expr): boolean => {
      let found = false;
      visitExpr(e, (x) => {
        if (x.k === "load" && x.array.base === base) found = true;
      });
      return found;
    };
    const found = foldInto(node.value, isSelf, touches);
    if (!found || (op && op !== found)) return undefined;
    op = found;
    visitExpr(node.value, (x) => {
      if (x.k === "load") loads.delete(x);
    });
  }
  const float = a.node.array.elem === "f64" || a.node.array.elem === "f32";
  if ((op === "min" || op === "max") && !float) return undefined; // infinity is no element of these
  return loads.size === 0 ? op : undefined;
}

function sameIndex(a: Expr, b: Expr): boolean {
  const strip = (e: Expr): Expr => (e.k === "index" ? e.value : e);
  return JSON.stringify(strip(a), withoutNodes) === JSON.stringify(strip(b), withoutNodes);
}

function refuse(name: string, loop: For, a: Access, b: Access, why: string): never {
  const first = a.store ? a : b;
  const second = a.store ? b : a;
  const plural = first.node === second.node ? "twice" : "";
  throw new Refused({
    loop: loop.facts.place,
    reason: `iterations of this parallel loop may touch one element of ${name}${plural ? ` (the same store in two iterations)` : ""}: ${why}`,
    places: first.node === second.node ? [first.node.place] : [first.node.place, second.node.place],
    fix: `an index that differs in every iteration, or a reduction (${name}[i] += … and nothing else on ${name}), or a plain for loop; ${HATCH}`,
  });
}
