// Makes functions of the expressions that `amdahl time` is given: a module that lies in no file, with the setup's
// statements first, so that its declarations, imports and types mean what they would in a module of this folder.
import Module from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Node, type Options, parse } from "acorn";
import { nodesOf, renderFrame } from "../capture/index.ts";
import type { NamedFunction } from "../measure/index.ts";
import { UsageError } from "./errors.ts";

/** How the setup's own names are not called. */
const EXPORT = "amdahl$timed";
const ACORN: Options = { ecmaVersion: "latest", sourceType: "module", preserveParens: true };

/**
 * Runs the statements of `setup` once, and gives a function for each expression, which sees what they declare. Imports
 * resolve as from a file in the current folder. An expression with an `await` in it becomes an async function.
 *
 * @throws UsageError when something cannot be parsed, with its text and a caret under the place.
 * @throws whatever the setup throws, or one of its imports.
 * @example
 * const [{ fn }] = await functionsOf(["x ** 2"], "const x = 3;"); // fn() is 9
 */
export async function functionsOf(expressions: readonly string[], setup: string): Promise<NamedFunction[]> {
  const statements = withoutTypes(setup, "setup");
  parsed(statements, "setup", setup);
  const arrows = expressions.map(arrow);
  const source = `${statements}\nexport const ${EXPORT} = [\n${arrows.join(",\n")}\n];\n`;
  const functions = (await imported(source))[EXPORT] as (() => unknown)[];
  return expressions.map((expression, i) => ({ name: expression.trim(), fn: functions[i] }));
}

/** The expression as an arrow function without types. */
function arrow(expression: string): string {
  if (expression.trim() === "")
    throw new UsageError("an expression is empty: give what is to be timed, as in 'f(3)'");
  // A line of its own for the closing parenthesis: a comment may end the expression.
  const text = `(${expression.replace(/[\s;]+$/, "")}\n)`;
  const plain = withoutTypes(text, "expression", 1);
  const { body } = parsed(plain, "expression", text, 1) as Node & { body: ({ expression?: Node } & Node)[] };
  const whole = body[0]?.expression;
  const isOne =
    body.length === 1 && whole?.type === "ParenthesizedExpression" && whole.end === plain.trimEnd().length;
  if (!isOne)
    throw new UsageError(
      `'${expression}' is not one expression: put statements into a function in --setup, and time its call`,
    );
  return `${awaits(whole) ? "async " : ""}() => ${plain}`;
}

/** Whether there is an `await` in the expression, and not only in functions within it. */
function awaits(expression: Node): boolean {
  const nodes = nodesOf(expression);
  const inner = nodes.filter(({ type }) => /Function/.test(type));
  return nodes.some(
    (node) =>
      node.type === "AwaitExpression" && !inner.some((fn) => fn.start <= node.start && node.end <= fn.end),
  );
}

/** The text with blanks in place of its types, where this Node can do that; else as it is. */
function withoutTypes(text: string, what: string, shift = 0): string {
  const { stripTypeScriptTypes } = Module;
  if (stripTypeScriptTypes === undefined) return text;
  // Node warns once that this function is experimental. The user never called it, so the warning is not for them.
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(text);
  } catch (error) {
    const { message, stack = "" } = error as Error;
    const { line, column, length } = placeIn(stack, text);
    throw mistake(what, message, text, line, column, length, shift);
  } finally {
    process.emitWarning = emitWarning;
  }
}

/**
 * Where Node's message says the mistake is: its stack, and nothing else, begins with the line's number, then that line and
 * its neighbours, with carets below it, unless the place is its end.
 */
function placeIn(stack: string, text: string): { line: number; column: number; length: number } {
  const line = Number(/^[^\n]*:(\d+)\n/.exec(stack)?.[1] ?? 1);
  const row = text.split("\n")[line - 1] ?? "";
  const below = stack.split(`\n${row}\n`).slice(1);
  const [, blanks, carets] = below.map((rest) => /^( *)(\^+)/.exec(rest)).find((found) => found) ?? [];
  return { line, column: (blanks ?? row).length + 1, length: carets?.length ?? 1 };
}

/** Acorn's tree of `plain`; what it refuses is shown in `text`, which has the types and the same places. */
function parsed(plain: string, what: string, text: string, shift = 0): Node {
  try {
    return parse(plain, ACORN);
  } catch (error) {
    const { message, loc } = error as SyntaxError & { loc?: { line: number; column: number } };
    if (loc === undefined) throw error;
    throw mistake(what, message.replace(/ \(\d+:\d+\)$/, ""), text, loc.line, loc.column + 1, 1, shift);
  }
}

/** @param shift how many characters of ours stand before the text, which has a line of ours behind it then */
function mistake(
  what: string,
  reason: string,
  text: string,
  line: number,
  column: number,
  length: number,
  shift: number,
): UsageError {
  const own = shift === 0 ? text : text.slice(shift, text.lastIndexOf("\n"));
  const rows = own.split("\n");
  // What is missing at the end is found missing on the line that we have added.
  const at =
    line > rows.length
      ? { line: rows.length, column: rows[rows.length - 1].length + 1 }
      : { line, column: Math.max(1, line === 1 ? column - shift : column) };
  return new UsageError(
    `the ${what} cannot be parsed: ${reason}\n${renderFrame(own, at.line, at.column, length)}`,
  );
}

/** Imports a module's text as if it were in a file of the current folder. */
async function imported(source: string): Promise<Record<string, unknown>> {
  const url = pathToFileURL(join(process.cwd(), "amdahl-time.mjs")).href;
  const hooks = Module.registerHooks({
    resolve: (specifier, context, next) => {
      if (specifier === url) return { url, format: "module", shortCircuit: true };
      try {
        return next(specifier, context);
      } catch (error) {
        // In a folder without an amdahl of its own it is the one that runs the command.
        if (context.parentURL !== url || !/^amdahl(\/|$)/.test(specifier)) throw error;
        return next(specifier, { ...context, parentURL: import.meta.url });
      }
    },
    load: (asked, context, next) =>
      asked === url ? { format: "module", source, shortCircuit: true } : next(asked, context),
  });
  try {
    return (await import(url)) as Record<string, unknown>;
  } finally {
    hooks.deregister();
  }
}
