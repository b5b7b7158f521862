// docs/from-mpi4py.md: its programs print the same lines in Python and here, on every engine.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { amdahl, temporaryFolder } from "../cli/command-line.ts";
import { installations, node, start } from "./launchers.ts";

const page = readFileSync(new URL("../../docs/from-mpi4py.md", import.meta.url), "utf8");
const blocks = (language: string): string[] =>
  [...page.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, code]) => code as string,
  );

const python = process.env.AMDAHL_PYTHON ?? "/usr/bin/python3";
const [inTypeScript, inPython] = [blocks("ts"), blocks("python")];

/** All programs of the page as one, each but the first in a scope of its own. */
function program(t: TestContext): string {
  const [first, ...rest] = inTypeScript;
  const file = join(temporaryFolder(t), "page.mts");
  const mpi = new URL("../../src/mpi/index.ts", import.meta.url).href;
  const text = [first, ...rest.map((code) => `comm.Barrier();\n{\n${code}\n}`)].join("\n");
  writeFileSync(file, text.replace('"amdahl/mpi"', JSON.stringify(mpi)));
  return file;
}

const sorted = (text: string): string[] => text.trimEnd().split(/\r?\n/).sort();

/** What the page says, worked out by hand. */
const PRINTED = [
  ...["rank 0 of 2", "rank 1 of 2", "wave 3", "3 0 77 4", "later", "rank 0 has 1", "rank 1 has 0"],
  ...["10 10 rank 0, rank 1", "3 0 1 1 1", "rank 0 is 1, between 1 and 1", "rank 1 is 0, between 0 and 0"],
  ...["across", "rank 0 hears from rank 1, and is 1 of 2", "rank 1 hears from rank 0, and is 0 of 2"],
  ...["2 0", "rank 0: no such rank", "rank 1: no such rank"],
].sort();

test("the page has each program in both languages", () => {
  assert.equal(inTypeScript.length, inPython.length);
  assert.ok(inTypeScript.length >= 10);
});

test("the page's programs print what it says: amdahl run", (t) => {
  const { status, stdout, stderr } = amdahl(["run", "-n", "2", program(t)]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(sorted(stdout), PRINTED);
});

for (const { name, launch } of installations) {
  test(`the page's programs print what it says: ${name}`, (t) => {
    const { status, stdout, stderr } = start([...launch(2), ...node(program(t))], { NO_COLOR: "1" });
    assert.equal(status, 0, stderr);
    assert.deepEqual(sorted(stdout), PRINTED);
  });
}

test("mpi4py prints the same", (t) => {
  const openMpi = installations.find(({ name }) => name === "Open MPI");
  if (openMpi === undefined || spawnSync(python, ["-c", "import numpy, mpi4py.MPI"]).status !== 0) {
    t.skip("there is no mpi4py: apt-get install python3-mpi4py");
    return;
  }
  const file = join(temporaryFolder(t), "page.py");
  // Python writes a line and its end apart, and launchers mix what ranks write.
  const whole =
    "import sys\ndef print(*a):\n    sys.stdout.write(' '.join(map(str, a)) + '\\n')\n    sys.stdout.flush()\n";
  writeFileSync(file, whole + inPython.join("\ncomm.Barrier()\n"));
  const { status, stdout, stderr } = start([...openMpi.launch(2), python, file]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(sorted(stdout), PRINTED);
});
