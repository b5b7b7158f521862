// How much longer a program takes under each profiler, in interleaved rounds: of the program's own work, which is what
// the profiler adds while it runs, by the clock and in the time of cores, which neighbours disturb less; and of the whole
// process, with its start and the report.
import { bootstrap, median, type Ratio, ratioOfMedians } from "../../src/measure/index.ts";
import { runOnce } from "./run-once.ts";
import { PLAIN, type Way } from "./ways.ts";

/** A way, with what each round took, in seconds. */
export interface WayTimes {
  readonly name: string;
  readonly base: string;
  readonly own: readonly number[];
  readonly cpu: readonly number[];
  readonly wall: readonly number[];
  /** Against its base. */
  readonly ownRatio: Ratio;
  readonly cpuRatio: Ratio;
  readonly wallRatio: Ratio;
}

/** What is measured: by the program's own clock, in the time of cores, and of the whole process. */
export type Kind = "own" | "cpu" | "wall";

/** What was found of one program on one Node, or in Python. */
export interface Overhead {
  readonly program: string;
  readonly about: string;
  readonly ways: readonly WayTimes[];
  readonly checksum: string;
}

/**
 * Runs a program in all ways, round after round, beginning with another each round.
 *
 * @throws Error when a run fails, or comes to another result than the first did.
 */
export async function overhead(
  { name, about }: { readonly name: string; readonly about: string },
  ways: readonly Way[],
  options: {
    readonly rounds: number;
    readonly cwd: string;
    readonly onRun: (way: string, round: number) => void;
  },
): Promise<Overhead> {
  const { rounds, cwd, onRun } = options;
  const own = ways.map((): number[] => []);
  const cpu = ways.map((): number[] => []);
  const wall = ways.map((): number[] => []);
  /** By base, since another base does another amount of work. */
  const results = new Map<string, string>();
  const baseOf = (way: Way) => way.base ?? PLAIN;
  // A first one that does not count: what is on disk comes into memory.
  await runOnce(ways[0].command, cwd);
  for (let round = 0; round < rounds; round++)
    for (let i = 0; i < ways.length; i++) {
      const which = (i + round) % ways.length;
      const way = ways[which];
      onRun(way.name, round + 1);
      const once = await runOnce(way.command, cwd);
      const expected = results.get(baseOf(way));
      if (expected !== undefined && expected !== once.result)
        throw new Error(`${name}, ${way.name}: came to ${once.result} in place of ${expected}`);
      results.set(baseOf(way), once.result);
      own[which].push(once.own);
      cpu[which].push(once.cpu);
      wall[which].push(once.wall);
    }
  const place = (base: string) => ways.findIndex((way) => way.name === base);
  return {
    program: name,
    about,
    checksum: results.get(PLAIN) ?? "",
    ways: ways.map((way, i) => ({
      name: way.name,
      base: baseOf(way),
      own: own[i],
      cpu: cpu[i],
      wall: wall[i],
      ownRatio: ratioOfMedians(own[i], own[place(baseOf(way))]),
      cpuRatio: ratioOfMedians(cpu[i], cpu[place(baseOf(way))]),
      wallRatio: ratioOfMedians(wall[i], wall[place(baseOf(way))]),
    })),
  };
}

/** What a way does to all programs together. */
export interface Overall {
  readonly way: string;
  readonly programs: number;
  readonly median: number;
  readonly worst: number;
  readonly worstOf: string;
  readonly mean: Ratio;
}

/** Over the programs: the median of a way's ratios, the largest, and their geometric mean with its interval. */
export function overall(found: readonly Overhead[], kind: Kind): Overall[] {
  const names = [...new Set(found.flatMap(({ ways }) => ways.map((way) => way.name)))];
  return names.flatMap((way): Overall[] => {
    const pairs = found.flatMap(({ program, ways }) => {
      const one = ways.find(({ name }) => name === way);
      const base = ways.find(({ name }) => name === one?.base);
      return one === undefined || base === undefined || one === base
        ? []
        : [{ program, one: one[kind], base: base[kind] }];
    });
    if (pairs.length === 0) return [];
    const rounds = Math.min(...pairs.map(({ one }) => one.length));
    const ratios = (drawn: readonly number[]) =>
      pairs.map(({ one, base }) => median(drawn.map((r) => one[r])) / median(drawn.map((r) => base[r])));
    const mean = (drawn: readonly number[]) =>
      Math.exp(ratios(drawn).reduce((sum, ratio) => sum + Math.log(ratio), 0) / pairs.length);
    const all = Array.from({ length: rounds }, (_, r) => r);
    const each = ratios(all);
    const worst = Math.max(...each);
    return [
      {
        way,
        programs: pairs.length,
        median: median(each),
        worst,
        worstOf: pairs[each.indexOf(worst)].program,
        mean: { ratio: mean(all), ...bootstrap(rounds, mean) },
      },
    ];
  });
}
