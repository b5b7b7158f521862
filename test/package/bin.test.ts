// bin/amdahl.js, which has to work before anything else does: built, not built, and called through a link.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { root } from "../../tools/source.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

function copyOfBin(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "amdahl-bin-"));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(join(root, "bin"), join(folder, "bin"), { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module", version }));
  return folder;
}

function run(bin: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: "utf8" });
  return [status, stdout, stderr];
}

test("the built command runs, also through a link as npm makes one", {
  skip: !existsSync(join(root, "dist")),
}, (t) => {
  const folder = copyOfBin(t);
  symlinkSync(join(root, "bin/amdahl.js"), join(folder, "amdahl"));
  assert.deepEqual(run(join(root, "bin/amdahl.js"), "--version"), [0, `${version}\n`, ""]);
  assert.deepEqual(run(join(folder, "amdahl"), "--version"), [0, `${version}\n`, ""]);
});

test("a clone that is not built says in one line how to build it", (t) => {
  const folder = copyOfBin(t);
  const line = `amdahl is not built: run \`npm run build\` in ${folder} first.\n`;
  assert.deepEqual(run(join(folder, "bin/amdahl.js"), "--help"), [1, "", line]);
});

test("a Node too old is told so, unless the clone has brought a newer one: then that one runs the command", (t) => {
  const folder = copyOfBin(t);
  const bin = join(folder, "bin/amdahl.js");
  // The Node of this test stands for the one brought; the version is what makes the other one old.
  const old = (text: string) => `Object.defineProperty(process, "version", { value: "v18.0.0" });\n${text}`;
  writeFileSync(bin, old(readFileSync(join(root, "bin/amdahl.js"), "utf8").replace(/^#!.*\n/, "")));
  const sentence = /^amdahl needs Node 22\.18 or newer, and this is Node 18\.0\.0: [^\n]*\n$/;
  const [status, stdout, stderr] = run(bin, "--version");
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(String(stderr), sentence);

  mkdirSync(join(folder, "tools/node"), { recursive: true });
  writeFileSync(
    join(folder, "tools/node/package.json"),
    '{ "optionalDependencies": { "node-here": "1.0.0" } }',
  );
  mkdirSync(join(folder, "node_modules/node-here/bin"), { recursive: true });
  const brought = join(
    folder,
    "node_modules/node-here/bin",
    process.platform === "win32" ? "node.exe" : "node",
  );
  // It gets the same command line, and its exit status is the command's.
  writeFileSync(brought, '#!/bin/sh\necho "brought: $2 $3"\nexit 9\n', { mode: 0o755 });
  assert.deepEqual(run(bin, "run", "prog.ts"), [9, "brought: run prog.ts\n", ""]);

  // And if a signal ends it, the same signal ends the command.
  writeFileSync(brought, "#!/bin/sh\nkill -TERM $$\n", { mode: 0o755 });
  assert.equal(spawnSync(process.execPath, [bin, "--version"]).signal, "SIGTERM");
});
