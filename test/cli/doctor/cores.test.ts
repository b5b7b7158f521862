// The cores a process may use, on machines with each kind of limit, set well and set oddly.
import assert from "node:assert/strict";
import { test } from "node:test";
import { coreLimits, probeCores } from "../../../src/cli/doctor/cores.ts";
import { madeUpMachine, type Parts } from "./made-up-machine.ts";

const found = (parts: Parts) => probeCores(madeUpMachine(parts))[0].found;

test("without a limit it is the processors", () => {
  assert.deepEqual(probeCores(madeUpMachine({})), [
    { topic: "cores", status: "good", found: "4 (processors 4)" },
  ]);
});

test("an affinity is counted from the kernel's list", () => {
  const status = (list: string) => ({
    files: { "/proc/self/status": `Name:\tnode\nCpus_allowed_list:\t${list}\n` },
  });
  assert.equal(found(status("0-1")), "2 (processors 4, affinity 2)");
  assert.equal(found(status("0,2-3,7")), "4 (processors 4, affinity 4)");
  assert.equal(found(status("garbage")), "4 (processors 4)");
});

test("a quota of control groups version 2 counts at every level, the tightest one", () => {
  const files = {
    "/proc/self/cgroup": "0::/job/task\n",
    "/sys/fs/cgroup/job/task/cpu.max": "max 100000\n",
    "/sys/fs/cgroup/job/cpu.max": "250000 100000\n",
    "/sys/fs/cgroup/cpu.max": "300000 100000\n",
  };
  assert.equal(found({ files }), "2 (processors 4, cgroup 2)");
});

test("a quota of control groups version 1 counts, and -1 is none", () => {
  const v1 = (quota: string) => ({
    files: {
      "/proc/self/cgroup": "5:memory:/a\n4:cpu,cpuacct:/a\n",
      "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": `${quota}\n`,
      "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
    },
  });
  assert.equal(found(v1("300000")), "3 (processors 4, cgroup 3)");
  assert.equal(found(v1("-1")), "4 (processors 4)");
});

test("a quota of less than a core is one core, and said to make loops serial", () => {
  const files = { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "50000 100000" };
  assert.deepEqual(probeCores(madeUpMachine({ files })), [
    {
      topic: "cores",
      status: "warning",
      found: "1 (processors 4, cgroup 1)",
      cost: "parallel loops run on one thread and are no faster than serial ones",
      remedy: "raise the limit set by cgroup",
    },
  ]);
});

test("each variable is a limit, and OMP_NUM_THREADS may be a list", () => {
  const environment = { AMDAHL_NUM_THREADS: "3", OMP_NUM_THREADS: "2,8", SLURM_CPUS_PER_TASK: " 4 " };
  assert.deepEqual(coreLimits(madeUpMachine({ environment })), [
    { source: "processors", cores: 4 },
    { source: "AMDAHL_NUM_THREADS", cores: 3 },
    { source: "OMP_NUM_THREADS", cores: 2 },
    { source: "SLURM_CPUS_PER_TASK", cores: 4 },
  ]);
});

test("a variable that is no number of threads is ignored, and said to be", () => {
  for (const value of ["0", "-1", "two", "", "1.5", "1e3"]) {
    const findings = probeCores(madeUpMachine({ environment: { AMDAHL_NUM_THREADS: value } }));
    assert.equal(findings[0].found, "4 (processors 4)");
    assert.deepEqual([findings[1].topic, findings[1].status], ["AMDAHL_NUM_THREADS", "warning"]);
    assert.equal(findings[1].found, `"${value}"`);
  }
});

test("where even the number of processors is unknown, so is the answer", () => {
  assert.equal(found({ processors: 0 }), "unknown");
});
