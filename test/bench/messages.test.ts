// `amdahl bench`: the fitted line, and the command as a person meets it.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { formatBytes, latencyFit, SHAPES } from "../../src/bench/index.ts";
import { amdahl, temporaryFolder } from "../cli/command-line.ts";
import { installations, node, start } from "../mpi/launchers.ts";

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

test("times on a line give its latency and its bandwidth", () => {
  const rows = [0, 8, 1024, 2 ** 20].map((bytes) => ({ bytes, seconds: 2e-6 + bytes / 5e9 }));
  const fit = latencyFit(rows);
  assert.ok(fit !== undefined);
  assert.ok(Math.abs(fit.latency / 2e-6 - 1) < 1e-9 && Math.abs(fit.bandwidth / 5e9 - 1) < 1e-9);
  assert.ok(fit.off < 1e-9);
});

test("errors count by their share: a long message that is late does not move the latency of short ones", () => {
  const rows = [1, 2, 4, 8, 2 ** 20].map((bytes) => ({ bytes, seconds: 1e-6 + bytes / 1e9 }));
  rows[4].seconds *= 1.5;
  const fit = latencyFit(rows);
  assert.ok(fit !== undefined && Math.abs(fit.latency / 1e-6 - 1) < 0.01);
  assert.ok(Math.abs(fit.bandwidth / (1e9 / 1.5) - 1) < 0.01);
});

test("one size is no line, and neither are times that fall", () => {
  assert.equal(latencyFit([{ bytes: 8, seconds: 1e-6 }]), undefined);
  assert.equal(latencyFit([]), undefined);
  const falling = [1, 100].map((bytes) => ({ bytes, seconds: 1 / bytes }));
  assert.equal(latencyFit(falling), undefined);
});

test("sizes are written in the units of memory", () => {
  assert.deepEqual([0, 1, 1000, 1024, 3 * 1024, 2 ** 20, 2 ** 20 + 1].map(formatBytes), [
    ...["0 B", "1 B", "1000 B", "1 KiB", "3 KiB", "1 MiB", "1048577 B"],
  ]);
});

test("every shape is measured, printed with what was timed, and drawn", (t) => {
  const folder = temporaryFolder(t);
  const names = Object.keys(SHAPES);
  const { status, stdout, stderr } = amdahl(
    ["bench", ...names, "-n", "3", "--sizes", "8,4K", "--batches", "2", "--spans"],
    folder,
  );
  assert.equal(status, 0, stderr);
  assert.equal(stderr, "");
  for (const name of names) {
    assert.ok(stdout.includes(`${name}, 3 ranks, amdahl's own`), name);
    assert.ok(stdout.includes(`timed: ${SHAPES[name].timed}`), name);
    for (const ending of ["svg", "png"]) {
      assert.equal(existsSync(join(folder, `${name}.${ending}`)), SHAPES[name].sized, name);
    }
  }
  assert.match(stdout, /^start +ended +\S+ m?s +all$/m);
});

test("as JSON it gives every time and the fit", (t) => {
  const { status, stdout } = amdahl(
    ["bench", "pingpong", "barrier", "--json", "--no-picture", "--sizes", "1,1M", "--batches", "3"],
    temporaryFolder(t),
  );
  assert.equal(status, 0);
  const { shapes, pictures } = JSON.parse(stdout);
  assert.deepEqual(pictures, []);
  const [pingpong, barrier] = shapes;
  assert.deepEqual(
    pingpong.rows.map(({ bytes }: { bytes: number }) => bytes),
    [1, 2 ** 20],
  );
  for (const { least, seconds, most } of pingpong.rows)
    assert.ok(0 < least && least <= seconds && seconds <= most);
  // On a busy machine times of two sizes may be anything: then there is no line.
  assert.ok(pingpong.fit === null || pingpong.fit.bandwidth > 0);
  assert.equal(barrier.fit, null);
});

test("mistakes are said in one line", (t) => {
  const folder = temporaryFolder(t);
  const wrong = (...args: string[]) => amdahl(["bench", ...args], folder);
  assert.match(wrong("pingpnog").stderr, /unknown shape 'pingpnog'. Did you mean 'pingpong'\?/);
  assert.match(wrong("pingpong", "-n", "1").stderr, /whole number from 2 to 256/);
  assert.match(wrong("pingpong", "--sizes", "8,x").stderr, /Give sizes in bytes/);
  assert.equal(wrong("pingpnog").status, 2);
});

for (const { name, launch } of installations) {
  test(`under its launcher it measures ${name}`, (t) => {
    const { status, stdout, stderr } = start(
      [
        ...launch(2),
        ...node(join(root, "bin", "amdahl.js"), "bench", "pingpong", "--sizes", "8,1K", "-b", "2"),
      ],
      {},
      60_000,
      temporaryFolder(t),
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, name === "MPICH" ? /^pingpong, 2 ranks, MPICH/m : /^pingpong, 2 ranks, Open MPI/m);
  });
}
