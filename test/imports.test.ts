// Keeps the house in order: imports point down only, through a folder's face, and in no circle; files are short,
// say why they exist, and have nothing left over in them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { importedAtOnce, importsOf, type SourceFile, sourceFiles } from "../tools/source.ts";

/** From the roof down; an import may only go to something further down. */
const HOUSE = [
  "start",
  "cli",
  "build",
  "bench",
  "profile",
  "runtime",
  "measure",
  "plot",
  "mpi",
  "array",
  "jit",
  "compiler",
  "job",
  "team",
  "capture",
  "ffi",
  "heap",
  "cache",
];
/** The parts of src/compiler that know the IR and nothing of each other. */
const COMPILER_PARTS = ["frontend", "passes", "backend"];
/** Looked at before all else is evaluated, so anybody may import it. */
const GUARD = "src/node-version.ts";
const MOST_LINES = 400;

const files = sourceFiles("src");
const edges = files.flatMap((file) => importsOf(file).map((to) => ({ from: file.path, to })));

const folderOf = (path: string) => path.match(/^src\/([^/]+)\//)?.[1];
const compilerPart = (path: string) => path.match(/^src\/compiler\/([^/]+)\//)?.[1];
const arrow = ({ from, to }: { from: string; to: string }) => `${from} -> ${to}`;

test("the source is found", () => {
  assert.ok(files.some(({ path }) => path === "src/cli/main.ts"));
  assert.ok(edges.some(({ from, to }) => from === "src/cli/main.ts" && to === "src/cli/command.ts"));
  assert.ok(edges.some(({ from, to }) => from === "src/cli/command.ts" && to === "src/cli/run.ts"));
});

test("an import is found in every form it can be written in", () => {
  const text = [
    'import { a } from "./a.ts";',
    "import {",
    "  b,",
    '} from "./b.ts";',
    'import type { C } from "./sub/c.ts";',
    'export * from "../d.ts";',
    'import "./e.ts";',
    'const f = () => import("./f.ts");',
    '// import "./comment.ts";',
    '/* import "./comment.ts"; */',
    'import fs from "node:fs";',
    'export const root = new URL("../", import.meta.url);',
  ].join("\n");
  assert.deepEqual(importsOf({ path: "src/x/y.ts", text, lines: 11 }), [
    "src/x/a.ts",
    "src/x/b.ts",
    "src/x/sub/c.ts",
    "src/d.ts",
    "src/x/e.ts",
    "src/x/f.ts",
  ]);
});

test("every folder of src has its place in the house", () => {
  const folders = new Set(files.map(({ path }) => folderOf(path)).filter((name) => name !== undefined));
  assert.deepEqual(
    [...folders].filter((name) => !HOUSE.includes(name)),
    [],
  );
});

test("beside the folders lie the public face and the guard only", () => {
  const beside = files.map(({ path }) => path).filter((path) => folderOf(path) === undefined);
  assert.deepEqual(
    beside.filter((path) => path !== "src/index.ts" && path !== GUARD),
    [],
  );
});

test("imports point down", () => {
  const up = edges.filter(({ from, to }) => {
    const [above, below] = [folderOf(from), folderOf(to)];
    if (to === GUARD || above === below) return false;
    if (above === undefined) return from !== "src/index.ts" && to.startsWith("src/");
    return below === undefined ? to.startsWith("src/") : HOUSE.indexOf(below) < HOUSE.indexOf(above);
  });
  assert.deepEqual(up.map(arrow), []);
});

test("a folder is imported through its face", () => {
  const around = edges.filter(
    ({ from, to }) =>
      folderOf(to) !== undefined && folderOf(from) !== folderOf(to) && !/^src\/[^/]+\/index\.ts$/.test(to),
  );
  assert.deepEqual(around.map(arrow), []);
});

test("nothing outside src is imported but the sentence for an old Node", () => {
  const outside = edges.filter(({ to }) => !to.startsWith("src/") && to !== "bin/node-version.js");
  assert.deepEqual(outside.map(arrow), []);
});

test("the compiler's front end, passes and back ends import the IR only", () => {
  const across = edges.filter(({ from, to }) => {
    const part = compilerPart(from);
    if (part === undefined || !to.startsWith("src/compiler/") || compilerPart(to) === part) return false;
    return !COMPILER_PARTS.includes(part) || compilerPart(to) !== "ir";
  });
  assert.deepEqual(across.map(arrow), []);
});

test("no file imports itself, however far around", () => {
  const targets = new Map(files.map((file) => [file.path, importsOf(file)]));
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (path: string, trail: string[]) => {
    if (trail.includes(path)) {
      circles.push([...trail.slice(trail.indexOf(path)), path].join(" -> "));
      return;
    }
    if (done.has(path)) return;
    for (const to of targets.get(path) ?? []) visit(to, [...trail, path]);
    done.add(path);
  };
  for (const { path } of files) visit(path, []);
  assert.deepEqual(circles, []);
});

test("amdahl --help loads the names of the commands and none of the commands", () => {
  assert.deepEqual(loadedBy("src/cli/main.ts"), [
    "src/cli/command.ts",
    "src/cli/errors.ts",
    "src/cli/main.ts",
    "src/cli/nearest.ts",
    "src/cli/package-root.ts",
  ]);
});

test('import "amdahl" loads neither the command line nor the pictures', () => {
  const loaded = loadedBy("src/index.ts");
  assert.ok(loaded.includes(GUARD));
  assert.deepEqual(
    loaded.filter((path) => ["cli", "plot"].includes(folderOf(path) ?? "")),
    [],
  );
});

test("every file says why it exists", () => {
  const silent = files.filter(({ text }) => !/^(\/\/ |\/\*\*? ?)/.test(text));
  assert.deepEqual(paths(silent), []);
});

test(`no file of src is longer than ${MOST_LINES} lines`, () => {
  const long = files.filter(({ lines }) => lines > MOST_LINES);
  assert.deepEqual(
    long.map(({ path, lines }) => `${path}: ${lines}`),
    [],
  );
});

test("nothing is left over", () => {
  // Written so that this file does not contain what it looks for.
  const leftOver = [
    /\b(TO[D]O|FIX[M]E|XX[X]|HAC[K])\b/,
    /^(<{7}|>{7}) /m,
    /^\s*debugge[r];/m,
    /\b(describe|it|test)\.onl[y]\(/,
    /\/(hom[e]|User[s])\/\w/,
    /\/roo[t]\/\w/,
  ];
  const everything = [
    ...["src", "test", "examples", "bench", "tools", "bin"].flatMap((folder) =>
      sourceFiles(folder, "**/*.{ts,js}"),
    ),
    ...sourceFiles("docs", "**/*.md"),
    ...sourceFiles(".", "*.md"),
  ];
  const found = everything.flatMap(({ path, text }) =>
    leftOver.flatMap(
      (pattern) =>
        text
          .match(pattern)
          ?.map((match) => `${path}: ${match.trim()}`)
          .slice(0, 1) ?? [],
    ),
  );
  assert.deepEqual(found, []);
});

function loadedBy(start: string): string[] {
  const loaded = new Set([start]);
  for (const path of loaded) {
    const file = files.find((candidate) => candidate.path === path);
    // Imports of types alone are gone when the program runs.
    const text = file?.text.replace(/^(?:import|export) type [^;]*;/gm, "");
    if (file !== undefined && text !== undefined) {
      for (const to of importedAtOnce({ ...file, text })) loaded.add(to);
    }
  }
  return [...loaded].sort();
}

function paths(some: readonly SourceFile[]): string[] {
  return some.map(({ path }) => path);
}
