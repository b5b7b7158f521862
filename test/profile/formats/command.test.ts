// `amdahl profile --save`, `--load` and `--compare` from outside, with a program of two threads that runs in earnest.
import assert from "node:assert/strict";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { cpuProfile, loadProfile, type SpeedscopeFile } from "../../../src/profile/formats/index.ts";
import type { SampledProfile } from "../../../src/profile/record/index.ts";
import { amdahl, temporaryFolder } from "../../cli/command-line.ts";
import { readJson } from "./hand-made.ts";

const TEXT = `import { isMainThread, Worker } from "node:worker_threads";
function small(x: number): number {
  return Math.sqrt(x) + 1;
}
const busy = (n: number): number => { let sum = 0; for (let i = 0; i < n; i++) sum += small(i % 7); return sum; };
const end = Date.now() + 150;
while (Date.now() < end) busy(20_000);
if (isMainThread) {
  new Worker(new URL(import.meta.url));
  console.log("ran");
}
`;

function prepared(context: Parameters<typeof temporaryFolder>[0]): string {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "prog.ts"), TEXT);
  return folder;
}

test("one run is saved in all formats, which agree, and is shown and compared again", (context) => {
  const folder = prepared(context);
  const names = ["p.json", "p.cpuprofile", "p.speedscope.json", "p.pb.gz"];
  const saves = names.flatMap((name) => ["--save", name]);
  const ran = amdahl(["profile", ...saves, "prog.ts"], folder);
  assert.equal(ran.status, 0, ran.stderr);
  assert.match(ran.stdout, /^ran\n/);
  assert.match(ran.stderr, /saved p\.json\n.*saved p\.cpuprofile, p\.\d+\.cpuprofile\n/);
  assert.equal(readdirSync(folder).length, names.length + 2);

  const profile = loadProfile(join(folder, "p.json"));
  assert.equal(profile.threads.length, 2);
  const cpu: SampledProfile = readJson(join(folder, "p.cpuprofile"));
  assert.deepEqual(cpu, JSON.parse(JSON.stringify(cpuProfile(profile.records[0], profile.threads[0]))));
  // The place of the arrow function is in the middle of a line: after the equals sign, whatever stood before it as it ran.
  const busy = cpu.nodes.find(({ callFrame }) => callFrame.functionName === "busy")?.callFrame;
  const lines = TEXT.split("\n");
  assert.deepEqual([busy?.lineNumber, busy?.columnNumber], [4, lines[4].indexOf("(n: number)")]);
  const deltas = cpu.timeDeltas.reduce((sum, delta) => sum + delta, 0);
  assert.ok(cpu.startTime + deltas <= cpu.endTime && deltas > 150_000, String(deltas));

  // Seconds of a function's own, of all threads, from each format.
  const scope: SpeedscopeFile = readJson(join(folder, "p.speedscope.json"));
  const inScope = (name: string) =>
    scope.profiles.reduce(
      (sum, { samples, weights }) =>
        samples.reduce(
          (all, stack, i) => all + (scope.shared.frames[stack.at(-1) ?? -1]?.name === name ? weights[i] : 0),
          sum,
        ),
      0,
    ) / 1e6;
  for (const name of ["busy", "small"]) {
    const row = profile.rows.find(({ fn }) => fn.name === name);
    assert.ok(
      Math.abs(inScope(name) - (row?.self ?? 0)) < 1e-5,
      `${name}: ${inScope(name)} against ${row?.self}`,
    );
  }

  const loaded = amdahl(["profile", "--load", "p.json"], folder);
  assert.equal(loaded.stdout, ran.stdout.replace(/^ran\n/, ""));
  assert.deepEqual([loaded.status, loaded.stderr], [0, ""]);
  const byLine = amdahl(["profile", "--load", "p.json", "--function", "small"], folder);
  assert.match(byLine.stdout, /Function: small at line 2/);
  assert.match(byLine.stderr, /p\.json was recorded without --lines/);
  const again = amdahl(["profile", "--load", "p.json", "--save", "q.cpuprofile"], folder);
  assert.equal(again.status, 0);
  assert.deepEqual(readJson(join(folder, "q.cpuprofile")), cpu);
  const compared = amdahl(["profile", "--compare", "p.json", "prog.ts"], folder);
  assert.equal(compared.status, 0, compared.stderr);
  assert.match(compared.stdout, /^ran\n +\d+ -> \d+ function calls in .*\n/);
  assert.match(compared.stdout, /prog\.ts:2\(small\)$/m);
  assert.match(
    amdahl(["profile", "--load", "p.json", "--compare", "p.json"], folder).stdout,
    /no function has changed/,
  );
});

test("mistakes are said before the program runs", (context) => {
  const folder = prepared(context);
  writeFileSync(
    join(folder, "ran.ts"),
    'import { writeFileSync } from "node:fs";\nwriteFileSync("proof", "");\n',
  );
  const cases: [string[], RegExp][] = [
    [["--save", "x.txt", "ran.ts"], /^amdahl: --save: x\.txt has none of the endings/],
    [["--save", "none/x.json", "ran.ts"], /^amdahl: --save: there is no folder none for x\.json\n$/],
    [["--compare", "ran.ts", "ran.ts"], /^amdahl: --compare: ran\.ts is no saved profile: it is not JSON/],
    [
      ["--compare", "none.json", "ran.ts"],
      /^amdahl: --compare: none\.json cannot be read: there is no such file\n$/,
    ],
    [["--load", "ran.ts"], /^amdahl: --load: ran\.ts is no saved profile/],
    [["--load", "x.json", "ran.ts"], /^amdahl: --load shows x\.json and runs nothing: leave out ran\.ts/],
    [["--compare", "x.json", "--lines", "ran.ts"], /^amdahl: --compare is by function/],
    [[], /^amdahl: profile needs a program to run, or a saved profile to show/],
  ];
  for (const [args, says] of cases) {
    const { status, stderr, stdout } = amdahl(["profile", ...args], folder);
    assert.deepEqual([status, stdout], [2, ""], args.join(" "));
    assert.match(stderr, says);
  }
  assert.ok(!existsSync(join(folder, "proof")));
});
