// Which statements say that they make objects, and that none of them says so when it is done.
import assert from "node:assert/strict";
import { test } from "node:test";
import { rewrite } from "../../../src/profile/rewrite/index.ts";
import { text } from "./counting.ts";

/** Rewrites a program. */
function rewritten(source: string, lines: "all" | readonly string[] = "all") {
  const file = { url: "file:///test.js", typed: false, module: true, array: "$c", makes: "$makes" };
  const made = rewrite(source, file, { lines, builtins: false });
  assert.ok(!("reason" in made));
  return made;
}

/** Checks what a program says of its lines: `// makes`, or `// not`. */
function check(source: string): void {
  const { code, makes = [] } = rewritten(source);
  const ran = code.split("\n");
  for (const [i, line] of source.split("\n").entries()) {
    const said = /\/\/ (makes|not)$/.exec(line)?.[1];
    if (!said) continue;
    const number = makes.findIndex((one) => one.line === i) + 1;
    const stores = number > 0 && ran[i].includes(`$makes[0]=${number};`);
    assert.equal(stores, said === "makes", `line ${i + 1}: ${ran[i]}`);
  }
}

/** Runs a program in whose text `at()` gives the number that is said then; gives what it returns, and what is said behind it. */
function run(source: string): { readonly result: unknown; readonly after: number } {
  const { code, slots } = rewritten(source);
  const word = new Int32Array(1);
  const made = new Function("$c", "$makes", "at", `"use strict";${code}\nreturn main();`);
  return { result: made(new Array(slots).fill(0), word, () => word[0]), after: word[0] };
}

test("objects, arrays, functions, texts and patterns are made, and numbers are not", () => {
  check(text`
function f(n, list) {
  const a = { n }; // makes
  let b = [n]; // makes
  b = (x) => x; // makes
  b = \`n is \${n}\`; // makes
  b = \`n\`; // not
  b = "n" + n; // makes
  b += "n"; // makes
  b = /n/; // makes
  b = new Map(); // makes
  n = n + 1; // not
  const [c] = list; // not
  list[0] = { ...a }; // makes
  return { b, c }; // not
}
`);
});

test("nothing that runs other functions of the file says so, but for small ones that make nothing", () => {
  check(text`
class Point { constructor(x) { this.x = x; } }
class List { constructor(n) { this.list = []; for (let i = 0; i < n; i++) this.list.push({ i }); } }
class More extends Point { constructor(x) { super(x); } }
const half = (x) => x / 2;
const make = (x) => { const made = { x }; return made; };
const own = { half(x) { return x / 2; }, turn(x) { const made = [x]; return made; } };
async function* f(n, list, other) {
  list[0] = new Point(n); // makes
  list[0] = new List(n); // not
  list[0] = new More(n); // not
  list[0] = { x: half(n) }; // makes
  list[0] = { x: make(n) }; // not
  list[0] = { x: own.turn(n) }; // not
  list[0] = { x: own.half(n) }; // makes
  list.push({ n }); // makes
  list.push([n].map(make)); // not
  list.push([n].map((x) => half(x))); // not
  list[0] = { x: other(n) }; // not
  list[0] = [await n]; // not
  list[0] = [yield n]; // not
  list[0] = [String(n)]; // makes
  list[0] = other\`\${n}\`; // not
  list[0] = [class { static x = make(n); }]; // not
}
`);
});

test("a module's own statements do not, but in loops", () => {
  check(text`
const table = []; // not
for (let i = 0; i < 3; i++) table.push({ i }); // makes
`);
});

test("functions that are not chosen do not", () => {
  const { makes } = rewritten("function f() { const a = []; }\nfunction g() { const a = []; }", ["g"]);
  assert.deepEqual(makes, [{ line: 1, fn: 1 }]);
});

test("nothing is said behind a statement, a row of them, a loop, or a loop that is left", () => {
  const { result, after } = run(text`
function main() {
  const seen = new Array(1).fill(0);
  const a = { x: 1 }
  const b = [a]
  seen.push(at());
  let c
  for (let i = 0; i < 3; i++) c = { i }
  seen.push(at());
  if (c) c = [c]; else c = {};
  seen.push(at());
  for (const x of [1, 2, 3]) {
    if (x === 2) break;
    c = { x };
  }
  seen.push(at());
  outer: for (const x of [1, 2]) for (let i = 0; i < 2; i++) { if (i) continue outer; c = [x]; }
  seen.push(at());
  while (seen.length < 7) { c = { c }; seen.push(0); }
  do c = [c]; while (false)
  seen.push(at());
  try { c = [null.x]; } catch { seen.push(at()); }
  seen.push(at());
  switch (c.length) { case 0: c = {}; default: const d = { c }; c = d }
  seen.push(at());
  ;[c] = [b]
  seen.push(at());
  return seen.every((number) => number === 0) ? [c === b, seen.length] : seen;
}
`);
  assert.deepEqual(result, [true, 12]);
  assert.equal(after, 0);
});

test("a loop's head says so itself where its turns end with such a statement", () => {
  const { result } = run(text`
function main() {
  const seen = [];
  const look = { get next() { seen.push(at()); return seen.length < 3; } };
  let c;
  do {
    c = { seen };
  } while (look.next);
  return [seen, at()];
}
`);
  // The number of the line of `do`, and none behind the loop.
  const [seen, behind] = result as [number[], number];
  assert.ok(
    seen.every((number) => number === seen[0] && number > 0),
    `${seen}`,
  );
  assert.equal(behind, 0);
});
