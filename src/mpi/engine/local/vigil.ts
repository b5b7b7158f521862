// Keeping a program alive that awaits messages, and seeing when it has nothing else to do. Node says so itself: its loop is
// empty (beforeExit), whatever might be left in it. A list of its resources would not do: it has no work in libuv's pool.

/** Of one rank. It begins with its first request that is awaited for longer, and ends with the last. */
export class Vigil {
  readonly #idle: () => void;
  #timer: NodeJS.Timeout | undefined;

  /** `idle` is told when nothing but messages can make the program go on. */
  constructor(idle: () => void) {
    this.#idle = idle;
  }

  begin(): void {
    this.#timer = setInterval(() => {}, 2 ** 30);
    process.on("beforeExit", this.#emptied);
    process.on("newListener", this.#joined);
  }

  /** Lets the loop run empty once more, unless the program has handlers for that of its own: they are for its end. */
  watch(): void {
    if (process.listenerCount("beforeExit") === 1) this.#timer?.unref();
  }

  end(): void {
    clearInterval(this.#timer);
    process.off("beforeExit", this.#emptied);
    process.off("newListener", this.#joined);
  }

  readonly #emptied = (): void => {
    // Without this the program would end now: waiting for a word or a pipe keeps none alive.
    this.#timer?.ref();
    this.#idle();
  };

  readonly #joined = (name: string | symbol): void => {
    if (name === "beforeExit") this.#timer?.ref();
  };
}
