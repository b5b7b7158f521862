// Generated programs as trees: pieces of text with children in between. Small enough to print, to take apart when a
// failing program is made smaller, and to print a second time in a checked form for the run in plain JavaScript.

/** The type of what a node stands for: "num", "bool", "stmt", "lval" (a place to assign to), or an array's name. */
export type Ty = string;

export interface Node {
  /** The production that made it; features are switched off and counted by it. */
  readonly tag: string;
  readonly ty: Ty;
  /** Children: expressions, or lists of statements. */
  readonly kids: readonly Kid[];
  /** Text with numbers where children stand. */
  readonly text: Template;
  /** The text of the checked form, where that differs. */
  readonly plain?: Template;
}
export type Kid = Node | readonly Node[];
export type Template = readonly (string | number)[];

/** `make(tag, ty)` is a template tag: its interpolations are children. */
export function make(tag: string, ty: Ty): (strings: TemplateStringsArray, ...kids: Kid[]) => Node {
  return (strings, ...kids) => {
    const text: (string | number)[] = [];
    strings.forEach((s, i) => {
      if (i > 0) text.push(i - 1);
      if (s !== "") text.push(s);
    });
    return { tag, ty, kids, text };
  };
}

/** A node without children. */
export const leaf = (tag: string, ty: Ty, text: string): Node => ({ tag, ty, kids: [], text: [text] });

/** `node` with another text in the checked form; `$0` and so on stand for its children. */
export function plainly(node: Node, text: string): Node {
  const plain = text.split(/(\$\d)/).map((part) => (/^\$\d$/.test(part) ? Number(part[1]) : part));
  return { ...node, plain };
}

/** A node as source text, in the checked form if asked. */
export function print(node: Node, checked = false, pad = ""): string {
  const inner = `${pad}  `;
  return ((checked && node.plain) || node.text)
    .map((part) => {
      if (typeof part === "string") return part.replaceAll("\n", `\n${pad}`);
      const kid = node.kids[part];
      if (!isList(kid)) return print(kid, checked, pad);
      return `\n${kid.map((s) => `${inner}${print(s, checked, inner)}\n`).join("")}${pad}`;
    })
    .join("");
}

export const isList = (kid: Kid): kid is readonly Node[] => Array.isArray(kid);

/** Every node of a tree, outer ones first. */
export function* nodes(node: Node): Generator<Node> {
  yield node;
  for (const kid of node.kids) {
    for (const k of isList(kid) ? kid : [kid]) yield* nodes(k);
  }
}

/** The number of nodes. */
export function size(node: Node): number {
  let n = 0;
  for (const _ of nodes(node)) n++;
  return n;
}
