// The intermediate representation: small, typed, structured. This file is the spec of the compiler: the front end
// makes it, the passes rewrite it, every back end prints it, and test/oracle interprets it to say what is right.
//
// Rules
// - Expressions have no side effects. They may trap (an `index` out of range); operands are evaluated left to right,
//   so the leftmost trap wins. `cond` evaluates one arm only. Everything with an effect is a statement.
// - Control flow is structured: blocks, loops and ifs; `break` leaves a labelled block or loop, `continue` goes to a
//   labelled loop's next iteration. Labels are unique within a function.
// - Locals are mutable and typed. A local that is read before it was set reads as zero.
// - The front end's IR has every JavaScript number as f64; i32 appears only as operand of bitwise operators. Passes
//   narrow to i32 and i64 where they have proven that nobody can tell.

import type { BinOp, UnOp } from "./ops.ts";
import type { LoopFacts, Site } from "./site.ts";
import type { Elem, Fact, Type } from "./types.ts";

export type { BinOp, UnOp } from "./ops.ts";
export type { LoopFacts, LoopNote, Site } from "./site.ts";
export type { Elem, Fact, Lane, Scalar, Type, Vector } from "./types.ts";

export interface Local {
  readonly id: number;
  readonly name: string;
  type: Type;
  /** Holds of every value the local ever has. On an entry's parameter: a guard that the caller checks. */
  fact?: Fact;
  /** Of a vector: all its lanes hold one value, so that a back end may keep one register for any number of lanes. */
  readonly even?: true;
}

/** An array value: a base address and a length in elements, each a local, so that arrays can be swapped. */
export interface ArrayRef {
  readonly id: number;
  readonly name: string;
  readonly elem: Elem;
  readonly base: Local; // addr
  readonly length: Local; // f64 from the front end; passes narrow it. Unused for strided arrays.
  /** Elements may lie before the base: an index may be negative. */
  readonly strided?: true;
}

/** An array of arrays: `base` points at `length` entries of 16 bytes, each a row's address and length (two f64). */
export interface TableRef {
  readonly id: number;
  readonly name: string;
  readonly elem: Elem;
  readonly base: Local; // addr
  readonly length: Local; // f64 from the front end
}

/**
 * On vectors every operator works lane by lane; comparisons give b64 or b32, as wide as what they compare. A constant of
 * a vector type is in every lane. Arithmetic in a lane that nobody looks at does no harm: it never traps.
 */
export type Expr = Const | Get | Un | Bin | Cond | Load | Index | Peek;
export interface Const {
  readonly k: "const";
  readonly type: Type;
  readonly value: number;
}
export interface Get {
  readonly k: "get";
  readonly type: Type;
  readonly local: Local;
}
export interface Un {
  readonly k: "un";
  readonly type: Type;
  readonly op: UnOp;
  readonly a: Expr;
}
export interface Bin {
  readonly k: "bin";
  readonly type: Type;
  readonly op: BinOp;
  readonly a: Expr;
  readonly b: Expr;
  /** Of i32: the result may have wrapped around, so that it is no sum, difference or product of what its operands say. */
  readonly wraps?: true;
  /** Of f64, written by a person who has given leave to round otherwise: sums, differences and products may be regrouped. */
  readonly loose?: true;
}
/** `test ? a : b`, one arm evaluated; of vectors both, and each lane takes its own, `test` being as wide. */
export interface Cond {
  readonly k: "cond";
  readonly type: Type;
  readonly test: Expr;
  readonly a: Expr;
  readonly b: Expr;
}
/**
 * The element number `index` of `array` as a value of `type` (f64 from the front end; passes may choose i32 or i64 for
 * integer elements, f32 for f32; a u32 as i32 is its low 32 bits). The index is in range: whoever cannot prove it wraps it in `index`.
 * For strided arrays `index` is the linear index in elements from the base, and `subs` the subscripts as written.
 * Of a vector type, with a scalar index: the elements from there on, one a lane; with a vector for index: each lane's own.
 * With `mask` only lanes that are true need have an element: what the others hold is anything. A target that can read
 * beside any array may leave it out.
 */
export interface Load {
  readonly k: "load";
  readonly type: Type;
  readonly array: ArrayRef;
  readonly index: Expr;
  readonly mask?: Expr;
  readonly subs: readonly Expr[];
  readonly place: number; // Program.places, for messages
}
/** `value`, after checking that it is integral and 0 <= value < length; if not, RangeError by `site`. -0 counts as 0. */
export interface Index {
  readonly k: "index";
  readonly type: Type;
  readonly value: Expr;
  readonly length: Expr; // same type as value
  /** The value is known to be integral, infinite or NaN. */
  readonly whole?: true;
  readonly site: number; // Program.sites
}
/** Raw memory at base + offset bytes, stored as `elem`, as a value of `type` (addr is stored as f64). */
export interface Peek {
  readonly k: "peek";
  readonly type: Type;
  readonly elem: Elem;
  readonly base: Expr; // addr
  readonly offset: number;
}

export type Stmt =
  | Set
  | Store
  | Do
  | If
  | For
  | Loop
  | Block
  | Break
  | Continue
  | Return
  | Throw
  | Print
  | Call
  | Alloc
  | Scope
  | Row
  | Poke
  | Fork
  | Mark;

/** A statement may say where it is written, for profiles by line. */
interface Placed {
  readonly place?: number; // Program.places
}

export interface Set extends Placed {
  readonly k: "set";
  readonly local: Local;
  readonly value: Expr;
}
/**
 * `array[index] = value`: index first, then value, then the store. The value is converted as JavaScript converts:
 * modular for integer elements, rounded to nearest even for f32.
 * A vector goes to the elements from a scalar index on, or to each lane's own, the lanes in order; with `mask` only
 * those of its lanes that are true, and memory under the others is neither read nor written.
 */
export interface Store {
  readonly k: "store";
  readonly mask?: Expr;
  readonly array: ArrayRef;
  readonly index: Expr;
  readonly subs: readonly Expr[];
  readonly value: Expr;
  readonly place: number; // Program.places
  /** A bool, the same throughout the loop: true if what is stored should not stay in the caches. Allowed to be ignored. */
  readonly past?: Expr;
}
/** Evaluate for its traps only. */
export interface Do extends Placed {
  readonly k: "do";
  readonly value: Expr;
}
export interface If extends Placed {
  readonly k: "if";
  readonly test: Expr;
  readonly then: Stmt[];
  readonly else: Stmt[];
}
/**
 * A counted loop: `for (v = from; v cmp to; v += step)`. `from`, `to` are evaluated once, before; `v` is set by nobody
 * else; `continue` goes to the increment. With `par`, see Parallel.
 */
export interface For extends Placed {
  readonly k: "for";
  readonly label: string;
  readonly v: Local;
  from: Expr;
  to: Expr;
  readonly cmp: "lt" | "le" | "gt" | "ge";
  readonly step: number;
  body: Stmt[];
  readonly par?: Parallel;
  /** Set by the pass that proves it: iterations may run side by side. */
  lanes?: Independent;
  /** Set by the pass that proves it: but for scalars that each hands on to the next, iterations may run side by side. */
  chained?: Independent;
  /** Set by the pass that proves it: several iterations may be gone through at once by the loop inside. */
  jam?: Jam;
  /** Set by the pass that proves it: several iterations may be gone through by a part of the loop inside at a time. */
  steps?: Steps;
  /** What another loop has left over: not worth another look. */
  readonly few?: true;
  readonly facts: LoopFacts;
}
/** What allows a loop's iterations to run side by side, each statement of all of them before the next. */
export interface Independent {
  /** Evaluated before the loop: false, and they must run in order. Absent: true. */
  readonly guard?: Expr;
  /** Iterations that may run at once; infinite if any number may. */
  readonly most: number;
}
/**
 * What allows several iterations of a loop to be gone through at once by the loop inside it, which is its last statement:
 * for every iteration of that one, the outer ones in their order.
 */
export interface Jam {
  /** What the two loops have counted to is read behind them. */
  readonly counted?: true;
  /** Evaluated before the outer loop: false, and its iterations must run one by one. Absent: true. */
  readonly guard?: Expr;
}
/**
 * What allows several steps of a loop to be done by some rows at a time, rows being the iterations of the loop inside:
 * rows are independent of each other, and a row needs of the steps before it only rows that are `reach` away at most.
 */
export interface Steps {
  readonly reach: number;
  /** Evaluated before the loop: false, and each step must be done by all rows before the next. Absent: true. */
  readonly guard?: Expr;
}
/** `while (true)`: left by break, return or throw; `continue` goes to its start. */
export interface Loop extends Placed {
  readonly k: "loop";
  readonly label: string;
  body: Stmt[];
  readonly facts: LoopFacts;
}
export interface Block extends Placed {
  readonly k: "block";
  readonly label: string;
  body: Stmt[];
}
export interface Break extends Placed {
  readonly k: "break";
  readonly label: string;
}
export interface Continue extends Placed {
  readonly k: "continue";
  readonly label: string;
}
export interface Return extends Placed {
  readonly k: "return";
  readonly values: readonly Expr[];
}
/** Throws by `site` (kind "throw"); `args` are the f64 numbers and bools that its message quotes. */
export interface Throw extends Placed {
  readonly k: "throw";
  readonly site: number;
  readonly args: readonly Expr[];
}
/** console.log by `site` (kind "print"). */
export interface Print extends Placed {
  readonly k: "print";
  readonly site: number;
  readonly args: readonly Expr[]; // f64 or bool
}
export interface Call extends Placed {
  readonly k: "call";
  readonly fn: Func;
  readonly args: Expr[];
  readonly results: readonly Local[];
}
/** A new zeroed array of `count` elements (f64, checked by the front end to be a valid length). */
export interface Alloc extends Placed {
  readonly k: "alloc";
  readonly array: ArrayRef;
  readonly count: Expr;
  /** False: freed when the innermost enclosing `scope` is left. True: it is returned, and belongs to the caller. */
  readonly escapes: boolean;
}
/** Arrays that were allocated inside and do not escape are freed when the body is left, whichever way. */
export interface Scope extends Placed {
  readonly k: "scope";
  body: Stmt[];
}
/** Makes `array` the row `index` of `table`. */
export interface Row extends Placed {
  readonly k: "row";
  readonly array: ArrayRef;
  readonly table: TableRef;
  readonly index: Expr;
}
export interface Poke extends Placed {
  readonly k: "poke";
  readonly elem: Elem;
  readonly base: Expr; // addr
  readonly offset: number;
  readonly value: Expr;
}
/**
 * A parallel loop after outlining. `fn(first, last, frame, partials)` runs the units first <= u < last; the runtime
 * gives every unit to one thread. Each unit writes its partial results to partials + u * stride. Waits for all.
 */
export interface Fork extends Placed {
  readonly k: "fork";
  readonly fn: Func;
  readonly units: Expr; // f64
  readonly frame: Expr; // addr: the captured values, written by pokes before
  readonly stride: number; // bytes of one unit's partials, 0 if none
  readonly partials: Local; // addr: set to the partials' address when the fork returns; lives until the scope is left
  readonly schedule: "static" | "dynamic";
  readonly loop: number; // LoopFacts.id, for counting and messages
  /** True: the units may not run at once, so the calling thread runs them alone, in order. Absent: false. */
  readonly serial?: Expr;
}

/** From here on the code of another line runs: whoever watches reads its number, 0 for none. Made by the last pass. */
export interface Mark extends Placed {
  readonly k: "mark";
  readonly line: number; // Program.lines
}

/**
 * A loop whose iterations may run at once. Trip count N = max(0, ceil((to - from) / step)); iteration k has
 * v = from + k * step.
 *
 * Reductions follow the fixed tree, on any number of threads: chunks of C iterations, C the smallest power of two
 * with 64 C >= N, at most 16384; in a chunk, lane l of 32 folds iterations l, l + 32, ... in order, starting from the
 * operator's identity (-0 for add, 1 for mul, +Infinity for min, -Infinity for max, -1 for and, 0 for or and xor);
 * lanes fold by halves (l with l + 16, then 8, 4, 2, 1); chunks fold by adjacent pairs, level by level, an odd last
 * one moving up unchanged; the result folds onto the variable's value from before the loop. If N is 0 nothing happens.
 * Array reductions: the same with one lane, C the smallest power of two with 64 C >= N, uncapped; each chunk
 * starts from a private array of identities. Elements of integer arrays are never folded by min or max: infinity is
 * none of them.
 */
export interface Parallel {
  readonly schedule: "static" | "dynamic";
  /** The programmer answers for the iterations' independence; nothing is proven. */
  readonly assumeIndependent: boolean;
  /** Filled by the front end (from the shape of the updates), checked by the dependence pass. */
  readonly reductions: Reduction[];
  readonly arrayReductions: ArrayReduction[];
  /**
   * Evaluated before the loop: true proves the iterations independent. False, they may not be (arrays overlap, a row
   * is longer than its stride): the loop runs in order on the calling thread, with the same tree. Absent: true.
   */
  guard?: Expr;
  /** It is no prange but a sum that may be added in the tree's order: it runs on the calling thread. */
  readonly alone?: true;
  /** The proof counts on no two rows of the tables that come from outside overlapping: the caller checks that. */
  rows?: boolean;
}
export type ReduceOp = "add" | "mul" | "min" | "max" | "and" | "or" | "xor";
export interface Reduction {
  readonly local: Local;
  readonly op: ReduceOp;
}
export interface ArrayReduction {
  readonly array: ArrayRef;
  readonly op: ReduceOp;
}

export interface Func {
  readonly name: string;
  readonly params: Local[];
  readonly results: Type[];
  readonly locals: Local[]; // all of them, parameters too
  body: Stmt[];
  /** Index into Program.sources: where the function is written. */
  readonly source: number;
  /** Called seldom: worth neither lanes of its own nor a copy in each of its callers. */
  readonly rare?: true;
}

export interface Program<Source = unknown> {
  readonly funcs: Func[]; // callees before callers except in recursion
  readonly entry: Func;
  readonly sites: Site[];
  /** Where accesses and loops are written. */
  readonly places: { readonly source: number; readonly start: number; readonly end: number }[];
  /** The captured functions that offsets refer to. */
  readonly sources: Source[];
  /** If a profile wants to know which line is at work: of each place the number of its line from 1 on, 0 for none. */
  readonly lines?: readonly number[];
  /** Functions that operators need: `rem` on f64 is `runtime.fmod`. */
  readonly runtime: { fmod?: Func };
}
