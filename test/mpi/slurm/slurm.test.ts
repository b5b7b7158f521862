// Ranks that Slurm starts: by PMI2 they are one job of MPICH's, and without it an error and not four jobs of one rank.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { installations, node } from "../launchers.ts";
import { type Cluster, missing, startCluster } from "./cluster.ts";

const why = installations.some(({ name }) => name === "MPICH") ? missing() : "MPICH is missing";
const MPI = new URL("../../../src/mpi/index.ts", import.meta.url).href;
const folder = mkdtempSync(join(tmpdir(), "amdahl-slurm-"));
const program = join(folder, "prog.mts");
let cluster: Cluster | undefined;

if (why !== "" && process.env.AMDAHL_EXPECT_MPI && process.env.AMDAHL_FFI !== "off") throw new Error(why);

before(async () => {
  if (why !== "") return;
  writeFileSync(
    program,
    `import { MPI } from ${JSON.stringify(MPI)};
const comm = MPI.COMM_WORLD;
console.log(\`rank \${comm.rank} of \${comm.size}, sum \${comm.allreduce(comm.rank)}\`);
`,
  );
  cluster = await startCluster(folder, 4);
});

after(async () => {
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const srun = (...options: string[]) =>
  spawnSync("srun", [...options, ...node(program)], {
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, ...cluster?.env },
  });

test("srun --mpi=pmi2 starts four ranks of one job", { skip: why || false }, () => {
  const { status, stdout, stderr } = srun("-n", "4", "--mpi=pmi2");
  assert.equal(status, 0, stderr);
  assert.deepEqual(
    stdout.trim().split("\n").sort(),
    [0, 1, 2, 3].map((rank) => `rank ${rank} of 4, sum 6`),
  );
});

test("srun without an MPI plugin is an error, and not four jobs of one rank", { skip: why || false }, () => {
  const { status, stdout, stderr } = srun("-n", "4", "--mpi=none");
  assert.notEqual(status, 0);
  assert.match(stderr + stdout, /srun has started 4 ranks, and \S+ \([^)]*\) finds 1: it is not the library/);
  assert.doesNotMatch(stdout, /^rank 0 of 1/m);
});
