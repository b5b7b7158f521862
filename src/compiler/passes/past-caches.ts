// Which stores go past the caches: those of a loop that only writes what is too much for them. A store to memory that no
// cache has reads the line first, a third of what a2 + b2 + 2ab of large arrays has to wait for; past the caches it does
// not. But whoever reads it next must fetch it from memory, so arrays that may stay in a cache are stored as ever.
import {
  bin,
  bodies,
  countExprs,
  type Expr,
  type For,
  get,
  type Load,
  local,
  num,
  type Program,
  type Stmt,
  type Store,
  set,
  visitExprs,
} from "../ir/index.ts";
import { footprint } from "./footprint.ts";

/**
 * Bytes of a loop's arrays from which on they are too much for any cache, one and a half times what eight cores share in
 * the processors of our time. Measured with 32 MiB: 32 MiB of arrays take a fifth less past the caches on one thread
 * and a third more on two, 48 less on both, and 16 take 1.4 to 1.7 times as long.
 */
const MOST = 48 * 2 ** 20;
/** Expressions of a body that waits for memory; more compute longer than they wait. */
const FEW = 40;

/** Marks stores that may go past the caches, by a condition that is evaluated before their loop. */
export function pastCaches(p: Program): void {
  for (const f of p.funcs) {
    const inside = (list: Stmt[]): void => {
      for (let i = 0; i < list.length; i++) {
        const s = list[i] as Stmt;
        bodies(s).forEach(inside);
        if (s.k !== "for") continue;
        const large = tooMuch(s);
        if (!large) continue;
        const past = local(f, "past", "bool");
        list.splice(i++, 0, set(past, large));
        for (const [at, t] of s.body.entries()) if (t.k === "store") s.body[at] = { ...t, past: get(past) };
      }
    };
    inside(f.body);
  }
}

/** Asks whether a loop's arrays are too much for a cache; undefined of a loop that does not only write some of them. */
function tooMuch(loop: For): Expr | undefined {
  const independent = loop.lanes?.most === Number.POSITIVE_INFINITY || loop.par?.arrayReductions.length === 0;
  if (!independent || loop.chained || loop.par?.reductions.length || loop.step !== 1) return undefined;
  if (!loop.body.every((s) => s.k === "set" || s.k === "store") || countExprs(loop.body) > FEW)
    return undefined;
  const stores = loop.body.filter((s): s is Store => s.k === "store");
  const stored = new Set(stores.map((s) => s.array.id));
  const { bytes, whole } = footprint(loop.body);
  let only = whole && stores.length > 0;
  const see = ({ array }: Load | Store): void => {
    if (array.elem !== "f64" && array.elem !== "f32") only = false;
  };
  stores.forEach(see);
  visitExprs(loop.body, (e) => {
    if (e.k !== "load") return;
    see(e);
    if (stored.has(e.array.id)) only = false;
  });
  return only ? bin("ge", bytes, num(MOST)) : undefined;
}
