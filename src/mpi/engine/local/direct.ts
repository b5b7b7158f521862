// Long reductions among ranks that can read each other's memory. Each shows where its part lies, combines one share of the
// elements out of all parts, and fetches the other shares from those who have combined them: no messages, and nothing is
// copied but what somebody combines or keeps (measured, 2 ranks, 1 MiB: 157 µs for 240 by messages).
import type { Reduction } from "../face.ts";
import { type Board, disagreement } from "./board.ts";
import { combineParts } from "./collectives.ts";
import type { Copier } from "./copy.ts";

/** Bytes of all parts together that are combined at a time: they stay in a core's own cache. */
const AT_ONCE = 128 * 1024;

/** What a rank shows: where its part lies, where its result will, and how long both are. */
const SHOWN = 3;

/** The ranks of a context whose memory can be read, as one of them sees it. */
export class Direct {
  readonly #board: Board;
  readonly #copier: Copier;
  readonly #world: readonly number[];
  readonly #rank: number;
  readonly #own = new Float64Array(SHOWN);
  readonly #from: Float64Array;
  readonly #into: Float64Array;
  #scratch: Uint8Array[] = [];
  /** Whether all can read all, once that is known. */
  #able: boolean | undefined;

  constructor(board: Board, copier: Copier, world: readonly number[], rank: number) {
    this.#board = board;
    this.#copier = copier;
    this.#world = world;
    this.#rank = rank;
    this.#from = new Float64Array(world.length);
    this.#into = new Float64Array(world.length);
  }

  /**
   * Combines all ranks' `from` into everybody's `into`, which may be the same memory: false if somebody's memory cannot be
   * read, and then for all ranks, with nothing done.
   */
  allreduce(from: Uint8Array, into: Uint8Array, how: Reduction): boolean {
    if (this.#able === false || into.length < this.#copier.leastDirect) return false;
    this.#show(from, into);
    this.#able ??= this.#trial();
    if (!this.#able) return false;
    const { length } = this.#world;
    const { size } = how.type;
    const count = into.length / size;
    const edge = (rank: number) => Math.floor((count * rank) / length) * size;
    const step = Math.max(1, Math.floor(AT_ONCE / length / size)) * size;
    const end = edge(this.#rank + 1);
    for (let at = edge(this.#rank); at < end; at += step) {
      this.#combine(from, into, at, Math.min(step, end - at), how);
    }
    // Nobody's result is fetched before it is there, and no part is overwritten that somebody still reads.
    this.#board.meet("Allreduce");
    for (let n = 1; n < length; n++) {
      // Each begins at another, so that not all ask for the same memory at once.
      const rank = (this.#rank + n) % length;
      const at = edge(rank);
      this.#fetch(into.subarray(at, edge(rank + 1)), this.#into[rank] + at, rank);
    }
    // No result is given back, to be changed, that somebody still fetches.
    this.#board.meet("Allreduce");
    return true;
  }

  #show(from: Uint8Array, into: Uint8Array): void {
    const own = this.#own;
    own[0] = this.#copier.address(from);
    own[1] = from === into ? own[0] : this.#copier.address(into);
    own[2] = into.length;
    const shown = this.#board.show("Allreduce", own);
    for (let rank = 0; rank < shown.length; rank++) {
      const its = shown[rank];
      if (its[2] !== own[2]) throw disagreement(rank, its[2], own[2]);
      this.#from[rank] = its[0];
      this.#into[rank] = its[1];
    }
  }

  /** Whether this rank can read all others, and they can. */
  #trial(): boolean {
    const word = new Uint8Array(8);
    const able = this.#world.every((world, rank) => {
      return (
        this.#from[rank] !== 0 &&
        (rank === this.#rank || this.#copier.direct(word, 8, this.#from[rank], world))
      );
    });
    this.#own[0] = able ? 1 : 0;
    return this.#board.show("Allreduce", this.#own).every((shown) => shown[0] === 1);
  }

  /** Combines so many bytes of all parts, from byte `at` on. */
  #combine(from: Uint8Array, into: Uint8Array, at: number, bytes: number, how: Reduction): void {
    const target = into.subarray(at, at + bytes);
    const inPlace = this.#from[this.#rank] === this.#into[this.#rank];
    const parts: Uint8Array[] = [target];
    for (let rank = 1; rank < this.#world.length; rank++) {
      const part = this.#room(rank, bytes);
      parts.push(part);
      if (rank !== this.#rank) this.#fetch(part, this.#from[rank] + at, rank);
      // Its own may be where the result goes, or is combined further.
      else part.set(from.subarray(at, at + bytes));
    }
    if (this.#rank !== 0) this.#fetch(target, this.#from[0] + at, 0);
    else if (!inPlace) target.set(from.subarray(at, at + bytes));
    combineParts(parts, how);
  }

  #room(rank: number, bytes: number): Uint8Array {
    if ((this.#scratch[rank]?.length ?? 0) < bytes) this.#scratch[rank] = new Uint8Array(bytes);
    const room = this.#scratch[rank];
    return room.length === bytes ? room : room.subarray(0, bytes);
  }

  #fetch(into: Uint8Array, address: number, rank: number): void {
    if (into.length > 0) this.#copier.direct(into, into.length, address, this.#world[rank]);
  }
}
