// Tiles the second loop of a nest that is three deep: so many of its iterations for all rows, then the next so many. What
// those read stays in the caches from row to row, where a row that goes through all of a large matrix finds nothing of it
// there. (Wolf and Lam, "A data locality optimizing algorithm", 1991.)
import {
  assignedIn,
  bin,
  type Expr,
  exposedReads,
  type For,
  type Func,
  get,
  int,
  type Local,
  local,
  readsAny,
  readsMemory,
  type Stmt,
  set,
  someExpr,
} from "../ir/index.ts";
import { mayTrap } from "./lanes-values.ts";
import { count } from "./outline-frame.ts";

/**
 * Iterations of a tile: rows of a second matrix that stay in the second or third cache. A product of 2000²: 1993 ms
 * without, 655 with 32, 614 with 64, 609 with 128; of 1024², which the third cache holds, the same with all.
 */
const TILE = 64;

/** A loop over rows, in tiles. */
export interface Tiles {
  /** True if the tiles can be counted. Asked before. */
  readonly possible: Expr;
  /** `rows` with what is done in its place. */
  around(rows: For): Stmt[];
}

/**
 * How a loop over rows whose iterations are independent is tiled by the only loop in its body; undefined if that is none
 * which all rows go through alike, or which hands anything on from one of its iterations to the next: a row is begun anew
 * in every tile. Of each row the order stays.
 */
export function tiles(f: Func, rows: For): Tiles | undefined {
  const inner = rows.body.at(-1);
  if (inner?.k !== "for" || !inner.jam || inner.v.type !== "i32" || inner.step !== 1 || inner.cmp !== "lt")
    return undefined;
  const before = rows.body.slice(0, -1);
  if (!before.every((s) => s.k === "set" && !readsMemory(s.value))) return undefined;
  const handed = assignedIn(inner.body);
  for (const l of exposedReads(inner.body)) if (handed.has(l)) return undefined;
  const assigned = assignedIn([rows]);
  // Evaluated where there may be no row, which would never have asked for them.
  const isSteady = (e: Expr): boolean =>
    !readsMemory(e) && !someExpr(e, (x) => x.k === "index" || mayTrap(x)) && !readsAny(e, assigned);
  if (!isSteady(inner.from) || !isSteady(inner.to)) return undefined;
  const [tile, end] = ["tile", "end"].map((name) => local(f, name, "i32")) as [Local, Local];
  return {
    possible: bin("le", inner.to, int(2 ** 31 - 1 - TILE)),
    around: (loop) => {
      const part: For = { ...(loop.body.at(-1) as For), from: get(tile), to: get(end) };
      return [
        // Without a tile no row is gone through, and all are left over.
        set(loop.v, loop.from),
        count(
          tile,
          inner.from,
          inner.to,
          [
            set(end, bin("min", bin("add", get(tile), int(TILE)), inner.to)),
            { ...loop, body: [...loop.body.slice(0, -1), part] },
          ],
          TILE,
        ),
      ];
    },
  };
}
