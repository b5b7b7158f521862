// A look at a script's text that can often rule out, without parsing it, that a variable is ever reassigned.
// Parsing a module costs milliseconds of the first call; this costs microseconds. It may only err one way.
import type { Import } from "./scope.ts";

/**
 * False only if no assignment to any variable called `name` can be in the text besides `const`, `let`, `function`,
 * `class` and `import` declarations. A name in a string, a comment or another scope can make it true.
 */
export function mayBeAssigned(text: string, name: string): boolean {
  const id = `(?<![\\w$.])${name.replaceAll("$", "\\$")}(?![\\w$])`;
  const assigns = "(?:\\+\\+|--|(?:[-+*/%&|^]|\\*\\*|<<|>>>?|&&|\\|\\||\\?\\?)?=(?![=>]))"; // neither `==` nor `=>`
  const doubtful = [
    `${id}[\\s)!]*${assigns}`, // (name) = …, name += …, name++
    `(?:\\+\\+|--)[\\s(]*(?:${id}|/[/*])`,
    `${id}\\s+(?:as|satisfies)\\b`, // (name as T) = …
    `${id}[\\s)]*/[/*]`, // a comment may stand before the operator
    `for\\s*(?:await\\s*)?\\([\\s(]*${id}`, // for (name of …)
    `var\\s+${id}`, // runs again in a loop, or is declared twice
  ];
  // The one harmless form of the first line: the name's own declaration, which a loop does not repeat.
  const declared = new RegExp(`(?:const|let)\\s+${id}\\s*=(?![=>])`, "g");
  const rest = text.replace(declared, " ");
  if (new RegExp(doubtful.join("|")).test(rest)) return true;
  return hidesAssignments(text);
}

const hides = new Map<string, boolean>();

/** Whether the text has assignments that do not show their names: destructuring, or escapes in names. */
function hidesAssignments(text: string): boolean {
  let found = hides.get(text);
  if (found === undefined) {
    found =
      text.includes("\\u") || /for\s*(?:await\s*)?\(\s*(?:var\s*)?[[{]/.test(text) || assignsToPattern(text);
    hides.clear(); // only ever asked again for the script that was asked about last
    hides.set(text, found);
  }
  return found;
}

function assignsToPattern(text: string): boolean {
  for (const match of text.matchAll(/[\]}](?:\s|\/\/.*|\/\*[\s\S]*?\*\/)*=(?![=>])/g)) {
    const open = opening(text, match.index);
    const head = text.slice(Math.max(0, open - WINDOW), Math.max(0, open)).trimEnd();
    const before = head.slice(head.lastIndexOf("\n") + 1);
    if (before.length === head.length && open > WINDOW) return true; // a line too long to see its start
    // A bracket in a string or a pattern may have misled the search for the opening one.
    if (open < 0 || /["'`/]/.test(text.slice(open, match.index + match[0].length))) return true;
    if (/\/\/|\*\/$/.test(before)) return true; // what precedes the bracket is a comment
    const isElement = text[open] === "[" && /[\w$\]]$/.test(before) && !KEYWORD.test(before);
    // A declaration's pattern, or a tuple or object type in one.
    const isConstant = /\b(?:const|let)(?:\s+[\w$]+\s*:)?$/.test(before);
    if (!isElement && !isConstant) return true;
  }
  return false;
}

/** How far before a bracket its line is looked at, so that a minified text takes no quadratic time. */
const WINDOW = 400;

/** Words after which a bracket opens an array and not an element of something. */
const KEYWORD =
  /\b(?:await|case|const|default|delete|do|else|in|let|new|of|return|throw|typeof|var|void|yield)$/;

/** Offset of the bracket that the one at `at` closes; brackets in strings only lead to a harmless "perhaps". */
function opening(text: string, at: number): number {
  let depth = 0;
  for (let i = at; i >= 0; i--) {
    const char = text[i] as string;
    if (char === "]" || char === "}" || char === ")") depth++;
    else if ((char === "[" || char === "{" || char === "(") && --depth === 0) return i;
  }
  return -1;
}

/** The names that static imports bind, or undefined when their text is not of the plain form. */
export function importsAtAGlance(text: string): Map<string, Import> | undefined {
  const found = new Map<string, Import>();
  for (const [, clause = "", from = ""] of text.matchAll(
    /\bimport\b\s*([^'"();]*?)\bfrom\s*["']([^"']+)["']/g,
  )) {
    if (/[/\\]/.test(clause)) return undefined;
    const [, defaults = "", , named = ""] =
      /^\s*([\w$]*)\s*,?\s*(\*\s*as\s+[\w$]+\s*)?(?:\{([^}]*)\})?\s*$/.exec(clause) ?? [];
    const namespace = /\*\s*as\s+([\w$]+)/.exec(clause)?.[1];
    if (!defaults && !namespace && !named) return undefined;
    if (defaults) found.set(defaults, { from, name: "default" });
    if (namespace) found.set(namespace, { from, name: "*" });
    for (const part of named.split(",")) {
      const [name, as, local] = part.trim().split(/\s+/);
      if (name) found.set(as === "as" && local ? local : name, { from, name });
    }
  }
  return found;
}

/** Whether everything that the text exports, it exports under the name and in the place of its declaration. */
export function exportsPlainly(text: string): boolean {
  return !/\bexport\s*(?:[{*]|default\b)/.test(text);
}
