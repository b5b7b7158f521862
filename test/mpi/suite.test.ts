// The suite of message passing on the local engine: every topic, over every communicator, on one to five ranks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { amdahl } from "../cli/command-line.ts";
import { least } from "./suite/least.ts";

const program = fileURLToPath(new URL("./suite/run.ts", import.meta.url));

for (const [ranks, env] of [
  [1, {}],
  [2, {}],
  [3, {}],
  [4, {}],
  [5, {}],
  [3, { AMDAHL_FFI: "off" }],
] as const) {
  const how = "AMDAHL_FFI" in env ? ", without FFI" : "";
  test(`the suite passes on ${ranks} ${ranks === 1 ? "rank" : "ranks"}${how}`, () => {
    const { status, stdout, stderr } = amdahl(
      ["run", "-n", String(ranks), "--timeout", "160", program],
      undefined,
      env,
      170_000,
    );
    assert.equal(
      status,
      0,
      `${stdout
        .split("\n")
        .filter((l) => !l.startsWith("passed"))
        .join("\n")}\n${stderr}`,
    );
    assert.ok(stdout.split("\n").filter((line) => line.startsWith("passed")).length >= least(ranks), stdout);
  });
}
