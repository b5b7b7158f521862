// Tables and units as they stand in a terminal.
import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSeconds, formatTable, significant, timeUnit } from "../../src/measure/index.ts";

test("numbers stand right, words left, and no line ends in spaces", () => {
  const text = formatTable(
    [{ title: "case", align: "left" }, { title: "time" }],
    [["plain", "812 ms"], ["x", "9 ms"], null, ["last"]],
  );
  assert.equal(
    text,
    ["case     time", "─────  ──────", "plain  812 ms", "x        9 ms", "", "last"].join("\n"),
  );
});

test("a table without rows is its titles", () => {
  assert.equal(formatTable([{ title: "a" }], []), "a\n─");
});

test("letters outside ASCII are as wide as they look", () => {
  const lines = formatTable([{ title: "µs" }, { title: "é̂" }], [["∞", "ü"]]).split("\n");
  assert.deepEqual(lines, ["µs  é̂", "──  ─", " ∞  ü"]);
});

test("a row with too many cells is refused", () => {
  assert.throws(
    () => formatTable([{ title: "a" }], [["1", "2"]]),
    /a row of 2 cells in a table of 1 columns/,
  );
});

test("a column's unit is the largest in which its largest time is at least one", () => {
  assert.equal(timeUnit([0.0001, 1]).name, "s");
  assert.equal(timeUnit([0.9]).name, "ms");
  assert.equal(timeUnit([9e-7]).name, "ns");
  assert.equal(timeUnit([]).name, "ns");
  assert.equal(timeUnit([Number.NaN, 2e-6]).name, "µs");
});

test("times have three significant digits", () => {
  assert.equal(formatSeconds(0.0123456), "12.3 ms");
  assert.equal(formatSeconds(1234.5), "1235 s");
  assert.equal(formatSeconds(0.5, { name: "s", seconds: 1 }), "0.500 s");
});

test("what is no ordinary number is said as such", () => {
  assert.equal(significant(Number.NaN), "–");
  assert.equal(significant(Infinity), "∞");
  assert.equal(significant(-0), "0");
  assert.equal(significant(-1.5), "−1.50");
});
