// Which locals may be read after a loop before they are set again: what an iteration leaves behind that anybody wants.
// Goes backwards over the structure; loops are gone over until nothing is added.
import { assigned, type Func, type Local, readsOf, type Stmt } from "../ir/index.ts";

/** For every loop of a function, the locals that are live when it ends. */
export function liveAfterLoops(f: Func): ReadonlyMap<Stmt, ReadonlySet<Local>> {
  const walk = new Walk();
  walk.list(f.body, new Set());
  return walk.after;
}

class Walk {
  readonly after = new Map<Stmt, Set<Local>>();
  readonly #breaks = new Map<string, Set<Local>>();
  readonly #continues = new Map<string, Set<Local>>();

  /** What is live before a list, given what is after it. Does not change `after`. */
  list(list: readonly Stmt[], after: ReadonlySet<Local>): Set<Local> {
    let live = new Set(after);
    for (const s of list.toReversed()) live = this.#stmt(s, live);
    return live;
  }

  #stmt(s: Stmt, live: Set<Local>): Set<Local> {
    const read = (): Set<Local> => {
      readsOf(s, (l) => live.add(l));
      return live;
    };
    switch (s.k) {
      case "if": {
        const yes = this.list(s.then, live);
        for (const l of this.list(s.else, live)) yes.add(l);
        readsOf(s, (l) => yes.add(l));
        return yes;
      }
      case "block":
        this.#breaks.set(s.label, new Set(live));
        return this.list(s.body, live);
      case "scope":
        return this.list(s.body, live);
      case "for":
      case "loop": {
        this.after.set(s, new Set(live));
        this.#breaks.set(s.label, new Set(live));
        // A counted loop may end before any iteration; an endless one only by a break.
        const head = s.k === "for" ? new Set(live) : new Set<Local>();
        if (s.k === "for") head.add(s.v);
        for (let size = -1; size !== head.size; ) {
          size = head.size;
          this.#continues.set(s.label, new Set(head));
          for (const l of this.list(s.body, head)) head.add(l);
        }
        if (s.k === "for") {
          head.delete(s.v);
          readsOf(s, (l) => head.add(l));
        }
        return head;
      }
      case "break":
        return new Set(this.#breaks.get(s.label));
      case "continue":
        return new Set(this.#continues.get(s.label));
      case "return":
      case "throw":
        live.clear();
        return read();
      default:
        for (const l of assigned(s)) live.delete(l);
        return read();
    }
  }
}
