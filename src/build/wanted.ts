// What an exported function is to be compiled for: what jit was told, or else what its own parameters say.
import type { VType } from "../compiler/index.ts";
import { type Kernel, parseType, SignatureError } from "../jit/index.ts";
import { type Head, headOf, type Parameter } from "./annotations.ts";
import type { SourceTypes } from "./source-types.ts";

/** A list of argument types to compile for. */
export interface Wanted {
  readonly params: readonly VType[];
  /** The parameters as messages show them. */
  readonly head: string;
  /** The type of the result as it is written. */
  readonly result: string | undefined;
}

/** A signature as TypeScript will see it. */
export interface Declared {
  readonly parameters: readonly {
    readonly name: string;
    readonly type: string;
    readonly optional: boolean;
    readonly parsed: VType;
  }[];
  /** The type of its result as it is written. */
  readonly result: string | undefined;
  /** What it is compiled for, one for each number of arguments that it can be called with; the longest last. */
  readonly wanted: readonly Wanted[];
}

/** The signatures of a function. Throws an Error that says where a type is missing or does not compile. */
export function wantedOf(name: string, kernel: Kernel, types: SourceTypes): readonly Declared[] {
  if (kernel.signatures.length > 0) return fromOption(kernel);
  const head = headOf(kernel.captured());
  const parsed = head.parameters.map((p, i) => parse(name, kernel, p, i, head, types));
  const parameters = head.parameters.map((p, i) => ({
    name: p.name ?? `p${i + 1}`,
    type: p.type as string,
    optional: p.optional,
    parsed: parsed[i] as VType,
  }));
  const fewest = head.parameters.findLastIndex((p) => !p.optional) + 1;
  const wanted = Array.from({ length: parameters.length - fewest + 1 }, (_, more): Wanted => {
    const given = parameters.slice(0, fewest + more);
    const text = `(${given.map((p) => `${p.name}: ${p.type}`).join(", ")})`;
    return { params: given.map((p) => p.parsed), head: text.replace(/\s+/g, " "), result: head.result };
  });
  return [{ parameters, result: head.result, wanted }];
}

function fromOption(kernel: Kernel): readonly Declared[] {
  return kernel.signatures.map(({ text, params, written, resultAt }) => {
    const said = text.slice(resultAt).trim();
    const result = /^(?:unknown|any)$/.test(said) ? undefined : said;
    const head = `(${written.map((p) => `${p.name}: ${p.type}`).join(", ")})`;
    return {
      parameters: written.map((p, i) => ({ ...p, optional: false, parsed: params[i] as VType })),
      result,
      wanted: [{ params, head, result }],
    };
  });
}

function parse(
  name: string,
  kernel: Kernel,
  parameter: Parameter,
  index: number,
  head: Head,
  types: SourceTypes,
): VType {
  const called = parameter.name ?? `number ${index + 1}`;
  if (parameter.rest) {
    throw problem(
      name,
      kernel,
      parameter,
      `Its parameter ${called} takes the rest of the arguments, which does not compile`,
      "each argument by name, or an array",
    );
  }
  if (parameter.type === undefined) {
    const example = head.parameters
      .map((p, i) => `${p.name ?? `p${i + 1}`}: ${p.type ?? "number"}`)
      .join(", ");
    throw problem(
      name,
      kernel,
      parameter,
      `Its parameter ${called} has no type, so that there is nothing to compile it for`,
      `a type there, or jit(${name}, { signatures: ["(${example}) => ${head.result ?? "number"}"] })`,
    );
  }
  try {
    return parseType(parameter.type, (each) => types.meaningOf(each));
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error;
    const { at, reason, fix } = error.problem;
    const from = parameter.at + at;
    throw problem(
      name,
      kernel,
      { at: from, end: Math.max(from + 1, parameter.end) },
      reason,
      `${fix}; or jit's option signatures`,
    );
  }
}

function problem(
  name: string,
  kernel: Kernel,
  { at, end }: Pick<Parameter, "at" | "end">,
  reason: string,
  fix: string,
): Error {
  const captured = kernel.captured();
  const { file, line, column } = captured.placeOf(at);
  return new Error(
    `${reason}.\n  at ${file ?? "<anonymous>"}:${line}:${column} in ${name}\n${captured.frame(at, end)}\nWrite instead: ${fix}`,
  );
}
