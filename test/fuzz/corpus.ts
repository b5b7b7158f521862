// A finding as a file: a program that once differed, kept so that it never does again. `npm run fuzz` writes them to
// failures/; once the bug is fixed, the file moves to corpus/, where corpus.test.ts runs it.
import type { Case } from "./generate.ts";
import { spell } from "./values.ts";

/** What a file of the corpus exports. */
export interface Entry extends Case {
  /** What is still wrong: the program's test may fail until this is removed. */
  readonly open?: string;
}

/** A value made of numbers, strings, booleans, lists, byte arrays and records, as TypeScript. */
function literal(x: unknown): string {
  if (typeof x === "number") return spell(x);
  if (x instanceof Uint8Array) return `Uint8Array.of(${x.join(", ")})`;
  if (Array.isArray(x)) return `[${x.map(literal).join(", ")}]`;
  if (typeof x === "object" && x !== null) {
    return `{ ${Object.entries(x)
      .map(([name, v]) => `${name}: ${literal(v)}`)
      .join(", ")} }`;
  }
  return JSON.stringify(x);
}

const quoted = (text: string): string =>
  `\`${text.replaceAll("\\", "\\\\").replaceAll("`", "\\`").replaceAll("${", "\\${")}\``;

/** The file of a program; `note` says what differed. */
export function corpusFile(c: Entry, note: string): string {
  const comment = note
    .split("\n")
    .map((line) => `// ${line}`.trimEnd())
    .join("\n");
  return `// Found by the fuzzer.
${comment}
import type { Entry } from "../corpus.ts";

export default {
  seed: ${c.seed},${c.open ? `\n  open: ${literal(c.open)},` : ""}
  features: ${literal(c.features)},
  source: ${quoted(c.source)},
  checked: ${quoted(c.checked)},
  args: ${literal(c.args)},
} satisfies Entry;
`;
}
