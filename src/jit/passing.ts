// How a value of each type is passed to compiled code, prepared once per parameter: what must be copied first, and
// the numbers that it becomes. The entry's parameters are the numbers of all values, in order.
import { KINDS, type Kind, type StridedProtocol, stridedOf, type VType } from "../compiler/index.ts";
import { rowProblem, viewProblem, type Where } from "./argument-error.ts";
import { type Copies, onHeap } from "./copies.ts";

type Row = ArrayBufferView | number[];

/** Arrays where they lie during a call, for finding overlaps. `row`: a row of a table. */
export type Extent = (address: number, bytes: number, row: boolean) => void;

/** One parameter. */
export interface Passer {
  /** How many numbers it becomes. */
  readonly width: number;
  /** Says what must be copied. Throws ArgumentError for arrays that are not there any more. */
  announce(copies: Copies, value: unknown): void;
  /** Appends its numbers. */
  flatten(copies: Copies, value: unknown, out: number[]): void;
  /** The object inside `value` that has this type and these numbers, if there is one. */
  find(copies: Copies, value: unknown, type: VType, numbers: readonly number[]): unknown;
  /** Tells where its arrays lie. */
  extents(copies: Copies, value: unknown, tell: Extent): void;
}

/** The passer of a type whose first number is the entry's parameter number `at`. */
export function passer(type: VType, where: Where, written: readonly boolean[], at: number): Passer {
  switch (type.t) {
    case "num":
      return scalar((value) => value as number);
    case "bool":
      return scalar((value) => (value ? 1 : 0));
    case "array":
      return arrayPasser(type.kind, where, written[at]);
    case "nd":
      return stridedPasser(type.kind, type.ndim, where, written[at]);
    case "table":
      return tablePasser(type.kind, where, written[at]);
    case "record":
      return recordPasser(type.fields, where, written, at);
    case "static":
    case "never":
      return { ...NOTHING, width: 0, flatten: () => {} };
  }
}

const NOTHING = { announce: () => {}, find: () => undefined, extents: () => {} };

const scalar = (numberOf: (value: unknown) => number): Passer => ({
  ...NOTHING,
  width: 1,
  flatten(_, value, out) {
    out.push(numberOf(value));
  },
});

function need(copies: Copies, row: Row, where: Where, written: boolean): void {
  if (Array.isArray(row)) {
    copies.needList(row, written);
    return;
  }
  const problem = viewProblem(row);
  if (problem) throw where.error(problem);
  if (!onHeap(row)) copies.needView(row, written);
}

function arrayPasser(kind: Kind, where: Where, written: boolean): Passer {
  return {
    width: 2,
    announce: (copies, value) => need(copies, value as Row, where, written),
    flatten(copies, value, out) {
      out.push(copies.address(value as Row), (value as Float64Array).length);
    },
    find(copies, value, type, [address, length]) {
      const same = type.t === "array" && type.kind === kind && (value as Float64Array).length === length;
      return same && copies.address(value as Row) === address ? value : undefined;
    },
    extents(copies, value, tell) {
      tell(copies.address(value as Row), (value as Float64Array).length * KINDS[kind].bytes, false);
    },
  };
}

function stridedPasser(kind: Kind, ndim: number, where: Where, written: boolean): Passer {
  const { bytes } = KINDS[kind];
  const flatten = (copies: Copies, value: unknown, out: number[]): void => {
    const { data, offset, shape, elementStrides } = stridedOf(value as object) as StridedProtocol;
    out.push(
      copies.address(data) + offset * bytes,
      (data as Float64Array).length,
      ...shape,
      ...elementStrides,
    );
  };
  return {
    width: 2 + 2 * ndim,
    announce: (copies, value) =>
      need(copies, (stridedOf(value as object) as StridedProtocol).data, where, written),
    flatten,
    find(copies, value, type, numbers) {
      if (type.t !== "nd" || type.kind !== kind || type.ndim !== ndim) return undefined;
      const own: number[] = [];
      flatten(copies, value, own);
      return own.every((x, i) => x === numbers[i]) ? value : undefined;
    },
    extents(copies, value, tell) {
      const { data } = stridedOf(value as object) as StridedProtocol;
      tell(copies.address(data), data.byteLength, false);
    },
  };
}

function tablePasser(kind: Kind, where: Where, written: boolean): Passer {
  const { bytes } = KINDS[kind];
  return {
    width: 2,
    announce(copies, value) {
      const rows = value as Row[];
      for (let i = 0; i < rows.length; i++) {
        const row = rows[i];
        const problem = rowProblem((row as Float64Array).length);
        if (problem) throw where.part(`[${i}]`).error(problem);
        // The common row has its name made only when something is wrong with it.
        if (Array.isArray(row) || !onHeap(row)) need(copies, row, where.part(`[${i}]`), written);
      }
      copies.needTable(rows);
    },
    flatten(copies, value, out) {
      out.push(copies.table(value as Row[]), (value as Row[]).length);
    },
    find(copies, value, type, [address, length]) {
      if (type.t === "table")
        return type.kind === kind && copies.table(value as Row[]) === address ? value : undefined;
      if (type.t !== "array" || type.kind !== kind) return undefined;
      return (value as Row[]).find(
        (row) => (row as Float64Array).length === length && copies.address(row) === address,
      );
    },
    extents(copies, value, tell) {
      // As they stand in the table: asking each row again where it lies takes longer than all else here.
      const words = copies.words(value as Row[]);
      for (let i = 0; i < words.length; i += 2) tell(words[i], words[i + 1] * bytes, true);
    },
  };
}

function recordPasser(
  fields: readonly (readonly [string, VType])[],
  where: Where,
  written: readonly boolean[],
  at: number,
): Passer {
  let width = 0;
  const parts = fields.map(([name, type]) => {
    const part = passer(type, where.part(/^\d+$/.test(name) ? `[${name}]` : `.${name}`), written, at + width);
    width += part.width;
    return [name, part] as const;
  });
  return {
    width,
    announce(copies, value) {
      for (const [name, part] of parts) part.announce(copies, (value as Record<string, unknown>)[name]);
    },
    flatten(copies, value, out) {
      for (const [name, part] of parts) part.flatten(copies, (value as Record<string, unknown>)[name], out);
    },
    find(copies, value, type, numbers) {
      for (const [name, part] of parts) {
        const found = part.find(copies, (value as Record<string, unknown>)[name], type, numbers);
        if (found !== undefined) return found;
      }
      return undefined;
    },
    extents(copies, value, tell) {
      for (const [name, part] of parts) part.extents(copies, (value as Record<string, unknown>)[name], tell);
    },
  };
}
