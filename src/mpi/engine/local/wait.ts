// How a blocked rank spends its time. Waking a sleeper costs 20 to 60 µs and a message 0.1, so with a core to itself a
// rank looks for longer than that before it sleeps; with more ranks than cores it lets the others run at once, or they
// would wait for it instead (measured, 4 ranks on 2 cores, Allreduce: spinning alone 4000 µs, Atomics.wait alone 32, a
// few looks and sched_yield 2.7).
import { ffi } from "../../../ffi/index.ts";
import {
  AWAITING,
  arm,
  BELL,
  Doorbell,
  disarm,
  doze,
  LISTENS,
  rankWord,
  rest,
  seat,
} from "../../../job/index.ts";
import { pause, realCores } from "../../../team/index.ts";
import { Vigil } from "./vigil.ts";

/** How often to look before each step down. */
interface Patience {
  readonly looks: number;
  readonly yields: number;
}

const PATIENT: Patience = { looks: 5000, yields: 200 };
const CROWDED: Patience = { looks: 4, yields: 1000 };

/** Pausing takes 60 to 90 ns, as long as a message: the first looks go without. */
const EAGER_LOOKS = 500;

/** An awaited request looks for so long before it lets the event loop turn (measured: half a round trip 0.4 µs so). */
const SPIN_MS = 0.02;
/** And at so many turns before it waits for the bell, which takes 30 µs to come through. */
const TURNS = 100;

/** Of ES2024: every Node that amdahl runs on has it, and its types not yet. */
const { waitAsync } = Atomics as unknown as {
  waitAsync(words: Int32Array, at: number, value: number): { readonly value: string | Promise<string> };
};

const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What a rank does between looks. */
export class Waiting {
  readonly #words: Int32Array;
  readonly #rank: number;
  /** How often a rank looks before it gives way, and before it sleeps. */
  readonly looks: number;
  readonly awake: number;
  /** Lets another thread have this core. */
  readonly giveWay: () => void;
  /** Requests that are awaited and wait for the bell: what looks for them. */
  readonly #awaited = new Set<() => boolean>();
  readonly #vigil = new Vigil(() => this.#rest());
  readonly #before: () => void;
  /** What is rung where this rank is a process. */
  readonly #doorbell: Doorbell | undefined;

  /** `before` its event loop rests, others are told what for. */
  constructor(words: Int32Array, rank: number, size: number, before: () => void) {
    this.#before = before;
    this.#words = words;
    this.#rank = rank;
    const fd = seat()?.doorbell;
    this.#doorbell = fd === undefined ? undefined : new Doorbell(fd);
    const { looks, yields } = size <= realCores() ? PATIENT : CROWDED;
    const found = ffi();
    const system = found instanceof Error ? undefined : found.system;
    this.looks = looks;
    // Without native code there is no giving way short of sleeping.
    this.awake = system === undefined ? looks : looks + yields;
    this.giveWay = system === undefined ? () => {} : system.yieldCore;
  }

  /**
   * Looks until `look` sees something, and sleeps in between. `before` a sleep is when others are told what this rank is
   * blocked in; `after` one it may be that the job is ending.
   */
  until(look: () => boolean, before: () => void, after: () => void): void {
    for (let n = 0; ; n++) {
      if (look()) return;
      if (n < this.looks) {
        if (n > EAGER_LOOKS) pause();
      } else if (n < this.awake) this.giveWay();
      else if (this.#sleep(look, before, after)) return;
      else n = 0;
    }
  }

  /**
   * As `until`, without blocking: looks for as long as a message takes, then at each turn of the event loop, then when
   * somebody rings.
   */
  async awaited(look: () => boolean): Promise<void> {
    const until = performance.now() + SPIN_MS;
    do {
      if (look()) return;
    } while (performance.now() < until);
    for (let turn = 0; turn < TURNS; turn++) {
      await immediate();
      if (look()) return;
    }
    this.#awaited.add(look);
    if (this.#awaited.size === 1) this.#listen();
    try {
      while (!(await this.#rung(look)));
    } finally {
      this.#awaited.delete(look);
      if (this.#awaited.size === 0) this.#listenNoMore();
    }
  }

  #listen(): void {
    this.#vigil.begin();
    if (this.#doorbell !== undefined) Atomics.store(this.#words, rankWord(this.#rank, LISTENS), 1);
  }

  #listenNoMore(): void {
    this.#vigil.end();
    Atomics.store(this.#words, rankWord(this.#rank, LISTENS), 0);
    disarm(this.#words, this.#rank);
  }

  /** Whether `look` saw something before or after the next ring. */
  async #rung(look: () => boolean): Promise<boolean> {
    const bell = rankWord(this.#rank, BELL);
    disarm(this.#words, this.#rank, AWAITING);
    const noted = Atomics.load(this.#words, bell);
    // After the store, as before a sleep: whoever gives this rank something looks at ASLEEP afterwards.
    if (look()) return true;
    this.#vigil.watch();
    await (this.#doorbell?.rung() ?? waitAsync(this.#words, bell, noted).value);
    return look();
  }

  /** Lets others see that the event loop has nothing to do, if that is so: what is seen now has been rung for. */
  #rest(): void {
    const noted = Atomics.load(this.#words, rankWord(this.#rank, BELL));
    for (const look of this.#awaited) if (look()) return;
    this.#before();
    rest(this.#words, this.#rank, noted);
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
      disarm(this.#words, this.#rank, this.#awaited.size > 0 ? AWAITING : 0);
    }
  }
}
