// Copying an example: which files it needs, what they are called, and that nobody's changes are lost.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { UsageError } from "../../src/cli/errors.ts";
import { copyExample, listExamples, requireAmdahl } from "../../src/cli/example-files.ts";
import { temporaryFolder } from "./command-line.ts";

const WAVE = `// A wave on a string, drawn. Compiled and
// parallel.
import { readFileSync } from "node:fs";
import { draw } from "./shared/draw.ts";
const photograph = new URL("./wave.bin", import.meta.url);
draw(readFileSync(photograph));
`;
const DRAW = 'import type { Pen } from "./pen.ts";\nexport function draw(pen: Pen) {}\n';

function examples(t: TestContext): string {
  const from = temporaryFolder(t);
  mkdirSync(join(from, "shared"));
  writeFileSync(join(from, "wave.ts"), WAVE);
  writeFileSync(join(from, "wave.bin"), Uint8Array.of(0, 255, 10));
  writeFileSync(join(from, "shared/draw.ts"), DRAW);
  writeFileSync(join(from, "shared/pen.ts"), "export type Pen = unknown;\n");
  writeFileSync(join(from, "alone.ts"), "// Needs nothing: and says so\n");
  return from;
}

function projectOf(t: TestContext, manifest: object): string {
  const to = temporaryFolder(t);
  writeFileSync(join(to, "package.json"), JSON.stringify(manifest));
  return to;
}

test("the list has the first sentence of each", (t) => {
  assert.deepEqual(listExamples(examples(t)), [
    { name: "alone", about: "Needs nothing." },
    { name: "wave", about: "A wave on a string, drawn." },
  ]);
  assert.deepEqual(listExamples("/no/such/folder"), []);
});

test("in an ES module project an example and all it refers to are copied as they are", (t) => {
  const [from, to] = [examples(t), projectOf(t, { type: "module" })];
  assert.deepEqual(
    copyExample("wave", to, "refuse", from).map(({ file, outcome }) => [file, outcome]),
    [
      ["wave.ts", "copied"],
      ["shared/draw.ts", "copied"],
      ["wave.bin", "copied"],
      ["shared/pen.ts", "copied"],
    ],
  );
  assert.equal(readFileSync(join(to, "wave.ts"), "utf8"), WAVE);
  assert.deepEqual([...readFileSync(join(to, "wave.bin"))], [0, 255, 10]);
});

test("in any other project the copies are .mts and refer to each other so", (t) => {
  const [from, to] = [examples(t), projectOf(t, { type: "commonjs" })];
  copyExample("wave.ts", to, "refuse", from);
  assert.match(
    readFileSync(join(to, "wave.mts"), "utf8"),
    /from "\.\/shared\/draw\.mts";\n.*"\.\/wave\.bin"/,
  );
  assert.match(readFileSync(join(to, "shared/draw.mts"), "utf8"), /from "\.\/pen\.mts"/);
  assert.ok(!existsSync(join(to, "wave.ts")));
});

test("an unchanged copy is left, a changed one is refused, kept or overwritten as asked", (t) => {
  const [from, to] = [examples(t), projectOf(t, { type: "module" })];
  const outcome = (changed: "refuse" | "keep" | "overwrite") =>
    copyExample("alone", to, changed, from)[0].outcome;
  const mine = join(to, "alone.ts");
  assert.equal(outcome("refuse"), "copied");
  assert.equal(outcome("refuse"), "same");
  writeFileSync(mine, "// mine\n");
  assert.throws(
    () => outcome("refuse"),
    new UsageError(
      "alone.ts is here already and differs from the example: amdahl example alone --force overwrites it, --keep runs yours",
    ),
  );
  assert.equal(outcome("keep"), "kept");
  assert.equal(readFileSync(mine, "utf8"), "// mine\n");
  assert.equal(outcome("overwrite"), "overwritten");
  assert.equal(readFileSync(mine, "utf8"), "// Needs nothing: and says so\n");
});

test("a refusal copies nothing, not even the files that could have been", (t) => {
  const [from, to] = [examples(t), projectOf(t, { type: "module" })];
  mkdirSync(join(to, "shared"));
  writeFileSync(join(to, "shared/pen.ts"), "// mine\n");
  assert.throws(() => copyExample("wave", to, "refuse", from), UsageError);
  assert.ok(!existsSync(join(to, "wave.ts")));
});

test("an unknown name is answered with the nearest, or with all", (t) => {
  const [from, to] = [examples(t), temporaryFolder(t)];
  assert.throws(
    () => copyExample("wvae", to, "refuse", from),
    /there is no example 'wvae'\. Did you mean 'wave'\?/,
  );
  assert.throws(
    () => copyExample("pi", to, "refuse", from),
    /there is no example 'pi'\. There are alone, wave\./,
  );
});

test("a folder without amdahl is told to install it", (t) => {
  const folder = temporaryFolder(t);
  assert.throws(() => requireAmdahl(folder), /npm install amdahl/);
  mkdirSync(join(folder, "node_modules/amdahl"), { recursive: true });
  writeFileSync(join(folder, "node_modules/amdahl/package.json"), "{}");
  requireAmdahl(folder);
});
