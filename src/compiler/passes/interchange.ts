// The two inner loops of a product, changed about: for every column all rows of the second matrix that a tile has, instead
// of all columns for every such row. What is added to then stays in a register for the whole tile, and four rows by four
// registers of columns read eight numbers for sixteen products. For processors with thirty-two registers.
import {
  assignedIn,
  bin,
  type Expr,
  type For,
  type Func,
  get,
  int,
  type Local,
  local,
  readsAny,
  readsMemory,
  type Set as SetStmt,
  type Stmt,
  set,
  visitExprs,
} from "../ir/index.ts";
import { duplicate } from "./clone.ts";
import { silent } from "./jam.ts";
import { withoutProofs } from "./lanes-prepared.ts";
import { mayTrap } from "./lanes-values.ts";
import { count, when } from "./outline-frame.ts";
import { type Held, type InRegisters, inRegisters, placeOf } from "./registers.ts";

/**
 * Iterations of a tile: rows of a second matrix, of which four registers' columns stay in the first cache. A product of
 * 1024², rounded once: 73 ms without, 58 with 64, 58 with 128, 55 with 256; of 1400² 176, 167, 150, 137.
 */
const TILE = 256;

/**
 * A loop over independent rows whose two inner loops are a product's, as statements with those changed about; undefined if
 * it is none. `rows` makes statements of the new loop over rows.
 */
export function interchanged(
  f: Func,
  loop: For,
  rows: (loop: For) => Stmt[] | undefined,
): Stmt[] | undefined {
  const outer = loop.body.at(-1);
  const inner = outer?.k === "for" ? outer.body.at(-1) : undefined;
  if (outer?.k !== "for" || inner?.k !== "for" || outer.v.type !== "i32") return undefined;
  if (!outer.jam || outer.jam.counted) return undefined;
  if (outer.step !== 1 || outer.cmp !== "lt" || inner.lanes?.most !== Number.POSITIVE_INFINITY)
    return undefined;
  const ahead = loop.body.slice(0, -1);
  if (!ahead.every((s) => s.k === "set" && !readsMemory(s.value))) return undefined;
  const { steady, own } = divided(outer, inner);
  const held = heldIn(f, outer, inner, own);
  if (!held) return undefined;
  const changing = assignedIn([loop]);
  const asked = [outer.jam.guard, inner.lanes.guard, loop.lanes?.guard].filter((e) => e !== undefined);
  const fixed = (e: Expr): boolean => !readsAny(e, changing) && !readsMemory(e) && !mayTrap(e);
  if (![...asked, outer.from, outer.to].every(fixed)) return undefined;
  const [tile, end] = ["tile", "end"].map((name) => local(f, name, "i32")) as [Local, Local];
  const { jam: _, lanes: __, ...plain } = outer;
  const sum: For = { ...plain, from: get(tile), to: get(end), body: [...own, ...held.body] };
  const columns: For = {
    ...inner,
    lanes: { most: Number.POSITIVE_INFINITY },
    body: [...held.before, sum, ...held.behind],
  };
  const { jam: ___, ...whole } = loop;
  const made = rows({
    ...whole,
    lanes: { most: Number.POSITIVE_INFINITY },
    body: [...ahead, ...steady, columns],
  });
  if (!made) return undefined;
  outer.facts.notes.push({ pass: "lanes", text: "changed about with the loop inside, in tiles" });
  const possible = bin(
    "and",
    bin("le", outer.to, int(2 ** 31 - 1 - TILE)),
    // Without a tile no row would be gone through.
    bin("lt", outer.from, outer.to),
  );
  const last = bin("min", bin("add", get(tile), int(TILE)), outer.to);
  return [
    when(
      asked.reduce((a, b) => bin("and", a, b), possible),
      [count(tile, outer.from, outer.to, [set(end, last), ...made], TILE)],
      // Matrices that overlap: nobody waits for those.
      duplicate(withoutProofs([{ ...loop, few: true }]).map(silent)),
    ),
  ];
}

/** What the outer loop names: the same in all its iterations, or in each its own. */
function divided(outer: For, inner: For): { readonly steady: Stmt[]; readonly own: Stmt[] } {
  const changing = new Set<Local>([outer.v, ...assignedIn([inner])]);
  const steady: Stmt[] = [];
  const own: Stmt[] = [];
  for (const s of outer.body.slice(0, -1) as SetStmt[]) {
    const varies = readsMemory(s.value) || readsAny(s.value, changing);
    if (varies) changing.add(s.local);
    (varies ? own : steady).push(s);
  }
  return { steady, own };
}

/** The elements that the inner loop stores to, if no other name or place of them is in it, in registers. */
function heldIn(f: Func, outer: For, inner: For, own: readonly Stmt[]): InRegisters | undefined {
  const differing = new Set<Local>([outer.v, ...assignedIn(own), ...assignedIn(inner.body)]);
  const held = new Map<string, Held>();
  const stored = new Set<number>();
  for (const s of inner.body) {
    if (s.k === "set") continue;
    if (s.k !== "store" || s.mask || differing.has(s.array.base)) return undefined;
    if (readsAny(s.index, differing) || readsMemory(s.index)) return undefined;
    const { array, index, place } = s;
    stored.add(array.id);
    if (!held.has(placeOf(s)))
      held.set(placeOf(s), { array, index, place, register: local(f, `${array.name}.kept`, "f64") });
  }
  let sure = held.size > 0 && new Set(own.map((s) => (s as SetStmt).local)).size === own.length;
  visitExprs([...own, ...inner.body], (e) => {
    if (e.k === "load" && stored.has(e.array.id) && !held.has(placeOf(e))) sure = false;
    if (e.k === "index" || e.k === "cond") sure = false;
  });
  return sure ? inRegisters(inner.body, [...held.values()]) : undefined;
}
