// The table of constants against the headers that C programs are compiled with.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { ffi } from "../../../../src/ffi/index.ts";
import * as names from "../../../../src/mpi/constants.ts";
import { abiOf, STANDARD } from "../../../../src/mpi/engine/library/abi.ts";
import { Calls } from "../../../../src/mpi/engine/library/calls.ts";
import { temporaryFolder } from "../../../cli/command-line.ts";
import { installations, without } from "../../launchers.ts";

test("there is an MPI to test with", (t) => {
  without(t);
});

const SCALARS = {
  ...{ i1: "INT8_T", i2: "INT16_T", i4: "INT32_T", i8: "INT64_T", u1: "UINT8_T", u2: "UINT16_T" },
  ...{ u4: "UINT32_T", u8: "UINT64_T", f4: "FLOAT", f8: "DOUBLE" },
} as const;

const ERRORS = Object.entries(names).filter(([name]) => name.startsWith("ERR_"));

for (const { name, compiler } of installations) {
  test(`constants and the layout of a status are those of mpi.h: ${name}`, (t) => {
    const interfaces = ffi();
    if (interfaces instanceof Error) {
      t.skip(interfaces.message);
      return;
    }
    // Only Open MPI's is opened: its handles are its own variables. Two libraries in one process would get in each other's way.
    const abi = name === "MPICH" ? abiOf(() => undefined) : new Calls(interfaces, "libmpi.so.40").abi;
    const pairs = [...abi.pairs.keys()];
    const ops = [...abi.ops.keys()];
    // Handles of Open MPI are addresses, which differ from process to process: there the names of the variables stand in
    // the table, and C would not compile without them.
    const handles = name === "MPICH";
    const asked: [string, number][] = [
      ["MPI_ANY_SOURCE", abi.anySource],
      ["MPI_ANY_TAG", abi.anyTag],
      ["MPI_ROOT", abi.root],
      ["MPI_PROC_NULL", abi.procNull],
      ["(long)MPI_IN_PLACE", abi.inPlace],
      ["MPI_UNDEFINED", abi.undefined],
      ["MPI_COMM_TYPE_SHARED", abi.shared],
      ["MPI_THREAD_FUNNELED", abi.funneled],
      ["sizeof(MPI_Comm)", abi.handle],
      ["sizeof(MPI_Status)", 4 * abi.status.words],
      ["offsetof(MPI_Status, MPI_SOURCE)", 4 * abi.status.source],
      ["offsetof(MPI_Status, MPI_TAG)", 4 * abi.status.tag],
      ...(handles
        ? ([
            ["MPI_COMM_WORLD", abi.world],
            ["MPI_COMM_SELF", abi.self],
            ["MPI_COMM_NULL", abi.noComm],
            ["MPI_INFO_NULL", abi.noInfo],
            ["MPI_ERRORS_RETURN", abi.errorsReturn],
            ["MPI_BYTE", abi.byte],
            ...Object.entries(SCALARS).map(([scalar, type]) => [
              `MPI_${type}`,
              abi.scalars[scalar as keyof typeof SCALARS],
            ]),
            ...pairs.map((pair) => [pair, abi.pairs.get(pair)]),
            ...ops.map((op) => [op, abi.ops.get(op)]),
          ] as [string, number][])
        : []),
    ];
    const folder = temporaryFolder(t);
    const classes = ERRORS.map(([error]) => `MPI_${error}`);
    writeFileSync(
      join(folder, "ask.c"),
      `#include <mpi.h>\n#include <stddef.h>\n#include <stdio.h>\nint main(void) {\n${[
        ...asked.map(([what]) => `printf("%lld\\n", (long long)(${what}));`),
        ...classes.map((what) => `printf("%lld\\n", (long long)(${what}));`),
      ].join("\n")}\nreturn 0; }\n`,
    );
    const compiled = spawnSync(compiler, ["ask.c", "-o", "ask"], { cwd: folder, encoding: "utf8" });
    assert.equal(compiled.status, 0, compiled.stderr);
    const said = spawnSync(join(folder, "ask"), { encoding: "utf8" }).stdout.trim().split("\n").map(Number);
    assert.deepEqual(
      asked.map(([what], i) => `${what} ${said[i]}`),
      asked.map(([what, ours]) => `${what} ${ours}`),
    );
    assert.deepEqual(
      ERRORS.map(([error], i) => `${error} ${abi.classes.get(said[asked.length + i])}`),
      ERRORS.map(([error, ours]) => `${error} ${ours}`),
    );
  });
}

test("the standard's own interface has the constants that programs see", () => {
  // MPI 5.0, appendix A: bits of a type's number say its size, as 2^k bytes in bits 3 to 5 of the fixed-size types.
  for (const [scalar, type] of Object.entries(STANDARD.scalars)) {
    if (scalar.startsWith("f")) continue;
    assert.equal(2 ** ((type >> 3) & 7), Number(scalar.slice(1)), scalar);
  }
  assert.deepEqual(
    [STANDARD.anySource, STANDARD.anyTag, STANDARD.procNull, STANDARD.root, STANDARD.world, STANDARD.self],
    [-1, -2, -3, -4, 0x101, 0x102],
  );
});
