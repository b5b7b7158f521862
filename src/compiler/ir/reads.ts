// What an expression reads, found out once: expressions never change, and a dozen passes ask it of every one.
import type { ArrayRef, Expr, Local } from "./ir.ts";
import { visitExpr } from "./walk.ts";

/** What an expression reads, each once, in the order of evaluation. */
export interface Reads {
  /** Locals, the addresses of arrays among them. */
  readonly locals: readonly Local[];
  /** Arrays whose elements it reads. */
  readonly arrays: readonly ArrayRef[];
  /** Whether it reads an element or a slot of memory. */
  readonly memory: boolean;
}

const NOTHING: Reads = { locals: [], arrays: [], memory: false };
const known = new WeakMap<Expr, Reads>();

/** What an expression reads. */
export function readsIn(e: Expr): Reads {
  if (e.k === "const") return NOTHING;
  let reads = known.get(e);
  if (!reads) {
    const locals: Local[] = [];
    const arrays: ArrayRef[] = [];
    let memory = false;
    visitExpr(e, (x) => {
      if (x.k === "get") add(locals, x.local);
      else if (x.k === "load") {
        add(locals, x.array.base);
        add(arrays, x.array);
        memory = true;
      } else if (x.k === "peek") memory = true;
    });
    reads = { locals, arrays, memory };
    known.set(e, reads);
  }
  return reads;
}

/** Adds to a list that is short. */
function add<T>(list: T[], x: T): void {
  if (!list.includes(x)) list.push(x);
}
