// An error thrown in one thread, as plain data that a port can carry, and as an error again on the other side.

/** An error as it travels. */
export interface Packed {
  /** The nearest standard class. */
  readonly base: string;
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly fields: readonly (readonly [string, unknown])[];
  /** What was thrown, when it was not an Error. */
  readonly value?: unknown;
  readonly isError: boolean;
}

type ErrorClass = new (message: string) => Error;
const CLASSES: Readonly<Record<string, ErrorClass>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

/** `error` as data; fields that cannot be cloned travel as text. */
export function pack(error: unknown): Packed {
  if (!(error instanceof Error)) {
    return {
      base: "",
      name: "",
      message: "",
      stack: "",
      fields: [],
      value: cloneable(error),
      isError: false,
    };
  }
  const fields: [string, unknown][] = [];
  for (const key of Object.keys(error)) {
    if (key !== "stack" && key !== "message") {
      fields.push([key, cloneable((error as unknown as Record<string, unknown>)[key])]);
    }
  }
  if (error.cause !== undefined) fields.push(["cause", cloneable(error.cause)]);
  return {
    base: standard(error),
    name: error.name,
    message: error.message,
    stack: error.stack ?? "",
    fields,
    isError: true,
  };
}

/** The standard class that an error's own class extends, or is: the receiver need not have that class. */
function standard(error: Error): string {
  for (let p = Object.getPrototypeOf(error); p !== null; p = Object.getPrototypeOf(p)) {
    const found = Object.keys(CLASSES).find((name) => CLASSES[name].prototype === p);
    if (found !== undefined) return found;
  }
  return "Error";
}

/** The error again, of the nearest standard class and with its own name; `where` names the thread that threw it. */
export function unpack(packed: Packed, where: string): unknown {
  if (!packed.isError) return packed.value;
  const Class = CLASSES[packed.base] ?? Error;
  const error = new Class(packed.message);
  if (error.name !== packed.name) Object.defineProperty(error, "name", hidden(packed.name));
  for (const [key, value] of packed.fields) {
    if (key === "cause") Object.defineProperty(error, "cause", hidden(value));
    else (error as unknown as Record<string, unknown>)[key] = value;
  }
  const here = (error.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const stack = `${packed.stack}\n    --- thrown in ${where}, forked ---\n${here.join("\n")}`;
  Object.defineProperty(error, "stack", hidden(stack));
  return error;
}

function hidden(value: unknown): PropertyDescriptor {
  return { value, configurable: true, writable: true, enumerable: false };
}

function cloneable(value: unknown): unknown {
  try {
    return structuredClone(value);
  } catch {
    return String(value);
  }
}
