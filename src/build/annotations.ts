// The types that stand in a function's source, beside its parameters. Node blanks types out and moves nothing, so that
// the text which runs and the file have the same positions, and what is blank in one of them is a type in the other.
import type { Captured } from "../capture/index.ts";
import { withoutComments } from "./source-types.ts";

// Builtins are asked for where they are needed: an import would load them at the start of every program.
const fs = () => process.getBuiltinModule("node:fs");

/** A parameter as it is written. */
export interface Parameter {
  /** Its name; undefined where it is taken apart at once. */
  readonly name: string | undefined;
  /** Its type as text; undefined where none is written. */
  readonly type: string | undefined;
  /** Where the type stands in the function's text; the parameter's own place where there is none. */
  readonly at: number;
  readonly end: number;
  /** It may be left out. */
  readonly optional: boolean;
  readonly rest: boolean;
}

/** A function's head as it is written. */
export interface Head {
  readonly parameters: readonly Parameter[];
  /** The type of the result as text, if one is written. */
  readonly result: string | undefined;
}

/** What can stand between a name and what ends it, once types are blank. */
const GAP = /(?:\s|\/\*[\s\S]*?\*\/|\/\/[^\n]*)*/y;

/** The head of a function, types included where the source has them. */
export function headOf(captured: Captured): Head {
  const { node, source } = captured;
  const raw = textOf(captured) ?? source;
  let at = node.start;
  const parameters = node.params.map((param): Parameter => {
    const target =
      param.type === "AssignmentPattern" ? param.left : param.type === "RestElement" ? param.argument : param;
    const end = skip(source, target.end);
    const written = withoutComments(raw.slice(target.end, end));
    const optional = /^\s*\?/.test(written);
    const colon = written.indexOf(":");
    const type = colon >= 0 ? written.slice(colon + 1) : undefined;
    at = skip(source, param.end);
    return {
      name: target.type === "Identifier" ? target.name : undefined,
      type: type?.trim() || literalType(param),
      at: type?.trim() ? target.end + written.indexOf(type.trim(), colon) : target.start,
      end: type?.trim() ? target.end + written.trimEnd().length : target.end,
      optional: optional || param.type === "AssignmentPattern",
      rest: param.type === "RestElement",
    };
  });
  if (parameters.length === 0)
    at =
      source.indexOf(
        "(",
        node.type === "ArrowFunctionExpression" ? node.start : (node.id?.end ?? node.start),
      ) + 1;
  return { parameters, result: resultOf(source, raw, at, node.body.start) };
}

/** The type behind the closing parenthesis at or after `from`. */
function resultOf(source: string, raw: string, from: number, body: number): string | undefined {
  let close = skip(source, from);
  if (source[close] === ",") close = skip(source, close + 1);
  if (source[close] !== ")") return undefined;
  const arrow = source.indexOf("=>", close);
  const end = arrow >= 0 && arrow < body ? arrow : body;
  const found = /^\s*:([\s\S]*)$/.exec(withoutComments(raw.slice(close + 1, end)));
  return found?.[1]?.trim() || undefined;
}

/** The type of a parameter whose default is a number or a boolean. */
function literalType(param: Captured["node"]["params"][number]): string | undefined {
  if (param.type !== "AssignmentPattern") return undefined;
  let value = param.right;
  if (value.type === "UnaryExpression" && value.operator === "-") value = value.argument;
  return value.type === "Literal" && /^(?:number|boolean)$/.test(typeof value.value)
    ? typeof value.value
    : undefined;
}

function skip(source: string, from: number): number {
  GAP.lastIndex = from;
  return from + (GAP.exec(source)?.[0].length ?? 0);
}

/** The function's text as it stands in its file, if that is what runs but for types. */
function textOf(captured: Captured): string | undefined {
  const { file, line, column } = captured.place;
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = fs().readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
  let start = 0;
  for (let at = 1; at < line; at++) start = text.indexOf("\n", start) + 1;
  start += column - 1;
  const raw = text.slice(start, start + captured.source.length);
  for (let i = 0; i < captured.source.length; i++) {
    if (raw[i] !== captured.source[i] && !/[\s;]/.test(captured.source[i] as string)) return undefined;
  }
  return raw;
}
