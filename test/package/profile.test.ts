// The profiler as it is built, out of three files: it knows itself and the rest of amdahl in each of them.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";

const dist = (file: string) => JSON.stringify(new URL(`../../dist/${file}`, import.meta.url).href);

test("from inside of a program, compiled functions and amdahl's own time are no part of the profiler's", () => {
  const text = `
    import { profiler } from ${dist("profile/index.js")};
    import { jit } from ${dist("node/index.js")};
    profiler.start();
    const f = jit((n) => { let s = 0; for (let i = 0; i < n; i++) s += Math.sin(i); return s; });
    for (let i = 0; i < 40; i++) f(1e6);
    const [{ library, profiler: own }] = profiler.stop().records;
    console.log(library, own);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "--eval", text], {
    encoding: "utf8",
    timeout: 60_000,
  });
  const root = new URL("../../", import.meta.url).href;
  assert.equal(stdout, `${root} ${root}dist/profile/\n`, stderr);
});
