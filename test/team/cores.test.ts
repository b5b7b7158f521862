import assert from "node:assert/strict";
import { test } from "node:test";
import { decide } from "../../src/team/cores.ts";

const nothing = (): undefined => undefined;
const files =
  (all: Record<string, string>) =>
  (path: string): string | undefined =>
    all[path];

test("the first variable that is set decides, and says so", () => {
  const env = { AMDAHL_NUM_THREADS: "3", OMP_NUM_THREADS: "4", SLURM_CPUS_PER_TASK: "5" };
  assert.deepEqual(decide(env, 16, nothing), { count: 3, why: "AMDAHL_NUM_THREADS=3" });
  assert.equal(decide({ ...env, AMDAHL_NUM_THREADS: undefined }, 16, nothing).count, 4);
  assert.deepEqual(decide({ SLURM_CPUS_PER_TASK: "5" }, 16, nothing), {
    count: 5,
    why: "SLURM_CPUS_PER_TASK=5",
  });
});

test("OMP_NUM_THREADS may be a list, of which the outermost level counts", () => {
  assert.deepEqual(decide({ OMP_NUM_THREADS: "4,2" }, 16, nothing), { count: 4, why: "OMP_NUM_THREADS=4,2" });
});

test("values that are no counts are passed over", () => {
  for (const bad of ["", "0", "-2", "two", "1.5", "NaN"]) {
    assert.deepEqual(decide({ AMDAHL_NUM_THREADS: bad }, 2, nothing), {
      count: 2,
      why: "2 cores available to this process",
    });
  }
});

test("more threads than a team can have are capped", () => {
  assert.equal(decide({ AMDAHL_NUM_THREADS: "100000" }, 2, nothing).count, 255);
  assert.equal(decide({}, 1000, nothing).count, 255);
});

test("a quota of version 2 binds, also one of a group above, rounded up", () => {
  const read = files({
    "/proc/self/cgroup": "0::/user/job\n",
    "/sys/fs/cgroup/user/job/cpu.max": "max 100000\n",
    "/sys/fs/cgroup/user/cpu.max": "150000 100000\n",
  });
  assert.deepEqual(decide({}, 16, read), { count: 2, why: "cgroup quota of 1.5 cores" });
  assert.equal(decide({}, 1, read).count, 1);
});

test("a quota of version 1 binds, and -1 is none", () => {
  const group = "4:cpu,cpuacct:/docker/x\n3:memory:/docker/x\n";
  const at = "/sys/fs/cgroup/cpu,cpuacct";
  const quota = (text: string) =>
    files({
      "/proc/self/cgroup": group,
      [`${at}/cpu.cfs_quota_us`]: text,
      [`${at}/cpu.cfs_period_us`]: "100000\n",
    });
  assert.deepEqual(decide({}, 16, quota("300000\n")), { count: 3, why: "cgroup quota of 3 cores" });
  assert.equal(decide({}, 16, quota("-1\n")).count, 16);
});

test("a machine without control groups has all its cores", () => {
  assert.deepEqual(decide({}, 1, nothing), { count: 1, why: "1 core available to this process" });
});
