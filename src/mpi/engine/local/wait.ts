// How a blocked rank spends its time. Waking a sleeper costs 20 to 60 µs and a message 0.1, so with a core to itself a
// rank looks for longer than that before it sleeps; with more ranks than cores it lets the others run at once, or they
// would wait for it instead (measured, 4 ranks on 2 cores, Allreduce: spinning alone 4000 µs, Atomics.wait alone 32, a
// few looks and sched_yield 2.7).
import { ffi } from "../../../ffi/index.ts";
import { arm, disarm, doze } from "../../../job/index.ts";
import { realCores } from "../../../team/index.ts";

/** How often to look before each step down. */
interface Patience {
  readonly looks: number;
  readonly yields: number;
}

const PATIENT: Patience = { looks: 5000, yields: 200 };
const CROWDED: Patience = { looks: 20, yields: 1000 };

/** Pausing takes 60 to 90 ns, as long as a message: the first looks go without. */
const EAGER_LOOKS = 500;

/** Tells the processor that this is a spin. Newer engines only. */
const pause: () => void = (Atomics as unknown as { pause?: () => void }).pause ?? (() => {});

/** What a rank does between looks. */
export class Waiting {
  readonly #words: Int32Array;
  readonly #rank: number;
  readonly #looks: number;
  readonly #yields: number;
  readonly #yield: () => void;

  constructor(words: Int32Array, rank: number, size: number) {
    this.#words = words;
    this.#rank = rank;
    const { looks, yields } = size <= realCores() ? PATIENT : CROWDED;
    const found = ffi();
    const system = found instanceof Error ? undefined : found.system;
    this.#looks = looks;
    // Without native code there is no giving way short of sleeping.
    this.#yields = system === undefined ? looks : looks + yields;
    this.#yield = system === undefined ? () => {} : system.yieldCore;
  }

  /** How often a call may look by itself before it waits here. */
  get looks(): number {
    return this.#looks;
  }

  /**
   * Looks until `look` sees something, and sleeps in between. `before` a sleep is when others are told what this rank is
   * blocked in; `after` one it may be that the job is ending.
   */
  until(look: () => boolean, before: () => void, after: () => void): void {
    for (let n = 0; ; n++) {
      if (look()) return;
      if (n < this.#looks) {
        if (n > EAGER_LOOKS) pause();
      } else if (n < this.#yields) this.#yield();
      else if (this.#sleep(look, before, after)) return;
      else n = 0;
    }
  }

  /** Whether `look` saw something after others were told that this rank is about to sleep. */
  #sleep(look: () => boolean, before: () => void, after: () => void): boolean {
    before();
    arm(this.#words, this.#rank);
    try {
      if (look()) return true;
      doze(this.#words, this.#rank);
      after();
      return false;
    } finally {
      disarm(this.#words, this.#rank);
    }
  }
}
