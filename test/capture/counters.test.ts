// Coverage counters, in the form that istanbul writes, are not part of the function.
import assert from "node:assert/strict";
import { test } from "node:test";
import { captureText } from "../../src/capture/index.ts";

test("counters in statements, conditions, branches and defaults are taken out of the tree", () => {
  const captured = captureText(`function f(x, y = (cov_1ab().b[0][0]++, 3)) {
    cov_1ab().f[0]++;
    cov_1ab().s[0]++;
    if ((cov_1ab().b[2][0]++, x > 0) && (cov_1ab().b[2][1]++, y)) { cov_1ab().b[1][0]++; cov_1ab().s[1]++; return x; }
    else { cov_1ab().b[1][1]++; }
    cov_1ab().s[2]++;
    return y;
  }`);
  const { node } = captured;
  assert.doesNotMatch(JSON.stringify(node), /cov_1ab/);
  assert.ok(node.body.type === "BlockStatement");
  assert.deepEqual(
    node.body.body.map((statement) => statement.type),
    ["IfStatement", "ReturnStatement"],
  );
  const [, second] = node.params;
  assert.ok(second?.type === "AssignmentPattern");
  assert.equal(captured.source.slice(second.right.start, second.right.end), "3");
});

test("a function's own counting stays", () => {
  const { node } = captureText("function f(cov_x) { cov_x.s[0]++; g().s[0]++; return (cov_x.n++, 1); }");
  assert.ok(node.body.type === "BlockStatement");
  assert.equal(node.body.body.length, 3);
});
