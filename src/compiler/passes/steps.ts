// Several steps of a field at a time: some rows go so many steps ahead while they are in a cache, losing a few on either
// side in every step, and what lies between them follows. Large fields come from memory once instead of once a step, and
// threads meet twice instead of at every step. (Split tiling: Krishnamoorthy et al., "Effective automatic parallelization of
// stencil computations", 2007.)
import {
  assignedIn,
  bin,
  bodies,
  cond,
  ELEM_SHIFT,
  type Expr,
  type For,
  type Func,
  get,
  int,
  type Local,
  local,
  num,
  type Program,
  type Set as SetStmt,
  type Stmt,
  set,
  un,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { duplicate, renamed } from "./clone.ts";
import { copiedIn } from "./lanes-prover.ts";
import { count, float, when } from "./outline-frame.ts";
import { guardOf, type StepParts, stepParts } from "./steps-proof.ts";
import { swapStmt } from "./swap.ts";

/**
 * Steps at a time, bytes of rows that go ahead together (a second cache), and the fewest rows that do so, for each that
 * they lose in a step. Of 8, 16 and 24 steps with 2^18 to 2^22 bytes and 16 to 64 rows these are among the best for all
 * of 400², 1000², 2000² and 4000²: 43, 72, 80 and 110 ms, where one step at a time takes 45, 80, 160 and 240.
 */
const MOST = 16;
const TOGETHER = 2 ** 20;
const ROWS = 4 * MOST;
/** Parts that threads share where fields are small, and the fewest rows of one. */
const SHARED = 8;
const FEW = 15;
/** Parts where steps are done one at a time: enough for many threads, and four rows each where there are many. */
const [UNITS, FOUR] = [64, 4];
/** Bytes of fields that the second cache holds anyway. */
const SMALL = 2 ** 20;

/** Does several steps at a time where that is proven to be allowed and worth it, in place. */
export function stepsAtOnce(p: Program): void {
  for (const f of p.funcs) {
    const inside = (list: Stmt[]): void => {
      for (let i = 0; i < list.length; i++) {
        const s = list[i] as Stmt;
        bodies(s).forEach(inside);
        if (s.k !== "for" || !s.steps) continue;
        const { steps: _, ...loop } = s;
        const parts = stepParts(s);
        const made = parts ? new Steps(f, s, parts).run() : [loop];
        list.splice(i, 1, ...made);
        i += made.length - 1;
      }
    };
    inside(f.body);
  }
}

class Steps {
  readonly #f: Func;
  readonly #loop: For;
  readonly #parts: StepParts;
  /** Everything that a step sets, by the name that it has while the rows of one part are gone through. */
  readonly #names = new Map<Local, Local>();
  readonly #first: Local;
  readonly #rows: Local;
  readonly #many: Local;
  readonly #taken: Local;
  readonly #last: Local;

  constructor(f: Func, loop: For, parts: StepParts) {
    this.#f = f;
    this.#loop = loop;
    this.#parts = parts;
    this.#first = local(f, "first", "i32");
    this.#rows = local(f, "rows", "i32");
    this.#many = local(f, "parts", "i32");
    this.#taken = local(f, "taken", "i32");
    this.#last = local(f, "steps", "i32");
    for (const l of [loop.v, ...parts.swapped.keys()]) this.#name(l);
    for (const s of [...parts.before, ...parts.ahead, ...this.#handing()]) this.#name(s.local);
  }

  #name(l: Local): void {
    if (!this.#names.has(l)) this.#names.set(l, local(this.#f, l.name, l.type, l.fact));
  }

  run(): Stmt[] {
    const { before, after, choice } = this.#parts;
    const { steps: _, ...loop } = this.#loop;
    const next = local(this.#f, "next", "i32");
    const go = (taken: Expr): Stmt => set(next, bin("add", get(loop.v), taken));
    const fast = [...this.#sizes(), ...this.#turns(), go(get(this.#taken))];
    const step = choice.k === "if" ? [{ ...choice, then: fast, else: [...choice.else, go(int(1))] }] : fast;
    const { facts } = loop;
    facts.notes.push({
      pass: "steps",
      text: `up to ${MOST} iterations at a time, by some rows before others, if conditions (fields apart, large enough) hold when the loop is entered`,
    });
    return [
      set(next, loop.from),
      set(this.#last, loop.to),
      {
        ...loop,
        from: get(next),
        to: get(this.#last),
        // A step that was done before only swaps.
        body: [...before, when(bin("ge", get(loop.v), get(next)), step), ...after],
      },
    ];
  }

  /** How many rows, in how many parts, for how many steps. */
  #sizes(): Stmt[] {
    const { rows, later, choice } = this.#parts;
    const { steps, v } = this.#loop;
    const many = get(this.#rows);
    // What is asked of this step is asked of the next ones, too.
    const guard = guardOf(rows);
    const asked: Expr[] = [];
    if (steps?.guard) asked.push(steps.guard);
    if (guard) asked.push(guard, ...later.map((names) => renamed(guard, names)));
    if (choice.k === "if") asked.push(...later.map((names) => renamed(choice.test, names)));
    const bytes = this.#bytes();
    const even = bin("max", bin("div", many, int(FOUR)), int(UNITS));
    const parallel = bin("max", bin("min", even, many), int(1));
    const [parts, taken] = [local(this.#f, "parts", "f64"), local(this.#f, "taken", "f64")];
    const reach = steps?.reach ?? 1;
    const narrow = un("floor", bin("div", float(many), num(FEW * reach)), "f64");
    const least = rows.par ? bin("min", num(SHARED), narrow) : num(1);
    asked.push(
      rows.par
        ? // Large rows are shared by all threads, whatever it costs that they meet.
          bin(
            "or",
            bin("ge", narrow, num(SHARED)),
            bin("and", bin("ge", narrow, num(2)), bin("le", bytes, num(TOGETHER))),
          )
        : bin("ge", bytes, num(SMALL)),
    );
    const wanted = bin("max", least, un("ceil", bin("div", bytes, num(TOGETHER)), "f64"));
    const possible = bin("max", least, un("floor", bin("div", float(many), num(ROWS * reach)), "f64"));
    const left = bin("sub", float(get(this.#last)), float(get(v)));
    const each = un("floor", bin("div", float(many), bin("mul", get(parts), num(2 * reach))), "f64");
    return [
      set(this.#first, rows.from),
      set(this.#rows, bin("sub", rows.to, get(this.#first))),
      set(this.#taken, int(1)),
      set(this.#many, rows.par ? parallel : int(1)),
      when(
        asked.reduce((a, b) => bin("and", a, b)),
        [
          set(parts, bin("min", wanted, possible)),
          set(taken, bin("min", bin("min", num(MOST), left), each)),
          when(bin("gt", get(taken), num(1)), [
            set(this.#many, un("exact", get(parts), "i32")),
            set(this.#taken, un("exact", get(taken), "i32")),
          ]),
        ],
      ),
    ];
  }

  /** Bytes of the arrays that rows read and write. */
  #bytes(): Expr {
    const { body } = this.#parts.rows;
    const inside = assignedIn(body);
    const root = copiedIn(body, inside);
    const sizes = new Map<Local, Expr>();
    const see = ({
      array,
    }: {
      readonly array: {
        readonly base: Local;
        readonly length: Local;
        readonly elem: keyof typeof ELEM_SHIFT;
      };
    }): void => {
      const length = root(array.length);
      if (!inside.has(length))
        sizes.set(length, bin("mul", float(get(length)), num(2 ** ELEM_SHIFT[array.elem])));
    };
    visitStmts(body, (s) => {
      if (s.k === "store") see(s);
    });
    visitExprs(body, (e) => {
      if (e.k === "load") see(e);
    });
    return [...sizes.values()].reduce((a, b) => bin("add", a, b), num(0));
  }

  /** First all parts, each with fewer rows in every step; then the rows around their borders, with more in every step. */
  #turns(): Stmt[] {
    const { rows, swapped } = this.#parts;
    const f = this.#f;
    const [turn, part, begin, end, each, more, step] = [
      "turn",
      "part",
      "begin",
      "end",
      "each",
      "more",
      "step",
    ].map((name) => local(f, name, "i32")) as [Local, Local, Local, Local, Local, Local, Local];
    const shift = bin("mul", get(step), int(this.#loop.steps?.reach ?? 1));
    const [later, ahead] = [bin("add", get(begin), shift), bin("sub", get(end), shift)];
    const isFirst = bin("eq", get(part), int(0));
    const isLast = bin("eq", get(part), bin("sub", get(this.#many), int(1)));
    const isGoing = bin("eq", get(turn), int(0));
    const from = cond(isGoing, cond(isFirst, get(begin), later), bin("sub", get(begin), shift));
    const to = cond(isGoing, cond(isLast, get(end), ahead), later);
    const [low, high] = [local(f, "low", "i32"), local(f, "high", "i32")];
    const name = (l: Local): Local => this.#names.get(l) as Local;
    const one: For = {
      ...(count(part, get(turn), get(this.#many), [
        ...[...swapped.keys()].map((l) => set(name(l), get(l))),
        set(
          begin,
          bin(
            "add",
            bin("add", get(this.#first), bin("mul", get(part), get(each))),
            bin("min", get(part), get(more)),
          ),
        ),
        set(
          end,
          bin(
            "add",
            bin("add", get(begin), get(each)),
            cond(bin("lt", get(part), get(more)), int(1), int(0)),
          ),
        ),
        count(step, int(0), get(this.#taken), [
          set(name(this.#loop.v), bin("add", get(this.#loop.v), get(step))),
          set(low, from),
          set(high, to),
          ...this.#step(get(low), get(high)),
        ]),
      ]) as For),
    };
    const guard = guardOf(rows);
    const shared: For = rows.par
      ? {
          ...one,
          label: `${rows.label} parts`,
          par: { ...rows.par, ...(guard && { guard }) },
          facts: rows.facts,
        }
      : one;
    return [
      set(each, bin("div", get(this.#rows), get(this.#many))),
      set(more, bin("rem", get(this.#rows), get(this.#many))),
      count(turn, int(0), cond(bin("gt", get(this.#taken), int(1)), int(2), int(1)), [shared]),
    ];
  }

  /** One step by some rows. */
  #step(from: Expr, to: Expr): Stmt[] {
    const { before, ahead, rows } = this.#parts;
    const guard = guardOf(rows);
    const { par: _, ...plain } = rows;
    const some: For = {
      ...plain,
      from,
      to,
      lanes: { most: Number.POSITIVE_INFINITY, ...(guard && { guard }) },
    };
    return duplicate([...before, ...ahead, some, ...this.#handing()], undefined, this.#names).map(inCaches);
  }

  /** Of what is set behind the rows, what makes the next step's fields. */
  #handing(): SetStmt[] {
    const needed = new Set(this.#parts.swapped.keys());
    return this.#parts.after
      .toReversed()
      .filter((s) => {
        if (!needed.delete(s.local)) return false;
        if (s.value.k === "get") needed.add(s.value.local);
        return true;
      })
      .toReversed();
  }
}

/** A statement whose stores stay in the caches: the next step reads them. */
function inCaches(s: Stmt): Stmt {
  if (s.k !== "store")
    return swapStmt(
      s,
      (e) => e,
      (list) => list.map(inCaches),
    );
  const { past: _, ...store } = s;
  return store;
}
