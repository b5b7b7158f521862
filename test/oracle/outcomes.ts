// How a program of the oracle can end other than by returning. The classes keep apart what the program says (a trap, a
// throw), what the interpreter's patience says (a timeout), and what is wrong with the IR itself (a fault).

/** An index out of range: what the compiled program reports as RangeError by `site`. */
export class OracleTrap extends Error {
  override name = "OracleTrap";
  readonly site: number;
  readonly value: number;
  readonly length: number;
  constructor(site: number, value: number, length: number) {
    super(`index ${value} of ${length} at site ${site}`);
    this.site = site;
    this.value = value;
    this.length = length;
  }
}

/** A `throw` statement: the error's class by name, and its message with the numbers filled in. */
export class OracleThrow extends Error {
  override name = "OracleThrow";
  readonly site: number;
  readonly error: string;
  readonly args: readonly number[];
  constructor(site: number, error: string, message: string, args: readonly number[]) {
    super(message);
    this.site = site;
    this.error = error;
    this.args = args;
  }
}

/** The step limit was reached. Says nothing about the program. */
export class OracleTimeout extends Error {
  override name = "OracleTimeout";
}

/** Calls are nested deeper than the limit. */
export class OracleOverflow extends Error {
  override name = "OracleOverflow";
}

/**
 * The IR broke a promise that ir.ts makes: a fact that does not hold, `exact` of a fraction, memory that nobody owns, a
 * function that ends without its results. Always a bug of whoever made the IR.
 */
export class OracleFault extends Error {
  override name = "OracleFault";
}
