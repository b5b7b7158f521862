// Every program that was once compiled wrongly, against everything.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { check } from "./check.ts";
import type { Case } from "./generate.ts";

const folder = new URL("./corpus/", import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
  test(`the program of ${file} means the same everywhere`, async () => {
    const { default: program } = (await import(new URL(file, folder).href)) as { default: Case };
    assert.strictEqual(check(program).finding?.what, undefined);
  });
}
