// What C is printed for: how wide the vector registers are, and which instructions a compiler has names for.

/** Instructions beyond those that GNU C has operators for. `generic`: none. */
export type Isa = "avx512" | "avx2" | "generic";

/** A processor as the back end sees it. */
export interface Machine {
  readonly isa: Isa;
  /** Bytes of a vector register. */
  readonly bytes: 16 | 32 | 64;
}
