// The programs of examples/mpi: the same lines under amdahl's own launcher and under each MPI of this machine.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "../cli/command-line.ts";
import { installations, node, start } from "../mpi/launchers.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

interface Launcher {
  readonly name: string;
  command(ranks: number, program: string, args: readonly string[]): readonly string[];
}

const launchers: readonly Launcher[] = [
  {
    name: "amdahl run",
    command: (ranks, program, args) => [
      process.execPath,
      join(root, "bin", "amdahl.js"),
      "run",
      "-n",
      String(ranks),
      program,
      ...args,
    ],
  },
  ...installations.map(({ name, launch }) => ({
    name,
    command: (ranks: number, program: string, args: readonly string[]) => [
      ...launch(ranks),
      ...node(program, ...args),
    ],
  })),
];

/** Runs an example and gives its lines; each rank's are in order, those of several are not. */
function run(
  t: TestContext,
  { command }: Launcher,
  ranks: number,
  name: string,
  args: readonly (string | number)[] = [],
  threads = 1,
): { lines: string[]; folder: string } {
  const folder = temporaryFolder(t);
  const program = join(root, "examples", "mpi", `${name}.ts`);
  const { status, stdout, stderr } = start(
    command(ranks, program, args.map(String)),
    // Under Open MPI a rank believes that it prints to a terminal.
    { NO_COLOR: "1", AMDAHL_NUM_THREADS: String(threads) },
    60_000,
    folder,
  );
  assert.equal(status, 0, stdout + stderr);
  return { lines: stdout.trimEnd().split(/\r?\n/), folder };
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** What the lectures' programs print on four ranks. */
const PRINTED: Record<string, readonly string[]> = {
  hello: upTo(4).map((rank) => `hello world from process ${rank}/4`),
  "point-to-point": [1, 2, 3].map((rank) => `Hello, Rank ${rank}`),
  broadcast: [1, 2, 3].map((rank) => `Rank ${rank} received: Hello from Rank 0`),
  "sum-by-messages": [
    ...upTo(4).map((rank) => `Rank ${rank} has value ${10 * rank + 10}`),
    "Rank 0 worked out the total 100",
  ],
  "sum-by-reduce": [
    ...upTo(4).map((rank) => `Rank ${rank} has value ${10 * rank + 10}`),
    "Rank 0 worked out the total 100",
  ],
  "scatter-gather": [
    ...upTo(4).map((rank) => `Rank ${rank} received a scattered int ${rank}`),
    "Rank 0 collected a list [0, 10, 20, 30]",
  ],
  record: ["On process 1, data is { a: 7, b: 3.14 }", "it came from rank 0 with tag 11, error 0"],
  "length-then-array": [
    "Number of data to receive: 10",
    // numpy.linspace(0, 3.14, 10), to eight places.
    "data received: 0.00000000 0.34888889 0.69777778 1.04666667 1.39555556 1.74444444 2.09333333 2.44222222 2.79111111 3.14000000",
  ],
  "gather-pieces": [
    ...upTo(4).flatMap((rank) => [
      `Rank: ${rank}, sendbuf: ${upTo(10)
        .map((i) => 10 * rank + i + 1)
        .join(" ")}`,
      `Rank: ${rank}, sendbuf: ${upTo(10)
        .map(() => rank)
        .join(" ")}`,
    ]),
    `Rank: 0, recvbuf received: ${upTo(40)
      .map((i) => i + 1)
      .join(" ")}`,
    `Rank: 0, recvbuf received: ${upTo(40)
      .map((i) => Math.floor(i / 10))
      .join(" ")}`,
  ],
};

for (const launcher of launchers) {
  for (const [name, expected] of Object.entries(PRINTED)) {
    test(`${name} prints the lecture's lines on four ranks: ${launcher.name}`, (t) => {
      const { lines } = run(t, launcher, 4, name);
      assert.deepEqual(lines.toSorted(), expected.toSorted());
    });
  }

  test(`pi by a reduction and by messages: ${launcher.name}`, (t) => {
    for (const how of ["reduce", "messages"]) {
      const { lines } = run(t, launcher, 2, "pi", [1_000_000, how]);
      // The sum of a million strips is π + 1 / (12 · 10^12), but for rounding.
      assert.match(lines.join("\n"), /^Pi with 1000000 steps is 3\.14159265358987\d in \d+\.\d+ secs$/);
    }
  });

  test(`the heat equation is one field on any number of ranks, and drawn: ${launcher.name}`, (t) => {
    const fields = [1, 2].map((ranks) => {
      const { lines, folder } = run(t, launcher, ranks, "heat", [61, 40]);
      assert.equal(lines[0], `heat equation, 61 × 61 points, 40 steps, ${ranks} ranks`);
      assert.ok(existsSync(join(folder, "heat-ranks.png")));
      return /field (\w{16})$/.exec(lines[1])?.[1];
    });
    assert.equal(fields[0], fields[1]);
    assert.notEqual(fields[0], undefined);
  });

  test(`reductions written out give the sum that the built-in one gives: ${launcher.name}`, (t) => {
    const { lines } = run(t, launcher, 2, "reductions", [1000, 5]);
    assert.deepEqual(
      lines.slice(1).map((line) => line.trim().replace(/ {2}.*/, "")),
      ["linear", "tree", "doubling", "ring", "built in"],
    );
  });

  test(`the bifurcation map is put together from the ranks' columns: ${launcher.name}`, (t) => {
    const { lines, folder } = run(t, launcher, 2, "bifurcation", [51, 40, 300]);
    assert.equal(lines[0], `bifurcation map, 51 × 40, on 2 ranks: ${51 * 300} visits`);
    assert.ok(existsSync(join(folder, "bifurcation.png")));
  });
}

test("the heat equation is one field on four ranks and two threads each, too", (t) => {
  const fields = [1, 4].map(
    (ranks) => run(t, launchers[0], ranks, "heat", [61, 40], ranks === 4 ? 2 : 1).lines[1],
  );
  assert.equal(/field \w+/.exec(fields[0])?.[0], /field \w+/.exec(fields[1])?.[0]);
});

test("three ranks, which are no power of two, reduce by all other ways", (t) => {
  const { lines } = run(t, launchers[0], 3, "reductions", [1000, 5]);
  assert.equal(lines.length, 5);
});
