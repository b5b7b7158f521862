// Fork-join latency of a team, for people to read: `node test/team/latency.bench.ts`. No test: a busy machine would
// fail it. The first table is the cost of a fork whose two units do nothing, at several gaps since the last fork; the
// second is how much of two units' work a second thread takes off the caller.
import { fork, type Job } from "../../src/team/index.ts";
import { prepare } from "./fixtures/spin-runner.ts";

const runner = new URL("./fixtures/spin-runner.ts", import.meta.url).href;
const call = { fn: 0, units: 2, stride: 0, schedule: "static", threads: 2, partials: 0 } as const;
const local = prepare();
const job: Job = { runner, key: 1, payload: undefined };

function idle(us: number): void {
  const until = performance.now() + us / 1000;
  while (performance.now() < until);
}

function times(rounds: number, gap: number, run: () => void): number[] {
  const all: number[] = [];
  for (let i = 0; i < rounds; i++) {
    if (gap > 0) idle(gap);
    const start = performance.now();
    run();
    all.push((performance.now() - start) * 1000);
  }
  return all.sort((a, b) => a - b);
}

const at = (sorted: number[], q: number): string => sorted[Math.floor(q * (sorted.length - 1))].toFixed(2);

// The engine compiles the loop for good only after a while.
times(3000, 0, () => local(0, 0, 2, 1000, 0));

const first = times(1, 0, () => fork(job, { ...call, frame: 0 }, local));
console.log(`first fork, which starts the worker: ${at(first, 0)} µs`);
idle(300_000);

console.log("\ngap µs   empty fork p50   p90   p99 µs");
for (const gap of [0, 5, 20, 50, 200, 2000]) {
  const all = times(gap > 500 ? 500 : 5000, gap, () => fork(job, { ...call, frame: 0 }, local));
  console.log(
    `${String(gap).padStart(6)}   ${at(all, 0.5).padStart(14)} ${at(all, 0.9).padStart(5)} ${at(all, 0.99).padStart(7)}`,
  );
}

console.log("\ngap µs   work of a unit µs   serial p50   fork p50   speed-up");
for (const gap of [0, 20, 200, 2000]) {
  for (const turns of [1000, 10_000, 100_000]) {
    const serial: number[] = [];
    const forked: number[] = [];
    // In turn, so that a noisy spell and the engine's warming up meet both.
    for (let i = 0; i < (gap > 500 ? 200 : 1000); i++) {
      serial.push(...times(1, gap, () => local(0, 0, 2, turns, 0)));
      forked.push(...times(1, gap, () => fork(job, { ...call, frame: turns }, local)));
    }
    const s = Number(
      at(
        serial.sort((a, b) => a - b),
        0.5,
      ),
    );
    const f = Number(
      at(
        forked.sort((a, b) => a - b),
        0.5,
      ),
    );
    console.log(
      `${String(gap).padStart(6)}   ${(s / 2).toFixed(1).padStart(17)}   ${s.toFixed(1).padStart(10)}   ` +
        `${f.toFixed(1).padStart(8)}   ${(s / f).toFixed(2).padStart(8)}`,
    );
  }
}
