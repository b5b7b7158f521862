// What the examples share: a wrong answer ends a program with 1, and ratios are of medians.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const compare = new URL("../../../examples/support/compare.ts", import.meta.url);

function program(text: string, environment: Record<string, string> = {}) {
  const source = `import { argument, check, compare } from ${JSON.stringify(compare.href)};\n${text}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", source], {
    encoding: "utf8",
    env: { ...process.env, AMDAHL_NUM_THREADS: "1", ...environment },
  });
  return { status, stdout, stderr };
}

// The clock is the program's own, so that the table is the same on every machine.
const WAITING = `
  let clock = 0;
  performance.now = () => clock;
  let order = "";
  const wait = (name, ms) => () => {
    order += name;
    clock += ms;
    return name;
  };
  const found = compare("waiting", { plain: wait("p", 40), compiled: wait("c", 20), parallel: wait("q", 16) });
  console.log(order, JSON.stringify(found));`;

test("a wrong answer is told, and the program ends with 1", () => {
  assert.deepEqual(program(`check(1 + 1 === 3, "two is not three"); console.log("on")`), {
    status: 1,
    stdout: "",
    stderr: "wrong: two is not three\n",
  });
  assert.equal(program(`check(1 + 1 === 2, "two"); console.log("on")`).stdout, "on\n");
});

test("versions are run in turn, and each is compared with the plain one", () => {
  const { stdout, stderr } = program(WAITING);
  assert.equal(stderr, "");
  assert.match(stdout, /^waiting\n {2}plain +40\.0 ms +1\.00 ×\n {2}compiled +20\.0 ms +2\.00 ×\n/);
  assert.match(stdout, /\n {2}parallel {2}1 thread +16\.0 ms +2\.50 ×\n/);
  assert.match(stdout, /\npcqpcqpcq \[\["plain","p"\],\["compiled","c"\],\["parallel","q"\]\]\n$/);
});

test("in a study the parallel version runs alone", () => {
  const { stdout } = program(WAITING, { AMDAHL_MEASURE_FILE: "regions" });
  assert.match(stdout, /^waiting\n {2}parallel {2}1 thread .*\nqqq \[\["parallel","q"\]\]\n$/);
});
