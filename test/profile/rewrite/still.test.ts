// Which lines have memory read where they begin: all but those that can make none, as far as the text is sure of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rewrite } from "../../../src/profile/rewrite/index.ts";
import { text } from "./counting.ts";

/** Checks what a program says of its lines: `// read`, or `// still`. */
function check(source: string, lines: "all" | readonly string[] = "all"): void {
  const made = rewrite(
    source,
    {
      url: "file:///test.js",
      typed: false,
      module: true,
      array: "$c",
      memory: { level: "$level", read: "$read", base: 0 },
    },
    { lines, builtins: false, memory: true },
  );
  assert.ok(!("reason" in made));
  const ran = made.code.split("\n");
  for (const [i, line] of source.split("\n").entries()) {
    const said = /\/\/ (read|still)$/.exec(line)?.[1];
    if (said) assert.equal(ran[i].includes("$read("), said === "read", `line ${i + 1}: ${ran[i]}`);
  }
}

test("sums of numbers make none, and sums of what may be strings do", () => {
  check(text`
function f(given, list) {
  let sum = 0;
  let word = "";
  let other = 0;
  for (let i = 0; i < list.length; i++) {
    const x = (i + 0.5) * given; // still
    sum += 4 / (1 + x * x); // still
    if (sum > 10 && x !== 3) sum -= Math.sqrt(x); // still
    word += "x"; // read
    word = word + i; // read
    const y = given + 1; // read
    const z = given - 1; // still
    other += list[i]; // read
    sum += list.length; // still
  }
  return [sum, word, other]; // read
}`);
});

test("what is stored in something, made, called or let go of is read", () => {
  check(text`
let kept = [];
export function f(list, other) {
  for (let i = 0; i < 3; i++) {
    list[i] = 0; // read
    list.size++; // read
    kept = undefined; // read
    other(i); // read
    const made = { i }; // read
    const later = () => i; // read
    const also = \`\${i}\`; // read
    const last = list[i]; // still
    const pick = i > 1 ? last : list; // still
  }
}`);
});

test("a line is read for all that begins on it", () => {
  check(text`
function f(list) {
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    if (i > 3) list.push(i); // read
    sum += 1; list.push(sum); // read
    if (i > 4) sum += 2; // still
    while (sum > 99) list.pop(); // read
    switch (i) { case 1: list.push(2); } // read
    if (i > 5) continue; // still
  }
  for (let i = 0; i < 9; i++) list.push(i); // read
  for (let i = 0; i < 9; i++) sum += i; // still
  return sum; // still
}
f([]);`);
});

test("a name is what its own function says of it", () => {
  check(text`
const sum = f(3);
function f(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += i; // still
  }
  return sum;
}
function g(sum) {
  for (let i = 0; i < 3; i++) {
    sum += i; // read
  }
  return [sum];
}
g(1);`);
});

test("numbers without an end are made by every sum", () => {
  check(text`
function f() {
  let sum = 0;
  for (let i = 0; i < 3; i++) {
    sum += i; // read
  }
  return [sum, 1n];
}
f();`);
});

const HELPERS = text`
function at(i, j) {
  return i + j; // MARK
}
function add(u, i) {
  return u[at(i, 1)] + u[at(i, 2)]; // MARK
}
export function f(u, list) {
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    u[i] = add(u, i); // read
  }
  return sum;
}`;

test("a small function's lines are its callers', unless it was asked for", () => {
  check(HELPERS.replaceAll("MARK", "still"));
  check(HELPERS.replaceAll("MARK", "read").replace("u[i] = add(u, i); // read", "u[i] = add(u, i);"), [
    "at",
    "add",
  ]);
});
