// When arrays that a function made for itself are freed: at the end of the innermost list of statements after which
// nobody can read them. Lowering allocates as if every array were returned; those that are not get their scope here.
import {
  type ArrayRef,
  bodies,
  type Expr,
  exposedReads,
  expressions,
  type Func,
  type Local,
  readsOf,
  type Stmt,
  visitExpr,
  visitStmts,
} from "../ir/index.ts";

type Alloc = Extract<Stmt, { k: "alloc" }>;

/** A list of statements and the list around it. */
interface Level {
  readonly list: Stmt[];
  readonly parent: Level | undefined;
}

/** What a function does with addresses. */
interface Flow {
  /** Where an address goes when it is copied. */
  readonly to: Map<Local, Set<Local>>;
  /** Addresses that leave the function. */
  readonly given: Set<Local>;
  /** Where an address is read. */
  readonly reads: Map<Local, Level[]>;
}

/** Gives the arrays of a function their scopes, in place. */
export function lifetimes(f: Func): void {
  let any = false;
  visitStmts(f.body, (s) => {
    any ||= s.k === "alloc";
  });
  if (!any) return;
  const allocs: { at: Alloc; level: Level }[] = [];
  const flow: Flow = { to: new Map(), given: new Set(), reads: new Map() };
  const walk = (level: Level): void => {
    for (const s of level.list) {
      if (s.k === "alloc") allocs.push({ at: s, level });
      note(s, level, flow);
      for (const list of bodies(s)) walk({ list, parent: level });
    }
  };
  walk({ list: f.body, parent: undefined });
  const owners = allocs.map(({ at, level }) => ownerOf(at.array, level, flow));
  const scopes = new Set(owners.filter((l) => l !== undefined).map((l) => l.list));
  const staying = new Set<Alloc>();
  allocs.forEach(({ at, level }, i) => {
    const owner = owners[i];
    if (!owner) return;
    // A scope in between would free it too early; then it lives as long as the call.
    for (let l: Level | undefined = level; l && l !== owner; l = l.parent) if (scopes.has(l.list)) return;
    staying.add(at);
  });
  mark(f.body, staying);
  for (const list of scopes) list.splice(0, list.length, { k: "scope", body: [...list] });
}

function mark(list: Stmt[], staying: ReadonlySet<Alloc>): void {
  list.forEach((s, i) => {
    if (s.k === "alloc" && staying.has(s)) list[i] = { ...s, escapes: false };
    for (const b of bodies(s)) mark(b, staying);
  });
}

const add = <K, V>(map: Map<K, Set<V>>, key: K, value: V): void => {
  map.set(key, (map.get(key) ?? new Set()).add(value));
};

function addresses(e: Expr): Set<Local> {
  const found = new Set<Local>();
  visitExpr(e, (x) => {
    if (x.k === "get" && x.local.type === "addr") found.add(x.local);
  });
  return found;
}

function note(s: Stmt, level: Level, flow: Flow): void {
  readsOf(s, (l) => {
    if (l.type === "addr") flow.reads.set(l, [...(flow.reads.get(l) ?? []), level]);
  });
  if (s.k === "set" && s.local.type === "addr") {
    for (const l of addresses(s.value)) add(flow.to, l, s.local);
  } else if (s.k === "call") {
    // A callee may give back what it was given; it cannot keep it.
    for (const a of s.args)
      for (const l of addresses(a)) for (const r of s.results) if (r.type === "addr") add(flow.to, l, r);
  } else if (s.k === "return" || s.k === "poke" || s.k === "fork") {
    for (const e of expressions(s)) for (const l of addresses(e)) flow.given.add(l);
  }
}

/** The innermost level after which no name of an array is read; undefined if the array leaves the function. */
function ownerOf(array: ArrayRef, level: Level, flow: Flow): Level | undefined {
  const names = new Set([array.base]);
  for (const l of names) for (const m of flow.to.get(l) ?? []) names.add(m);
  if ([...names].some((l) => flow.given.has(l))) return undefined;
  const inside = (l: Level | undefined, outer: Level): boolean =>
    l !== undefined && (l === outer || inside(l.parent, outer));
  const reads = [...names].flatMap((l) => flow.reads.get(l) ?? []);
  for (let at: Level | undefined = level; at; at = at.parent) {
    const here: Level = at;
    if (reads.every((r) => inside(r, here)) && exposedReads(here.list, { track: names }).size === 0)
      return here;
  }
  return undefined;
}
