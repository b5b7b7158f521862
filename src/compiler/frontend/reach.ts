// What is never reached is not lowered: nothing after a jump, an endless loop or a call that always throws. Its names
// and types are nobody's business, as in JavaScript.
import { bodies, type Stmt } from "../ir/index.ts";
import type { Value } from "./types.ts";

/** The value of what never gives one: a call that always throws. It stands for a value of any type. */
export const NEVER: Value = { t: "never" };

export const isNever = (v: Value): boolean => v.t === "never";

/** True if control never comes out at a statement's end. */
export function ends(s: Stmt): boolean {
  switch (s.k) {
    case "return":
    case "throw":
    case "break":
    case "continue":
      return true;
    case "if":
      return s.else.length > 0 && s.then.some(ends) && s.else.some(ends);
    case "block":
      return s.body.some(ends) && !leavesBy(s.body, s.label);
    case "scope":
      return s.body.some(ends);
    case "loop":
      return !leavesBy(s.body, s.label);
    default:
      return false;
  }
}

/** True if a `break` to `label` stands somewhere in a list. */
const leavesBy = (list: readonly Stmt[], label: string): boolean =>
  list.some((s) => (s.k === "break" && s.label === label) || bodies(s).some((b) => leavesBy(b, label)));
