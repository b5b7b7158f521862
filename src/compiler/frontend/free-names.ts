// The names that a function takes from the scopes around it: what has to travel with it where it is called, not inlined.
import { type Node, patternNames } from "./nodes.ts";

const SCOPE = /^(BlockStatement|SwitchStatement|For(Of|In)?Statement)$|Function/;

const cache = new WeakMap<Node, ReadonlySet<string>>();

/** The names that are used in a function and declared outside of it. */
export function freeNames(fn: Node): ReadonlySet<string> {
  const known = cache.get(fn);
  if (known) return known;
  const declared = new Map<string, Node[]>();
  const used: Node[] = [];
  const declare = (names: readonly string[], scope: Node): void => {
    for (const name of names) declared.set(name, [...(declared.get(name) ?? []), scope]);
  };
  const visit = (n: Node, around: Node): void => {
    if (n.type === "Identifier") used.push(n);
    if (n.type === "VariableDeclaration")
      declare(
        n.declarations.flatMap((d: Node) => patternNames(d.id)),
        around,
      );
    if (/Function/.test(n.type)) {
      declare(n.params.flatMap(patternNames), n);
      if (n.id) declare([n.id.name], n.type === "FunctionDeclaration" ? around : n);
    }
    const own = SCOPE.test(n.type) ? n : around;
    for (const child of names(n)) visit(child, own);
  };
  visit(fn, fn);
  const bound = (n: Node): boolean =>
    (declared.get(n.name) ?? []).some((scope) => scope.start <= n.start && n.end <= scope.end);
  const free = new Set(used.filter((n) => !bound(n)).map((n): string => n.name));
  cache.set(fn, free);
  return free;
}

/** The nodes below one, without those that name no variable: labels, fields, keys. */
function names(n: Node): Node[] {
  const skipped =
    n.type === "MemberExpression" && !n.computed
      ? n.property
      : n.type === "Property" && !n.computed && !n.shorthand
        ? n.key
        : n.label;
  return Object.values(n)
    .flat()
    .filter((x): x is Node => typeof x === "object" && x !== null && typeof x.type === "string")
    .filter((x) => x !== skipped);
}
