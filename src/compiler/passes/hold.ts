// Elements that a loop adds to stay in a register while it runs: of s += …, written as q[i] += … in a loop over j, the
// element is read before the loop and stored behind it, once each. It must be the loop's alone: what else the loop
// touches is proven to lie elsewhere, or asked about before the nest, of which a copy runs as it was if it does not.
// (Callahan, Carr and Kennedy, "Improving register allocation for subscripted variables", 1990.)
import {
  assigned,
  assignedIn,
  bin,
  countExprs,
  type Expr,
  type For,
  type Func,
  get,
  type Local,
  local,
  mapExpr,
  mapStmts,
  type Program,
  readLocals,
  readsAny,
  type Stmt,
  type Store,
  set,
  someOf,
  visitStmts,
} from "../ir/index.ts";
import type { Analysis } from "./analysis.ts";
import { isRepeatable } from "./bounds-forms.ts";
import { type Nest, Walks } from "./bounds-walk.ts";
import { duplicate } from "./clone.ts";
import { Prover } from "./lanes-prover.ts";
import { liveness } from "./liveness.ts";
import { when } from "./outline-frame.ts";
import { type Held, inRegisters, placeOf } from "./registers.ts";

/** Expressions of a nest that is not written twice. */
const LARGE = 400;

/** Holds elements in registers where loops add to them, in place. The walks of what comes out. */
export function hold(p: Program, facts: ReadonlyMap<Func, Analysis>): Walks {
  const walks = new Walks(facts);
  let changed = false;
  for (const f of p.funcs) {
    if (!hasCandidates(f.body)) continue;
    const holder = new Holder(f, facts.get(f) as Analysis);
    for (const n of walks.of(f).nests) holder.nest(n);
    if (holder.run()) changed = true;
  }
  return changed ? new Walks(facts) : walks;
}

/** True if some loop stores to one place. */
function hasCandidates(list: readonly Stmt[]): boolean {
  let found = false;
  visitStmts(list, (s) => {
    if (s.k === "for" && !found && candidates(s).length > 0) found = true;
  });
  return found;
}

/** The stores of a loop without branches, one of each element that has its place throughout the loop and is read there. */
function candidates(loop: For): Store[] {
  if (loop.par || !loop.body.every((s) => s.k === "set" || s.k === "store")) return [];
  if (!isRepeatable(loop.from) || !isRepeatable(loop.to)) return [];
  const changing = assignedIn(loop.body).add(loop.v);
  const found = new Map<string, Store>();
  for (const s of loop.body) {
    if (s.k !== "store" || s.value.type !== "f64" || s.array.elem !== "f64" || changing.has(s.array.base))
      continue;
    if (!isRepeatable(s.index) || readsAny(s.index, changing)) continue;
    if (isElement(loop.body, s)) found.set(placeOf(s), s);
  }
  return [...found.values()];
}

/** True if a stored element is read, too. */
const isElement = (body: readonly Stmt[], s: Store): boolean =>
  someOf(body, (e) => e.k === "load" && e.type === "f64" && placeOf(e) === placeOf(s));

class Holder {
  readonly #f: Func;
  readonly #facts: Analysis;
  /** What loops hold, and what is asked before nests in which some do. */
  readonly #held = new Map<Stmt, Held[]>();
  readonly #asked = new Map<Stmt, Expr>();

  #live: ReadonlyMap<Stmt, ReadonlySet<Local>> = new Map();

  constructor(f: Func, facts: Analysis) {
    this.#f = f;
    this.#facts = facts;
  }

  nest(n: Nest): void {
    for (const m of n.nests) this.nest(m);
    if (n.nests.length > 0 || n.checks.length > 0 || n.loop.k !== "for" || !n.variable) return;
    const stores = candidates(n.loop);
    if (stores.length === 0) return;
    // The further out it is asked, the less often.
    const around: Nest[] = [];
    for (let at: Nest | undefined = n; at; at = at.parent) around.unshift(at);
    for (const at of around) {
      if (at.loop.k !== "for" && at !== n) continue;
      const verdicts = stores.map((s) => {
        const guard = new Prover(n.loop as For, n, n.variable as NonNullable<Nest["variable"]>, at).alone(
          s,
          n.entry,
        );
        return { s, guard };
      });
      const sure = verdicts.filter(({ guard }) => guard !== undefined);
      const guards = sure.flatMap(({ guard }) => (guard === undefined || guard === true ? [] : [guard]));
      if (sure.length === 0 || (guards.length > 0 && countExprs([at.loop]) > LARGE)) continue;
      this.#held.set(
        n.loop,
        sure.map(({ s }): Held => {
          const { array, index, place } = s;
          return { array, index, place, register: local(this.#f, `${array.name}.held`, "f64") };
        }),
      );
      for (const g of guards) {
        const known = this.#asked.get(at.loop);
        this.#asked.set(at.loop, known ? bin("and", known, g) : g);
      }
      return;
    }
  }

  run(): boolean {
    if (this.#held.size === 0) return false;
    this.#live = liveness(this.#f.body).after;
    this.#f.body = this.#list(this.#f.body);
    return true;
  }

  #list(list: readonly Stmt[]): Stmt[] {
    return list.flatMap((s, i): Stmt[] => {
      const made = this.#stmt(s, list.slice(0, i));
      const asked = this.#asked.get(s);
      return asked ? [{ k: "if", test: asked, then: made, else: duplicate([left(s)], this.#facts) }] : made;
    });
  }

  #stmt(s: Stmt, ahead: readonly Stmt[]): Stmt[] {
    const held = this.#held.get(s);
    if (s.k === "for" && held)
      return holding(this.#f, s, held, ahead, this.#live.get(s) as ReadonlySet<Local>);
    if (s.k === "if") return [{ ...s, then: this.#list(s.then), else: this.#list(s.else) }];
    return ["body" in s ? { ...s, body: this.#list(s.body) } : s];
  }
}

/** The loop with elements in registers. */
function holding(
  f: Func,
  loop: For,
  held: readonly Held[],
  ahead: readonly Stmt[],
  live: ReadonlySet<Local>,
): Stmt[] {
  const { before, body, behind } = inRegisters(loop.body, held);
  const names = [...new Set(held.map((h) => h.array.name))].join(", ");
  loop.facts.notes.push({ pass: "hold", text: `an element of ${names} stays in a register` });
  const plain = held.reduce((list, h) => withoutCopies(list, h.register, live), body);
  const made = [...before, { ...loop, body: plain }, ...behind];
  if (held.every((h) => isThere(h, ahead))) return made;
  // The element is known to be there once the loop is known to have an iteration. By another name than that of a
  // comparison: proofs compare subscripts by what is known of variables, which must be the same inside and outside.
  const { v, from, to, cmp } = loop;
  const some = local(f, "some", "bool");
  return [set(some, bin(cmp, from, to)), when(get(some), made, [set(v, from)])];
}

/** A body in which what a register was is read from it, as long as it is the same, and not from a copy. */
function withoutCopies(body: readonly Stmt[], register: Local, live: ReadonlySet<Local>): Stmt[] {
  const out: Stmt[] = [];
  const copies = new Set<Local>();
  for (const [i, s] of body.entries()) {
    const copy = s.k === "set" && s.value.k === "get" && s.value.local === register ? s.local : undefined;
    const rest = body.slice(i + 1);
    const changed = rest.findIndex((t) => assigned(t).includes(register));
    const after = changed < 0 ? [] : rest.slice(changed + 1);
    const reads = (list: readonly Stmt[], l: Local): boolean =>
      someOf(list, (e) => e.k === "get" && e.local === l);
    if (copy && !live.has(copy) && !reads([...body.slice(0, i), ...after], copy) && isSetOnce(body, copy)) {
      copies.add(copy);
      continue;
    }
    const [made] = mapStmts([s], (e) =>
      mapExpr(e, (x) => (x.k === "get" && copies.has(x.local) ? get(register) : x)),
    );
    out.push(made as Stmt);
  }
  return out;
}

const isSetOnce = (body: readonly Stmt[], l: Local): boolean =>
  body.filter((s) => assigned(s).includes(l)).length === 1;

/** True if an element has just been stored to in the same list: then it may be read, whether the loop has iterations or not. */
function isThere(h: Held, ahead: readonly Stmt[]): boolean {
  const reads = readLocals(h.index).add(h.array.base);
  for (const s of ahead.toReversed()) {
    if (s.k === "store" && placeOf(s) === placeOf(h)) return true;
    if ((s.k !== "set" && s.k !== "store") || assigned(s).some((l) => reads.has(l))) return false;
  }
  return false;
}

/** A nest as it was, for arrays that overlap: nobody looks for more in it. */
function left<S extends Stmt>(s: S): S {
  if (s.k === "if") return { ...s, then: s.then.map(left), else: s.else.map(left) };
  if (s.k === "for") return { ...s, few: true, facts: { ...s.facts, notes: [] }, body: s.body.map(left) };
  return "body" in s ? { ...s, body: s.body.map(left) } : s;
}
