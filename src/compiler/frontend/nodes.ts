// acorn's tree as the front end reads it: one loosely typed node, since each lowering function checks the kind it
// was registered for and reads the fields that ESTree gives that kind.

/** An ESTree node. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  // biome-ignore lint/suspicious/noExplicitAny: ESTree's fields differ by kind; `type` says which are there.
  readonly [field: string]: any;
}

/** Calls `visit` for every node below `root`, itself first; a visit that returns false is not entered. */
export function walkTree(root: Node, visit: (n: Node) => boolean | undefined): void {
  if (visit(root) === false) return;
  for (const key in root) {
    const child: unknown = root[key];
    // Most fields are no nodes, and an ordinary tree has thousands.
    if (typeof child !== "object" || child === null) continue;
    if (Array.isArray(child)) {
      for (const c of child) if (isNode(c)) walkTree(c, visit);
    } else if (isNode(child)) walkTree(child, visit);
  }
}

const isNode = (x: unknown): x is Node =>
  typeof x === "object" && x !== null && typeof (x as Node).type === "string";

/** The names that a pattern binds or assigns. */
export function patternNames(p: Node | null): string[] {
  if (p === null) return [];
  switch (p.type) {
    case "Identifier":
      return [p.name];
    case "ArrayPattern":
      return p.elements.flatMap(patternNames);
    case "ObjectPattern":
      return p.properties.flatMap((q: Node) => patternNames(q.type === "RestElement" ? q.argument : q.value));
    case "AssignmentPattern":
      return patternNames(p.left);
    case "RestElement":
      return patternNames(p.argument);
    default:
      return [];
  }
}

const assignedCache = new WeakMap<Node, ReadonlySet<string>>();

/** Every name that is assigned (not declared) anywhere below a node, by `=`, `+=`, `++`, `--` or a pattern. */
export function assignedNames(root: Node): ReadonlySet<string> {
  const known = assignedCache.get(root);
  if (known) return known;
  const names = new Set<string>();
  walkTree(root, (n) => {
    if (n.type === "AssignmentExpression") for (const name of patternNames(n.left)) names.add(name);
    else if (n.type === "UpdateExpression") for (const name of patternNames(n.argument)) names.add(name);
    else if (
      (n.type === "ForOfStatement" || n.type === "ForInStatement") &&
      n.left.type !== "VariableDeclaration"
    ) {
      for (const name of patternNames(n.left)) names.add(name);
    }
    return undefined;
  });
  assignedCache.set(root, names);
  return names;
}

const laterCache = new WeakMap<Node, ReadonlySet<string>>();

/** Names that are assigned in a loop or in a function inside: the text's order does not say when. */
export function assignedLater(root: Node): ReadonlySet<string> {
  const known = laterCache.get(root);
  if (known) return known;
  const names = new Set<string>();
  walkTree(root.body ?? root, (n) => {
    if (!/^(For|While|DoWhile)|Function/.test(n.type)) return undefined;
    for (const name of assignedNames(n)) names.add(name);
    return false;
  });
  laterCache.set(root, names);
  return names;
}

/** The number of nodes below a node: how big a function is. */
export function treeSize(root: Node): number {
  let size = 0;
  walkTree(root, () => {
    size++;
    return undefined;
  });
  return size;
}
