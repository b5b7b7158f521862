// What is said of the cores a process may use, on machines where each thing that can decide does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { probeCores } from "../../../src/cli/doctor/cores.ts";
import { amdahl } from "../command-line.ts";
import { madeUpMachine, type Parts } from "./made-up-machine.ts";

const probe = (parts: Parts) => probeCores(madeUpMachine(parts));

test("cores that nothing limits are good", () => {
  assert.deepEqual(probe({ cores: { count: 4, why: "4 cores available to this process" } }), [
    {
      topic: "cores",
      status: "good",
      found: "4 (4 cores available to this process) on a machine with 4 processors",
    },
  ]);
});

test("one core needs a look, and so do more threads than cores", () => {
  const [one] = probe({ cores: { count: 1, why: "cgroup quota of 0.5 cores" } });
  assert.deepEqual([one.status, one.remedy], ["warning", "raise what limits it"]);
  const [single] = probe({
    processors: 1,
    available: 1,
    cores: { count: 1, why: "1 core available to this process" },
  });
  assert.match(single.found, /on a machine with 1 processor$/);
  assert.equal(single.remedy, "use a machine with more cores");
  const [many] = probe({ available: 2, cores: { count: 8, why: "OMP_NUM_THREADS=8" } });
  assert.match(many.found, /on a machine with 4 processors, 2 of them for this process$/);
  assert.deepEqual([many.status, many.remedy], ["warning", "ask for at most 2 threads"]);
});

test("a variable behind the one that decides is named, one that is no number is a warning", () => {
  const environment = { AMDAHL_NUM_THREADS: "two", OMP_NUM_THREADS: "2,8", SLURM_CPUS_PER_TASK: "4" };
  const findings = probe({ environment, cores: { count: 2, why: "OMP_NUM_THREADS=2,8" } });
  assert.deepEqual(
    findings.map(({ topic, status, found, cost }) => [topic, status, topic === "cores" ? "" : found, cost]),
    [
      ["cores", "good", "", undefined],
      ["AMDAHL_NUM_THREADS", "warning", '"two"', "it is no number of threads, and ignored"],
      ["SLURM_CPUS_PER_TASK", "unused", '"4"', "OMP_NUM_THREADS decides"],
    ],
  );
});

test("on the real machine a variable decides as the team of threads has it", () => {
  const { stdout } = amdahl(["doctor"], undefined, { AMDAHL_NUM_THREADS: "zero", OMP_NUM_THREADS: "3" });
  assert.match(stdout, /^[+!] cores +3 \(OMP_NUM_THREADS=3\) /m);
  assert.match(stdout, /^! AMDAHL_NUM_THREADS +"zero"$/m);
});
