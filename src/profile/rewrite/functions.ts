// Every function of a program's text, with the name a person would call it by and the place the engine calls it by.
// Counting, tables and the way from a sample to a row all begin with this list.
import type * as acorn from "acorn";
import type { AnyNode } from "../../capture/index.ts";
import { children } from "./tree.ts";

/** What runs when a function's own statements do. */
export type FunctionKind = "function" | "async" | "generator" | "async generator";

/** A function as it stands in the text, or a class's field initialisers, which the engine runs as one function. */
export interface Found {
  readonly node: AnyNode;
  /** `Grid.step`, `get size`, `<anonymous>`. */
  readonly name: string;
  /** The name that others call it by, if it has one: without the class. */
  readonly called: string | undefined;
  readonly kind: FunctionKind;
  /** Where its text begins and ends, key and `static` of a method included. */
  readonly start: number;
  readonly end: number;
  /** The offset that the engine gives as its place. */
  readonly position: number;
  /** The function around it. */
  readonly parent: Found | undefined;
  /** The class whose fields these are. */
  readonly fieldsOf: AnyNode | undefined;
}

/** Whether a function is asm.js, which is compiled as it is written or not at all: nothing may be put into it. */
export function isAsm({ node, parent }: Found): boolean {
  const { body } = node.body as AnyNode;
  if (Array.isArray(body) && (body as AnyNode[]).some(({ directive }) => directive === "use asm"))
    return true;
  return parent !== undefined && isAsm(parent);
}

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

export const isFunction = (node: AnyNode): boolean => FUNCTIONS.has(node.type);
const isClass = (node: AnyNode): boolean =>
  node.type === "ClassDeclaration" || node.type === "ClassExpression";

/** The functions of a program in the order of the text, outer ones first. */
export function functionsOf(program: acorn.Program, text: string): Found[] {
  const found: Found[] = [];
  visit(program as unknown as AnyNode, undefined, { found, text, className: "" }, {});
  return found;
}

interface Context {
  readonly found: Found[];
  readonly text: string;
  /** Of the class around a member, with a point behind it. */
  readonly className: string;
}

/** What the syntax around a node says of it. */
interface Hint {
  readonly name?: string;
  /** Where the member or property begins whose value it is. */
  readonly start?: number;
  /** `get` or `set`. */
  readonly accessor?: string;
}

function visit(node: AnyNode, parent: Found | undefined, context: Context, hint: Hint): void {
  if (isFunction(node)) {
    visitFunction(node, parent, context, hint);
    return;
  }
  if (isClass(node)) {
    visitClass(node, parent, context, hint);
    return;
  }
  for (const child of children(node)) visit(child, parent, context, hintFor(node, child, context.text));
}

function visitFunction(node: AnyNode, parent: Found | undefined, context: Context, hint: Hint): void {
  const { found, text, className } = context;
  const called = (node.id as AnyNode | null)?.name as string | undefined;
  const name = called ?? hint.name;
  const shown = name === undefined ? "<anonymous>" : `${hint.accessor ?? ""}${className}${name}`;
  const made: Found = {
    node,
    name: shown,
    called: name,
    kind: kindOf(node),
    start: hint.start ?? node.start,
    end: node.end,
    position: positionOf(node, text),
    parent,
    fieldsOf: undefined,
  };
  found.push(made);
  for (const child of children(node))
    visit(child, made, { ...context, className: "" }, hintFor(node, child, text));
}

function visitClass(node: AnyNode, parent: Found | undefined, context: Context, hint: Hint): void {
  const name = ((node.id as AnyNode | null)?.name as string | undefined) ?? hint.name ?? "<class>";
  const inside = { ...context, className: `${name}.` };
  const members = (node.body as AnyNode).body as AnyNode[];
  if (node.superClass) visit(node.superClass as AnyNode, parent, { ...context, className: "" }, {});
  const fields = members.filter(({ type, static: s, value }) => type === "PropertyDefinition" && !s && value);
  let made: Found | undefined;
  if (fields.length > 0) {
    made = {
      node,
      name: `${name}.<fields>`,
      called: undefined,
      kind: "function",
      start: fields[0].start,
      end: fields[fields.length - 1].end,
      position: fields[0].start,
      parent,
      fieldsOf: node,
    };
    context.found.push(made);
  }
  for (const member of members) {
    const owner = fields.includes(member) ? made : parent;
    if (member.computed && member.key)
      visit(member.key as AnyNode, parent, { ...context, className: "" }, {});
    if (member.type === "StaticBlock")
      for (const child of children(member)) visit(child, parent, context, {});
    else if (member.value) visit(member.value as AnyNode, owner, inside, memberHint(member, context.text));
  }
}

function memberHint(member: AnyNode, text: string): Hint {
  const accessor = member.kind === "get" || member.kind === "set" ? `${member.kind} ` : undefined;
  return { name: keyName(member, text), start: member.start, accessor };
}

function keyName(member: AnyNode, text: string): string {
  const key = member.key as AnyNode;
  if (member.computed) return `[${text.slice(key.start, key.end).slice(0, 40)}]`;
  if (key.type === "PrivateIdentifier") return `#${key.name as string}`;
  return String(key.name ?? key.value);
}

/** What a parent says of the function or class that is its child, by the rules of NamedEvaluation where it has one. */
function hintFor(node: AnyNode, child: AnyNode, text: string): Hint {
  switch (node.type) {
    case "VariableDeclarator":
      return child === node.init ? nameOf(node.id as AnyNode) : {};
    case "AssignmentExpression":
      return child === node.right ? nameOf(node.left as AnyNode) : {};
    case "AssignmentPattern":
      return child === node.right ? nameOf(node.left as AnyNode) : {};
    case "Property":
      if (child !== node.value) return {};
      return node.method || node.kind !== "init" ? memberHint(node, text) : { name: keyName(node, text) };
    case "ExportDefaultDeclaration":
      return { name: "default" };
    default:
      return {};
  }
}

function nameOf(target: AnyNode): Hint {
  if (target.type === "Identifier") return { name: target.name as string };
  const property =
    target.type === "MemberExpression" && !target.computed ? (target.property as AnyNode) : undefined;
  if (property === undefined) return {};
  return {
    name: property.type === "PrivateIdentifier" ? `#${property.name as string}` : (property.name as string),
  };
}

function kindOf(node: AnyNode): FunctionKind {
  if (node.async) return node.generator ? "async generator" : "async";
  return node.generator ? "generator" : "function";
}

/** The engine's place of a function: an arrow's start, else the `(` behind its name or key. */
function positionOf(node: AnyNode, text: string): number {
  if (node.type === "ArrowFunctionExpression") return node.start;
  const id = node.id as AnyNode | null;
  if (id) return afterGap(text, id.end, /\(/y);
  // A method's node begins there; `function`, `async function` and `function*` have words before it.
  return text[node.start] === "(" ? node.start : afterGap(text, node.start, /\(/y);
}

const GAP = /\/\*[\s\S]*?\*\/|\/\/.*|[\s\S]/y;

/** The first place from `at` on where `wanted` matches outside of comments. */
export function afterGap(text: string, at: number, wanted: RegExp): number {
  for (let from = at; from < text.length; ) {
    wanted.lastIndex = from;
    if (wanted.test(text)) return from;
    GAP.lastIndex = from;
    from += GAP.exec(text)?.[0].length ?? 1;
  }
  return at;
}
