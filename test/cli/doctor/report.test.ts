// The report as a whole: nothing ends it, and it reads the same to a person and to a program.
import assert from "node:assert/strict";
import { test } from "node:test";
import { thisMachine } from "../../../src/cli/doctor/machine.ts";
import { asText, examine } from "../../../src/cli/doctor/report.ts";
import { amdahl } from "../command-line.ts";
import { madeUpMachine } from "./made-up-machine.ts";

test("a probe that throws is a finding, and the others go on", () => {
  const odd = () => {
    throw new Error("EIO");
  };
  function probeTape(): never {
    return odd();
  }
  const findings = examine(madeUpMachine({}), [
    probeTape,
    () => [{ topic: "disk", status: "good", found: "round" }],
  ]);
  assert.deepEqual(findings, [
    { topic: "Tape", status: "warning", found: "could not be looked at: Error: EIO" },
    { topic: "disk", status: "good", found: "round" },
  ]);
});

test("the text has a mark and a topic per finding, and what it costs and what helps below", () => {
  const text = asText([
    { topic: "cores", status: "warning", found: "1", cost: "slow", remedy: "more" },
    { topic: "MPI", status: "unused", found: "there" },
    { topic: "FFI", status: "missing", found: "not there" },
    { topic: "Node", status: "good", found: "24" },
  ]);
  assert.equal(
    text,
    [
      "! cores  1",
      "         slow",
      "         to get it: more",
      "  MPI    there",
      "- FFI    not there",
      "+ Node   24",
      "",
    ].join("\n"),
  );
});

test("folders that cannot be read and programs that fail are answered with undefined", () => {
  assert.deepEqual(thisMachine.list("/no/such/folder"), []);
  assert.equal(thisMachine.which("no-such-program"), undefined);
  assert.equal(thisMachine.firstLine(process.execPath, ["-e", "process.exit(1)"]), undefined);
  assert.equal(thisMachine.firstLine("/no/such/program", []), undefined);
  assert.equal(thisMachine.firstLine(process.execPath, ["--version"]), process.version);
});

test("amdahl doctor prints every topic, and the same as JSON", () => {
  const one = { AMDAHL_NUM_THREADS: "1" };
  const text = amdahl(["doctor"], undefined, one);
  const json = amdahl(["doctor", "--json"], undefined, one);
  const { findings } = JSON.parse(json.stdout);
  const topics = findings.map(({ topic }: { topic: string }) => topic);
  for (const topic of [
    "Node",
    "cores",
    "heap",
    "memory64",
    "FFI",
    "C compiler",
    "cache",
    "BLAS",
    "MPI",
    "Slurm",
    "OpenCL",
  ]) {
    assert.ok(topics.includes(topic), topic);
    assert.match(text.stdout, new RegExp(`^[-+! ] ${topic} `, "m"));
  }
  // One thread needs a look, and the exit status says so.
  assert.deepEqual([text.status, json.status, text.stderr, json.stderr], [1, 1, "", ""]);
});
