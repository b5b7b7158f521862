// The tree of WebAssembly instructions that lowering makes and that both writers print: bytes and text come from the
// same nodes. Branches refer to the label they leave for and calls to the function they call, so no number is early.
import { OPS, type Op, type OpName, type ValType } from "./opcodes.ts";

/** A local variable or parameter of a wasm function; its index is known when the function is complete. */
export interface Slot {
  readonly name: string;
  readonly type: ValType;
  /** When its turn is among what is computed together: registers of vectors from above 0 to 1, all else 0. */
  readonly rank: number;
  index: number;
}

/** A place to branch to: the end of a block or `if`, the start of a loop. */
export interface Label {
  readonly name: string;
  used: boolean;
}

/** A function of the module, or one that it imports. Its index is known when all of them are. */
export interface Fun {
  readonly name: string;
  readonly params: Slot[];
  readonly results: readonly ValType[];
  /** The locals after the parameters, ordered by type. */
  locals: Slot[];
  body: Instr[];
  index: number;
}

/** Lanes that an instruction names: one of a vector, or the sixteen bytes of a constant or a shuffle. */
export interface Lanes {
  readonly lanes: readonly number[] | Uint8Array;
}

/** What V8 may assume of a branch: that its condition is seldom true, or nearly always. */
export type Hint = "unlikely" | "likely";

/**
 * One instruction with the instructions before it that push its operands. `args` may also hold instructions that
 * leave nothing, such as a bounds check: they run at their place in the order and the operands lie below untouched.
 */
export interface Instr {
  readonly op: Op;
  readonly args: readonly Instr[];
  /** The number of a constant; the offset of a memory access. */
  readonly value: number;
  readonly to: Slot | Fun | Label | Lanes | undefined;
  readonly body: readonly Instr[] | undefined;
  readonly orElse: readonly Instr[] | undefined;
  readonly result: ValType | undefined;
  readonly hint: Hint | undefined;
}

const NOTHING: readonly Instr[] = [];

function make(
  op: Op,
  args: readonly Instr[],
  value: number,
  to?: Instr["to"],
  body?: readonly Instr[],
  orElse?: readonly Instr[],
  result?: ValType,
  hint?: Hint,
): Instr {
  // Always the same fields in the same order: the writers' loops see one hidden class.
  return { op, args, value, to, body, orElse, result, hint };
}

/** An instruction that has operands only. */
export const ins = (name: OpName, ...args: Instr[]): Instr => make(OPS[name], args, 0);

/** The same, for an entry of the table that is at hand. */
export const apply = (op: Op, args: readonly Instr[]): Instr => make(op, args, 0);

const CONSTANTS = {
  i32: OPS["i32.const"],
  i64: OPS["i64.const"],
  f32: OPS["f32.const"],
  f64: OPS["f64.const"],
} as const;

/** A constant. Integers wrap to the width of the type. */
export const constant = (type: Exclude<ValType, "v128">, value: number): Instr =>
  make(CONSTANTS[type], NOTHING, value);

/** `instr` again, with `before` run ahead of its own operands. */
export const after = (before: Instr, instr: Instr): Instr => ({ ...instr, args: [before, ...instr.args] });

export const getSlot = (slot: Slot): Instr => make(OPS["local.get"], NOTHING, 0, slot);
export const setSlot = (slot: Slot, ...value: Instr[]): Instr => make(OPS["local.set"], value, 0, slot);
export const teeSlot = (slot: Slot, value: Instr): Instr => make(OPS["local.tee"], [value], 0, slot);
export const call = (fun: Fun, ...args: Instr[]): Instr => make(OPS.call, args, 0, fun);

/** A memory access: `args` are the address, and for a store the value. */
export const access = (op: Op, offset: number, ...args: Instr[]): Instr => make(op, args, offset);

/** A jump to `label`, always or if `test` holds. */
export function branch(label: Label, test?: Instr): Instr {
  label.used = true;
  return test ? make(OPS.br_if, [test], 0, label) : make(OPS.br, NOTHING, 0, label);
}

/** An instruction that names a lane of its first operand. */
export const atLane = (name: OpName, lane: number, ...args: Instr[]): Instr =>
  make(OPS[name], args, 0, { lanes: [lane] });

/** An access to memory of one lane: `args` are the address and the vector. */
export const laneAccess = (name: OpName, offset: number, lane: number, ...args: Instr[]): Instr =>
  make(OPS[name], args, offset, { lanes: [lane] });

/** A shuffle of the bytes of two vectors, or a constant. */
export const bytes16 = (
  name: "v128.const" | "i8x16.shuffle",
  lanes: Lanes["lanes"],
  ...args: Instr[]
): Instr => make(OPS[name], args, 0, { lanes });

export const label = (name: string): Label => ({ name, used: false });

/** The body as a block that `label` leaves; the bare body if nothing branches there. */
export const block = (to: Label, body: readonly Instr[]): readonly Instr[] =>
  to.used ? [make(OPS.block, NOTHING, 0, to, body)] : body;

/** A loop; `label` is its start. */
export const loop = (to: Label, body: readonly Instr[]): Instr => make(OPS.loop, NOTHING, 0, to, body);

/** An `if` statement; `to`, if given, is its end. */
export const when = (
  test: Instr,
  body: readonly Instr[],
  orElse?: readonly Instr[],
  hint?: Hint,
  to?: Label,
): Instr =>
  make(OPS.if, [test], 0, to, body, orElse && orElse.length > 0 ? orElse : undefined, undefined, hint);

/** An `if` expression of type `result`. */
export const choose = (result: ValType, test: Instr, body: Instr, orElse: Instr, hint?: Hint): Instr =>
  make(OPS.if, [test], 0, undefined, [body], [orElse], result, hint);

/** The condition's opposite, without a double negation. */
export const negate = (test: Instr): Instr =>
  test.op === OPS["i32.eqz"] && test.args.length === 1 && COMPARES.has(test.args[0].op.name)
    ? test.args[0]
    : ins("i32.eqz", test);

// Instructions whose result is 0 or 1, so that two negations cancel.
const COMPARES: ReadonlySet<OpName> = new Set(
  (Object.keys(OPS) as OpName[]).filter((n) => /^[if](32|64)\.(eqz|eq|ne|[lg][te](_[su])?)$/.test(n)),
);
