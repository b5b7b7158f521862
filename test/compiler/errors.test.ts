// The full text of every error: what was found, where, why not, what to write instead.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInThisContext } from "node:vm";
import { jit, prange, random, range } from "../../src/index.ts";
import { cases, page } from "./error-cases.ts";

Object.assign(globalThis, { prange, range, random });

function said(source: string, args: string): string {
  const kernel = runInThisContext(`(${source})`, { filename: "kernel.js" }) as (
    ...args: unknown[]
  ) => unknown;
  try {
    jit(kernel, { parallel: 2 })(...(runInThisContext(`[${args}]`) as unknown[]));
  } catch (e) {
    return `${(e as Error).name}: ${(e as Error).message}`;
  }
  return "no error";
}

for (const { group, name, source, args, text } of cases) {
  test(`${group}: ${name}`, () => {
    assert.equal(said(source, args), text);
  });
}

test("docs/errors.md shows them all", () => {
  assert.equal(readFileSync(new URL("../../docs/errors.md", import.meta.url), "utf8"), page());
});
