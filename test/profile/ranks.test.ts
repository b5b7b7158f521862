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

/** The columns of a thread's row, by their heads. */
function thread(stdout: string, name: string): Map<string, number> {
  const rows = stdout.split("\n").map((line) => line.trim().split(/ {2,}/));
  const heads = rows.find(([head]) => head === "thread") ?? [];
  const row = rows.find(([head]) => head === name) ?? [];
  return new Map(heads.map((head, i) => [head, Number(row[i])]));
}

for (const kind of KINDS)
  test(`what a rank of kind ${kind} waits for others is told apart`, () => {
    const { stdout, stderr, status } = amdahl(
      ["profile", "-n", "2", "--ranks", kind, "unequal.ts"],
      PROGRAMS,
    );
    assert.equal(status, 0, stderr);
    const [works, waits] = ["rank 0", "rank 1"].map((name) => thread(stdout, name));
    // One of them may begin later, on a machine that is at something else.
    const [for0, for1] = [works, waits].map((row) => row.get("waiting for others") ?? 0);
    assert.ok(for1 > 0.3 && for0 < for1 / 2, stdout);
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
