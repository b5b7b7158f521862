// A loop's body brought into the form that lanes take, again and again until its lanes count together: which inner loops
// do not is only seen in the shapes, and they change what the shapes are.
import { assignedIn, type For, type Func, type Local, type Stmt } from "../ir/index.ts";
import { uncounted, withoutCalls, withoutLazyReads } from "./lanes-prepare.ts";
import { Shapes } from "./lanes-shapes.ts";

/** A loop's body as lanes take it, and what they have in common. Throws NoLanes. */
export function prepared(
  f: Func,
  loop: For,
  carried?: ReadonlySet<Local>,
): { readonly body: readonly Stmt[]; readonly shapes: Shapes } {
  let body: readonly Stmt[] = withoutLazyReads(f, withoutCalls(f, withoutProofs(loop.body)));
  for (;;) {
    const shapes = new Shapes(loop, body, new Set([...assignedIn(body), loop.v]), carried);
    if (shapes.uneven.size === 0) return { body, shapes };
    body = plain(f, body, shapes.uneven);
  }
}

/** Loops inside one that has lanes, as they were: nobody asks any more which of them might have had some. */
export function withoutProofs(list: readonly Stmt[]): Stmt[] {
  return list.map((s): Stmt => {
    if (s.k === "if") return { ...s, then: withoutProofs(s.then), else: withoutProofs(s.else) };
    if (s.k === "for") {
      const { lanes: _, chained: ___, jam: __, ...alone } = s;
      return { ...alone, body: withoutProofs(s.body) };
    }
    return "body" in s ? { ...s, body: withoutProofs(s.body) } : s;
  });
}

function plain(f: Func, list: readonly Stmt[], uneven: ReadonlySet<For>): Stmt[] {
  return list.flatMap((s): Stmt[] => {
    if (s.k === "if") return [{ ...s, then: plain(f, s.then, uneven), else: plain(f, s.else, uneven) }];
    if (s.k === "for") {
      const made = { ...s, body: plain(f, s.body, uneven) };
      return uneven.has(s) ? uncounted(f, made) : [made];
    }
    if ("body" in s) return [{ ...s, body: plain(f, s.body, uneven) }];
    return [s];
  });
}
