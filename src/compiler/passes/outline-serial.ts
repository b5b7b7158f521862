// A long serial loop becomes a function that runs some of its iterations, called again until the loop has ended: an
// engine that compiles in tiers replaces slow code by fast code only where a function is entered.
import {
  assignedIn,
  bin,
  constant,
  type Expr,
  type For,
  type Func,
  func,
  get,
  int,
  type Local,
  type Loop,
  num,
  type Stmt,
  set,
  un,
} from "../ir/index.ts";
import { liftConstants } from "./outline-constants.ts";
import { bump, float, fresh, label, param, repeat, when } from "./outline-frame.ts";
import { exposedIn, readOutside } from "./outline-liveness.ts";
import { mapJumps, mentionedIn, readIn, setOutside } from "./outline-locals.ts";

/** Iterations that a call runs at most: it counts them in 32 bits. */
const MOST = 2 ** 20;

/** Why a call ended: its iterations have run, the loop was left by its own break, or by another jump. */
const AGAIN = 0;
const ENDED = 1;

/** An outlined loop: what stands in its place, the function, and in it the body. */
export interface OutlinedLoop {
  readonly stmts: Stmt[];
  readonly fn: Func;
  readonly body: Stmt[];
}

/** Cuts a loop out of `f`. `first`: iterations of the first call; every further call runs a quarter more. */
export function cutLoop(f: Func, loop: For | Loop, first: number): OutlinedLoop {
  return loop.k === "for" ? new Counted(f, loop, first).make() : new Endless(f, loop, first).make();
}

/** A quarter more, so that of the time before the engine has optimised a function at most a quarter is lost. */
export const grow = (most: Local): Stmt => ({
  k: "set",
  local: most,
  value: bin("min", num(MOST), bin("add", get(most), un("ceil", bin("mul", get(most), num(0.25)), "f64"))),
});

class Part<L extends For | Loop> {
  readonly f: Func;
  readonly loop: L;
  readonly first: number;
  readonly fn: Func;
  /** Parameters and results that the loop's surroundings know by the same local. */
  readonly given: readonly Local[];
  readonly back: readonly Local[];
  /** Jumps out of the loop, by what they do: their codes are ENDED + 1 and up. */
  readonly #exits = new Map<string, Stmt>();
  #breaks = false;
  readonly code: Local;
  readonly values: readonly Local[];
  readonly constants: ReadonlyMap<Local, Expr>;

  constructor(f: Func, loop: L, first: number) {
    this.f = f;
    this.first = first;
    const { body } = loop;
    const own = loop.k === "for" ? loop.v : undefined;
    const [outside, exposed] = [setOutside(f, body), exposedIn(body)];
    const later = readOutside(f.body, body);
    this.back = [...assignedIn(body)].filter((l) => l !== own && (exposed.has(l) || later.has(l)));
    const back = new Set(this.back);
    this.given = [
      ...new Set([
        ...[...readIn(body)].filter((l) => l !== own && outside.has(l) && exposed.has(l)),
        ...back,
      ]),
    ];
    this.fn = func(`${f.name} ${loop.label}`, f.source);
    this.fn.locals.push(...new Set([...mentionedIn(body), ...this.given, ...(own ? [own] : [])]));
    const lifted = liftConstants(this.fn, body);
    this.loop = { ...loop, body: lifted.body };
    this.constants = lifted.constants;
    this.code = fresh(this.fn, "code", "i32");
    this.values = f.results.map((t, i) => fresh(f, `result${i}`, t));
  }

  /** The body with its jumps out of the loop turned into returns of a code, `more` returned before the locals. */
  inner(more: readonly Expr[]): Stmt[] {
    const { loop } = this;
    const own = new Set<string>([loop.label]);
    const collect = (list: readonly Stmt[]): void => {
      for (const s of list) {
        if (s.k === "for" || s.k === "loop" || s.k === "block") own.add(s.label);
        if (s.k === "if") {
          collect(s.then);
          collect(s.else);
        } else if ("body" in s) collect(s.body);
      }
    };
    collect(loop.body);
    const found: { readonly at: string; readonly values?: readonly Expr[] }[] = [];
    const marked = mapJumps(loop.body, (s) => {
      if (s.k === "break" && s.label === loop.label) {
        this.#breaks = true;
        return [set(this.code, int(ENDED)), s];
      }
      if (s.k !== "return" && own.has(s.label)) return [s];
      const at = s.k === "return" ? "return" : `${s.k} ${s.label}`;
      if (!this.#exits.has(at)) {
        this.#exits.set(at, s.k === "return" ? { ...s, values: this.values.map(get) } : s);
      }
      found.push({ at });
      const values = s.k === "return" ? s.values : undefined;
      return [{ k: "return", values: values ? [num(found.length), ...values] : [num(found.length)] }];
    });
    // Only now is it known whether results carry a code and values of the function.
    this.fn.results.push(...more.map((e) => e.type), ...this.back.map((l) => l.type));
    if (this.#coded) this.fn.results.push("i32");
    if (this.#exits.has("return")) this.fn.results.push(...this.f.results);
    return mapJumps(marked, (s) => {
      if (s.k !== "return") return [s];
      const [nth, ...values] = s.values as [Expr & { k: "const" }, ...Expr[]];
      const at = (found[nth.value - 1] as { at: string }).at;
      const code = ENDED + 1 + [...this.#exits.keys()].indexOf(at);
      return [this.leave(more, int(code), at === "return" ? values : undefined)];
    });
  }

  get #coded(): boolean {
    return this.loop.k === "loop" || this.#breaks || this.#exits.size > 0;
  }

  /** Returns from the part. */
  leave(more: readonly Expr[], code: Expr, values?: readonly Expr[]): Stmt {
    const list = [...more, ...this.back.map(get)];
    if (this.#coded) list.push(code);
    if (this.#exits.has("return")) list.push(...(values ?? this.f.results.map((t) => constant(t, 0))));
    return { k: "return", values: list };
  }

  /** Calls the part, and does what its code says. */
  call(args: readonly Expr[], more: readonly Local[], end: string): Stmt[] {
    const code = fresh(this.f, "code", "i32");
    const results = [...more, ...this.back];
    if (this.#coded) results.push(code);
    if (this.#exits.has("return")) results.push(...this.values);
    const given = [...this.given.map(get), ...this.constants.values()];
    const out: Stmt[] = [{ k: "call", fn: this.fn, args: [...args, ...given], results }];
    if (!this.#coded) return out;
    const after: Stmt[] = [when(bin("eq", get(code), int(ENDED)), [{ k: "break", label: end }])];
    [...this.#exits.values()].forEach((jump, i) => {
      after.push(when(bin("eq", get(code), int(ENDED + 1 + i)), [jump]));
    });
    out.push(when(bin("ne", get(code), int(AGAIN)), after));
    return out;
  }
}

class Counted extends Part<For> {
  make(): OutlinedLoop {
    const { f, fn, loop } = this;
    const { v, step, cmp } = loop;
    const [start, stop] = [param(fn, "from", v.type), param(fn, "to", v.type)];
    fn.params.push(...this.given, ...this.constants.keys());
    const body = this.inner([get(v)]);
    const { par: _, ...same } = loop;
    fn.body = [{ ...same, from: get(start), to: get(stop), body }, this.leave([get(v)], get(this.code))];

    const [next, to, middle] = ["next", "to", "middle"].map((name) => fresh(f, name, v.type)) as [
      Local,
      Local,
      Local,
    ];
    const [most, span] = [fresh(f, "most", "f64"), fresh(f, "span", "f64")];
    const distance = bin("sub", float(get(to)), float(get(next)));
    // With <= the last iteration is the one at the limit.
    const count = cmp === "lt" || cmp === "gt" ? get(most) : bin("sub", get(most), num(1));
    const far = bin(step > 0 ? "gt" : "lt", distance, get(span));
    const end = label(loop.label);
    const parts: Stmt[] = [
      set(span, bin("mul", count, num(step))),
      set(middle, get(to)),
      when(far, [set(middle, bin("add", get(next), ofFloat(get(span), v.type)))]),
      // A start so large, or infinite, that a step is lost: the loop does not end, and is not cut into parts.
      ...(v.type === "f64"
        ? [when(un("not", bin(cmp, get(next), get(middle)), "bool"), [set(middle, get(to))])]
        : []),
      ...this.call([get(next), get(middle)], [next], end),
      grow(most),
    ];
    const whole = repeat(bin(cmp, get(next), get(to)), parts);
    const stmts: Stmt[] = [
      set(next, loop.from),
      set(to, loop.to),
      set(most, num(this.first)),
      { k: "block", label: end, body: [whole] },
      set(v, get(next)),
    ];
    return { stmts, fn, body };
  }
}

class Endless extends Part<Loop> {
  make(): OutlinedLoop {
    const { f, fn, loop } = this;
    const left = param(fn, "left", "i32");
    fn.params.push(...this.given, ...this.constants.keys());
    const body = this.inner([]);
    const pause = when(bin("eq", get(left), int(0)), [this.leave([], int(AGAIN))]);
    const stop = this.leave([], int(ENDED));
    fn.body = [{ ...loop, body: [pause, bump(left, int(-1)), ...body] }, stop];

    const most = fresh(f, "most", "f64");
    const end = label(loop.label);
    const parts = [...this.call([un("exact", get(most), "i32")], [], end), grow(most)];
    const stmts: Stmt[] = [set(most, num(this.first)), { ...loop, label: end, body: parts }];
    return { stmts, fn, body };
  }
}

/** An integral f64 as a distance in `type`, modulo its width. */
function ofFloat(e: Expr, type: Local["type"]): Expr {
  if (type === "f64") return e;
  const whole = un("exact", e, "i64");
  return type === "i64" ? whole : un("wrap", whole, "i32");
}
