// Running the suite as a test: what it says must be that all of it has passed. Each engine has a file of its own, since a
// file of tests has three minutes.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { amdahl } from "../../cli/command-line.ts";
import { type Installation, installations, node, start, without } from "../launchers.ts";
import { least } from "./least.ts";

const program = fileURLToPath(new URL("./run.ts", import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function passed({ status, stdout, stderr }: Ended, ranks: number): void {
  const lines = stdout.split("\n");
  assert.equal(status, 0, `${lines.filter((line) => !line.startsWith("passed")).join("\n")}\n${stderr}`);
  assert.ok(lines.filter((line) => line.startsWith("passed")).length >= least(ranks), stdout);
}

/** On the local engine. */
export function suiteOn(kind: "thread" | "process", ranks: number, ffi: boolean): void {
  const name = `${ranks} ${kind}${ranks === 1 ? "" : kind === "thread" ? "s" : "es"}`;
  test(`the suite passes on ${name}${ffi ? "" : " without FFI"}`, () => {
    const args = ["run", "-n", String(ranks), "--ranks", kind, "--timeout", "160", program];
    passed(amdahl(args, undefined, ffi ? {} : { AMDAHL_FFI: "off" }, 170_000), ranks);
  });
}

/** On an installation of MPI. */
export function suiteUnder(name: Installation["name"]): void {
  test("there is an MPI to test with", (t) => {
    without(t);
  });
  for (const { launch, most } of installations.filter((one) => one.name === name)) {
    for (let ranks = 1; ranks <= most; ranks++) {
      test(`the suite passes on ${name} with ${ranks} ${ranks === 1 ? "rank" : "ranks"}`, () => {
        passed(start([...launch(ranks), ...node(program)], {}, 170_000), ranks);
      });
    }
  }
}
