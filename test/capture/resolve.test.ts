// Imports lead to the module that owns a variable, also by the endings that compilers let stand for another.
import assert from "node:assert/strict";
import { test } from "node:test";
import { resolveImport } from "../../src/capture/script.ts";

const here = new URL("./fixtures/again.ts", import.meta.url).href;
const live = new URL("./fixtures/live.ts", import.meta.url).href;

test("a relative import is found as written, as the source of a compiled file, or without an ending", () => {
  for (const specifier of ["./live.ts", "./live.js", "./live", "../fixtures/live.js"])
    assert.equal(resolveImport(specifier, here), live, specifier);
  assert.equal(resolveImport(live, here), live);
});

test("a package leads to its file, and what is in no file to nothing", () => {
  assert.match(String(resolveImport("acorn", here)), /^file:.*\/acorn\/dist\/acorn\.js$/);
  assert.equal(resolveImport("node:fs", here), undefined);
  assert.equal(resolveImport("fs", here), undefined);
  assert.equal(resolveImport("no-such-package-anywhere", here), undefined);
});
