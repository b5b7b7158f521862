// What jit can be told. Every option has a default that is right; none is needed to begin with.

/** Options of {@link jit}. */
export interface JitOptions {
  /** Threads of `prange` loops: true (default): all in the budget; a number: that many; false: the calling thread alone. */
  readonly parallel?: boolean | number;
  /** Values of free variables by name, where they cannot be read (no inspector) or should be others. */
  readonly captures?: Record<string, unknown>;
}
