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
