// What the contexts of this process have in common: the library's calls, what goes on by itself, and how to wait for
// something that is more than one call of the library's.
import type { Calls } from "./calls.ts";
import { Lengths } from "./large.ts";
import { Reductions } from "./reductions.ts";

/** Looks before a core is offered to others: half a millisecond. */
const LOOKS = 2000;
/** How long `await` looks before the event loop may turn: a message of a neighbour's takes less. */
const SPIN_MS = 0.02;

/** What all contexts share. */
export class Here {
  readonly calls: Calls;
  readonly lengths: Lengths;
  readonly reductions: Reductions;
  /** Whether there are more ranks on this machine than cores: then others need this one's core to go on. */
  readonly #crowded: boolean;
  readonly #kept = new Set<() => boolean>();
  #moving = false;

  constructor(calls: Calls, crowded: boolean) {
    this.calls = calls;
    this.lengths = new Lengths(calls);
    this.reductions = new Reductions(calls, this.lengths);
    this.#crowded = crowded;
  }

  /**
   * Whether nothing goes on by itself. Otherwise a send or receive that blocks inside the library would keep it from going
   * on, and somebody else might wait for that: they look again and again instead.
   */
  get quiet(): boolean {
    return this.#kept.size === 0;
  }

  keep(advance: () => boolean): void {
    this.#kept.add(advance);
  }

  /** Moves on what goes on by itself. */
  progress(): void {
    if (this.#kept.size === 0 || this.#moving) return;
    this.#moving = true;
    try {
      for (const advance of this.#kept) if (advance()) this.#kept.delete(advance);
    } finally {
      this.#moving = false;
    }
  }

  until(look: () => boolean): void {
    const { system } = this.calls.ffi;
    for (let n = 0; !look(); n++) {
      this.progress();
      if (n >= LOOKS || this.#crowded) system?.yieldCore();
    }
  }

  async awaited(look: () => boolean): Promise<void> {
    const until = performance.now() + SPIN_MS;
    do {
      if (look()) return;
      this.progress();
    } while (performance.now() < until);
    // The library has nobody who could ring: each turn of the event loop looks once.
    while (!look()) {
      this.progress();
      if (this.#crowded) this.calls.ffi.system?.yieldCore();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }
}
