// The examples in the comments of src/mpi run as one program on two ranks, and print what stands after their //.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { amdahl, temporaryFolder } from "../cli/command-line.ts";

const folder = new URL("../../src/mpi/", import.meta.url);

const examples = readdirSync(folder)
  .filter((name) => name.endsWith(".ts"))
  .flatMap((file) => {
    const text = readFileSync(new URL(file, folder), "utf8");
    return [...text.matchAll(/@example\n([\s\S]*?)\n *\*\//g)].map(([, body]) =>
      body.replace(/^ *\* ?/gm, ""),
    );
  });

test("the example of docs/mpi.md between two groups runs on four ranks, and prints what it says", (t) => {
  const page = readFileSync(new URL("../../docs/mpi.md", import.meta.url), "utf8");
  const [, code] = page.match(/## Between two groups\n[\s\S]*?```ts\n([\s\S]*?)```/) ?? [];
  const program = join(temporaryFolder(t), "page.mts");
  const head = `import { MPI } from ${JSON.stringify(new URL("index.ts", folder).href)};\nconst comm = MPI.COMM_WORLD;`;
  writeFileSync(program, `${head}\n${code}\nconsole.log("the other half's largest:", largest);\n`);
  const { status, stdout, stderr } = amdahl(["run", "-n", "4", program]);
  assert.equal(status, 0, stderr);
  assert.deepEqual(stdout.trimEnd().split("\n").sort(), [
    ...['computer 0 hears "go on"', 'computer 1 hears "go on"', "keeper 0 has 0", "keeper 1 has 1"],
    ...["1", "1", "3", "3"].map((largest) => `the other half's largest: ${largest}`),
  ]);
});

test("the examples run on two ranks, and print what they say", (t) => {
  const program = join(temporaryFolder(t), "examples.mts");
  const blocks = examples.map((code) => `{\n${code}\n}\ncomm.Barrier();`);
  const head = `import { MPI } from ${JSON.stringify(new URL("index.ts", folder).href)};\nconst comm = MPI.COMM_WORLD;`;
  writeFileSync(program, [head, ...blocks].join("\n"));
  const { status, stdout, stderr } = amdahl(["run", "-n", "2", program]);
  assert.equal(status, 0, stderr);
  const printed = stdout.split("\n");
  const said = examples.flatMap((code) =>
    [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, line]) => line),
  );
  assert.ok(examples.length >= 6 && said.length >= 2);
  for (const line of said) assert.ok(printed.includes(line), `${line} is not among:\n${stdout}`);
});
