// A loop's body as lanes can take it: calls written out, choices whose arms read memory made into statements, and inner
// counted loops whose lanes may count differently made into plain ones.
import {
  bin,
  cond,
  constant,
  type Expr,
  type For,
  type Func,
  get,
  type Local,
  type Loop,
  local,
  mapExpr,
  operands,
  readsIn,
  readsMemory,
  type Stmt,
  set,
  someExpr,
  un,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { duplicate } from "./clone.ts";
import { label } from "./outline-frame.ts";
import { mapJumps } from "./outline-locals.ts";

/** Why a loop has no lanes. */
export class NoLanes extends Error {}

/** Nodes that calls may add to a loop. */
const MOST_INLINED = 4000;

/**
 * Statements with every call written out, but those of rare functions: they are called for one lane after the other.
 * Throws NoLanes where one cannot be.
 */
export function withoutCalls(f: Func, list: readonly Stmt[]): Stmt[] {
  let left = MOST_INLINED;
  const go = (stmts: readonly Stmt[], depth: number): Stmt[] =>
    stmts.flatMap((s): Stmt[] => {
      if (s.k === "if") return [{ ...s, then: go(s.then, depth), else: go(s.else, depth) }];
      if ("body" in s) return [{ ...s, body: go(s.body, depth) }];
      if (s.k !== "call" || (s.fn.rare && isQuiet(s.fn))) return [s];
      left -= sizeOf(s.fn.body);
      if (depth > 8 || left < 0)
        throw new NoLanes(`${s.fn.name} is too large, or recursive, to be seen through`);
      return go(inlined(f, s.fn, s.args, s.results), depth + 1);
    });
  return go(list, 0);
}

const QUIET = ["set", "if", "for", "loop", "block", "break", "continue", "return"];

/** True of a function that only computes, so that nobody sees in which order it is called; rare ones are not recursive. */
function isQuiet(fn: Func): boolean {
  let quiet = true;
  visitStmts(fn.body, (s) => {
    if (s.k === "call" ? !isQuiet(s.fn) : !QUIET.includes(s.k)) quiet = false;
  });
  visitExprs(fn.body, (e) => {
    if (e.k === "index") quiet = false;
  });
  return quiet;
}

function sizeOf(list: readonly Stmt[]): number {
  let size = 0;
  visitStmts(list, () => {
    size += 4;
  });
  return size;
}

/** A call as the callee's statements, on locals of their own. */
function inlined(f: Func, callee: Func, args: readonly Expr[], results: readonly Local[]): Stmt[] {
  const own = new Map<Local, Local>();
  const rename = (l: Local): Local => {
    let made = own.get(l);
    if (!made) {
      made = local(f, l.name, l.type);
      own.set(l, made);
    }
    return made;
  };
  const end = label("call");
  // The copy's labels are its own; its locals are renamed after.
  const copy = renamed(duplicate(callee.body), rename);
  const values = results.map((r) => local(f, r.name, r.type));
  const body = mapJumps(copy, (s) =>
    s.k === "return"
      ? [...s.values.map((v, i) => set(values[i] as Local, v)), { k: "break", label: end }]
      : [s],
  );
  return [
    ...callee.params.map((p, i) => set(rename(p), args[i] as Expr)),
    // A local that is read before it is set reads as zero, at every call.
    ...[...own]
      .filter(([l]) => !callee.params.includes(l))
      .map(([l, made]) => set(made, constant(l.type, 0))),
    { k: "block", label: end, body },
    ...results.map((r, i) => set(r, get(values[i] as Local))),
  ];
}

function renamed(list: readonly Stmt[], rename: (l: Local) => Local): Stmt[] {
  const expr = (e: Expr): Expr =>
    mapExpr(e, (x) => {
      if (x.k === "get") return get(rename(x.local));
      if (x.k === "load") {
        const { array } = x;
        return { ...x, array: { ...array, base: rename(array.base), length: rename(array.length) } };
      }
      return x;
    });
  const stmts = (l: readonly Stmt[]): Stmt[] =>
    l.map((s): Stmt => {
      switch (s.k) {
        case "set":
          return { ...s, local: rename(s.local), value: expr(s.value) };
        case "do":
          return { ...s, value: expr(s.value) };
        case "if":
          return { ...s, test: expr(s.test), then: stmts(s.then), else: stmts(s.else) };
        case "for":
          return { ...s, v: rename(s.v), from: expr(s.from), to: expr(s.to), body: stmts(s.body) };
        case "loop":
        case "block":
          return { ...s, body: stmts(s.body) };
        case "return":
          return { ...s, values: s.values.map(expr) };
        case "call":
          return { ...s, args: s.args.map(expr), results: s.results.map(rename) };
        case "break":
        case "continue":
          return s;
        default:
          throw new NoLanes(
            `a function that it calls may ${s.k === "print" || s.k === "throw" ? s.k : "store"}`,
          );
      }
    });
  return stmts(list);
}

/** Statements in which no arm of a choice reads memory: such choices are made before the statement, by an `if`. */
export function withoutLazyReads(f: Func, list: readonly Stmt[]): Stmt[] {
  return list.flatMap((s): Stmt[] => {
    const before: Stmt[] = [];
    const of = (e: Expr): Expr => eager(f, e, before);
    switch (s.k) {
      case "set":
        return [...before, ...wrap(before, { ...s, value: of(s.value) })];
      case "store":
        return wrap(before, { ...s, index: of(s.index), value: of(s.value) });
      case "if": {
        const test = of(s.test);
        return wrap(before, {
          ...s,
          test,
          then: withoutLazyReads(f, s.then),
          else: withoutLazyReads(f, s.else),
        });
      }
      case "for": {
        const [from, to] = [of(s.from), of(s.to)];
        return wrap(before, { ...s, from, to, body: withoutLazyReads(f, s.body) });
      }
      case "loop":
      case "block":
        return [{ ...s, body: withoutLazyReads(f, s.body) }];
      case "do":
        // What nobody uses is read for its check, or for nothing.
        if (someExpr(s.value, (x) => x.k === "index")) throw new NoLanes("an index is checked inside");
        return [];
      case "call":
        return wrap(before, { ...s, args: s.args.map(of) });
      default:
        return [s];
    }
  });
}

const wrap = (before: readonly Stmt[], s: Stmt): Stmt[] => [...before, s];

/** True if an arm of a choice reads memory. */
function hasLazyReads(e: Expr): boolean {
  switch (e.k) {
    case "const":
    case "get":
      return false;
    case "un":
      return hasLazyReads(e.a);
    case "bin":
      return hasLazyReads(e.a) || hasLazyReads(e.b);
    default:
      return (e.k === "cond" && (readsMemory(e.a) || readsMemory(e.b))) || operands(e).some(hasLazyReads);
  }
}

function eager(f: Func, e: Expr, before: Stmt[]): Expr {
  if (!readsIn(e).memory || !hasLazyReads(e)) return e;
  if (e.k === "cond") {
    const test = eager(f, e.test, before);
    const arms = [e.a, e.b].map((arm) => {
      const stmts: Stmt[] = [];
      return { value: eager(f, arm, stmts), stmts };
    }) as [{ value: Expr; stmts: Stmt[] }, { value: Expr; stmts: Stmt[] }];
    if (!arms.some((a) => a.stmts.length > 0 || readsMemory(a.value)))
      return cond(test, arms[0].value, arms[1].value);
    const made = local(f, "choice", e.type);
    const [yes, no] = arms.map((a) => [...a.stmts, set(made, a.value)]) as [Stmt[], Stmt[]];
    before.push({ k: "if", test, then: yes, else: no });
    return get(made);
  }
  switch (e.k) {
    case "un":
      return { ...e, a: eager(f, e.a, before) };
    case "bin":
      return { ...e, a: eager(f, e.a, before), b: eager(f, e.b, before) };
    case "load":
      return { ...e, index: eager(f, e.index, before) };
    default:
      return e;
  }
}

/** A counted loop as a plain one, of which each lane may have its own count. */
export function uncounted(f: Func, s: For): Stmt[] {
  const to = local(f, `${s.v.name}.end`, s.v.type);
  const from = local(f, `${s.v.name}.start`, s.v.type);
  const next = label(`${s.label}.next`);
  const body = mapJumps(s.body, (j) =>
    j.k === "continue" && j.label === s.label ? [{ k: "break", label: next }] : [j],
  );
  const ended = un("not", bin(s.cmp, get(s.v), get(to)), "bool");
  const loop: Loop = {
    k: "loop",
    label: s.label,
    facts: s.facts,
    body: [
      { k: "if", test: ended, then: [{ k: "break", label: s.label }], else: [] },
      { k: "block", label: next, body },
      set(s.v, bin("add", get(s.v), constant(s.v.type, s.step))),
    ],
  };
  return [set(from, s.from), set(to, s.to), set(s.v, get(from)), loop];
}
