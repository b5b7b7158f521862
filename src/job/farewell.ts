// A job that fails ends its processes at once, whatever runs in them: who records what they do must be told before.

/** Under this name a recording leaves what is to be done. */
const BEFORE_END = Symbol.for("amdahl.before-end");

const holder = globalThis as unknown as Record<symbol, (() => void) | undefined>;

/** Has something done before the processes of a job that fails are ended. */
export function onJobEnd(write: () => void): void {
  holder[BEFORE_END] = write;
}

/** Lets whoever records this process, and its job's others, write what there is. */
export function beforeEnd(): void {
  holder[BEFORE_END]?.();
}
