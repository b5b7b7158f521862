// The lane engine: a loop whose iterations are proven independent runs a gang of them side by side. What the gang's
// iterations do differently is kept in masks, as in Pharr and Mark, "ispc: A SPMD compiler for high-performance CPU
// programming" (2012). The width that lanes have in registers is the back end's; a gang may be several registers deep.
import {
  assignedIn,
  bin,
  constant,
  countExprs,
  type Expr,
  type For,
  type Func,
  get,
  int,
  type Local,
  type LoopNote,
  maskOf,
  type Program,
  type Stmt,
  set,
  someOf,
  un,
  vectorOf,
  visitStmts,
} from "../ir/index.ts";
import { duplicate } from "./clone.ts";
import { jammed } from "./jam.ts";
import { gangBody, hasWide } from "./lanes-body.ts";
import { chainsOf } from "./lanes-chains.ts";
import { type Candidate, choose, gainOf, gainOfChains, gangOf } from "./lanes-cost.ts";
import { NoLanes } from "./lanes-prepare.ts";
import { prepared, withoutProofs } from "./lanes-prepared.ts";
import { Values } from "./lanes-values.ts";
import { when } from "./outline-frame.ts";
import { mapJumps } from "./outline-locals.ts";
import { rowsAtOnce } from "./rows-jam.ts";
import { type Strides, strides } from "./strides.ts";

/** What a person may ask of lanes: none, or so many iterations side by side wherever it is legal. */
export type LanesOption = "auto" | "off" | number;

/** What is asked of lanes, and of what: how many times 128 bits the target's registers have. */
export interface LanesWanted {
  readonly option: LanesOption;
  readonly width: 1 | 2 | 4;
}

/** Gives loops lanes, in place. */
export function lanes(p: Program, { option, width }: LanesWanted): void {
  if (option === "off") return;
  for (const f of p.funcs) if (hasLanes(f)) f.body = new Gangs(f, option, width).list(f.body);
}

/** Gives the loops of one function lanes, in place: how many the outermost has, 1 if none. */
export function lanesOfLeaf(f: Func, { option, width }: LanesWanted): number {
  if (option === "off" || !hasLanes(f)) return 1;
  const gangs = new Gangs(f, option, width);
  f.body = gangs.list(f.body);
  return gangs.outermost;
}

function hasLanes(f: Func): boolean {
  let found = false;
  visitStmts(f.body, (s) => {
    if (s.k === "for" && (s.lanes || s.chained)) found = true;
  });
  return found;
}

/** A loop with its body in lanes, and what is computed before it. */
interface Gang extends Candidate {
  readonly made: Stmt[];
  readonly before: readonly Stmt[];
}

/** Gangs a quarter as wide as a loop's own. */
interface Quarters {
  readonly gang: Gang;
  readonly stmts: readonly Stmt[];
}

/** Lanes of the deepest gangs, in registers of 128 bits. */
const DEEP = 16;

/** Expressions of a body that is large. */
const LARGE = 150;

/** Expressions of a body up to which what is left over has a gang of its own: C compilers take a quarter of a second. */
const MODEST = 60;

const NONE: ReadonlySet<Local> = new Set();

class Gangs {
  readonly #f: Func;
  readonly #option: "auto" | number;
  readonly #width: number;
  /** Lanes of a loop that stands in no other one; 1 if none has any. */
  outermost = 1;
  #depth = 0;

  constructor(f: Func, option: "auto" | number, width: number) {
    this.#f = f;
    this.#option = option;
    this.#width = width;
  }

  list(list: readonly Stmt[]): Stmt[] {
    return list.flatMap((s): Stmt[] => {
      switch (s.k) {
        case "for":
          return this.#loop(s);
        case "loop":
        case "block":
        case "scope":
          return [{ ...s, body: this.list(s.body) }];
        case "if":
          return [{ ...s, then: this.list(s.then), else: this.list(s.else) }];
        default:
          return [s];
      }
    });
  }

  /** The loop with lanes if it is the best of its nest, or its body with the loops inside looked at. */
  #loop(s: For): Stmt[] {
    const jam = s.jam && jammed(this.#f, s);
    if (jam) return this.list(jam);
    const { own, inside } = this.#best(s);
    if (own) {
      if (this.#depth === 0) this.outermost = own.gang;
      return this.#gang(own);
    }
    const rows = inside && rowsAtOnce(this.#f, s, this.#width);
    if (rows) return this.list(rows);
    const { lanes: _, chained: ___, jam: __, ...alone } = s;
    this.#depth++;
    const body = this.list(s.body);
    this.#depth--;
    return [{ ...alone, body }];
  }

  /** The loop if it is the best of its nest to have lanes, with a body for them; else whether one inside has some. */
  #best(s: For): { readonly own?: Gang; readonly inside?: boolean } {
    for (;;) {
      const own = this.#candidate(s);
      const inside: Candidate[] = [];
      visitStmts(s.body, (t) => {
        const c = t.k === "for" ? this.#candidate(t) : undefined;
        if (c) inside.push(c);
      });
      if (!own) return { inside: inside.length > 0 };
      // A body is made of one of them only, for it is most of the work. It may turn out that there is none.
      const best = choose(own, inside, this.#option);
      const made = best && this.#made(best);
      if (made) return best === own ? { own: made } : { inside: true };
      if (!best) return { inside: inside.length > 0 };
    }
  }

  readonly #candidates = new Map<For, Candidate | undefined>();
  readonly #bodies = new Map<Candidate, Gang>();

  #candidate(s: For): Candidate | undefined {
    if (!this.#candidates.has(s))
      this.#candidates.set(
        s,
        this.#possible(s, () => this.#prepare(s)),
      );
    return this.#candidates.get(s);
  }

  #made(c: Candidate): Gang | undefined {
    const known = this.#bodies.get(c);
    if (known) return known;
    const made = this.#possible(c.loop, () => {
      const values = new Values(this.#f, c.shapes, c.gang, hasWide(c.body));
      const made = gangBody(c.body, c.loop.label, c.shapes, values, { chains: c.chains });
      return { ...c, made, before: values.before };
    });
    if (made) this.#bodies.set(c, made);
    else this.#candidates.set(c.loop, undefined);
    return made;
  }

  /** What is made, or undefined with a note of why the loop has no lanes. */
  #possible<T>(loop: For, make: () => T): T | undefined {
    const known = this.#f.locals.length;
    try {
      return make();
    } catch (e) {
      if (!(e instanceof NoLanes)) throw e;
      this.#f.locals.length = known;
      note(loop, `no lanes: ${e.message}`);
      return undefined;
    }
  }

  #prepare(s: For): Candidate | undefined {
    const proof = s.lanes ?? s.chained;
    if (!proof) return undefined;
    if (s.v.type !== "i32" && s.v.type !== "i64") throw new NoLanes("it does not count in integers");
    if (s.step <= 0) throw new NoLanes("it counts down");
    const handed = s.chained ? this.#chains(s.body, s.v) : NONE;
    const { body, shapes } = prepared(this.#f, s, handed);
    // Calls are written out by now, and choices made before: no link may have come to hang on a condition.
    const chains = s.chained ? this.#chains(body, s.v) : NONE;
    if (s.chained && shapes.early) throw new NoLanes("what it hands on is not set in every iteration");
    const gang = gangOf(body, shapes, proof.most, this.#option, this.#width);
    if (gang < 2) throw new NoLanes("its iterations depend on each other");
    const gain = s.chained ? gainOfChains(body, shapes, chains) : gainOf(body, shapes);
    return { loop: s, proof, chains, body, shapes, gang, gain };
  }

  #chains(body: readonly Stmt[], v: Local): ReadonlySet<Local> {
    const found = chainsOf(body, v);
    if (found instanceof Set) return found;
    throw new NoLanes(`${(found as Local).name} goes from one iteration to the next`);
  }

  /**
   * What whole gangs leave over, in one gang whose last lanes are off: where registers are wide that is much, and masked
   * stores cost little. Nothing if it is not worth it; what a gang would take longer for is left to the loop behind. So
   * is a short row of elements that are read and stored: whoever comes again reads them soon, and a processor cannot
   * hand on what was stored under a mask before it is in the cache (four sums at once: 27 ms, without 15).
   */
  #tail({ loop, body, shapes, gang, chains }: Gang, { from: next, to }: Strides["rest"]): Stmt[] {
    const { v, step } = loop;
    if (this.#width === 1 || v.type !== "i32" || next.k !== "get" || countExprs(body) > MODEST) return [];
    // Lanes that are off must not be gone along.
    if (chains.size > 0) return [];
    const f = this.#f;
    const known = f.locals.length;
    try {
      const values = new Values(f, shapes, gang, hasWide(body));
      const some = values.newMask("some");
      const made = gangBody(body, loop.label, shapes, values, { some });
      const word = vectorOf("i32", gang);
      const counts: Expr = { k: "bin", op: "ramp", type: word, a: get(v), b: constant("i32", step) };
      const limit = un("splat", to, word);
      const below: Expr = { k: "bin", op: loop.cmp, type: maskOf(word), a: counts, b: limit };
      const left = bin("sub", to, next);
      const parts = Math.max(1, gang / (DOUBLES * this.#width));
      const label = `${loop.label} tail`;
      const once = mapJumps(made, (s) => (endsRound(s, loop.label) ? [{ k: "break", label }] : [s]));
      // With <= the last number is one of those counted.
      const short = loop.cmp === "le" ? 0 : 1;
      const rounds = bin("div", bin("add", left, int(step - short)), int(step));
      const again = updates(loop.body) && isSteady(loop.from, loop.body);
      const worth = bin("gt", left, int(parts * step));
      return [
        when(again ? bin("and", worth, bin("ne", next, loop.from)) : worth, [
          ...values.before,
          set(v, next),
          set(some, values.fitting(below, some.type)),
          ...duplicate([{ k: "block", label, body: once }]),
          set(next.local, bin("add", next, bin("mul", rounds, int(step)))),
        ]),
      ];
    } catch (e) {
      if (!(e instanceof NoLanes)) throw e;
      f.locals.length = known;
      return [];
    }
  }

  /**
   * What whole gangs leave over, in gangs a quarter as wide, if those are as deep as gangs ever are: a row of 60 elements
   * is no gang of 64, and three of 16.
   */
  #quarters({ loop, body, shapes, gang, ...same }: Gang, rest: Strides["rest"]): Quarters | undefined {
    if (gang < DEEP * this.#width || countExprs(body) > MODEST || rest.from.k !== "get") return undefined;
    const { lanes: _, chained: ___, par: __, ...plain } = loop;
    const size = gang / 4;
    const values = new Values(this.#f, shapes, size, hasWide(body));
    const made = gangBody(body, loop.label, shapes, values, { chains: same.chains });
    const { start, enough, whole, rest: left } = strides(this.#f, { ...plain, ...rest }, size);
    const stmts = [
      ...start,
      when(enough, duplicate(whole(made, values.before))),
      set(rest.from.local, left.from),
    ];
    return { gang: { ...same, loop, body, shapes, gang: size, made, before: values.before }, stmts };
  }

  #gang(made: Gang): Stmt[] {
    const { loop, gang, made: body, before } = made;
    const { lanes: _, chained: ___, par: __, ...same } = loop;
    const { start, enough, whole, rest: left } = strides(this.#f, same, gang);
    // What is left over, too few for a gang, or arrays that overlap: a C compiler need not make it fast.
    const alone: For = { ...same, ...left, body: withoutProofs(loop.body), few: true };
    const quarters = this.#quarters(made, left);
    const gangs = [
      ...whole(body, before),
      ...(quarters?.stmts ?? []),
      ...this.#tail(quarters?.gang ?? made, left),
    ];
    // Fewer iterations than a gang are not worth a function of their own.
    const rest = (): Stmt[] => duplicate([{ ...alone, facts: { ...loop.facts, id: -1 } }]);
    const { guard } = made.proof;
    const asks = "if a condition (arrays apart) holds when the loop is entered; else one at a time";
    const handed = [...made.chains].map((c) => c.name).join(" and ");
    const text = handed ? `${gang} lanes, with ${handed} handed on from each to the next` : `${gang} lanes`;
    note(loop, guard ? `${text}, ${asks}` : text);
    if (!guard) return [...start, when(enough, gangs), ...rest()];
    const test = bin("and", enough, guard);
    // A large body is not written twice: then what is left over costs as much to begin as all of it would.
    if (countExprs(loop.body) > LARGE) return [...start, when(test, gangs), ...duplicate([alone])];
    return [...start, when(test, [...gangs, ...rest()], duplicate([alone]))];
  }
}

/** Doubles in 128 bits. */
const DOUBLES = 2;

/** A gang's loop is gone through once: its next iteration is its end. */
const endsRound = (s: Stmt, label: string): boolean => s.k === "continue" && s.label === label;

function note(loop: For, text: string): void {
  (loop.facts.notes as LoopNote[]).push({ pass: "lanes", text });
}

/** True if the value is the same after `body` has run: a constant, or a local that it does not set. */
const isSteady = (e: Expr, body: readonly Stmt[]): boolean =>
  e.k === "const" || (e.k === "get" && !assignedIn(body).has(e.local));

/** True if a body stores to an array that it reads. */
function updates(body: readonly Stmt[]): boolean {
  const stored = new Set<Local>();
  visitStmts(body, (s) => {
    if (s.k === "store") stored.add(s.array.base);
  });
  return someOf(body, (e) => e.k === "load" && stored.has(e.array.base));
}
