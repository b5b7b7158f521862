// Packs amdahl as it would be published and uses the tarball from empty projects, in TypeScript, JavaScript and
// CommonJS: a package that is only linked hides what is missing from it, and that Node strips no types in it.
//   node tools/pack-check.ts [--node PATH]... [--old PATH]...   further Nodes that must run it, or refuse it clearly
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { packageVersion } from "../src/cli/package-root.ts";
import { root } from "./source.ts";

const MOST_BYTES = 15e6;
const MOST_PACKAGES = 15;

const PRINTS = "9 500 2x3";
const IMPORTS = 'import { heap, jit, prange } from "amdahl";\nimport { zeros } from "amdahl/array";';
const REQUIRES =
  'const { heap, jit, prange } = require("amdahl");\nconst { zeros } = require("amdahl/array");';

const { values } = parseArgs({
  options: { node: { type: "string", multiple: true }, old: { type: "string", multiple: true } },
});
const nodes = [process.execPath, ...(values.node ?? [])];
const scratch = mkdtempSync(join(tmpdir(), "amdahl-pack-"));
try {
  const tarball = pack();
  lint(tarball);
  const folder = project("module", tarball, []);
  weigh(folder);
  useAsModule(folder);
  useAsCommonJs(project("commonjs", tarball, ["--ignore-scripts"]));
  for (const old of values.old ?? []) refuse(old, folder);
  console.log("the package is in order");
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function pack(): string {
  npm(root, "pack", "--pack-destination", scratch);
  const [file] = readdirSync(scratch).filter((name) => name.endsWith(".tgz"));
  const tarball = join(scratch, file);
  console.log(`${file}: ${(statSync(tarball).size / 1e6).toFixed(2)} MB`);
  return tarball;
}

function lint(tarball: string): void {
  const tool = (name: string, ...args: string[]) =>
    execFileSync(process.execPath, [join(root, "node_modules", name), ...args], { stdio: "inherit" });
  tool("publint/src/cli.js", "run", tarball, "--strict");
  // ES modules only: CommonJS gets them through require(esm), which every Node from 22.12 on has. The rule "false-esm"
  // is about bin/require.js, a CommonJS file which those without it get, and which only says so.
  tool(
    "@arethetypeswrong/cli/dist/index.js",
    tarball,
    "--profile",
    "esm-only",
    "--ignore-rules",
    "false-esm",
    "--no-emoji",
  );
}

/** An empty project, as `npm init` makes it, with the tarball installed. */
function project(type: string, tarball: string, options: string[]): string {
  const folder = join(scratch, type);
  mkdirSync(folder);
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({ name: `use-${type}`, version: "1.0.0", type }),
  );
  npm(folder, "install", "--no-audit", "--no-fund", ...options, tarball);
  return folder;
}

function weigh(folder: string): void {
  const installed = JSON.parse(
    readFileSync(join(folder, "node_modules/.package-lock.json"), "utf8"),
  ).packages;
  // Optional packages of other platforms are listed but not there.
  const packages = Object.keys(installed).filter((path) =>
    statSync(join(folder, path), { throwIfNoEntry: false }),
  );
  const bytes = weight(join(folder, "node_modules"));
  console.log(
    `installed: ${(bytes / 1e6).toFixed(2)} MB in ${packages.length} packages: ${packages.join(", ")}`,
  );
  assert.ok(bytes <= MOST_BYTES, `${bytes} bytes installed, at most ${MOST_BYTES}`);
  assert.ok(
    packages.length <= MOST_PACKAGES,
    `${packages.length} packages installed, at most ${MOST_PACKAGES}`,
  );
}

function weight(path: string): number {
  const entries = readdirSync(path, { withFileTypes: true });
  return entries.reduce((sum, entry) => {
    const inside = join(path, entry.name);
    return sum + (entry.isDirectory() ? weight(inside) : entry.isFile() ? statSync(inside).size : 0);
  }, 0);
}

/** A person's program: it compiles a function, runs a loop on two threads, and knows its own types where it has any. */
function program(imports: string, typed: boolean): string {
  const as = (type: string) => (typed ? `: ${type}` : "");
  return `${imports}
    const square${as("(x: number) => number")} = jit((x${as("number")})${as("number")} => x * x);
    const sum = jit((a${as("Float64Array")})${as("number")} => {
      let s = 0;
      for (const i of prange(a.length)) s += a[i];
      return s;
    }, { parallel: 2 });
    console.log(square(3), sum(heap.array(Float64Array, 1000).fill(0.5)), zeros([2, 3]).shape.join("x"));
  `;
}

function useAsModule(folder: string): void {
  write(folder, "use.js", program(IMPORTS, false));
  write(folder, "use.ts", program(IMPORTS, true));
  for (const node of nodes) {
    assert.equal(output(node, folder, "use.js"), PRINTS);
    assert.equal(output(node, folder, "use.ts"), PRINTS);
  }
  typeCheck(folder, "use.ts");
  useCommand(folder, "pi.ts");
  useBuilt(folder);
  useRanks(folder);
}

/** Ranks of a program find each other, in every Node, and are typed. */
function useRanks(folder: string): void {
  const bin = join(folder, "node_modules/amdahl/bin/amdahl.js");
  write(
    folder,
    "ranks.ts",
    `import { MPI } from "amdahl/mpi";
    const comm = MPI.COMM_WORLD;
    const total = new Float64Array(1);
    comm.Allreduce(Float64Array.of(comm.rank + 1), total);
    const names: string[] | undefined = comm.gather(\`rank \${comm.rank}\`);
    if (names) console.log(total[0], names.join());`,
  );
  for (const node of nodes)
    assert.equal(output(node, folder, bin, "run", "-n", "3", "ranks.ts"), "6 rank 0,rank 1,rank 2");
  typeCheck(folder, "ranks.ts");
}

/** A module that is built in the project runs there on amdahl, with its types. */
function useBuilt(folder: string): void {
  const bin = join(folder, "node_modules/amdahl/bin/amdahl.js");
  write(
    folder,
    "kernels.ts",
    `import { prange } from "amdahl";
    export function sum(a: Float64Array): number {
      let s = 0;
      for (const i of prange(a.length)) s += a[i];
      return s;
    }`,
  );
  write(
    folder,
    "use-built.ts",
    `import { sum } from "./dist/kernels.js";
    console.log(sum(new Float64Array(1000).fill(0.5)), sum.built.runtime);`,
  );
  for (const node of nodes) {
    assert.match(output(node, folder, bin, "build", "kernels.ts"), /^sum +\(a: Float64Array\) => number/m);
    assert.equal(output(node, folder, "use-built.ts"), "500 amdahl");
  }
  typeCheck(folder, "use-built.ts");
}

function useAsCommonJs(folder: string): void {
  write(folder, "use.js", program(REQUIRES, false));
  write(folder, "use.cts", program(IMPORTS, true));
  for (const node of nodes) assert.equal(output(node, folder, "use.js"), PRINTS);
  typeCheck(folder, "use.cts");
  useCommand(folder, "pi.mts");
}

/** Compiles a person's program with the compiler options a new project has. */
function typeCheck(folder: string, file: string): void {
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2023", "--types", ""];
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [tsc, ...options, "--skipLibCheck", "false", file], {
    cwd: folder,
    encoding: "utf8",
  });
  assert.equal(status, 0, `types of ${file}:\n${stdout}`);
}

/** The command as it is installed; examples have to be copied out of node_modules to run. */
function useCommand(folder: string, copy: string): void {
  const bin = join(folder, "node_modules/amdahl/bin/amdahl.js");
  for (const node of nodes) {
    assert.equal(output(node, folder, bin, "--version"), packageVersion());
    assert.match(output(node, folder, bin, "example"), /^pi /m);
    assert.match(output(node, folder, bin, "example", "pi"), /3\.14159/);
    assert.ok(statSync(join(folder, copy)).isFile());
    assert.match(
      output(node, folder, bin, "speedup", copy, "--threads", "1,2", "--repeats", "1"),
      /speed-?up/i,
    );
  }
}

/** A Node that is too old says so in one line, whichever way it came in. */
function refuse(node: string, folder: string): void {
  const sentence = /amdahl needs Node [\d.]+ or newer, and this is Node [\d.]+: /;
  const bin = join(folder, "node_modules/amdahl/bin/amdahl.js");
  for (const args of [
    [bin, "--version"],
    ["--input-type=module", "-e", 'import "amdahl"'],
    ["-e", 'require("amdahl")'],
  ]) {
    const { status, stderr } = spawnSync(node, args, { cwd: folder, encoding: "utf8" });
    assert.notEqual(status, 0, `${node} ${args.join(" ")} should have failed`);
    assert.match(stderr, sentence);
    assert.doesNotMatch(stderr, /SyntaxError/);
  }
  // Inside the repository it hands over to the Node that is there.
  assert.equal(output(node, folder, join(root, "bin/amdahl.js"), "--version"), packageVersion());
}

function write(folder: string, file: string, text: string): void {
  writeFileSync(join(folder, file), text);
}

function output(node: string, cwd: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(node, args, { cwd, encoding: "utf8", timeout: 120_000 });
  assert.equal(status, 0, `${node} ${args.join(" ")} ended with status ${status}:\n${stdout}${stderr}`);
  return stdout.trim();
}

function npm(cwd: string, ...args: string[]): string {
  // The folder of this Node comes first, so that npm's scripts run under it.
  const PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
  return execFileSync("npm", args, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, PATH },
    stdio: ["ignore", "pipe", "inherit"],
  });
}
