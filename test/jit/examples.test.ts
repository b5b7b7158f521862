// The examples in the comments of src/jit are run, and give what stands after their //.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { test } from "node:test";
import * as amdahl from "../../src/index.ts";

const folder = new URL("../../src/jit/", import.meta.url);

/** What the examples name without declaring it. */
const scope = {
  ...amdahl,
  kernel: (x: number): number => x,
  sum: (a: Float64Array): number => a[0],
};

/** The examples of a file, without the comment's stars. */
function examplesOf(file: string): string[] {
  const text = readFileSync(new URL(file, folder), "utf8");
  return [...text.matchAll(/@example\n([\s\S]*?)\n *\*\//g)].map(([, body]) => body.replace(/^ *\* ?/gm, ""));
}

/** `value; // expected` becomes an assertion. */
const asserting = (example: string): string =>
  example.replace(/^( *)([^\n]+); \/\/ ([^\n]+)$/gm, (line, pad, value, expected) =>
    /^(const|let)\b/.test(value) || !/^(-?[\d.]+|true|false|".*")$/.test(expected)
      ? line
      : `${pad}assert.deepEqual(${value}, ${expected});`,
  );

const { log } = console;
for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
  for (const [i, example] of examplesOf(file).entries()) {
    test(`example ${i + 1} of ${file} runs`, () => {
      const code = `{\n${stripTypeScriptTypes(asserting(example))}\n}`;
      const names = [...Object.keys(scope), "assert"];
      console.log = () => {};
      try {
        new Function(...names, code)(...Object.values(scope), assert);
      } finally {
        console.log = log;
      }
    });
  }
}
