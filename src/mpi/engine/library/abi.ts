// What differs between MPI libraries in binary form: the values of handles and constants and the layout of a status. One
// table for each of the three binary interfaces there are; everything else in this folder is the same for all.
//
// Handles are numbers: of 32 bits with MPICH, addresses or small integers of 64 bits with the others.
import * as names from "../../constants.ts";
import type { Scalar } from "../../datatype.ts";

/** A status: words of 32 bits. */
interface StatusLayout {
  readonly words: number;
  readonly source: number;
  readonly tag: number;
  /** Bytes received; undefined where only a call knows. */
  readonly bytes: ((status: Int32Array) => number) | undefined;
}

/** A binary interface. */
export interface Abi {
  readonly name: string;
  /** Bytes of a handle. */
  readonly handle: 4 | 8;
  readonly status: StatusLayout;
  readonly world: number;
  readonly self: number;
  readonly noComm: number;
  readonly noInfo: number;
  readonly errorsReturn: number;
  readonly byte: number;
  readonly scalars: Readonly<Record<Scalar, number>>;
  /** MPI_FLOAT_INT, … by name. */
  readonly pairs: ReadonlyMap<string, number>;
  /** MPI_SUM, … by name. */
  readonly ops: ReadonlyMap<string, number>;
  readonly anySource: number;
  readonly anyTag: number;
  readonly root: number;
  readonly procNull: number;
  /** An address. */
  readonly inPlace: number;
  readonly undefined: number;
  readonly shared: number;
  readonly funneled: number;
  /** Error classes by the library's number, as this package numbers them. */
  readonly classes: ReadonlyMap<number, number>;
}

const OPS = [
  ...["MPI_MAX", "MPI_MIN", "MPI_SUM", "MPI_PROD", "MPI_LAND", "MPI_BAND"],
  ...["MPI_LOR", "MPI_BOR", "MPI_LXOR", "MPI_BXOR", "MPI_MINLOC", "MPI_MAXLOC"],
] as const;

const PAIRS = ["FLOAT_INT", "DOUBLE_INT", "LONG_INT", "2INT", "SHORT_INT"] as const;

/** An Int32Array's words as one number, of 64 bits without a sign. */
const wide = (low: number, high: number): number => (high >>> 0) * 2 ** 32 + (low >>> 0);

/** What this package's constants are, by name. */
const NUMBERS: Readonly<Record<string, number>> = { ...names };

const COMMON = ["ERR_BUFFER", "ERR_COUNT", "ERR_TYPE", "ERR_TAG", "ERR_COMM", "ERR_RANK"] as const;

/** Error classes in a library's order, from 1 on; those that this package has no name for are left out. */
const classes = (order: readonly string[], keyval: number): ReadonlyMap<number, number> =>
  new Map([
    ...order.flatMap((name, i) => (name in NUMBERS ? [[i + 1, NUMBERS[name]] as const] : [])),
    [keyval, names.ERR_KEYVAL],
  ]);

/** MPICH 3.1 and later, Intel MPI, Cray MPICH, MVAPICH2: the values of MPICH's mpi.h (the ABI initiative of 2013). */
const MPICH: Abi = {
  name: "MPICH",
  handle: 4,
  // count_lo, count_hi_and_cancelled, source, tag, error: the lowest bit of the second says whether it was cancelled.
  status: { words: 5, source: 2, tag: 3, bytes: (s) => wide(s[0], s[1] >>> 1) },
  world: 0x44000000,
  self: 0x44000001,
  noComm: 0x04000000,
  noInfo: 0x1c000000,
  errorsReturn: 0x54000001,
  byte: 0x4c00010d,
  scalars: {
    i1: 0x4c000137,
    i2: 0x4c000238,
    i4: 0x4c000439,
    i8: 0x4c00083a,
    u1: 0x4c00013b,
    u2: 0x4c00023c,
    u4: 0x4c00043d,
    u8: 0x4c00083e,
    f4: 0x4c00040a,
    f8: 0x4c00080b,
  },
  // Handles of types with gaps: the table of pairs in mpi.h.
  pairs: new Map([
    ["MPI_FLOAT_INT", 0x8c000000 | 0],
    ["MPI_DOUBLE_INT", 0x8c000001 | 0],
    ["MPI_LONG_INT", 0x8c000002 | 0],
    ["MPI_SHORT_INT", 0x8c000003 | 0],
    ["MPI_2INT", 0x4c000816],
  ]),
  ops: new Map(OPS.map((name, i) => [name, 0x58000001 + i])),
  anySource: -2,
  anyTag: -1,
  root: -3,
  procNull: -1,
  inPlace: -1,
  undefined: -32766,
  shared: 1,
  funneled: 1,
  classes: classes(
    [
      ...COMMON,
      ...["ERR_ROOT", "ERR_GROUP", "ERR_OP", "ERR_TOPOLOGY", "ERR_DIMS", "ERR_ARG"],
      ...["ERR_UNKNOWN", "ERR_TRUNCATE", "ERR_OTHER", "ERR_INTERN"],
      ...["ERR_IN_STATUS", "ERR_PENDING", "ERR_REQUEST"],
    ],
    48,
  ),
};

/** Open MPI 3 to 5: handles are addresses of the library's variables. */
function openMpi(address: (variable: string) => number): Abi {
  const scalar = (name: string) => address(`ompi_mpi_${name}`);
  return {
    name: "Open MPI",
    handle: 8,
    // source, tag, error, cancelled, and the bytes as a size_t.
    status: { words: 6, source: 0, tag: 1, bytes: (s) => wide(s[4], s[5]) },
    world: address("ompi_mpi_comm_world"),
    self: address("ompi_mpi_comm_self"),
    noComm: address("ompi_mpi_comm_null"),
    noInfo: address("ompi_mpi_info_null"),
    errorsReturn: address("ompi_mpi_errors_return"),
    byte: scalar("byte"),
    scalars: {
      i1: scalar("int8_t"),
      i2: scalar("int16_t"),
      i4: scalar("int32_t"),
      i8: scalar("int64_t"),
      u1: scalar("uint8_t"),
      u2: scalar("uint16_t"),
      u4: scalar("uint32_t"),
      u8: scalar("uint64_t"),
      f4: scalar("float"),
      f8: scalar("double"),
    },
    pairs: new Map(PAIRS.map((name) => [`MPI_${name}`, scalar(name.toLowerCase())])),
    ops: new Map(OPS.map((name) => [name, scalar(`op_${name.slice(4).toLowerCase()}`)])),
    anySource: -1,
    anyTag: -1,
    root: -4,
    procNull: -2,
    inPlace: 1,
    undefined: -32766,
    shared: 0,
    funneled: 1,
    classes: classes(
      [
        ...COMMON,
        ...["ERR_REQUEST", "ERR_ROOT", "ERR_GROUP", "ERR_OP", "ERR_TOPOLOGY", "ERR_DIMS", "ERR_ARG"],
        ...["ERR_UNKNOWN", "ERR_TRUNCATE", "ERR_OTHER", "ERR_INTERN"],
      ],
      36,
    ),
  };
}

/** The standard's own (MPI 5.0, appendix A): this package's constants have its values already. */
export const STANDARD: Abi = {
  name: "the MPI-5 ABI",
  handle: 8,
  // source, tag, error, and words of the library's own.
  status: { words: 8, source: 0, tag: 1, bytes: undefined },
  world: 0x101,
  self: 0x102,
  noComm: 0x100,
  noInfo: 0x130,
  errorsReturn: 0x143,
  byte: 0x247,
  scalars: {
    i1: 0x240,
    u1: 0x241,
    i2: 0x248,
    u2: 0x249,
    i4: 0x250,
    u4: 0x251,
    i8: 0x258,
    u8: 0x259,
    f4: 0x210,
    f8: 0x214,
  },
  pairs: new Map(PAIRS.map((name, i) => [`MPI_${name}`, 0x228 + i])),
  ops: new Map([
    ["MPI_SUM", 0x21],
    ["MPI_MIN", 0x22],
    ["MPI_MAX", 0x23],
    ["MPI_PROD", 0x24],
    ["MPI_BAND", 0x28],
    ["MPI_BOR", 0x29],
    ["MPI_BXOR", 0x2a],
    ["MPI_LAND", 0x30],
    ["MPI_LOR", 0x31],
    ["MPI_LXOR", 0x32],
    ["MPI_MINLOC", 0x38],
    ["MPI_MAXLOC", 0x39],
  ]),
  anySource: names.ANY_SOURCE,
  anyTag: names.ANY_TAG,
  root: names.ROOT,
  procNull: names.PROC_NULL,
  inPlace: 1,
  undefined: names.UNDEFINED,
  shared: names.COMM_TYPE_SHARED,
  funneled: names.THREAD_FUNNELED,
  classes: new Map(
    Object.entries(NUMBERS)
      .filter(([name]) => name.startsWith("ERR_"))
      .map(([, code]) => [code, code]),
  ),
};

/** The binary interface of a library: by the symbols that it has. */
export function abiOf(symbol: (name: string) => number | undefined): Abi {
  if (symbol("MPI_Abi_get_version") !== undefined && symbol("MPIR_Err_create_code") === undefined) {
    if (symbol("ompi_mpi_comm_world") === undefined) return STANDARD;
  }
  if (symbol("ompi_mpi_comm_world") === undefined) return MPICH;
  return openMpi((variable) => {
    const found = symbol(variable);
    if (found === undefined) throw new Error(`the library has no ${variable}`);
    return found;
  });
}
