// What the IR remembers of its source: loops' facts for diagnostics, and the sites that may throw or print.
// Plain data without references to nodes, so that it can travel and be printed.

/** What is known of a loop; passes write it, diagnostics print it. */
export interface LoopFacts {
  readonly id: number;
  readonly place: number; // Program.places: the loop's head
  readonly notes: LoopNote[];
}
export interface LoopNote {
  readonly pass: string;
  readonly text: string;
}

export type Site =
  | {
      readonly kind: "index";
      readonly array: string; // as written
      readonly axis: number | undefined;
      readonly source: number;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: "throw";
      readonly error: string; // RangeError, TypeError, Error …
      readonly parts: readonly (string | number)[]; // a number is an index into the arguments
      readonly source: number;
      readonly start: number;
      readonly end: number;
    }
  | {
      readonly kind: "print";
      readonly method: string; // log, error, warn, info
      readonly parts: readonly (string | number)[];
      readonly source: number;
      readonly start: number;
      readonly end: number;
    };
