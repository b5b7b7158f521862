// The suite of message passing on the local engine: every topic, over every communicator, on one to five ranks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { amdahl } from "../cli/command-line.ts";
import { least } from "./suite/least.ts";

const program = fileURLToPath(new URL("./suite/run.ts", import.meta.url));

const native = process.env.AMDAHL_FFI !== "off";

for (const { kind, ranks, ffi } of [
  ...[1, 2, 3, 4, 5].map((ranks) => ({ kind: "thread", ranks, ffi: native })),
  { kind: "thread", ranks: 3, ffi: false },
  ...[1, 2, 3, 4, 5]
    .filter(() => native && process.platform === "linux")
    .map((ranks) => ({ kind: "process", ranks, ffi: true })),
]) {
  const name = `${ranks} ${kind}${ranks === 1 ? "" : kind === "thread" ? "s" : "es"}`;
  test(`the suite passes on ${name}${ffi ? "" : " without FFI"}`, () => {
    const { status, stdout, stderr } = amdahl(
      ["run", "-n", String(ranks), "--ranks", kind, "--timeout", "160", program],
      undefined,
      ffi ? {} : { AMDAHL_FFI: "off" },
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
