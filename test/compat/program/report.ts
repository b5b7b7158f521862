// What the program prints about a captured function, in one line. `setUp` makes the import one of a package.
import { capture, type Free } from "../../../src/capture/index.ts";

const short = (place: { file: string | undefined; line: number; column: number }): string =>
  `${place.file?.split(/[\\/]/).at(-1)}:${place.line}:${place.column}`;

const plain = (value: unknown): unknown =>
  typeof value === "function" ? value.name : typeof value === "object" && value ? Object.keys(value) : value;

type Tree = { type?: string; name?: string; computed?: boolean; [key: string]: unknown };

/** The names that the tree mentions, without the members of objects. */
function names(tree: Tree, into = new Set<string>()): Set<string> {
  if (tree.type === "Identifier") into.add(String(tree.name));
  for (const [key, value] of Object.entries(tree))
    if (value && typeof value === "object" && !(tree.type === "MemberExpression" && key === "property"))
      names(value as Tree, into);
  return into;
}

export function report(fn: (x: number) => number, captures?: Record<string, unknown>): void {
  const captured = capture(fn, captures ? { captures } : {});
  const free: Record<string, unknown> = {};
  const tree = captured.node as unknown as { params: Tree; body: Tree };
  const local = names(tree.params).add("y"); // the kernel's own variable
  for (const name of names(tree.body)) {
    if (local.has(name)) continue;
    const found: Free = captured.free(name);
    free[name] = {
      kind: found.kind,
      ...("value" in found ? { value: plain(found.value) } : {}),
      ...("at" in found ? { at: short(found.at) } : {}),
    };
  }
  const lines = captured.frame(captured.source.lastIndexOf("return")).split("\n");
  const marked = lines.find((line) => line.startsWith(">"));
  const place = short(captured.place);
  const instrumented = captured.source.includes("cov_");
  console.log(`REPORT ${JSON.stringify({ name: captured.name, place, free, marked, instrumented })}`);
}
