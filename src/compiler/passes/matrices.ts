// Tables of rows that lie evenly in memory are read as matrices: where all rows of b have one length and lie at one
// distance, b[k][j] is the element k * distance + j of one array, and a loop over k looks up nothing. Whether they do is
// asked once in a call; where they do not, the nest runs as it was written.
import {
  type ArrayRef,
  bin,
  bool,
  cond,
  constant,
  countExprs,
  ELEM_SHIFT,
  type Expr,
  type For,
  type Func,
  get,
  type Local,
  type Loop,
  type LoopNote,
  local,
  mapExpr,
  mapStmts,
  num,
  type Program,
  peek,
  type Stmt,
  set,
  type TableRef,
  un,
  visitExprs,
  visitStmts,
} from "../ir/index.ts";
import { duplicate } from "./clone.ts";
import { type Definitions, definitions } from "./definitions.ts";
import { type Lookup, type Lookups, lookupsOf } from "./matrix-rows.ts";
import { when } from "./outline-frame.ts";

/** Expressions of a nest that is not written twice. */
const LARGE = 1500;

/** Elements from one row to the next: so few that the number of an element stays small for a few thousand rows. */
const MOST = 2 ** 18;

/** Bytes of a row's entry in its table, and where its length is. */
const ENTRY = 16;
const LENGTH = 8;

/** Gives the nests of a program that look up rows again and again a second form that does not, in place. */
export function matrices(p: Program): void {
  const f = p.entry;
  let looks = false;
  visitStmts(f.body, (s) => {
    if (s.k === "row") looks = true;
  });
  if (looks) new Matrices(f).run();
}

/** A table as a matrix. */
interface Matrix {
  readonly array: ArrayRef;
  /** Elements from one row to the next, and in each; their number is that of the table's length. */
  readonly distance: Local;
  readonly columns: Local;
  /** Whether it is one. */
  readonly even: Local;
}

class Matrices {
  readonly #f: Func;
  readonly #defs: Definitions;
  readonly #made = new Map<Local, Matrix>();
  readonly #questions: Stmt[] = [];
  #id = 0;

  constructor(f: Func) {
    this.#f = f;
    this.#defs = definitions(f);
    const see = (a: ArrayRef | TableRef): void => {
      this.#id = Math.max(this.#id, a.id);
    };
    visitStmts(f.body, (s) => {
      if (s.k === "store" || s.k === "alloc" || s.k === "row") see(s.array);
    });
    visitExprs(f.body, (e) => {
      if (e.k === "load") see(e.array);
    });
  }

  run(): void {
    const body = this.#list(this.#f.body);
    this.#f.body = [...this.#questions, ...body];
  }

  #list(list: readonly Stmt[]): Stmt[] {
    return list.map((s): Stmt => {
      switch (s.k) {
        case "if":
          return { ...s, then: this.#list(s.then), else: this.#list(s.else) };
        case "block":
        case "scope":
          return { ...s, body: this.#list(s.body) };
        case "for":
        case "loop": {
          const found = countExprs(s.body) <= LARGE ? lookupsOf(this.#f, s, this.#defs) : undefined;
          return found ? this.#twice(s, found) : { ...s, body: this.#list(s.body) };
        }
        default:
          return s;
      }
    });
  }

  /** The nest on matrices, if the tables are some; else as it was. */
  #twice(nest: For | Loop, found: Lookups): Stmt {
    const used = new Set([...found.rows.values()].map((l) => this.#matrix(l)));
    const flat = this.#flat([nest], found.rows);
    for (const loop of found.loops) {
      const rows = [...found.rows.values()].filter((l) => loop.body.includes(l.row));
      const names = [...new Set(rows.map((l) => l.row.table.name))].join(", ");
      const text = `rows of ${names} are read as a matrix if they lie evenly in memory; else looked up inside`;
      (loop.facts.notes as LoopNote[]).push({ pass: "rows", text });
    }
    const test = [...used].map((m): Expr => get(m.even)).reduce((a, b) => bin("and", a, b));
    return { k: "if", test, then: duplicate(flat), else: [hushed(nest)] };
  }

  #matrix({ table, row }: Lookup): Matrix {
    const made = this.#made.get(table) ?? this.#newMatrix(table, row.table);
    this.#made.set(table, made);
    return made;
  }

  // The statements on matrices

  #flat(list: readonly Stmt[], rows: Lookups["rows"]): Stmt[] {
    const byName = new Map<Local, { readonly matrix: Matrix; readonly row: () => Expr }>();
    const lengths = new Map<Local, Matrix>();
    const copies = new Set<Stmt>();
    const numbers = new Map<Stmt, Local>();
    for (const l of rows.values()) {
      const matrix = this.#matrix(l);
      const number = l.steady ? undefined : local(this.#f, `${l.row.table.name}.at`, "f64");
      if (number) numbers.set(l.row, number);
      const row = (): Expr => (number ? get(number) : l.row.index);
      for (const name of l.names) byName.set(name, { matrix, row });
      for (const s of l.copies) copies.add(s);
      lengths.set(l.row.array.length, matrix);
    }
    const place = (base: Local, index: Expr) => {
      const { matrix, row } = byName.get(base) as { matrix: Matrix; row: () => Expr };
      const at = bin("add", bin("mul", row(), get(matrix.distance)), index);
      return { array: matrix.array, index: at, subs: [] };
    };
    const expr = (e: Expr): Expr =>
      mapExpr(e, (x) => {
        if (x.k === "load" && byName.has(x.array.base)) return { ...x, ...place(x.array.base, x.index) };
        const matrix = x.k === "get" ? lengths.get(x.local) : undefined;
        return matrix ? get(matrix.columns) : x;
      });
    const go = (stmts: readonly Stmt[]): Stmt[] =>
      stmts.flatMap((s): Stmt[] => {
        if (copies.has(s)) return [];
        if (s.k === "row") {
          const number = numbers.get(s);
          return [number ? set(number, expr(s.index)) : { k: "do", value: expr(s.index) }];
        }
        if (s.k === "if") return [{ ...s, test: expr(s.test), then: go(s.then), else: go(s.else) }];
        const [made] = mapStmts(["body" in s ? { ...s, body: [] } : s], expr) as [Stmt];
        if ("body" in s) return [{ ...made, body: go(s.body) } as Stmt];
        return [
          made.k === "store" && byName.has(made.array.base)
            ? { ...made, ...place(made.array.base, made.index) }
            : made,
        ];
      });
    return go(list);
  }

  // The question

  #newMatrix(table: Local, { elem, name }: TableRef): Matrix {
    const f = this.#f;
    const own = (what: string, type: Local["type"]): Local => local(f, `${name}.${what}`, type);
    const [first, elements] = [own("first", "addr"), own("elements", "f64")];
    const [even, distance, columns] = [own("even", "bool"), own("distance", "f64"), own("columns", "f64")];
    const [origin, length, gap] = [own("origin", "f64"), own("length", "f64"), own("gap", "f64")];
    const [at, next, k] = [own("entry", "addr"), own("next", "f64"), own("row", "f64")];
    const rows = get(this.#defs.length(table) as Local);
    const bytes = 2 ** ELEM_SHIFT[elem];
    const entry = (base: Local, offset: number): Expr => peek("f64", "f64", get(base), offset);
    const within = (l: Local, least: number): Expr =>
      bin("and", bin("ge", get(l), num(least)), bin("le", get(l), num(MOST)));
    const counted = (l: Local, least: number): Expr =>
      cond(within(l, least), un("floor", get(l), "f64"), num(least));
    const same = bin("and", bin("eq", entry(at, 0), get(next)), bin("eq", entry(at, LENGTH), get(length)));
    const label = `even ${name}`;
    const walk: For = {
      k: "for",
      label,
      v: k,
      from: num(0),
      to: rows,
      cmp: "lt",
      step: 1,
      body: [
        when(un("not", same, "bool"), [set(even, bool(false)), { k: "break", label }]),
        set(at, bin("add", get(at), constant("addr", ENTRY))),
        set(next, bin("add", get(next), bin("mul", get(distance), num(bytes)))),
      ],
      facts: { id: -1, place: 0, notes: [] },
    };
    const step = bin("div", bin("sub", entry(table, ENTRY), get(origin)), num(bytes));
    this.#questions.push(
      set(even, bool(false)),
      set(first, get(table)),
      set(distance, num(1)),
      set(columns, num(0)),
      set(elements, num(0)),
      when(bin("ge", rows, num(1)), [
        set(first, peek("addr", "f64", get(table), 0)),
        set(origin, entry(table, 0)),
        set(length, entry(table, LENGTH)),
        set(gap, cond(bin("gt", rows, num(1)), step, bin("max", get(length), num(1)))),
        set(columns, counted(length, 0)),
        set(distance, counted(gap, 1)),
        set(elements, bin("add", bin("mul", bin("sub", rows, num(1)), get(distance)), get(columns))),
        set(
          even,
          [
            bin("eq", get(columns), get(length)),
            bin("eq", get(distance), get(gap)),
            bin("le", get(columns), get(distance)),
          ].reduce((a, b) => bin("and", a, b)),
        ),
        set(at, get(table)),
        set(next, get(origin)),
        when(get(even), [walk]),
      ]),
    );
    const array: ArrayRef = { id: ++this.#id, name: `${name}[]`, elem, base: first, length: elements };
    return { array, distance, columns, even };
  }
}

/** A nest that says nothing of itself: its other form does. */
function hushed<S extends Stmt>(s: S): S {
  if (s.k === "if") return { ...s, then: s.then.map(hushed), else: s.else.map(hushed) };
  if (!("body" in s)) return s;
  const quiet = "facts" in s ? { facts: { ...s.facts, notes: [] } } : {};
  return { ...s, ...quiet, body: s.body.map(hushed) };
}
