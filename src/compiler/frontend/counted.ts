// Recognises, by syntax alone, the `for` that counts: one variable, a constant step, a bound compared in the right
// direction, and nobody else who assigns the variable.
import type { For } from "../ir/index.ts";
import { isAssigned, type Node } from "./nodes.ts";

/** A counting loop's parts. */
export interface Counted {
  readonly variable: string;
  readonly start: Node;
  readonly others: readonly Node[]; // further declarators of the init
  readonly bound: Node;
  readonly cmp: For["cmp"];
  readonly step: number;
}

const MIRROR: Record<string, For["cmp"]> = { "<": "gt", "<=": "ge", ">": "lt", ">=": "le" };
const STRAIGHT: Record<string, For["cmp"]> = { "<": "lt", "<=": "le", ">": "gt", ">=": "ge" };

/** Recognises `for (let i = a; i < b; i += c)` in the function `root` by its syntax; whether b stays the same is found out by lowering. */
export function countedShape(n: Node, root: Node): Counted | undefined {
  const { init, test, update } = n;
  if (
    init?.type !== "VariableDeclaration" ||
    init.kind !== "let" ||
    test?.type !== "BinaryExpression" ||
    !update
  )
    return undefined;
  const step = stepOf(update);
  if (!step) return undefined;
  const declarator: Node | undefined = init.declarations.find(
    (d: Node) => d.id.type === "Identifier" && d.id.name === step.name,
  );
  if (!declarator?.init || isAssigned(root, step.name, n.body)) return undefined;
  const others: Node[] = init.declarations.filter((d: Node) => d !== declarator);
  const left = test.left.type === "Identifier" && test.left.name === step.name;
  const right = test.right.type === "Identifier" && test.right.name === step.name;
  const cmp = left ? STRAIGHT[test.operator] : right ? MIRROR[test.operator] : undefined;
  if (!cmp || (left && right) || step.by > 0 !== (cmp === "lt" || cmp === "le")) return undefined;
  return {
    variable: step.name,
    start: declarator.init,
    others,
    bound: left ? test.right : test.left,
    cmp,
    step: step.by,
  };
}

/** `i++`, `i += 2`, `i = i - 1`: the variable and the constant step. */
function stepOf(u: Node): { name: string; by: number } | undefined {
  const literal = (e: Node): number | undefined =>
    e.type === "Literal" && Number.isInteger(e.value) && e.value !== 0 ? e.value : undefined;
  if (u.type === "UpdateExpression" && u.argument.type === "Identifier") {
    return { name: u.argument.name, by: u.operator === "++" ? 1 : -1 };
  }
  if (u.type !== "AssignmentExpression" || u.left.type !== "Identifier") return undefined;
  const name: string = u.left.name;
  if (u.operator === "+=" || u.operator === "-=") {
    const by = literal(u.right);
    return by === undefined ? undefined : { name, by: u.operator === "+=" ? by : -by };
  }
  const r: Node = u.right;
  if (
    u.operator !== "=" ||
    r.type !== "BinaryExpression" ||
    r.left.type !== "Identifier" ||
    r.left.name !== name
  )
    return undefined;
  const by = literal(r.right);
  if (by === undefined || (r.operator !== "+" && r.operator !== "-")) return undefined;
  return { name, by: r.operator === "+" ? by : -by };
}
