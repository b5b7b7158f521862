// Ranks of a job in one report: as threads, as processes, and as an MPI launcher's processes.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { amdahl, commandLine } from "../cli/command-line.ts";
import { installations, node, start } from "../mpi/launchers.ts";
import { PROGRAMS } from "./program.ts";

/** Each rank calls `work` once for itself and once for each rank below it: 1 + 2 + … + n calls. */
function assertAll(stdout: string, ranks: number): void {
  for (let rank = 0; rank < ranks; rank++) assert.match(stdout, new RegExp(`^ +rank ${rank} `, "m"));
  assert.match(stdout, new RegExp(`^ +${(ranks * (ranks + 1)) / 2} .*ranks\\.ts:\\d+\\(work\\)`, "m"));
}

/** Ranks that are processes need native code; without it a launcher would be asked for them. */
const processes = process.platform === "linux" && process.env.AMDAHL_FFI !== "off";
const KINDS = processes ? ["thread", "process"] : ["thread"];

for (const kind of KINDS)
  test(`ranks that are of kind ${kind}`, () => {
    const { stdout, stderr, status } = amdahl(["profile", "-n", "3", "--ranks", kind, "ranks.ts"], PROGRAMS);
    assert.equal(status, 0, stderr);
    assertAll(stdout, 3);
  });

test("amdahl run --profile is the same", () => {
  const { stdout, status } = amdahl(["run", "-n", "2", "--profile", "ranks.ts"], PROGRAMS);
  assert.equal(status, 0);
  assertAll(stdout, 2);
});

test("a rank that fails ends the job, and what all had done is in the report", () => {
  for (const kind of KINDS) {
    const { stdout, stderr, status } = amdahl(
      ["profile", "-n", "2", "--ranks", kind, "ranks.ts", "fail"],
      PROGRAMS,
    );
    assert.equal(status, 1);
    assert.match(stderr, /rank 1 of 2 ended the job/);
    assertAll(stdout, 2);
  }
});

for (const installation of installations)
  test(`ranks of ${installation.name}: the first prints what all have recorded`, () => {
    const [program, ...args] = commandLine("profile", "ranks.ts");
    const command = [...installation.launch(2), ...node(program, ...args)];
    const { stdout, stderr, status } = start(command, {}, 60_000, PROGRAMS);
    assert.equal(status, 0, stderr);
    assertAll(stdout, 2);
    assert.deepEqual(
      readdirSync(PROGRAMS).filter((name) => name.startsWith(".amdahl")),
      [],
    );
  });
