// Jobs as a person meets them: how they start, what they print, and how each way of going wrong ends.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { amdahl, commandLine, type Ending, temporaryFolder } from "../cli/command-line.ts";

const MPI = new URL("../../src/mpi/index.ts", import.meta.url).href;
const HEAD = `import { MPI } from ${JSON.stringify(MPI)};\nconst comm = MPI.COMM_WORLD;\n`;

/** A program of these lines, run as ranks. Its third line is the first of `body`. */
type Job = (ranks: number, body: string, ...options: string[]) => Ending & { ms: number };

/** What a rank may be here. */
const KINDS =
  process.platform === "linux" && process.env.AMDAHL_FFI !== "off" ? ["thread", "process"] : ["thread"];

/** A test of ranks that are threads, and of ranks that are processes. */
function each(name: string, body: (t: TestContext, job: Job) => void): void {
  for (const kind of KINDS) {
    test(`${name} (${kind})`, (t) => {
      const folder = temporaryFolder(t);
      body(t, (ranks, text, ...options) => {
        writeFileSync(join(folder, "prog.mts"), HEAD + text);
        const start = performance.now();
        const ending = amdahl(["run", "-n", String(ranks), "--ranks", kind, ...options, "prog.mts"], folder);
        return { ...ending, ms: performance.now() - start };
      });
    });
  }
}

const lines = (text: string): string[] => text.trimEnd().split("\n");

test("every rank is told its number and how many there are, and gets the arguments", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(
    join(folder, "prog.mts"),
    `${HEAD}console.log(comm.Get_rank(), comm.Get_size(), process.argv.slice(1).join());`,
  );
  const { stdout, status } = amdahl(["run", "-n", "3", "prog.mts", "-n", "x"], folder);
  const program = join(folder, "prog.mts");
  assert.deepEqual(
    lines(stdout).sort(),
    [0, 1, 2].map((rank) => `${rank} 3 ${program},-n,x`),
  );
  assert.equal(status, 0);
});

test("a program that was not started as a job is a job of one rank", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "prog.mts"), `${HEAD}comm.Barrier();\nconsole.log(comm.rank, comm.size);`);
  assert.equal(amdahl(["run", "prog.mts"], folder).stdout, "0 1\n");
});

test("a rank is the main program, CommonJS too", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "prog.cts"), "console.log(require.main === module);");
  assert.equal(amdahl(["run", "-n", "2", "prog.cts"], folder).stdout, "true\ntrue\n");
});

test("ranks share the cores, unless somebody has said how many each has", (t) => {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, "prog.mts"), "console.log(process.env.AMDAHL_NUM_THREADS);");
  const threads = (env: Record<string, string>) =>
    amdahl(["run", "-n", "2", "prog.mts"], folder, { AMDAHL_NUM_THREADS: "", ...env }).stdout;
  assert.match(threads({ AMDAHL_NUM_THREADS: "3" }), /^3\n3\n$/);
  assert.match(threads({}), /^[1-9]\d*\n[1-9]\d*\n$/);
});

each("lines come whole, in each rank's order, with its number if asked", (_, job) => {
  const { stdout, stderr, status } = job(
    3,
    `for (let i = 0; i < 500; i++) console.log(\`line \${i} \${"x".repeat(i)}\`);
     process.stdout.write("an un"); process.stdout.write("ended line");
     console.error("to error");`,
    "--tag-output",
  );
  assert.equal(status, 0);
  const expected = [
    ...Array.from({ length: 500 }, (_, i) => `line ${i} ${"x".repeat(i)}`),
    "an unended line",
  ];
  // The last line has no end: what another rank prints next follows on it.
  const found = stdout.split(/(?=\[[012]\] )/).map((line) => line.replace(/\n$/, ""));
  for (const rank of [0, 1, 2]) {
    const tag = `[${rank}] `;
    assert.deepEqual(
      found.filter((line) => line.startsWith(tag)).map((line) => line.slice(tag.length)),
      expected,
    );
  }
  assert.deepEqual(lines(stderr).sort(), ["[0] to error", "[1] to error", "[2] to error"]);
});

each(
  "an error that rank 2 of 4 throws ends the others, wherever they are, with its stack and a status",
  (_, job) => {
    const { status, stderr, stdout } = job(
      4,
      `console.log("here");
     comm.Barrier();
     if (comm.rank === 2) throw new RangeError("bad luck");
     if (comm.rank === 0) for (;;);
     comm.Recv(new Uint8Array(1), { source: 0 });`,
    );
    assert.equal(status, 1);
    assert.match(
      stderr,
      /^amdahl: rank 2 of 4 ended the job by an error that it did not catch:\nRangeError: bad luck\n/,
    );
    assert.match(stderr, /prog\.mts:5/);
    assert.equal(stdout, "here\n".repeat(4));
  },
);

each("a rejection that nobody handles ends the job as a throw does", (_, job) => {
  const { status, stderr } = job(
    2,
    `if (comm.rank === 1) void Promise.reject(new Error("nobody heard"));
     else comm.Recv(new Uint8Array(1), { source: 1 });`,
  );
  assert.equal(status, 1);
  assert.match(stderr, /rank 1 of 2 .*\n.*nobody heard/);
});

each("two ranks that both receive first are told of, with the circle and both lines", (_, job) => {
  const { status, stderr } = job(
    2,
    `const other = 1 - comm.rank;
     comm.Recv(new Float64Array(1), { source: other, tag: 7 });
     comm.Send(new Float64Array(1), { dest: other, tag: 7 });`,
  );
  assert.equal(status, 1);
  const [head, ...rest] = lines(stderr);
  assert.equal(head, "amdahl: deadlock: no rank can go on, and no message is on its way");
  assert.equal(rest[0], "  rank 0: Recv from rank 1, tag 7");
  assert.match(rest[1], /prog\.mts:4:/);
  assert.equal(rest[2], "  rank 1: Recv from rank 0, tag 7");
  assert.match(rest[3], /prog\.mts:4:/);
  assert.equal(rest[4], "  a circle: rank 0 waits for rank 1 waits for rank 0");
});

each("two ranks that both send more than fits first are told of, too", (_, job) => {
  const { status, stderr } = job(
    2,
    `const data = new Float64Array(1e6);
     comm.Send(data, { dest: 1 - comm.rank });
     comm.Recv(data, { source: 1 - comm.rank });`,
  );
  assert.equal(status, 1);
  assert.match(stderr, /rank 0: Send to rank 1, tag 0\n.*prog\.mts:4/);
  assert.match(stderr, /a circle: rank 0 waits for rank 1 waits for rank 0/);
});

each("a rank that skips a barrier is told of, and which call it is that the others wait in", (_, job) => {
  const { status, stderr } = job(3, "comm.Barrier();\nif (comm.rank !== 1) comm.Barrier();");
  assert.equal(status, 1);
  assert.match(stderr, /rank 0: Barrier \(collective call 2 of its communicator\)/);
  assert.match(stderr, /rank 1: has come to its end/);
});

each("a rank that leaves by process.exit(0) before others that wait for it is named", (_, job) => {
  const { status, stderr } = job(
    2,
    "if (comm.rank === 1) process.exit(0);\ncomm.Recv(new Uint8Array(1), { source: 1 });",
  );
  assert.equal(status, 1);
  assert.match(stderr, /rank 1: left early, by process\.exit/);
});

each("a rank that leaves with a status ends the job with it", (_, job) => {
  const { status, stderr } = job(
    2,
    "if (comm.rank === 1) process.exit(3);\ncomm.Recv(new Uint8Array(1), { source: 1 });",
  );
  assert.equal(status, 3);
  assert.match(stderr, /rank 1 of 2 ended the job: it left with exit code 3/);
});

each("a message that is too long is an error with its line", (_, job) => {
  const { status, stderr } = job(
    2,
    `if (comm.rank === 0) comm.Send(new Float64Array(4), { dest: 1, tag: 2 });
     else comm.Recv(new Float64Array(3), { source: 0 });`,
  );
  assert.equal(status, 1);
  assert.match(stderr, /MPI_ERR_TRUNCATE: the message from rank 0 with tag 2 is longer than the 24 bytes/);
  assert.match(stderr, /prog\.mts:4/);
});

each("a rank whose program is over stays until its messages are received", (_, job) => {
  const { status, stdout, stderr } = job(
    2,
    `if (comm.rank === 0) comm.Bsend(new Float64Array(300_000).fill(7), { dest: 1 });
     else {
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
       const data = new Float64Array(300_000);
       comm.Recv(data, { source: 0 });
       console.log(data.every((x) => x === 7));
     }`,
  );
  assert.deepEqual([status, stdout, stderr], [0, "true\n", ""]);
  const never = job(2, "if (comm.rank === 0) comm.Issend(new Uint8Array(1), { dest: 1 });");
  assert.equal(never.status, 1);
  assert.match(never.stderr, /rank 0: at its end, for its messages to be received\n.*rank 1: has come/s);
});

each("a program's own handler of errors is asked first", (_, job) => {
  const { status, stdout } = job(
    2,
    `process.on("uncaughtException", (error) => console.log("mine", error.message));
     throw new Error("twice");`,
  );
  assert.deepEqual([status, stdout], [0, "mine twice\nmine twice\n"]);
});

each("ranks of two groups that wait for each other are told of by their numbers in the job", (_, job) => {
  const { status, stderr } = job(
    3,
    `const part = comm.Split(comm.rank === 0 ? 0 : 1);
     const between = part.Create_intercomm(0, comm, comm.rank === 0 ? 1 : 0);
     if (comm.rank === 0) between.Recv(new Uint8Array(1), { source: 1 });
     else between.Bcast(new Uint8Array(1), { root: 0 });`,
  );
  assert.equal(status, 1);
  assert.match(stderr, /rank 0: Recv from rank 2, any tag/);
  assert.match(stderr, /rank 1: Bcast \(collective call 1 of its communicator\), for rank 0/);
  assert.match(stderr, /rank 2: Bcast \(collective call 1 of its communicator\), for rank 1/);
  assert.match(stderr, /a circle: rank 0 waits for rank 2 waits for rank 1 waits for rank 0/);
});

each("slow ranks are not taken for deadlocked", (_, job) => {
  const { status, stdout, stderr } = job(
    3,
    `if (comm.rank === 0) {
       const end = performance.now() + 900;
       while (performance.now() < end);
     }
     comm.Barrier();
     if (comm.rank === 1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 700);
     comm.Barrier();
     if (comm.rank === 2) console.log("done");`,
  );
  assert.deepEqual([status, stdout, stderr], [0, "done\n", ""]);
});

each("ranks that await what never comes are told of, once they have nothing else to do", (_, job) => {
  const { status, stderr, stdout } = job(
    3,
    `setTimeout(() => console.log("a timer of", comm.rank), 600);
     if (comm.rank === 0) await comm.irecv({ source: 1, tag: 4 });
     else if (comm.rank === 1) comm.recv({ source: 2 });
     else await Promise.all([comm.irecv({ source: 0, tag: 1 }), comm.Ibarrier()]);`,
  );
  assert.equal(status, 1);
  assert.deepEqual(lines(stdout).sort(), ["a timer of 0", "a timer of 2"]);
  assert.deepEqual(
    lines(stderr).filter((line) => line.startsWith("  rank") || line.includes("circle")),
    [
      "  rank 0: awaits a message from rank 1, tag 4, and has nothing else to do",
      "  rank 1: Recv from rank 2, any tag",
      "  rank 2: awaits a message from any rank, any tag, and has nothing else to do",
    ],
  );
});

each("a rank whose timer sends what others await is not taken for deadlocked", (_, job) => {
  const { status, stderr, stdout } = job(
    3,
    `if (comm.rank === 0) setTimeout(() => { comm.send("a", 1); comm.send("b", 2); }, 900);
     else console.log(await comm.irecv({ source: 0 }));`,
  );
  assert.deepEqual([status, stderr], [0, ""]);
  assert.deepEqual(lines(stdout).sort(), ["a", "b"]);
});

each("a rank that has work in the pool of threads is not taken for deadlocked", (_, job) => {
  const { status, stderr, stdout } = job(
    2,
    `import { pbkdf2 } from "node:crypto";
     if (comm.rank === 1) { comm.recv(); comm.send("back", 0); }
     else {
       const back = comm.irecv().then((text) => console.log(text));
       // A second and more, of which no list of resources knows.
       const start = performance.now();
       do await new Promise((resolve) => pbkdf2("a", "b", 400_000, 64, "sha512", resolve));
       while (performance.now() - start < 1200);
       comm.send("there", 1);
       await back;
     }`,
  );
  assert.deepEqual([status, stderr, stdout], [0, "", "back\n"]);
});

each("a program's own handlers of beforeExit are called at its end, and not while it awaits", (_, job) => {
  const { status, stderr, stdout } = job(
    2,
    `const late = () => console.log("at the end");
     if (comm.rank === 0) setTimeout(() => comm.send("a", 1), 700);
     else {
       const first = comm.irecv();
       setTimeout(() => process.once("beforeExit", late), 100);
       console.log(await first);
     }`,
  );
  assert.deepEqual([status, stderr, stdout], [0, "", "a\nat the end\n"]);
});

each("a deadlock can be left to itself, and a job be given a time", (_, job) => {
  const { status, stderr } = job(
    2,
    "comm.Recv(new Uint8Array(1), { source: 1 - comm.rank });",
    "--report-deadlock",
    "off",
    "--timeout",
    "3",
  );
  assert.equal(status, 124);
  assert.equal(stderr, "amdahl: the job was ended after 3 s (--timeout)\n");
});

each("a rank that prints without end is cut off at a line's end when another fails", (_, job) => {
  const { status, stdout, stderr } = job(
    2,
    `if (comm.rank === 0) {
       comm.Send(new Uint8Array(1), { dest: 1 });
       for (let i = 0; i < 1e6; i++) console.log(\`line \${i}.\`);
     } else {
       comm.Recv(new Uint8Array(1), { source: 0 });
       throw new Error("enough");
     }`,
  );
  assert.equal(status, 1);
  assert.match(stderr, /enough/);
  assert.ok(stdout === "" || /^(line \d+\.\n)+$/.test(stdout), stdout.slice(-100));
});

for (const kind of KINDS)
  test(`Ctrl-C ends a job at once (${kind})`, async (t) => {
    const folder = temporaryFolder(t);
    writeFileSync(
      join(folder, "prog.mts"),
      `${HEAD}console.log("ready");\nif (comm.rank === 0) for (;;);\ncomm.Recv(new Uint8Array(1), { source: 0 });`,
    );
    const child = spawn(process.execPath, commandLine("run", "-n", "2", "--ranks", kind, "prog.mts"), {
      cwd: folder,
    });
    let ready = 0;
    child.stdout.on("data", (data: Buffer) => {
      ready += data.toString().split("ready").length - 1;
      if (ready === 2) child.kill("SIGINT");
    });
    const start = performance.now();
    const signal = await new Promise((resolve) => child.once("exit", (_, s) => resolve(s)));
    assert.equal(signal, "SIGINT");
    assert.ok(performance.now() - start < 25_000);
  });

test("numbers of ranks and seconds that are none are refused", (t) => {
  for (const ranks of ["0", "257", "two", "1.5", "-1"]) {
    const { status, stderr } = amdahl(["run", "-n", ranks, "prog.ts"], temporaryFolder(t));
    assert.equal(status, 2);
    assert.match(stderr, /whole number from 1 to 256|argument missing/);
  }
  const { status, stderr } = amdahl(["run", "-n", "2", "--timeout", "soon", "prog.ts"], temporaryFolder(t));
  assert.equal(status, 2);
  assert.match(stderr, /number of seconds/);
});

each("Abort ends the job with its status, and 0 is no way out", (_, job) => {
  const { status, ms } = job(
    3,
    "if (comm.rank === 1) comm.Abort(5);\ncomm.Barrier();\ncomm.Recv(new Uint8Array(1));\n",
  );
  assert.equal(status, 5);
  assert.ok(ms < 10_000);
  assert.equal(job(2, "if (comm.rank === 0) comm.Abort();\ncomm.Recv(new Uint8Array(1));\n").status, 1);
});

each("an error handler that is fatal ends the job", (_, job) => {
  const body =
    "comm.Set_errhandler(MPI.ERRORS_ARE_FATAL);\nif (comm.rank === 0) try { comm.Send(new Uint8Array(1), 9); } catch {}\ncomm.Barrier();\n";
  const { status, stderr } = job(2, body);
  assert.equal(status, 1);
  assert.match(
    stderr,
    /MPI_ERR_RANK: dest is a rank from 0 to 1[\s\S]*MPI_ERRORS_ARE_FATAL: the job is ended/,
  );
});

each("Finalize waits for all, and a program may go on without messages", (_, job) => {
  const body =
    "if (comm.rank === 0) comm.send('late', 1);\nelse console.log(comm.recv());\nMPI.Finalize();\nMPI.Finalize();\nconsole.log(MPI.Is_finalized());\n";
  const { status, stdout, stderr } = job(2, body);
  assert.equal(status, 0, stderr);
  assert.deepEqual(lines(stdout).sort(), ["late", "true", "true"]);
});

each("a thread that a rank has started is told that it is no rank", (_, job) => {
  const body = [
    "import { isMainThread, Worker, workerData } from 'node:worker_threads';",
    "if (workerData === 'mine') comm.Barrier();",
    "else await new Promise((resolve) => new Worker(new URL(import.meta.url), { workerData: 'mine' })",
    "  .on('error', (e) => { console.log(e.message); resolve(0); }));",
  ].join("\n");
  const { status, stdout, stderr } = job(2, body);
  assert.equal(status, 0, stderr);
  assert.deepEqual(lines(stdout).sort(), [
    "MPI_ERR_OTHER: this thread was started by rank 0, whose own thread is the one that calls MPI",
    "MPI_ERR_OTHER: this thread was started by rank 1, whose own thread is the one that calls MPI",
  ]);
});
