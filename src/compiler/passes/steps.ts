// Several steps of a field at a time: some rows go so many steps ahead while they are in a cache, losing a few on either
// side in every step; then the rows around their borders catch up, and go so many steps further ahead. Large fields come from
// memory once instead of once a step, and threads meet as seldom. (Diamond tiling: Bandishti, Pananilath and Bondhugula,
// "Tiling stencil computations to maximize parallelism", 2012.)
import {
  bin,
  bodies,
  cond,
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
} from "../ir/index.ts";
import { duplicate, renamed } from "./clone.ts";
import { footprint } from "./footprint.ts";
import { count, float, when } from "./outline-frame.ts";
import { guardOf, type StepParts, stepParts } from "./steps-proof.ts";
import { swapStmt } from "./swap.ts";

/**
 * Steps at a time, bytes of rows that go ahead together (a second cache), and the fewest rows that do so, for each that
 * they lose in a step. Of 8 to 32 steps with 2^19 to 2^21 bytes and 32 to 128 rows these are among the best for all of
 * 400², 1000², 2000² and 4000²: 44, 70, 76 and 102 ms, where one step at a time takes 45, 80, 160 and 240.
 */
const MOST = 24;
const TOGETHER = 2 ** 20;
const ROWS = 64;
/** Parts that threads share where fields are small, and the fewest rows of one. */
const SHARED = 6;
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
  /** Steps that a part goes ahead. */
  readonly #high: Local;
  readonly #turns: Local;
  readonly #last: Local;

  constructor(f: Func, loop: For, parts: StepParts) {
    this.#f = f;
    this.#loop = loop;
    this.#parts = parts;
    this.#first = local(f, "first", "i32");
    this.#rows = local(f, "rows", "i32");
    this.#many = local(f, "parts", "i32");
    this.#taken = local(f, "taken", "i32");
    this.#high = local(f, "high", "i32");
    this.#turns = local(f, "turns", "i32");
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
    const fast = [...this.#sizes(), ...this.#turnsOf(), go(get(this.#taken))];
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
    const { bytes } = footprint(rows.body);
    const even = bin("max", bin("div", many, int(FOUR)), int(UNITS));
    const parallel = bin("max", bin("min", even, many), int(1));
    const [parts, high] = [local(this.#f, "parts", "f64"), local(this.#f, "high", "f64")];
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
    // Half a part's rows, for as many steps as leave two between parts, and as bring the fields back to where they were.
    const turns = later.length + 1;
    const half = un("floor", bin("div", bin("div", float(many), get(parts)), num(2 * reach)), "f64");
    const most = bin("min", num(MOST), bin("sub", half, num(1)));
    const ahead = bin("mul", un("floor", bin("div", most, num(turns)), "f64"), num(turns));
    const wanted = bin("max", least, un("ceil", bin("div", bytes, num(TOGETHER)), "f64"));
    const possible = bin("max", least, un("floor", bin("div", float(many), num(ROWS * reach)), "f64"));
    const left = bin("sub", float(get(this.#last)), float(get(v)));
    return [
      set(this.#first, rows.from),
      set(this.#rows, bin("sub", rows.to, get(this.#first))),
      set(this.#taken, int(1)),
      set(this.#high, int(1)),
      set(this.#turns, int(1)),
      set(this.#many, rows.par ? parallel : int(1)),
      when(
        asked.reduce((a, b) => bin("and", a, b)),
        [
          set(parts, bin("min", wanted, possible)),
          set(high, ahead),
          when(bin("and", bin("gt", left, num(1)), bin("gt", get(high), num(1))), [
            set(this.#many, un("exact", get(parts), "i32")),
            set(this.#high, un("exact", get(high), "i32")),
            set(this.#taken, un("exact", left, "i32")),
            set(
              this.#turns,
              bin("add", un("exact", un("ceil", bin("div", left, get(high)), "f64"), "i32"), int(1)),
            ),
          ]),
        ],
      ),
    ];
  }

  /**
   * In every other turn the parts' borders are where the middles were in the one before. A part begins with its middle and
   * catches up with what the parts there went ahead, with more rows in every step; then it goes ahead itself, with fewer.
   */
  #turnsOf(): Stmt[] {
    const { rows, swapped } = this.#parts;
    const f = this.#f;
    const reach = int(this.#loop.steps?.reach ?? 1);
    const number = (name: string): Local => local(f, name, "i32");
    const [turn, odd, time, step] = [number("turn"), number("odd"), number("time"), number("step")];
    const [part, each, more] = [number("part"), number("each"), number("more")];
    const [begin, middle, end] = [number("begin"), number("middle"), number("end")];
    const [wide, low, top] = [number("wide"), number("low"), number("top")];
    const [high, taken, many] = [get(this.#high), get(this.#taken), get(this.#many)];
    const [isOdd, isFirst] = [bin("ne", get(odd), int(0)), bin("eq", get(part), int(0))];
    const isLast = bin("eq", get(part), bin("sub", bin("add", many, get(odd)), int(1)));
    const half = bin("div", get(each), int(2));
    const one = (test: Expr): Expr => cond(test, int(1), int(0));
    const border = bin(
      "add",
      bin("add", get(this.#first), bin("mul", get(part), get(each))),
      bin("min", get(part), get(more)),
    );
    const before = bin("sub", bin("sub", border, get(each)), one(bin("le", get(part), get(more))));
    const behind = bin("add", bin("add", border, get(each)), one(bin("lt", get(part), get(more))));
    const last = bin("add", get(this.#first), get(this.#rows));
    const name = (l: Local): Local => this.#names.get(l) as Local;
    const catching = bin("lt", get(step), high);
    // An edge of the field has nothing to catch up with, and loses nothing.
    const edge = bin("and", isOdd, bin("or", isFirst, isLast));
    const shift = (from: Expr): Expr => bin("mul", from, reach);
    const parts = count(part, int(0), bin("add", many, get(odd)), [
      ...[...swapped.keys()].map((l) => set(name(l), get(l))),
      set(begin, cond(isOdd, cond(isFirst, get(this.#first), bin("add", before, half)), border)),
      set(end, cond(isOdd, cond(isLast, last, bin("add", border, half)), behind)),
      set(middle, cond(isOdd, border, bin("add", border, half))),
      count(
        step,
        cond(bin("gt", get(turn), int(0)), int(0), high),
        bin("min", bin("add", high, high), bin("sub", taken, get(time))),
        [
          set(name(this.#loop.v), bin("add", get(this.#loop.v), bin("add", get(time), get(step)))),
          when(
            catching,
            [
              set(wide, cond(edge, int(0), shift(get(step)))),
              set(low, bin("sub", get(middle), get(wide))),
              set(top, bin("add", get(middle), get(wide))),
            ],
            [
              set(wide, shift(bin("sub", get(step), high))),
              set(low, bin("add", get(begin), cond(isFirst, int(0), get(wide)))),
              set(top, bin("sub", get(end), cond(isLast, int(0), get(wide)))),
            ],
          ),
          ...this.#step(get(low), get(top)),
        ],
      ),
    ]) as For;
    const shared: For = rows.par
      ? { ...parts, label: `${rows.label} parts`, par: rows.par, facts: rows.facts }
      : parts;
    const turns = count(turn, int(0), get(this.#turns), [
      set(odd, bin("and", get(turn), int(1))),
      set(time, bin("mul", bin("sub", get(turn), int(1)), high)),
      shared,
    ]) as For;
    return [
      set(each, bin("div", get(this.#rows), many)),
      set(more, bin("rem", get(this.#rows), many)),
      // A loop of the program's: an engine that waits for quick code enters a function anew in every turn.
      rows.par ? turns : { ...turns, label: `${rows.label} turns`, facts: this.#loop.facts },
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
