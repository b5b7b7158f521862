// Native code as a person meets it: the same answers, the errors, the cache and what can happen to it.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { NO_C } from "../../compiler/backend/c/host.ts";

const AMDAHL = JSON.stringify(new URL("../../../src/index.ts", import.meta.url).href);
const place = mkdtempSync(join(tmpdir(), "amdahl-native-"));
after(() => rmSync(place, { recursive: true, force: true }));

const PROGRAM = `
import { jit, prange } from ${AMDAHL};
const pi = jit((n) => {
  let sum = 0;
  for (const i of prange(n)) {
    const x = (i + 0.5) / n;
    sum += 4 / (1 + x * x);
  }
  return sum / n;
}, { target: "native" });
try {
  console.log(pi(100_003), pi.diagnostics().specialisations[0].target);
} catch (e) {
  console.log(e.message);
  process.exitCode = 1;
}`;
// The fixed tree's bits for that many strips, as recorded in test/integration/same-bits.test.ts.
const RIGHT = new Float64Array(new BigUint64Array([0x400921fb54447664n]).buffer)[0];
const SAID = `${RIGHT} native\n`;

const environment = (more: Record<string, string | undefined>) => ({
  ...process.env,
  NODE_OPTIONS: undefined,
  NODE_TEST_CONTEXT: undefined,
  AMDAHL_TARGET: undefined,
  ...more,
});
const ARGS = ["--input-type=module", "-e", PROGRAM];

function run(cache: string, more: Record<string, string | undefined> = {}): { out: string; err: string } {
  const env = environment({ AMDAHL_CACHE: cache, ...more });
  const { stdout, stderr } = spawnSync(process.execPath, ARGS, { encoding: "utf8", env });
  return { out: stdout, err: stderr };
}

const fresh = (name: string): string => join(place, name);
const libraries = (folder: string): string[] => readdirSync(folder).filter((f) => f.startsWith("native-"));

test("the bits are those of the tree, from the compiler and then from the cache", { skip: NO_C }, () => {
  const cache = fresh("again");
  assert.deepEqual(run(cache), { out: SAID, err: "" });
  const [file, ...more] = libraries(cache);
  assert.deepEqual(more, []);
  const { mtimeMs } = statSync(join(cache, file as string));
  assert.deepEqual(run(cache), { out: SAID, err: "" });
  assert.deepEqual([libraries(cache), statSync(join(cache, file as string)).mtimeMs], [[file], mtimeMs]);
});

test("an entry that was cut short, or changed, is made again", { skip: NO_C }, () => {
  const cache = fresh("torn");
  run(cache);
  const file = join(cache, libraries(cache)[0] as string);
  const whole = readFileSync(file);
  for (const spoil of [
    () => truncateSync(file, 1000),
    () => truncateSync(file, 0),
    () => truncateSync(file, whole.length - 1),
    () => writeFileSync(file, Buffer.from(whole).fill(0, 4096, 4200)),
    () => writeFileSync(file, "no library at all"),
  ]) {
    spoil();
    assert.deepEqual(run(cache), { out: SAID, err: "" });
    assert.equal(readFileSync(file).length, whole.length);
  }
});

test("a cache that others can write to is refused, and without any the kernel still runs", {
  skip: NO_C,
}, () => {
  const cache = fresh("open");
  run(cache);
  chmodSync(cache, 0o777);
  const before = libraries(cache);
  for (const name of before) writeFileSync(join(cache, name), "not to be loaded");
  assert.deepEqual(run(cache), { out: SAID, err: "" });
  assert.deepEqual(libraries(cache), before);
  assert.deepEqual(run("off"), { out: SAID, err: "" });
});

test("twenty processes that compile the same kernel at once are all right", { skip: NO_C }, async () => {
  const cache = fresh("crowd");
  const said = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const child = spawn(process.execPath, ARGS, { env: environment({ AMDAHL_CACHE: cache }) });
      let out = "";
      child.stdout.setEncoding("utf8").on("data", (text) => (out += text));
      child.stderr.setEncoding("utf8").on("data", (text) => (out += text));
      await new Promise((resolve) => child.on("close", resolve));
      return out;
    }),
  );
  assert.deepEqual(new Set(said), new Set([SAID]));
  assert.deepEqual([libraries(cache).length, readdirSync(cache).filter((f) => f.endsWith(".new"))], [1, []]);
});

test("after a process was killed while it compiled, the next one is right", { skip: NO_C }, async () => {
  const cache = fresh("killed");
  for (const after of [200, 350, 500]) {
    const child = spawn(process.execPath, ARGS, { env: environment({ AMDAHL_CACHE: cache }) });
    setTimeout(() => child.kill("SIGKILL"), after);
    await new Promise((resolve) => child.on("close", resolve));
  }
  assert.deepEqual(run(cache), { out: SAID, err: "" });
});

test("where there is no compiler, native says how to get one, and nothing else minds", () => {
  const bare = { AMDAHL_CC: undefined, AMDAHL_FFI: undefined, PATH: place };
  const { out, err } = run(fresh("bare"), bare);
  assert.equal(err, "");
  assert.match(out, /^target: "native" needs a C compiler and koffi, and no C compiler works here/);
  assert.match(
    out,
    /clang: not on the PATH; gcc: not on the PATH; cc: not on the PATH; zig cc: not on the PATH/,
  );
  assert.match(out, /apt-get install gcc/);
  assert.match(run(fresh("bare"), { ...bare, AMDAHL_TARGET: "auto" }).out, /^3\.14159\d+ wasm\n$/);
  const off = run(fresh("off"), { AMDAHL_FFI: "off" });
  assert.match(off.out, /native code cannot be called: AMDAHL_FFI=off switches it off/);
});

test("a compiler that is none, or makes nothing that runs, is passed over with its reason", () => {
  const { out } = run(fresh("broken"), { AMDAHL_CC: "false" });
  assert.match(out, /false: \S*false ended with exit code 1|native code cannot be called/);
  const missing = run(fresh("broken"), { AMDAHL_CC: "/no/such/cc" });
  assert.match(missing.out, /\/no\/such\/cc: not on the PATH|native code cannot be called/);
});

const AUTO = `
import { jit, prange } from ${AMDAHL};
const step = (x, n) => {
  let y = x;
  for (let i = 0; i < n; i++) y = y * y - 1.75;
  return y;
};
const f = jit((n) => {
  let sum = 0;
  for (const i of prange(n)) sum += step(i / n, 100);
  return sum;
});
const first = f(20_000);
const target = () => f.diagnostics().specialisations[0].target;
const start = performance.now();
let [different, before] = [0, 0];
// Not once back to the event loop.
while (target() === "wasm" && performance.now() - start < LIMIT) {
  if (f(20_000) !== first) different++;
  before++;
}
for (let i = 0; i < 20; i++) if (f(20_000) !== first) different++;
console.log(target(), different, before > 1);`;

const auto = (cache: string, more: Record<string, string | undefined> = {}, limit = 30_000): string => {
  const env = environment({ AMDAHL_CACHE: cache, ...more });
  const program = AUTO.replace("LIMIT", String(limit));
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    env,
  });
  return stdout + stderr;
};

test("auto begins as WebAssembly and goes on as machine code, in one synchronous loop, with the same bits", {
  skip: NO_C,
}, () => {
  assert.equal(auto(fresh("auto")), "native 0 true\n");
  assert.equal(auto(fresh("auto"), { AMDAHL_NUM_THREADS: "1" }), "native 0 true\n");
});

test("nothing is left in the folder for temporary files", { skip: NO_C }, () => {
  const tmp = mkdtempSync(join(place, "tmp-"));
  assert.equal(run(fresh("tidy"), { TMPDIR: tmp }).out, SAID);
  assert.equal(auto(fresh("tidy-auto"), { TMPDIR: tmp }), "native 0 true\n");
  assert.deepEqual(readdirSync(tmp), []);
});

test("auto says nothing where there is no compiler, or one that is broken", () => {
  assert.equal(auto(fresh("auto-bare"), { AMDAHL_CC: undefined, PATH: place }, 1500), "wasm 0 true\n");
  assert.equal(auto(fresh("auto-broken"), { AMDAHL_CC: "false" }, 1500), "wasm 0 true\n");
  assert.equal(auto(fresh("auto-off"), { AMDAHL_FFI: "off" }, 1500), "wasm 0 true\n");
});

test("doubles below 2^-1022 are what they were after native code was loaded", { skip: NO_C }, () => {
  const program = `
    import { jit } from ${AMDAHL};
    const f = jit((x) => Math.sqrt(x) * 0.5, { target: "native", fastmath: true });
    f(2);
    console.log(1e-310 * 0.5);`;
  const env = environment({ AMDAHL_CACHE: fresh("small") });
  const { stdout } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    env,
  });
  assert.equal(stdout, "5e-311\n");
});

test("AMDAHL_DEBUG says why a function stays WebAssembly; without it, it does so quietly", {
  skip: NO_C || process.platform === "win32",
}, () => {
  // A compiler that passes its proof and nothing else.
  const script = join(place, "picky");
  writeFileSync(
    script,
    '#!/bin/sh\ntext=$(cat)\ncase "$text" in *amdahl_probe*) printf "%s" "$text" | cc "$@";; *) echo "not today" >&2; exit 3;; esac\n',
  );
  chmodSync(script, 0o755);
  const program = `
import { jit } from ${AMDAHL};
const f = jit(function slow(n) { let s = 0; for (let i = 0; i < n; i++) s += Math.sqrt(i); return s; });
let said = 0;
const until = performance.now() + 3000;
while (performance.now() < until) said = f(1e6);
console.log(f.diagnostics().specialisations[0].target, said > 6e8);`;
  for (const level of [undefined, "1"]) {
    const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      env: environment({ AMDAHL_CC: script, AMDAHL_DEBUG: level, AMDAHL_CACHE: join(place, "picky-cache") }),
    });
    assert.equal(stdout, "wasm true\n");
    if (level)
      assert.match(
        stderr,
        /slow stays WebAssembly, since machine code cannot be made of it:\n {2}.*picky ended with exit code 3:\n {2}not today/,
      );
    else assert.equal(stderr, "");
  }
});
