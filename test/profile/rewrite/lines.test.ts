// How often each line is passed, as line_profiler counts it in Python: a statement when it begins, a `for` when it looks
// for another turn, a branch of an expression when it is taken.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { counted, countedModule, text } from "./counting.ts";

/** Checks the hits that a program says of itself: `//= 3` ends a line that is passed three times, `//= -` one without a counter. */
function check(source: string): unknown {
  const { hits, value } = counted(source);
  compare(source, hits);
  return value;
}

function compare(source: string, hits: Readonly<Record<number, number>>): void {
  const [said, found]: (number | string)[][] = [[], []];
  for (const [i, line] of source.split(/\r\n|[\r\n\u2028\u2029]/).entries()) {
    const expected = /\/\/= (-|\d+)$/.exec(line)?.[1];
    if (expected === undefined) continue;
    said.push(`${i + 1}: ${expected}`);
    found.push(`${i + 1}: ${hits[i + 1] ?? "-"}`);
  }
  assert.ok(said.length > 0);
  assert.deepEqual(found, said, source);
}

describe("loops", () => {
  test("a loop's line is passed once more than it turns", () => {
    check(text`
let n = 0 //= 1
for (let i = 0; i < 3; i++) { //= 4
  n++ //= 3
}
for (const x of [1, 2]) //= 3
  n += x //= 2
for (const k in { a: 1, b: 2, c: 3 }) n++ //= 4
while (n > 5) n-- //= 5
do { //= 3
  n-- //= 3
} while (n > 2) //= 3
do n-- //= 2
while (n > 0) //= 2
for (;;) { //= 2
  if (n++ > 0) //= 2
    break //= 1
}
for (const x of []) {} //= 1
for (const x of "ab"); //= 3
return n //= 1`);
  });

  test("a loop that is left early does not look again", () => {
    check(text`
function first(xs) {
  for (const x of xs) { //= 7
    if (x > 1) return x //= 5
  }
}
first([1, 2, 3]); first([0, 5])
for (const x of [1, 2, 3]) { //= 2
  if (x === 2) break //= 2
}
for (const x of [1, 2, 3, 4]) { //= 5
  if (x % 2) //= 4
    continue //= 2
  first([]) //= 2
}
try { //= 1
  for (const k in { a: 1, b: 2 }) { //= 1
    throw k //= 1
  }
} catch (e) { //= 1
  first([2]) //= 1
}
return 1`);
  });

  test("labels, on the loop's line and on their own", () => {
    check(text`
outer: for (let i = 0; i < 3; i++) { //= 4
  for (let j = 0; j < 3; j++) { //= 6
    if (j === 1) continue outer //= 6
  }
}
again: //= 1
for (const i of [1, 2, 3]) { //= 3
  for (const j of [1, 2, 3]) { //= 5
    if (j === 2) //= 5
      continue again //= 2
    if (i === 3) //= 3
      break again //= 1
  }
}
a: b: for (const x of [1, 2]) continue a //= 3
block: { //= -
  if (1) break block //= 1
  return 0 //= 0
}
last: //= 1
if (1) { //= 1
  break last //= 1
}
return 1 //= 1`);
  });

  test("the parts of a head on lines of their own", () => {
    check(text`
for ( //= 4
  let i = f(0); //= 1
  i < //= 4
    f(3); //= 4
  i++ //= 3
) {}
for (
  f(1); //= 1
  f(0); //= 1
) {}
function f(x) { return x } //= 7`);
  });

  test("for await, and a loop in a generator that is ended from outside", async () => {
    const source = text`
async function* g() {
  for (const x of [1, 2, 3]) //= 2
    yield x //= 2
}
let n = 0
for await (const x of g()) { //= 2
  n += x //= 2
  if (x === 2) break //= 2
}
for await (const x of [1, 2]) n++ //= 3
export default n //= 1`;
    const { hits, value } = await countedModule(source);
    assert.equal(value, 5);
    compare(source, hits);
  });
});

describe("statements", () => {
  test("branches, with and without braces", () => {
    check(text`
function f(x) {
  if (x === 0) return "a" //= 4
  else if (x === 1) //= 3
    return "b" //= 1
  else if (x === 2) { //= 2
    return "c" //= 1
  } else { //= -
    { x++ } //= 1
  }
  if (x) ; else return "never" //= 1
  return x //= 1
}
return [0, 1, 2, 3].map(f)`);
  });

  test("switch, falling through", () => {
    check(
      text`
function f(x) {
  switch (x) { //= 5
    case 0: //= 1
    case 1: //= 2
      x = 7 //= 2
    case 2: x++ //= 3
      break //= 3
    case 3: { //= 1
      x = 0 //= 1
      break //= 1
    }
    default: //= 1
      function inner() {} //= -
      inner() //= 1
  }
  return x //= 5
}
return [0, 1, 2, 3, 4].map(f)`.replace("case 0: //= 1", "case 0: //= -"),
    );
  });

  test("try, catch and finally with throws and returns", () => {
    const value = check(text`
function f(x) {
  try { //= 3
    if (x === 0) return "a" //= 3
    if (x === 1) throw new Error("b") //= 2
  } catch ({ message }) { //= 1
    return message //= 1
  } finally { //= -
    x++ //= 3
  }
  return "c" //= 1
}
return [0, 1, 2].map(f)`);
    assert.deepEqual(value, ["a", "b", "c"]);
  });

  test("classes: fields, static parts, computed keys", () => {
    check(text`
class A { //= 1
  a = //= -
    f(1) //= 2
  static b = f(2) //= 1
  static { //= -
    f(3) //= 1
  }
  ["c" //= 1
    + 1]() {
    return this.a //= 2
  }
}
function f(x) { return x } //= 4
const [x, y] = [new A(), new A()] //= 1
return [x.c1(), y.c1()]`);
  });
});

describe("expressions", () => {
  test("over several lines: what always runs, and what only sometimes", () => {
    check(text`
function f(x, g) {
  const y = x > 1 //= 4
    ? x //= 2
    : h( //= 2
      1, //= 2
      x //= 2
    )
  let z = ( //= 4
    x, //= 4
    y //= 4
  )
  z = x && //= 4
    y //= 3
  z ||= //= 4
    h(2) //= 1
  z ??= //= 4
    h(3) //= 0
  return [ //= 4
    ...[x], //= 4
    { y, //= 4
      z }, //= 4
    g?.( //= 4
      h(4) //= -
    ),
  ]
}
function h(x) { return x } //= 3
return [0, 1, 2, 3].map((x) => f(x))`);
  });

  test("defaults count when they are used", () => {
    check(text`
function f(
  a = //= -
    1, //= 2
  { b = //= -
      2, //= 3
    c } = {}, //= -
) {
  const { //= 3
    d = //= 3
      3, //= 2
    e //= 3
  } = { d: a === 5 ? 1 : undefined } //= 3
  return a + b + d //= 3
}
return [f(), f(5), f(undefined, {})]`);
  });

  test("arrows whose bodies begin a line", () => {
    check(
      text`
const xs = [1, 2, 3] //= 1
  .map( //= -
    (x) => x + 1 //= 3
  )
  .map((x) =>
    x + 1 //= 3
  )
  .map((x) => ({
    x, //= 3
    y: x > 4 //= 3
      ? 1 //= 1
      : 2 //= 2
  }))
return xs //= 1`.replace(".map( //= -", ".map("),
    );
  });
});

test("a line is counted by what begins first on it, whichever function that is in", () => {
  check(text`
const f = () => ({
  x: [
    1], y: () => g() }), h = [1, 2, 3].map((x) =>
      g()), i = 1 //= 3
function g() { return 1 } //= 5
f(); f().y() + g()
return i //= 1`);
});

test("only the functions that were named or marked have lines", () => {
  const { hits } = counted(text`
/** @profile */
function f() {
  return [1].map((x) =>
    x)
}
function g() {
  return f()
}
return g()`);
  assert.deepEqual(hits, { 3: 1, 4: 1 });
});
