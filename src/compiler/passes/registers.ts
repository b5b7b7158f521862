// Elements that a loop keeps in registers: read before it, stored behind it, and told from others by their places.
import {
  type ArrayRef,
  type Expr,
  get,
  type Local,
  mapExpr,
  mapStmts,
  printExpr,
  type Stmt,
  set,
} from "../ir/index.ts";

/** An element, in a register of its own. */
export interface Held {
  readonly array: ArrayRef;
  readonly index: Expr;
  readonly place: number;
  readonly register: Local;
}

/** Where an element is, in words: the same for the same element of an array by one name. */
export const placeOf = ({ array, index }: { readonly array: ArrayRef; readonly index: Expr }): string =>
  `${array.base.id} ${printExpr(index)}`;

/** A body with elements in registers, what reads those before it, and what stores them behind it. */
export interface InRegisters {
  readonly before: Stmt[];
  readonly body: Stmt[];
  readonly behind: Stmt[];
}

/** A body that stores to the elements in none of the statements inside its own. */
export function inRegisters(list: readonly Stmt[], held: readonly Held[]): InRegisters {
  const registers = new Map(held.map((h) => [placeOf(h), h.register]));
  const expr = (e: Expr): Expr =>
    mapExpr(e, (x) => {
      const register = x.k === "load" ? registers.get(placeOf(x)) : undefined;
      return register ? get(register) : x;
    });
  return {
    before: held.map(({ array, index, place, register }) =>
      set(register, { k: "load", type: "f64", array, index, subs: [], place }),
    ),
    body: mapStmts(list, expr).map((s): Stmt => {
      const register = s.k === "store" ? registers.get(placeOf(s)) : undefined;
      return s.k === "store" && register ? set(register, s.value, s.place) : s;
    }),
    behind: held.map(
      ({ array, index, place, register }): Stmt => ({
        k: "store",
        array,
        index,
        subs: [],
        value: get(register),
        place,
      }),
    ),
  };
}
