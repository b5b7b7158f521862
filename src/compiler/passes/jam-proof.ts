// Which loops may be jammed: several of their iterations gone through at once by the loop inside, so that what they all
// add to the same elements is read and written once. A matrix product's middle loop is one.
import { assignedIn, exposedReads, type For, type Local, readLocals, type Stmt } from "../ir/index.ts";
import type { Nest } from "./bounds-walk.ts";
import { Prover } from "./lanes-prover.ts";

/** Marks the loop of a nest if it may be jammed into the only loop inside it, whose iterations are independent. */
export function proveJam(n: Nest, live: ReadonlyMap<Stmt, ReadonlySet<Local>>): void {
  const { loop } = n;
  // A parallel loop that adds to an array does so in order, in copies of it.
  if (
    loop.k === "for" &&
    loop.par &&
    (loop.par.arrayReductions.length === 0 || loop.par.reductions.length > 0)
  )
    return;
  if (loop.k !== "for" || loop.v.type !== "i32" || loop.step <= 0) return;
  const [inner] = n.nests;
  if (n.nests.length !== 1 || !inner?.variable || !isInnermost(loop, inner)) return;
  const changing = assignedIn([loop]);
  for (const e of [inner.loop.from, inner.loop.to])
    for (const l of readLocals(e)) if (changing.has(l)) return;
  const exposed = exposedReads(loop.body);
  const after = live.get(loop) as ReadonlySet<Local>;
  for (const l of changing) {
    if (l === loop.v || l === inner.loop.v) continue;
    if (exposed.has(l) || after.has(l)) return;
  }
  const prover = new Prover(inner.loop, inner, inner.variable, n);
  const verdict = prover.run();
  if (typeof verdict === "string" || verdict.most !== Number.POSITIVE_INFINITY || !prover.steady()) return;
  const counted = after.has(loop.v) || after.has(inner.loop.v);
  loop.jam = { ...(verdict.guard && { guard: verdict.guard }), ...(counted && { counted }) };
}

/** True of a nest of two whose outer body only names values before the inner loop, which does without branches. */
function isInnermost(loop: For, inner: Nest): inner is Nest & { readonly loop: For } {
  const last = loop.body.at(-1);
  return (
    last?.k === "for" &&
    last === inner.loop &&
    last.lanes?.most === Number.POSITIVE_INFINITY &&
    loop.body.every((s) => s === last || s.k === "set") &&
    last.body.every((s) => s.k === "set" || (s.k === "store" && s.array.elem === "f64"))
  );
}
