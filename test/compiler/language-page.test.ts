// docs/language.md is true: every example on it is run, and its lists are the compiler's own.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import * as methods from "../../src/jit/prelude/typed-array.ts";

const page = readFileSync(new URL("../../docs/language.md", import.meta.url), "utf8");
const blocks = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map((m) => m[1]);
const amdahl = new URL("../../src/index.ts", import.meta.url).href;

/** Lines of the form `expression; // → value` become checks. */
const checked = (block: string): string =>
  `import assert from "node:assert/strict";\n${block
    .replace('from "amdahl"', `from ${JSON.stringify(amdahl)}`)
    .replace(/^(.+); \/\/ → (.+)$/gm, "assert.deepEqual($1, $2);")}`;

test("the page has examples, and each says what it gives", () => {
  assert.equal(blocks.length, 5);
  for (const block of blocks) assert.match(block, /; \/\/ → /);
});

for (const [i, block] of blocks.entries()) {
  test(`example ${i + 1}: ${block.split("\n")[2]}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "amdahl-page-"));
    try {
      const file = join(folder, "example.mts");
      writeFileSync(file, checked(block));
      await import(pathToFileURL(file).href);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test("the methods of typed arrays that the page lists are those that compile", () => {
  const hidden = ["clampIndex", "precedes", "siftDown"];
  const listed = page.match(/\*\*Methods of typed arrays\.\*\*([\s\S]*?);/)?.[1] ?? "";
  const names = [...listed.matchAll(/`(\w+)`/g)].map((m) => m[1]);
  assert.deepEqual(
    names,
    Object.keys(methods)
      .filter((m) => !hidden.includes(m))
      .sort(),
  );
});
