// Every program that was once compiled wrongly, against everything.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { NO_C } from "../compiler/backend/c/host.ts";
import { check } from "./check.ts";
import type { Entry } from "./corpus.ts";

const folder = new URL("./corpus/", import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".ts"))) {
  const { default: program } = (await import(new URL(file, folder).href)) as { default: Entry };
  // A program that hangs the compiler would take the other tests with it.
  const options = program.open?.startsWith("hangs") ? { skip: program.open } : { todo: program.open };
  test(`the program of ${file} means the same everywhere`, options, () => {
    assert.strictEqual(check(program).finding?.what, undefined);
    if (!NO_C) assert.strictEqual(check(program, { thorough: false, native: true }).finding?.what, undefined);
  });
}
