// The promises that code made ahead of time counts on. At run time nothing can be compiled anew when one is broken, so
// there is code for sizes as they usually are, code for all sizes, and code that counts on nothing.
import type { Fact, Prepared, VType } from "../compiler/index.ts";
import { SIZE } from "../jit/index.ts";
import { type CarriedCode, carriedCode } from "./code.ts";

/** Code and what it counts on. */
export interface Variant {
  readonly guards: readonly (Fact | undefined)[];
  readonly code: CarriedCode;
  /** No promise of it is broken by any call. */
  readonly takesAll: boolean;
}

/** Numbers so small that a product of three is exact. Lengths of arrays are left as they come. */
const SMALL: Fact = { ...SIZE, hi: 2 ** 16 };

/** The variants of a function, from the most promises to none; of those with the same code the one that promises less. */
export function variantsOf(prepared: Prepared): Variant[] {
  const { wanted, params, captures } = prepared;
  const numbers = [...params, ...captures.map((c) => c.type)].flatMap(isNumber);
  const promises = [
    wanted.map((w, i) => (w ? (numbers[i] ? SMALL : SIZE) : undefined)),
    wanted.map((w) => (w ? SIZE : undefined)),
    wanted.map(() => undefined),
  ];
  const different = promises.filter((guards, i) => !promises[i + 1]?.every((g, k) => g === guards[k]));
  const made = different.map((guards) => ({
    guards,
    code: carriedCode(prepared.finish(guards).bytes),
    takesAll: !guards.some(Boolean),
  }));
  return made.filter(({ code }, i) => !made[i + 1]?.code.bytes.equals(code.bytes));
}

/** For each number that a value becomes, whether it is a number of the program's own. */
function isNumber(type: VType): boolean[] {
  switch (type.t) {
    case "num":
      return [true];
    case "bool":
      return [false];
    case "array":
    case "table":
      return [false, false];
    case "nd":
      return new Array<boolean>(2 + 2 * type.ndim).fill(false);
    case "record":
      return type.fields.flatMap(([, field]) => isNumber(field));
    default:
      return [];
  }
}
