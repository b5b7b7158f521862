// npm run replay -- FOLDER: compiles every kernel of the tests and of the benchmark, and leaves the code of each in the
// folder. Compare two with `diff -r`: a refactor of the compiler should change nothing.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { root } from "./source.ts";

const [to] = process.argv.slice(2);
if (to === undefined) {
  process.stderr.write("npm run replay -- FOLDER: say where the code is to lie\n");
  process.exit(2);
}
const folder = resolve(to);
mkdirSync(folder, { recursive: true });
if (readdirSync(folder).length > 0) {
  process.stderr.write(`${folder} is not empty: code of two compilers in one folder cannot be told apart\n`);
  process.exit(2);
}

const env = { ...process.env, AMDAHL_REPLAY: folder };
const run = (...args: string[]): void => {
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    env,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) {
    process.stderr.write(`node ${args.join(" ")} failed: what is in the folder is not all\n`);
    process.exitCode = 1;
  }
};
run("--test", "--test-concurrency=2", "test/jit/**/*.test.ts", "test/integration/**/*.test.ts");
run(join(root, "bench/run.ts"), "--quick", "--repeats", "1");
console.log(`${readdirSync(folder).length} kernels in ${folder}`);
