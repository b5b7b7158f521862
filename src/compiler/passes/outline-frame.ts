// Scalars in memory between a function and what was outlined of it: eight bytes each, whatever their type, so that a
// slot's address is its number. Also the small vocabulary in which the outlining passes write IR.
import {
  bin,
  constant,
  type Expr,
  type Func,
  get,
  int,
  type Local,
  num,
  peek,
  type Stmt,
  type Type,
  un,
} from "../ir/index.ts";

/** Bytes of a slot. */
export const SLOT = 8;

/** A new local of `fn`. Functions share locals with what was outlined of them, so a length is no unused number. */
export function fresh(fn: Func, name: string, type: Type): Local {
  let id = 0;
  for (let i = 0; i < fn.locals.length; i++) id = Math.max(id, (fn.locals[i] as Local).id + 1);
  const made: Local = { id, name, type };
  fn.locals.push(made);
  return made;
}

/** A new parameter of `fn`. */
export function param(fn: Func, name: string, type: Type): Local {
  const made = fresh(fn, name, type);
  fn.params.push(made);
  return made;
}

/** Writes a scalar to base + offset. An i64 is a proven integer of at most 53 bits, and is kept as f64. */
export function save(base: Expr, offset: number, value: Expr): Stmt {
  const { type } = value;
  const kept = type === "i64" ? un("tof64", value, "f64") : value;
  const elem = type === "i32" ? "i32" : type === "bool" ? "u8" : type === "f32" ? "f32" : "f64";
  return { k: "poke", elem, base, offset, value: kept };
}

/** What `save` wrote there, as a value of `type`. */
export function restore(type: Type, base: Expr, offset: number): Expr {
  switch (type) {
    case "i64":
      return un("exact", peek("f64", "f64", base, offset), "i64");
    case "i32":
      return peek("i32", "i32", base, offset);
    case "bool":
      return peek("bool", "u8", base, offset);
    case "f32":
      return peek("f32", "f32", base, offset);
    default:
      return peek(type, "f64", base, offset);
  }
}

/** The slot number `index`, a small i32, from base on. */
export const slotAt = (base: Expr, index: Expr): Expr =>
  bin("add", base, un("toaddr", bin("shl", index, int(3)), "addr"));

/** base + count * bytes, through f64, in which no offset overflows. */
export function at(base: Expr, count: Expr, bytes: number): Expr {
  const n = count.type === "f64" ? count : un("tof64", count, "f64");
  return bin("add", base, un("toaddr", times(n, bytes), "addr"));
}

/** e * factor, spelled as e if that is the same. */
export const times = (e: Expr, factor: number): Expr =>
  factor === 1 ? e : bin("mul", e, constant(e.type, factor));

/** `e` as f64. */
export const float = (e: Expr): Expr =>
  e.type === "f64" ? e : e.k === "const" ? num(e.value) : un("tof64", e, "f64");

/** `if (test) then`. */
export const when = (test: Expr, then: Stmt[], otherwise: Stmt[] = []): Stmt => ({
  k: "if",
  test,
  then,
  else: otherwise,
});

/** Functions that loops of one program share. */
export class Folds {
  readonly made: Func[] = [];
  readonly #known = new Map<string, Func>();

  get(key: string, make: () => Func): Func {
    let fn = this.#known.get(key);
    if (!fn) {
      fn = make();
      this.#known.set(key, fn);
      this.made.push(fn);
    }
    return fn;
  }
}

let labels = 0;

/** A label that no function has. */
export const label = (name: string): string => `${name}"${++labels}`;

/** `while (test) body`. */
export function repeat(test: Expr, body: Stmt[], name = "while"): Stmt {
  const made = label(name);
  const leave = when(un("not", test, "bool"), [{ k: "break", label: made }]);
  return { k: "loop", label: made, body: [leave, ...body], facts: { id: -1, place: 0, notes: [] } };
}

/** `for (v = from; v < to; v += step) body`. */
export function count(v: Local, from: Expr, to: Expr, body: Stmt[], step = 1): Stmt {
  const facts = { id: -1, place: 0, notes: [] };
  return { k: "for", label: label("each"), v, from, to, cmp: step > 0 ? "lt" : "gt", step, body, facts };
}

/** `l += e`. */
export const bump = (l: Local, e: Expr): Stmt => ({ k: "set", local: l, value: bin("add", get(l), e) });
