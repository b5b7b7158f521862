// Groups: ordered sets of the job's ranks (MPI 5.0, section 7.3). They are lists, and need no engine.
import { ERR_ARG, ERR_RANK, IDENT, PROC_NULL, SIMILAR, UNDEFINED, UNEQUAL } from "./constants.ts";
import { Exception } from "./exception.ts";

/** A range of ranks: first, last, and the step from one to the next. */
export type Range = readonly [first: number, last: number, step: number];

/**
 * An ordered set of ranks. `comm.Get_group()` gives a communicator's, methods make others of it, and `comm.Create` makes a
 * communicator of one.
 *
 * @example
 * const group = comm.Get_group().Excl([0]);
 * const others = comm.Create(group);
 * console.log(others === null ? "left out" : `${others.rank} of ${others.size}`); // left out
 */
export class Group {
  /** The job's rank of each rank of the group. */
  readonly members: readonly number[];
  readonly #self: number;

  /** Groups come from communicators and other groups. `self` is this rank's number in the job. */
  constructor(members: readonly number[], self: number) {
    this.members = members;
    this.#self = self;
  }

  /** How many ranks the group has. */
  get size(): number {
    return this.members.length;
  }

  /** This rank's number in the group; `UNDEFINED` if it is not in it. */
  get rank(): number {
    const at = this.members.indexOf(this.#self);
    return at < 0 ? UNDEFINED : at;
  }

  Get_size(): number {
    return this.size;
  }

  Get_rank(): number {
    return this.rank;
  }

  #made(members: readonly number[]): Group {
    return new Group(members, this.#self);
  }

  #at(ranks: readonly number[]): number[] {
    const seen = new Set<number>();
    return ranks.map((rank) => {
      if (!Number.isInteger(rank) || rank < 0 || rank >= this.size) {
        throw new Exception(
          ERR_RANK,
          `a rank of the group is from 0 to ${this.size - 1}, not ${String(rank)}`,
        );
      }
      if (seen.has(rank)) throw new Exception(ERR_RANK, `rank ${rank} is named twice`);
      seen.add(rank);
      return this.members[rank];
    });
  }

  /** The ranks with these numbers, in this order. Throws ERR_RANK for numbers that are none, or named twice. */
  Incl(ranks: readonly number[]): Group {
    return this.#made(this.#at(ranks));
  }

  /** All but the ranks with these numbers. */
  Excl(ranks: readonly number[]): Group {
    const out = new Set(this.#at(ranks));
    return this.#made(this.members.filter((member) => !out.has(member)));
  }

  /** The ranks in these ranges. */
  Range_incl(ranges: readonly Range[]): Group {
    return this.Incl(ranges.flatMap(expand));
  }

  /** All but the ranks in these ranges. */
  Range_excl(ranges: readonly Range[]): Group {
    return this.Excl(ranges.flatMap(expand));
  }

  /** The ranks of one group, and those of another that are not in it. */
  static Union(a: Group, b: Group): Group {
    return a.#made([...a.members, ...b.members.filter((member) => !a.members.includes(member))]);
  }

  /** The ranks of one group that are in another. */
  static Intersection(a: Group, b: Group): Group {
    return a.#made(a.members.filter((member) => b.members.includes(member)));
  }

  /** As `Intersection`. */
  static Intersect(a: Group, b: Group): Group {
    return Group.Intersection(a, b);
  }

  /** The ranks of one group that are not in another. */
  static Difference(a: Group, b: Group): Group {
    return a.#made(a.members.filter((member) => !b.members.includes(member)));
  }

  /** `IDENT` for the same ranks in the same order, `SIMILAR` in another, `UNEQUAL` for others. */
  static Compare(a: Group, b: Group): number {
    if (a.size !== b.size) return UNEQUAL;
    if (a.members.every((member, i) => member === b.members[i])) return IDENT;
    return a.members.every((member) => b.members.includes(member)) ? SIMILAR : UNEQUAL;
  }

  /** The numbers that ranks of this group (all unless given) have in another; `UNDEFINED` for those not in it. */
  Translate_ranks(ranks: readonly number[] | null | undefined, group: Group): number[] {
    const given = ranks ?? this.members.map((_, i) => i);
    return given.map((rank) => {
      if (rank === PROC_NULL) return PROC_NULL;
      const at = group.members.indexOf(this.#at([rank])[0]);
      return at < 0 ? UNDEFINED : at;
    });
  }

  /** The same group anew. */
  Dup(): Group {
    return this.#made(this.members);
  }

  /** Does nothing. */
  Free(): void {}
}

function expand([first, last, step]: Range): number[] {
  if (!Number.isInteger(step) || step === 0 || (step > 0 ? last < first : last > first)) {
    throw new Exception(
      ERR_ARG,
      `[${first}, ${last}, ${step}] is no range: first, last, and a step towards it`,
    );
  }
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => first + i * step);
}
