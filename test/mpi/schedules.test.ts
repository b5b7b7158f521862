// Random schedules of messages on every engine: what arrives is what was sent, and what cannot end is reported.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { amdahl } from "../cli/command-line.ts";
import { installations, node, start } from "./launchers.ts";

const program = fileURLToPath(new URL("./schedules/program.ts", import.meta.url));

const processes = process.platform === "linux" && process.env.AMDAHL_FFI !== "off";

for (const [ranks, seed, kind] of [
  [2, 1, "thread"],
  [3, 2, "thread"],
  [4, 3, "thread"],
  [5, 4, "thread"],
  ...(processes
    ? ([
        [2, 21, "process"],
        [4, 22, "process"],
      ] as const)
    : []),
] as const) {
  test(`300 random rounds on ${ranks} ranks, each a ${kind}`, () => {
    const { status, stdout, stderr } = amdahl(
      ["run", "-n", String(ranks), "--ranks", kind, "--timeout", "100", program, String(seed), "300"],
      undefined,
      {},
      120_000,
    );
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, new RegExp(`seed ${seed}: 300 rounds on ${ranks} ranks`));
  });
}

test("100 random rounds on 3 ranks without FFI", () => {
  const { status, stdout, stderr } = amdahl(
    ["run", "-n", "3", "--timeout", "100", program, "9", "100"],
    undefined,
    { AMDAHL_FFI: "off" },
    120_000,
  );
  assert.equal(status, 0, stdout + stderr);
});

test("a message that is never sent ends in a report, and not in a job that hangs", () => {
  for (const seed of [11, 12]) {
    const { status, stderr } = amdahl(
      ["run", "-n", "3", "--timeout", "60", program, String(seed), "20", "omit"],
      undefined,
      {},
      70_000,
    );
    assert.ok(status !== 0, `seed ${seed}`);
    assert.match(stderr, /deadlock: no rank can go on[\s\S]*rank 2: Wait from rank 0, tag 50/);
  }
});

for (const { name, launch } of installations) {
  test(`200 random rounds on 2 ranks of ${name}`, () => {
    const { status, stdout, stderr } = start([...launch(2), ...node(program, "5", "200")], {}, 120_000);
    assert.equal(status, 0, stdout + stderr);
    assert.match(stdout, /seed 5: 200 rounds on 2 ranks/);
  });
}
