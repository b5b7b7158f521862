// The table of special values in docs/math.md, read: what the functions of Math are held against, long and short ones.
import { readFileSync } from "node:fs";

/** One entry: the function, its arguments, what it answers. */
export interface SpecialValue {
  readonly name: string;
  readonly args: readonly number[];
  readonly result: number;
}

/** All entries of the table. */
export function specialValues(): SpecialValue[] {
  return readFileSync(new URL("../../../docs/math.md", import.meta.url), "utf8")
    .split("\n")
    .map((line) => /^\| `(\w+)` \| (.*→.*) \|$/.exec(line))
    .filter((m) => m !== null)
    .flatMap(([, name, entries]) =>
      entries.split("; ").map((entry) => {
        const [args, result] = entry.split(" → ");
        return { name, args: args.split(", ").map(Number), result: Number(result) };
      }),
    );
}
