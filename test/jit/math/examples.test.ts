// The examples in the comments of src/jit/math are run: each gives the value that stands after its //.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { library } from "../../../src/jit/math/index.ts";

const folder = new URL("../../../src/jit/math/", import.meta.url);
const names = Object.keys(library);
const evaluate = (text: string): number =>
  new Function(...names, `return (${text});`)(...names.map((name) => library[name]));

/** A result that says what it is in numbers: a literal, Infinity, a power, or Math's constants. */
const numeric = /^-?(\d[\w.]*(e-?\d+)?|Infinity|NaN|Math\.\w+)( [*/]+ -?[\d.]+)?( - 1)?( \*\* -?\d+)?$/;

test("every example with a numeric answer gives that answer", () => {
  let run = 0;
  const wrong: string[] = [];
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const file of files.filter((f) => f.endsWith(".ts"))) {
    for (const [, call, rest] of readFileSync(new URL(file, folder), "utf8").matchAll(
      /@example (.+?) \/\/ (.+)/g,
    )) {
      const answer = rest
        .replace(/\*\/$/, "")
        .split(/[,(]|that is/)[0]
        .trim();
      if (!numeric.test(answer) || answer.includes("...")) continue;
      run++;
      const value = evaluate(call);
      if (!Object.is(value, evaluate(answer))) wrong.push(`${file}: ${call} is ${value}, not ${answer}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(run > 100, `only ${run} examples were run`);
});
