// The suite of message passing on a cluster's own MPI: the same topics as on the local engine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { installations, node, start, without } from "./launchers.ts";
import { least } from "./suite/least.ts";

const program = fileURLToPath(new URL("./suite/run.ts", import.meta.url));

test("there is an MPI to test with", (t) => {
  without(t);
});

for (const { name, launch, most } of installations) {
  for (let ranks = 1; ranks <= most; ranks++) {
    test(`the suite passes on ${name} with ${ranks} ${ranks === 1 ? "rank" : "ranks"}`, () => {
      const { status, stdout, stderr } = start([...launch(ranks), ...node(program)], {}, 170_000);
      const failed = stdout.split("\n").filter((line) => !line.startsWith("passed"));
      assert.equal(status, 0, `${failed.join("\n")}\n${stderr}`);
      assert.ok(
        stdout.split("\n").filter((line) => line.startsWith("passed")).length >= least(ranks),
        stdout,
      );
    });
  }
}
