// What can be wrong with an argument, said at the boundary with its name, before anything is copied or compiled.
import type { Captured } from "../capture/index.ts";
import {
  type CompileError,
  hostType,
  typeKey,
  typeName,
  Unsupported,
  type VType,
} from "../compiler/index.ts";

/** An argument that a compiled function cannot take. A TypeError to everybody else. */
export class ArgumentError extends TypeError {
  override readonly name = "TypeError";
}

/** What a value is called in messages: an argument by its position and name, or a captured variable by its name. */
export class Where {
  readonly #subject: string;
  readonly #path: string;
  readonly #owner: string;

  constructor(subject: string, path: string, owner: string) {
    this.#subject = subject;
    this.#path = path;
    this.#owner = owner;
  }

  /** Argument number `index` of a function. */
  static argument(captured: Captured, index: number): Where {
    const param = captured.node.params[index];
    const target = param?.type === "AssignmentPattern" ? param.left : param;
    const name = target?.type === "Identifier" ? target.name : "";
    return new Where(`Argument ${index + 1}`, name, captured.name);
  }

  /** A variable from outside. */
  static variable(captured: Captured, name: string): Where {
    return new Where("The variable", name, captured.name);
  }

  /** A part of this value. */
  part(suffix: string): Where {
    return new Where(this.#subject, this.#path + suffix, this.#owner);
  }

  toString(): string {
    const path = this.#path === "" ? "" : ` (${this.#path})`;
    return `${this.#subject}${path} of ${this.#owner}`;
  }

  /** The error that this value has `problem`: what, and what to write instead. */
  error([what, fix]: Problem): ArgumentError {
    return new ArgumentError(`${this} ${what}.\nWrite instead: ${fix}`);
  }
}

/** What is wrong, and what to write instead. */
export type Problem = readonly [string, string];

/** The types of a call's arguments. Throws ArgumentError naming the first that has none. */
export function argumentTypes(args: readonly unknown[], where: (index: number) => Where): VType[] {
  return args.map((value, i) => {
    const type = hostType(value);
    if (!(type instanceof Unsupported)) return type;
    throw where(i).error([`is ${type.what}, which a compiled function cannot take`, type.fix]);
  });
}

/**
 * Adds to the error of a function that compiled before which argument is of another type now: more often than not it
 * is the argument that is wrong.
 */
export function explainChange(
  error: CompileError,
  captured: Captured,
  before: readonly VType[],
  now: readonly VType[],
): void {
  const i = now.findIndex((type, k) => before[k] === undefined || typeKey(before[k]) !== typeKey(type));
  if (i < 0 || before[i] === undefined) return;
  const { message, stack } = error;
  const where = Where.argument(captured, i);
  error.message += `\n${where} is of type ${typeName(now[i])} in this call; before, it was ${typeName(before[i])}.`;
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
}

/** What is wrong with a view whose memory is gone; undefined if nothing is. */
export function viewProblem(view: ArrayBufferView): Problem | undefined {
  if (view.byteLength > 0) return undefined;
  const buffer = view.buffer as ArrayBuffer & { detached?: boolean; resizable?: boolean };
  if (buffer.detached) {
    return [
      "has lost its memory: its buffer was transferred, to another thread for example, and is detached",
      "keep the array and transfer a copy, postMessage(a.slice()), or use heap.array, whose arrays threads share",
    ];
  }
  if (buffer.resizable && isOutside(view)) {
    return [
      `lies outside of its buffer, which was resized to ${buffer.byteLength} bytes`,
      "a new view over the buffer as it is now",
    ];
  }
  return undefined;
}

/** Methods of a view that its buffer no longer holds throw; those of an empty one do not. */
function isOutside(view: ArrayBufferView): boolean {
  try {
    (view as Float64Array).at(0);
    return false;
  } catch {
    return true;
  }
}

/** Rows that are longer are refused: the passes count on their lengths fitting into 32 bits with room to spare. */
const LONGEST_ROW = 2 ** 31 - 2 ** 17;

/** What is wrong with a row of this length in an array of arrays; undefined if nothing is. */
export function rowProblem(length: number): Problem | undefined {
  if (length <= LONGEST_ROW) return undefined;
  return [
    `has ${length} elements; rows of an array of arrays have at most ${LONGEST_ROW}`,
    "the row as an argument of its own",
  ];
}
