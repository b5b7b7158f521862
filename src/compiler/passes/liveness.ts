// Which locals may be read after a statement before they are set again: what it leaves behind that anybody wants.
// Goes backwards over the structure; loops are gone over until nothing is added.
import { type ArrayRef, assigned, type Local, readsIn, readsOf, type Stmt } from "../ir/index.ts";

/** What is live around the statements of a list that contain others. */
export interface Liveness {
  /** When a branch, block or loop has ended. */
  readonly after: ReadonlyMap<Stmt, ReadonlySet<Local>>;
  /** When a loop begins its next iteration, or ends instead. */
  readonly head: ReadonlyMap<Stmt, ReadonlySet<Local>>;
}

/** The liveness in a list of statements, given what is live after it. */
export function liveness(list: readonly Stmt[], after: ReadonlySet<Local> = new Set()): Liveness {
  const walk = new Walk();
  walk.list(list, new Set(after));
  return walk;
}

class Walk implements Liveness {
  readonly after = new Map<Stmt, Set<Local>>();
  readonly head = new Map<Stmt, Set<Local>>();
  /** Loops are gone over several times, and those inside them more often still. */
  readonly #reads = new Map<Stmt, readonly Local[]>();
  readonly #breaks = new Map<string, Set<Local>>();
  readonly #continues = new Map<string, Set<Local>>();

  /** What is live before a list, given what is after it. Takes `live` over: the caller has no further use for it. */
  list(list: readonly Stmt[], live: Set<Local>): Set<Local> {
    let now = live;
    for (let i = list.length - 1; i >= 0; i--) now = this.#stmt(list[i] as Stmt, now);
    return now;
  }

  #stmt(s: Stmt, live: Set<Local>): Set<Local> {
    switch (s.k) {
      case "if": {
        const after = new Set(live);
        this.after.set(s, after);
        const yes = this.list(s.then, live);
        const no = s.else.length > 0 ? this.list(s.else, new Set(after)) : after;
        for (const l of no) yes.add(l);
        for (const l of this.#read(s)) yes.add(l);
        return yes;
      }
      case "block": {
        const after = new Set(live);
        this.after.set(s, after);
        this.#breaks.set(s.label, after);
        return this.list(s.body, live);
      }
      case "scope":
        return this.list(s.body, live);
      case "for":
      case "loop": {
        const after = new Set(live);
        this.after.set(s, after);
        this.#breaks.set(s.label, after);
        // A counted loop may end before any iteration; an endless one only by a break.
        const head = s.k === "for" ? live : new Set<Local>();
        // The loop around is gone over again, and with more: what was live then is still.
        for (const l of this.head.get(s) ?? []) head.add(l);
        if (s.k === "for") head.add(s.v);
        this.#continues.set(s.label, head);
        for (let size = -1; size !== head.size; ) {
          size = head.size;
          for (const l of this.list(s.body, new Set(head))) head.add(l);
        }
        this.head.set(s, new Set(head));
        if (s.k === "for") {
          head.delete(s.v);
          for (const l of this.#read(s)) head.add(l);
        }
        return head;
      }
      case "break":
        return new Set(this.#breaks.get(s.label));
      case "continue":
        return new Set(this.#continues.get(s.label));
      case "set": {
        live.delete(s.local);
        const { locals, arrays } = readsIn(s.value);
        for (let i = 0; i < locals.length; i++) live.add(locals[i] as Local);
        for (let i = 0; i < arrays.length; i++) live.add((arrays[i] as ArrayRef).length);
        return live;
      }
      case "return":
      case "throw":
        live.clear();
        break;
      default:
        for (const l of assigned(s)) live.delete(l);
    }
    for (const l of this.#read(s)) live.add(l);
    return live;
  }

  #read(s: Stmt): readonly Local[] {
    let found = this.#reads.get(s);
    if (!found) {
      const locals = new Set<Local>();
      readsOf(s, (l) => locals.add(l));
      found = [...locals];
      this.#reads.set(s, found);
    }
    return found;
  }
}
