// A loop that does some of its iterations at once as long as there are so many, and what is left over one by one: what
// gangs, jams and rows at once have in common, whatever they do with them.
import {
  bin,
  constant,
  type Expr,
  type For,
  type Func,
  get,
  type Local,
  local,
  type Stmt,
  set,
} from "../ir/index.ts";
import { when } from "./outline-frame.ts";

/** A loop's iterations, so many at once. */
export interface Strides {
  /** What comes before: the loop's ends are evaluated once. */
  readonly start: Stmt[];
  /** True if what is taken off the end does not wrap around. Asked before `whole`. */
  readonly enough: Expr;
  /** Whole strides by `body`, with `before` ahead of the first one; `around` makes statements of the loop. */
  whole(body: Stmt[], before?: readonly Stmt[], around?: (loop: For) => readonly Stmt[]): Stmt[];
  /** The ends of the loop over what is left. */
  readonly rest: { readonly from: Expr; readonly to: Expr };
}

/** `loop`, without what was proven of it, in strides of so many iterations. */
export function strides(f: Func, loop: For, times: number): Strides {
  const { v, step, cmp } = loop;
  const [next, to, far] = ["next", "to", "far"].map((name) => local(f, name, v.type)) as [
    Local,
    Local,
    Local,
  ];
  const room = (times - 1) * step;
  return {
    start: [set(next, loop.from), set(to, loop.to)],
    enough: bin("ge", get(to), constant(v.type, v.type === "i32" ? -(2 ** 31) + room : -(2 ** 53))),
    whole: (body, before = [], around = (loop) => [loop]) => [
      set(far, bin("sub", get(to), constant(v.type, room))),
      when(bin(cmp, get(next), get(far)), [
        ...before,
        ...around({ ...loop, from: get(next), to: get(far), step: step * times, body }),
        set(next, get(v)),
      ]),
    ],
    rest: { from: get(next), to: get(to) },
  };
}
