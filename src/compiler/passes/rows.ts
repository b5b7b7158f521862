// Rows of tables leave the loops: where a loop over j reads u[i][j], the row u[i] is looked up once before the loop.
// Its check stays where it was, for the bounds pass to deal with, so that no error comes earlier than it should; the
// look-up itself is made only where it is in range.
import {
  type ArrayRef,
  assignedIn,
  bin,
  constant,
  type Expr,
  type For,
  type Func,
  get,
  type Local,
  type LoopNote,
  type Program,
  printExpr,
  type Row,
  readLocals,
  readsMemory,
  type Stmt,
  un,
  visitStmts,
} from "../ir/index.ts";
import { definitions } from "./definitions.ts";

/** Moves invariant rows out of counted loops, in place. */
export function rows(p: Program): void {
  for (const f of p.funcs) if (hasRows(f)) new Mover(f).run();
}

function hasRows(f: Func): boolean {
  let found = false;
  visitStmts(f.body, (s) => {
    if (s.k === "row") found = true;
  });
  return found;
}

class Mover {
  readonly #func: Func;
  readonly #only: (l: Local) => Stmt | undefined;

  constructor(f: Func) {
    this.#func = f;
    this.#only = definitions(f).statement;
  }

  run(): void {
    this.#func.body = this.#list(this.#func.body);
  }

  /** Inner loops first: what leaves one may leave the next as well. */
  #list(list: readonly Stmt[]): Stmt[] {
    return list.flatMap((s): Stmt[] => {
      switch (s.k) {
        case "if":
          return [{ ...s, then: this.#list(s.then), else: this.#list(s.else) }];
        case "loop":
        case "block":
        case "scope":
          return [{ ...s, body: this.#list(s.body) }];
        case "for":
          return this.#loop({ ...s, body: this.#list(s.body) });
        default:
          return [s];
      }
    });
  }

  #loop(loop: For): Stmt[] {
    const changing = assignedIn(loop.body).add(loop.v);
    const before: Stmt[] = [];
    const found = new Map<string, ArrayRef>();
    const body = loop.body.flatMap((s): Stmt[] => {
      const row = s.k === "row" ? s : lookup(s);
      if (!row || this.#only(row.array.base) !== row || !invariant(row, changing)) return [s];
      const key = `${row.table.base.id} ${printExpr(plainIndex(row.index))}`;
      const same = found.get(key);
      if (same) before.push(...alias(row.array, same));
      else {
        found.set(key, row.array);
        before.push(s.k === "row" ? guarded(row) : s);
      }
      return s.k === "row" && row.index.k === "index" ? [{ k: "do", value: row.index }] : [];
    });
    if (before.length === 0) return [loop];
    const names = [...new Set([...found.values()].map((a) => a.name.replace("[]", "")))].join(", ");
    (loop.facts.notes as LoopNote[]).push({
      pass: "rows",
      text: `rows of ${names} are looked up before the loop`,
    });
    return [...before, { ...loop, body }];
  }
}

const plainIndex = (index: Expr): Expr => (index.k === "index" ? index.value : index);

/** A look-up that has left an inner loop already. */
function lookup(s: Stmt): Row | undefined {
  const only = s.k === "if" && s.then.length === 1 && s.else.length === 0 ? s.then[0] : undefined;
  return only?.k === "row" ? only : undefined;
}

function invariant(row: Row, changing: ReadonlySet<Local>): boolean {
  if (changing.has(row.table.base) || changing.has(row.table.length)) return false;
  let moves = false;
  for (const l of readLocals(row.index)) if (changing.has(l)) moves = true;
  // An index that is itself read from an array may be another after a store.
  return !moves && !readsMemory(row.index);
}

/** The look-up, made only if its index is in range; where it is not, the check that stayed behind throws before any use. */
function guarded(row: Row): Stmt {
  const value = plainIndex(row.index);
  const length = get(row.table.length);
  const [v, n] = value.type === length.type ? [value, length] : [toNumber(value), toNumber(length)];
  const whole = v.type === "f64" ? [bin("eq", un("floor", v, "f64"), v)] : [];
  const test = [bin("ge", v, constant(v.type, 0)), bin("lt", v, n), ...whole].reduce((a, b) =>
    bin("and", a, b),
  );
  return { k: "if", test, then: [{ ...row, index: value }], else: [] };
}

const toNumber = (e: Expr): Expr =>
  e.type === "f64" ? e : e.k === "const" ? constant("f64", e.value) : un("tof64", e, "f64");

/** The same row under a second name. */
function alias(array: ArrayRef, same: ArrayRef): Stmt[] {
  return [
    { k: "set", local: array.base, value: get(same.base) },
    { k: "set", local: array.length, value: get(same.length) },
  ];
}
