// Runs every program of the README and of the pages that are for users as a stranger would, and holds it to the output
// that its comments promise.
// The programs import the built package, as a user's would.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { root } from "../../tools/source.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");
/** Pages for users, by the names that tests give them. */
const pages: Readonly<Record<string, string>> = {
  README: readme,
  "lanes.md": readFileSync(join(root, "docs/lanes.md"), "utf8"),
  "build.md": readFileSync(join(root, "docs/build.md"), "utf8"),
};
const programsOf = (page: string): string[] =>
  [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, program]) => program as string);
const programs = Object.values(pages).flatMap(programsOf);

test("the README has a program for each rung", () => {
  assert.ok(programs.length >= 5, `${programs.length} programs`);
});

/** A folder that has amdahl as a user's has; it goes with the test. */
function project(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-readme-"));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/amdahl"), "junction");
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

test("the programs are right in the eyes of the type checker, strictly", (t) => {
  const folder = project(t);
  symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"), "junction");
  const files = programs.map((program, i) => {
    writeFileSync(join(folder, `program${i}.ts`), program);
    return `program${i}.ts`;
  });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--types", "node"];
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, ...files], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout);
});

for (const [name, page, program] of Object.entries(pages).flatMap(([name, page]) =>
  programsOf(page).map((program) => [name, page, program] as const),
)) {
  const heading = page
    .slice(0, page.indexOf(program))
    .match(/^#+ (.*)$/gm)
    ?.at(-1);
  test(`${name}, ${heading}: the program prints what it says`, (t) => {
    const folder = project(t);
    writeFileSync(join(folder, "program.ts"), program);
    const { status, stdout, stderr } = spawnSync(process.execPath, ["program.ts"], {
      cwd: folder,
      encoding: "utf8",
    });
    assert.equal(status, 0, stderr);
    const promised = [...program.matchAll(/^console\.log\(.*\); \/\/ (.*)$/gm)].map(
      ([, line]) => `${line}\n`,
    );
    // A module that is to be built or imported prints nothing.
    const isModule = /^export /m.test(program);
    assert.equal(promised.length > 0, !isModule, "no line of the program says what it prints");
    assert.equal(stdout, promised.join(""));
  });
}

test("every link of the README to a file leads to one", () => {
  for (const [, target] of readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g)) readFileSync(join(root, target));
});
