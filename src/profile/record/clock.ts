// Times lines by a clock, with all that they call and wait for. Each reading takes tens of nanoseconds, which a line's time
// has in it for its own and for every one made in what it calls: so they are counted, and what one takes is measured in the
// end, on the same code.
import type { ClockNames } from "../rewrite/index.ts";
import { makeGlobalConstants } from "./global-constants.ts";

const names = { open: "__amdahl_clock_open", at: "__amdahl_clock_at", close: "__amdahl_clock_close" };

/** What clocks have read in this thread. */
export interface ClockRecord {
  readonly readings: number;
  /** Seconds that one takes, which are subtracted. */
  readonly cost: number;
}

/** Seconds of a line, and what was subtracted for the readings in it. */
export type ClockedTime = readonly [seconds: number, own: number];

const NO_LINE = -1;

/** Calls under way, and what lines took. Numbers lie in typed arrays: a reading must allocate nothing. */
class Clock {
  /** By call: its line, when that began, and how many readings and calls there had been. */
  #line = new Int32Array(64);
  #began = new Float64Array(64);
  #readingsThen = new Float64Array(64);
  #callsThen = new Float64Array(64);
  readonly #free: number[] = [];
  #used = 0;
  /** By line: milliseconds, and the readings and calls within them. */
  #milliseconds = new Float64Array(1024);
  #readingsIn = new Float64Array(1024);
  #callsIn = new Float64Array(1024);
  #readings = 0;
  #calls = 0;

  get readings(): number {
    return this.#readings;
  }

  open(): number {
    const call = this.#free.length > 0 ? (this.#free.pop() as number) : this.#used++;
    if (call >= this.#line.length) this.#moreCalls();
    this.#line[call] = NO_LINE;
    return call;
  }

  at(call: number, line: number): void {
    const now = performance.now();
    this.#charge(call, now);
    if (line >= this.#milliseconds.length) this.#moreLines(line);
    this.#readings++;
    this.#line[call] = line;
    this.#readingsThen[call] = this.#readings;
    this.#callsThen[call] = this.#calls;
    this.#began[call] = now;
  }

  close(call: number): void {
    this.#charge(call, performance.now());
    this.#calls++;
    this.#free.push(call);
  }

  time(line: number, { reading, call }: Costs): ClockedTime {
    if (line >= this.#milliseconds.length) return [0, 0];
    const own = this.#readingsIn[line] * reading + this.#callsIn[line] * call;
    return [Math.max(0, this.#milliseconds[line] - own) / 1000, own / 1000];
  }

  /** The least milliseconds from one reading to the next: a line takes that at least, and no reading more. */
  get shortest(): number {
    let least = Number.POSITIVE_INFINITY;
    for (const [line, readings] of this.#readingsIn.entries())
      if (readings >= ENOUGH && this.#callsIn[line] === 0)
        least = Math.min(least, this.#milliseconds[line] / readings);
    return least;
  }

  #charge(call: number, now: number): void {
    const line = this.#line[call];
    if (line === NO_LINE) return;
    this.#milliseconds[line] += now - this.#began[call];
    // From one reading to the next is one reading's time, those of what it calls apart.
    this.#readingsIn[line] += this.#readings - this.#readingsThen[call] + 1;
    this.#callsIn[line] += this.#calls - this.#callsThen[call];
  }

  #moreCalls(): void {
    const length = 2 * this.#line.length;
    this.#line = copied(this.#line, new Int32Array(length));
    this.#began = copied(this.#began, new Float64Array(length));
    this.#readingsThen = copied(this.#readingsThen, new Float64Array(length));
    this.#callsThen = copied(this.#callsThen, new Float64Array(length));
  }

  #moreLines(line: number): void {
    this.#milliseconds = copied(this.#milliseconds, new Float64Array(2 * line));
    this.#readingsIn = copied(this.#readingsIn, new Float64Array(2 * line));
    this.#callsIn = copied(this.#callsIn, new Float64Array(2 * line));
  }
}

function copied<T extends Int32Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** Milliseconds that a reading takes, and a call beside its lines'. */
interface Costs {
  readonly reading: number;
  readonly call: number;
}

/** Readings of a line whose average means something. */
const ENOUGH = 1000;
const ROUNDS = 9;
const TIMES = 10_000;

/** What readings take here and now: the least of some rounds, since whatever disturbs one makes it longer. */
function measured(): Costs {
  const clock = new Clock();
  let reading = Number.POSITIVE_INFINITY;
  let call = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const own = clock.open();
    const began = performance.now();
    for (let i = 0; i < TIMES; i++) clock.at(own, i & 1);
    const between = performance.now();
    for (let i = 0; i < TIMES; i++) clock.close(clock.open());
    reading = Math.min(reading, (between - began) / TIMES);
    call = Math.min(call, (performance.now() - between) / TIMES);
    clock.close(own);
  }
  return { reading, call };
}

/** The clock of this thread, made once: what was rewritten for an earlier recording uses it, too. */
let clock: Clock | undefined;

function install(): Clock {
  const made = new Clock();
  makeGlobalConstants({
    [names.open]: () => made.open(),
    [names.at]: (call: number, line: number) => made.at(call, line),
    [names.close]: (call: number) => made.close(call),
  });
  return made;
}

/** Times lines for one recording. */
export class LineTimer {
  readonly #clock: Clock;
  readonly #readings: number;
  #costs: Costs | undefined;

  constructor() {
    clock ??= install();
    this.#clock = clock;
    this.#readings = clock.readings;
  }

  /** What the text of a file calls, with the number of its first slot. */
  names(base: number): ClockNames {
    return { ...names, base };
  }

  time(line: number): ClockedTime {
    return this.#clock.time(line, this.#cost());
  }

  /** What a reading takes, measured once nothing more is read: where the program's lines say less, they are right. */
  #cost(): Costs {
    if (this.#costs === undefined) {
      const { shortest } = this.#clock;
      const { reading, call } = measured();
      this.#costs = { reading: Math.min(reading, shortest), call };
    }
    return this.#costs;
  }

  end(): ClockRecord {
    return { readings: this.#clock.readings - this.#readings, cost: this.#cost().reading / 1000 };
  }
}
