// Assignments: names, elements and fields on the left of an equals sign, and the order in which they and the right side
// are evaluated.
import { bin, cond, type Expr, get, num, un } from "../ir/index.ts";
import { checked, element, nameOf, staticKey } from "./access.ts";
import { ELSEWHERE, identifier, parts } from "./bindings.ts";
import type { Context } from "./context.ts";
import { KINDS, type Kind } from "./kinds.ts";
import type { Node } from "./nodes.ts";
import { hasEffects, inOrder, mayTrap } from "./operands.ts";
import { arithmetic } from "./operators.ts";
import { isNever, NEVER } from "./reach.ts";
import { type ArrayValue, aType, type NdValue, staticName, typeOf, type Value } from "./types.ts";
import {
  assign,
  copy,
  isSettled,
  locals,
  mutate,
  part,
  sameType,
  settle,
  storage,
  toBool,
  toNum,
} from "./values.ts";

/** Something that can be assigned to: read it, write it; its operands are evaluated once. */
interface Place {
  read(): Value;
  write(v: Value): void;
  /** Makes its check now, because what comes before the write has effects of its own. */
  check?(): void;
}

/** The place that an expression on the left names. Operands of the place are evaluated here. */
function placeOf(cx: Context, n: Node): Place {
  if (n.type === "Identifier") return variable(cx, n);
  if (n.type === "MemberExpression") return memberPlace(cx, n);
  return cx.fail(n, "this cannot be assigned to", "a variable, an element or a field");
}

function variable(cx: Context, n: Node): Place {
  const b = cx.scope.lookup(n.name);
  if (b?.kind === "case") return cx.fail(n, ...ELSEWHERE(n.name));
  if (!b) {
    return cx.fail(
      n,
      `${n.name} belongs to the code around the kernel and cannot be changed from inside`,
      "return the value",
    );
  }
  if (b.kind === "taken") {
    return cx.fail(
      n,
      `a function that is part of a recursion cannot assign ${n.name}, which belongs to the function around it`,
      `a result, or an element of a typed array, ${n.name}[0]`,
    );
  }
  if (b.kind === "const") return cx.fail(n, `${n.name} is a const`, `let ${n.name}`);
  return {
    read: () => identifier(cx, n),
    write: (v) => {
      if (isNever(v)) return;
      if (v.t === "closure" || v.t === "static") {
        cx.fail(
          n,
          `${n.name} gets ${v.t === "closure" ? "a function" : staticName(v.value)}, which cannot be stored`,
          "a number, a boolean, an array or a record",
        );
      }
      if (!b.value || b.value.t === "static" || isNever(b.value)) {
        b.value = storage(typeOf(v), b.name, (name, t) => cx.local(name, t), "variable");
        const unset = b.unset && cx.instance.unset.get(b.unset);
        if (unset) unset.locals = locals(b.value);
        for (const l of locals(b.value)) cx.doubtful.add(l);
      }
      sameType(cx, b.value, v, n);
      part(cx, v, b.value, n);
      assign(cx, [[b.value, v]]);
    },
  };
}

function memberPlace(cx: Context, n: Node): Place {
  const key = staticKey(n);
  if (!n.computed || typeof n.property.value === "string")
    return fieldPlace(cx, n, cx.expr(n.object), key as string);
  const [object, index] = inOrder(cx, [() => cx.expr(n.object), () => cx.expr(n.property)]) as [Value, Value];
  if (isNever(object)) return NOWHERE;
  if (object.t === "record") return fieldPlace(cx, n, object, key ?? "");
  if (object.t === "table") {
    return cx.fail(
      n,
      "the rows of an array of arrays cannot be replaced",
      "copy the elements, or swap variables that hold the rows",
    );
  }
  if (object.t !== "array")
    return cx.fail(n, `${aType(typeOf(object))} has no elements to assign`, "a typed array");
  const settled = settle(cx, { t: "num", e: toNum(cx, index, n.property) }, "i");
  const array = settle(cx, object) as ArrayValue;
  const i = (settled as { e: Expr }).e;
  const inRange = (): Expr => checked(cx, i, get(array.ref.length), nameOf(cx, n), undefined, n);
  let proven: Expr | undefined;
  return {
    read: () => element(cx, array, i, n),
    write: (v) => store(cx, array, proven ?? inRange(), [i], v, n),
    check: () => {
      proven = get(cx.once("i", inRange()));
    },
  };
}

/** A place of something that is never there. */
const NOWHERE: Place = { read: () => NEVER, write: () => {} };

function fieldPlace(cx: Context, n: Node, object: Value, key: string): Place {
  if (isNever(object)) return NOWHERE;
  if (object.t !== "record") {
    return cx.fail(
      n,
      `the property ${key} of ${aType(typeOf(object))} cannot be changed from inside a kernel`,
      "return the value",
    );
  }
  const field = object.fields.get(key);
  if (!field)
    return cx.fail(
      n,
      `this record has no field ${key}: it has ${[...object.fields.keys()].join(", ")}`,
      "all fields in the literal",
    );
  return {
    read: () => field,
    write: (v) => {
      if (isNever(v)) return;
      if (field.t === "record") {
        cx.fail(
          n,
          `${key} is a record, and a record inside another cannot be replaced`,
          "an assignment to each of its fields",
        );
      }
      mutate(cx, object, n);
      sameType(cx, field, v, n);
      assign(cx, [[field, v]]);
    },
  };
}

/** Stores a value into an array, with the rounding that its kind asks for. */
export function store(
  cx: Context,
  a: ArrayValue | NdValue,
  index: Expr,
  subs: readonly Expr[],
  v: Value,
  at: Node,
): void {
  const { list, value } = cx.sub(() => stored(cx, a.kind, toNum(cx, v, at), at));
  // The place is checked before the value is looked at.
  const place = list.length > 0 && !isSettled(cx, index) ? get(cx.once("i", index)) : index;
  cx.out.push(...list);
  cx.emit({ k: "store", array: a.ref, index: place, subs, value, place: cx.place(at) });
}

function stored(cx: Context, kind: Kind, e: Expr, at: Node): Expr {
  const { rounding } = KINDS[kind];
  if (rounding === "half") {
    const convert = cx.unit.library.math("numberToF16");
    if (!convert) throw new Error("the library has no numberToF16");
    return toNum(cx, cx.unit.tables.call(cx, convert, [{ t: "num", e }], at), at);
  }
  if (rounding === "none") return e;
  // ToUint8Clamp: NaN and everything below 0 is 0, above 255 is 255, ties to even.
  const x = e.k === "get" || e.k === "const" ? e : get(cx.once("x", e));
  const low = cond(bin("gt", x, num(0)), x, num(0));
  return un("nearest", bin("min", low, num(255)), "f64");
}

/** `left = right` and its compound forms, as an expression. */
export function assignment(cx: Context, n: Node): Value {
  return assigned(cx, n, true);
}

/** The same as a statement: nobody asks for the value. */
export function assignmentStatement(cx: Context, n: Node): void {
  assigned(cx, n, false);
}

function assigned(cx: Context, n: Node, wanted: boolean): Value {
  if (n.left.type === "ArrayPattern" || n.left.type === "ObjectPattern") return destructure(cx, n);
  if (n.operator === "=") return plain(cx, n, wanted);
  if (["&&=", "||=", "??="].includes(n.operator)) return shortCircuit(cx, n);
  const op = n.operator.slice(0, -1);
  let target: Place | undefined;
  const [old, right] = inOrder(cx, [
    () => {
      target = placeOf(cx, n.left);
      return target.read();
    },
    () => cx.expr(n.right),
  ]) as [Value, Value];
  return write(cx, target as Place, arithmetic(cx, op, old, right, n), wanted);
}

function plain(cx: Context, n: Node, wanted: boolean): Value {
  // The place's operands come first, as in JavaScript; they are settled, so the right side cannot change them.
  const target = placeOf(cx, n.left);
  const { list, value } = cx.sub(() => cx.expr(n.right));
  // A value that is wanted is settled before the store, so the store's own check must come before it.
  if (wanted || hasEffects(cx, list) || mayTrap(list)) target.check?.();
  cx.out.push(...list);
  return write(cx, target, value, wanted);
}

/** Assigns. The value, where it is asked for, is what was assigned, not what reading it anew would give afterwards. */
function write(cx: Context, target: Place, v: Value, wanted: boolean): Value {
  const value = wanted ? settle(cx, v) : v;
  target.write(value);
  return value;
}

function shortCircuit(cx: Context, n: Node): Value {
  const target = placeOf(cx, n.left);
  const old = target.read();
  if (n.operator === "??=") {
    if (old.t !== "static" || (old.value !== undefined && old.value !== null)) return old;
    return write(cx, target, cx.expr(n.right), true);
  }
  const made = copy(cx, old, "t", n, "object");
  const test = toBool(cx, made, n.left);
  const { list } = cx.sub(() => {
    const v = settle(cx, cx.expr(n.right));
    sameType(cx, made, v, n);
    target.write(v);
    assign(cx, [[made, v]]);
  });
  const arms = n.operator === "&&=" ? { then: list, else: [] } : { then: [], else: list };
  cx.emit({ k: "if", test, ...arms, ...cx.placed(n) });
  return made;
}

/** `[a, b] = [b, a]` and its kin: the right side is complete before anything is written. */
function destructure(cx: Context, n: Node): Value {
  const right = settle(cx, cx.expr(n.right));
  const write = (p: Node, v: Value): void => {
    if (p.type === "ArrayPattern" || p.type === "ObjectPattern" || p.type === "AssignmentPattern") {
      for (const [part, sub] of parts(cx, p, v)) write(part, sub);
    } else placeOf(cx, p).write(v);
  };
  write(n.left, right);
  return right;
}

/** `x++`, `--x`: the value is the old or the new one. */
export function update(cx: Context, n: Node): Value {
  const target = placeOf(cx, n.argument);
  const old = settle(cx, { t: "num", e: toNum(cx, target.read(), n.argument) }) as Value & { t: "num" };
  const v = settle(cx, { t: "num", e: bin(n.operator === "++" ? "add" : "sub", old.e, num(1)) });
  target.write(v);
  return n.prefix ? v : old;
}

/** The same as a statement: nobody asks for the old value. */
export function updateStatement(cx: Context, n: Node): void {
  const target = placeOf(cx, n.argument);
  const old = toNum(cx, target.read(), n.argument);
  target.write({ t: "num", e: bin(n.operator === "++" ? "add" : "sub", old, num(1)) });
}
