// amdahl run --hostfile and --host: a job of the machine's own MPI.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { launchArguments } from "../../src/cli/launch.ts";
import { installations } from "../mpi/launchers.ts";
import { amdahl, temporaryFolder } from "./command-line.ts";

const MPI = new URL("../../src/mpi/index.ts", import.meta.url).href;
const ROOT = { OMPI_ALLOW_RUN_AS_ROOT: "1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM: "1", NO_COLOR: "1" };

const job = {
  program: "/p.ts",
  args: ["-x"],
  size: 4,
  tagged: true,
  timeout: 1.5,
  hostfile: "nodes",
  host: "a,b",
};

test("options have each launcher's names", () => {
  assert.deepEqual(launchArguments("Open MPI", job, ["node", "--o"]), [
    ...["-n", "4", "--hostfile", "nodes", "--host", "a,b", "--tag-output", "--timeout", "2"],
    ...["node", "--o", "/p.ts", "-x"],
  ]);
  assert.deepEqual(launchArguments("MPICH", job, ["node"]), [
    ...["-n", "4", "-f", "nodes", "-hosts", "a,b", "-prepend-rank", "node", "/p.ts", "-x"],
  ]);
  const plain = { ...job, tagged: false, timeout: undefined, hostfile: undefined, host: undefined };
  assert.deepEqual(launchArguments("Open MPI", plain, ["node"]), [
    ...["-n", "4", "--oversubscribe", "node", "/p.ts", "-x"],
  ]);
});

function program(t: TestContext, body: string): string {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "prog.mts"), `import { MPI } from ${JSON.stringify(MPI)};\n${body}\n`);
  return folder;
}

test("without a launcher it says what to do", (t) => {
  const folder = program(t, "");
  for (const [args, env] of [
    [["--host", "localhost"], {}],
    [["--ranks", "process"], { AMDAHL_FFI: "off" }],
  ] as const) {
    const { status, stderr } = amdahl(["run", "-n", "2", ...args, "prog.mts"], folder, {
      PATH: folder,
      ...env,
    });
    assert.equal(status, 2);
    assert.match(stderr, /started by an MPI launcher, and none was found: install Open MPI or MPICH/);
  }
});

for (const { name, launch } of installations) {
  const env = { ...ROOT, AMDAHL_MPIRUN: launch(1)[0] };

  test(`ranks are processes, and a status is the job's: ${name}`, (t) => {
    const folder = program(
      t,
      "const comm = MPI.COMM_WORLD;\n" +
        "console.log('rank', comm.rank, 'of', comm.size, comm.allgather(process.pid).length, 'pids', process.argv[2]);\n" +
        "comm.Barrier();\nif (comm.rank === 1) process.exit(3);\ncomm.Recv(new Uint8Array(1), 1);",
    );
    const host = name === "Open MPI" ? "localhost:2" : "localhost";
    const { status, stdout } = amdahl(["run", "-n", "2", "--host", host, "prog.mts", "x"], folder, env);
    assert.equal(status, 3);
    const lines = stdout.split(/\r?\n/).filter((line) => line.startsWith("rank") && line.includes("pids"));
    assert.deepEqual(lines.sort(), ["rank 0 of 2 2 pids x", "rank 1 of 2 2 pids x"]);
  });

  test(`a host is the launcher's: ${name}`, (t) => {
    const folder = program(t, "console.log(MPI.COMM_WORLD.size);");
    const host = name === "Open MPI" ? "localhost:2" : "localhost";
    const { status, stdout, stderr } = amdahl(["run", "-n", "2", "--host", host, "prog.mts"], folder, env);
    assert.equal(status, 0, stderr);
    assert.deepEqual(stdout.trim().split(/\r?\n/), ["2", "2"]);
  });
}
