// Jobs under a cluster's launcher as a person meets them: beside ranks in other languages, and when something goes wrong.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../../../cli/command-line.ts";
import { type Installation, installations, node, start, without } from "../../launchers.ts";

const MPI = new URL("../../../../src/mpi/index.ts", import.meta.url).href;
const HEAD = `import { MPI } from ${JSON.stringify(MPI)};\nconst comm = MPI.COMM_WORLD;\n`;

function program(t: TestContext, body: string): string {
  const file = join(temporaryFolder(t), "prog.mts");
  writeFileSync(file, HEAD + body);
  return file;
}

const lines = (text: string): string[] => text.trimEnd().split("\n");

test("there is an MPI to test with", (t) => {
  without(t);
});

const peer = (name: string): string => fileURLToPath(new URL(`../../peers/${name}`, import.meta.url));

/** Debian's mpi4py is for Open MPI. */
const python = process.env.AMDAHL_PYTHON ?? "/usr/bin/python3";
const hasMpi4py = ({ name }: Installation): boolean =>
  name === "Open MPI" && spawnSync(python, ["-c", "import mpi4py.MPI"]).status === 0;

for (const installation of installations) {
  const { name, launch, compiler } = installation;

  test(`TypeScript, C and Python are ranks of one job: ${name}`, (t) => {
    const binary = join(temporaryFolder(t), "peer");
    const compiled = spawnSync(compiler, [peer("peer.c"), "-o", binary], { encoding: "utf8" });
    assert.equal(compiled.status, 0, compiled.stderr);
    const others = hasMpi4py(installation) ? [[binary], [python, peer("peer.py")]] : [[binary]];
    const [command, ...rest] = launch(1);
    const first = [...rest, ...node(peer("peer.ts"))];
    const { status, stdout, stderr } = start([
      command,
      ...first,
      ...others.flatMap((other) => [":", "-n", "1", ...other]),
    ]);
    assert.equal(status, 0, stderr);
    const size = others.length + 1;
    const ranks = Array.from({ length: size }, (_, rank) => rank);
    const expected = ranks.map((rank) => {
      const last = (rank + size - 1) % size;
      const squares = rank === 0 ? ranks.map((r) => r * r).join(" ") : "-";
      const total = (size * (size + 1)) / 2;
      const half = Math.max(...ranks.filter((r) => r % 2 === rank % 2));
      return `${rank} of ${size}: ${total} ${size / 2} | 3 1 4 1 5 | ${last} ${last} | ${squares} | ${1 - size} ${size - 1} | ${half}`;
    });
    // A launcher that reads by way of a terminal may have a line's end after the line of another rank.
    const left = expected.reduce((text, line) => text.replace(line, ""), stdout);
    assert.equal(left.replaceAll("\r", ""), "\n".repeat(size), stdout);
    assert.equal(stdout.length - left.length, expected.join("").length, stdout);
  });

  test(`a rank that throws ends the job with its error: ${name}`, (t) => {
    const file = program(
      t,
      "if (comm.rank === 1) throw new TypeError('not today');\ncomm.Recv(new Uint8Array(1), 1);\n",
    );
    const { status, stderr, stdout } = start([...launch(2), ...node(file)]);
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /rank 1 of 2 has failed: TypeError: not today\n\s+at .*prog\.mts:3/);
  });

  test(`a rank that leaves with a status ends the job with it: ${name}`, (t) => {
    const file = program(t, "if (comm.rank === 1) process.exit(7);\ncomm.Recv(new Uint8Array(1), 1);\n");
    const { status, stderr, stdout } = start([...launch(2), ...node(file)]);
    assert.equal(status, 7);
    assert.match(stdout + stderr, /rank 1 of 2 has ended with status 7/);
  });

  test(`an error that the program handles itself ends nothing: ${name}`, (t) => {
    const file = program(
      t,
      "process.on('uncaughtException', (e) => { comm.Barrier(); console.log('handled', e.message); });\nthrow new Error('mine');\n",
    );
    const { status, stdout, stderr } = start([...launch(2), ...node(file)]);
    assert.equal(status, 0, stderr);
    assert.deepEqual(lines(stdout), ["handled mine", "handled mine"]);
  });

  test(`the end of WebAssembly's memory is an error, and no crash: ${name}`, (t) => {
    const file = program(
      t,
      [
        '// (module (memory 1) (func (export "f") (param i32) (result i32) local.get 0 i32.load))',
        "const type = [1, 6, 1, 96, 1, 127, 1, 127], fn = [3, 2, 1, 0], memory = [5, 3, 1, 0, 1], out = [7, 5, 1, 1, 102, 0, 0];",
        "const code = [10, 9, 1, 7, 0, 32, 0, 40, 2, 0, 11];",
        "comm.Barrier();",
        "const bytes = Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, ...type, ...fn, ...memory, ...out, ...code]);",
        "const { f } = new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as any;",
        "try { f(1e9); } catch (error) { console.log(String(error)); }",
      ].join("\n"),
    );
    const { status, stdout, stderr } = start([...launch(1), ...node(file)]);
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trim(), "RuntimeError: memory access out of bounds");
  });

  test(`what was sent and not waited for arrives before the job ends: ${name}`, (t) => {
    const file = program(
      t,
      [
        "if (comm.rank === 0) { comm.Bsend(new Float64Array(1e6).fill(5), 1); comm.send({ long: new Float64Array(1e5) }, 1); }",
        "else {",
        "  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);",
        "  const into = new Float64Array(1e6);",
        "  comm.Recv(into, 0);",
        "  console.log(into[999999], (comm.recv() as { long: Float64Array }).long.length);",
        "}",
      ].join("\n"),
    );
    const { status, stdout, stderr } = start([...launch(2), ...node(file)]);
    assert.equal(status, 0, stderr);
    assert.equal(stdout.trim(), "5 100000");
  });

  test(`a library that is not the launcher's is an error, and not one rank many times: ${name}`, (t) => {
    const other = name === "MPICH" ? "libmpi.so.40" : "libmpich.so.12";
    if (installations.length < 2) {
      t.skip("one installation only");
      return;
    }
    const file = program(t, "console.log(comm.size);\n");
    const { status, stdout, stderr } = start([...launch(2), ...node(file)], { AMDAHL_MPI: other });
    assert.notEqual(status, 0);
    assert.match(
      stdout + stderr,
      /has started 2 ranks, and lib\S+ \((Open MPI|MPICH)[^)]*\) finds 1: it is not the library/,
    );
    assert.doesNotMatch(stdout, /^1$/m);
  });

  test(`a library that is not there is an error that says what to do: ${name}`, (t) => {
    const file = program(t, "console.log(comm.size);\n");
    const { status, stdout, stderr } = start([...launch(1), ...node(file)], { AMDAHL_MPI: "/no/libmpi.so" });
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /no MPI library that goes with it was found: name one in AMDAHL_MPI/);
  });

  test(`without a way to call native code a rank says so: ${name}`, (t) => {
    const file = program(t, "console.log(comm.size);\n");
    const { status, stdout, stderr } = start([...launch(1), ...node(file)], { AMDAHL_FFI: "off" });
    assert.notEqual(status, 0);
    assert.match(stdout + stderr, /whose MPI library cannot be called: AMDAHL_FFI=off/);
  });

  test(`AMDAHL_MPI=off makes any process a job of one rank: ${name}`, (t) => {
    const file = program(t, "console.log(comm.size, MPI.Get_library_version());\n");
    const { status, stdout } = start([...launch(1), ...node(file)], { AMDAHL_MPI: "off", NO_COLOR: "1" });
    assert.equal(status, 0);
    assert.match(stdout, /^1 amdahl/);
  });

  test(`a thread that a rank has started is told that it is no rank: ${name}`, (t) => {
    const file = program(
      t,
      [
        "import { isMainThread, Worker } from 'node:worker_threads';",
        "if (isMainThread) {",
        "  console.log(comm.size);",
        "  new Worker(new URL(import.meta.url)).on('error', (e) => console.log(e.message)).on('exit', () => comm.Barrier());",
        "} else console.log(comm.size);",
      ].join("\n"),
    );
    const { status, stdout, stderr } = start([...launch(1), ...node(file)]);
    assert.equal(status, 0, stderr);
    assert.match(stdout, /its main thread is the one that calls MPI/);
  });
}
