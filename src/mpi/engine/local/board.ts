// Exchanging a few bytes with all ranks of a context at once: each writes them on its board and reads those of the others,
// without a message. It is what short reductions and barriers take (4 ranks on 2 cores, Allreduce of 8 bytes: 1.9 µs for
// 3.2 by messages). The boards lie in the job's memory: see job/layout.ts.
import {
  BOARD_BYTES,
  BOARD_CONTEXTS,
  BOARD_DATA,
  BOARD_RANKS,
  boardAt,
  CAPACITY,
  type Call,
  CONTEXT,
  ring,
  SIZE,
} from "../../../job/index.ts";
import { ERR_TRUNCATE } from "../../constants.ts";
import type { Scalar } from "../../datatype.ts";
import { Exception } from "../../exception.ts";
import { type Elements, viewOf } from "../../op.ts";
import { ANY } from "../face.ts";
import { type Here, progress, until } from "./here.ts";

/** Looks between two at what else there is to do. */
const LOOKS = 64;

/** In place of its length: what stands on a board is about a message that does not fit there. */
const LONG = -1;

const said = (bytes: number): string => (bytes === LONG ? `more than ${BOARD_BYTES}` : String(bytes));

/** Ranks that call with different lengths would combine what does not belong together. */
export const disagreement = (rank: number, its: string | number, own: string | number): Exception =>
  new Exception(
    ERR_TRUNCATE,
    `the ranks of a collective call do not agree on its length: rank ${rank} has ${its} bytes, and this one ${own}`,
  );

/** The boards of a context, as one of its ranks has them. */
export class Board {
  readonly #here: Here;
  readonly #words: Int32Array;
  readonly #world: readonly number[];
  readonly #rank: number;
  /** Where the boards begin, by rank and turn: 2 r + turn. */
  readonly #at: readonly number[];
  #call = 0;
  /** What stands on the boards, by turn and rank, as the elements that were exchanged last. */
  #shown: Elements[][] = [[new Float64Array(0)]];
  #scalar: Scalar | undefined;
  /** The same for what `show` shows. */
  #numbers: Float64Array[][] = [];

  /**
   * The boards of a context of these ranks of the job; undefined for contexts that have none: a rank by itself needs none,
   * and has a number in common with the others that are by themselves.
   */
  static of(here: Here, id: number, world: readonly number[], rank: number): Board | undefined {
    const context = id / CONTEXT;
    const numbered = Number.isInteger(context) && context < BOARD_CONTEXTS;
    const fits = numbered && world.length > 1 && world.length <= BOARD_RANKS;
    return fits ? new Board(here, context, world, rank) : undefined;
  }

  private constructor(here: Here, context: number, world: readonly number[], rank: number) {
    const { words } = here;
    this.#here = here;
    this.#words = words;
    this.#world = world;
    this.#rank = rank;
    this.#at = world.flatMap((_, r) =>
      [0, 1].map((turn) => boardAt(context, r, turn, words[SIZE], words[CAPACITY])),
    );
  }

  /** Whether so many bytes can stand on a board: the same for all ranks. */
  takes(bytes: number): boolean {
    return bytes <= BOARD_BYTES;
  }

  /** The byte at which `rank` has what it has posted in this call. */
  #of(rank: number): number {
    return this.#at[2 * rank + (this.#call & 1)];
  }

  /** Shows the others what was written. */
  #post(bytes: number): void {
    const word = this.#of(this.#rank) >> 2;
    this.#words[word + 1] = bytes;
    Atomics.store(this.#words, word, this.#call);
    for (let r = 0; r < this.#world.length; r++) if (r !== this.#rank) ring(this.#words, this.#world[r]);
  }

  /** Waits until all have posted, and checks that all have posted as much. */
  #wait(call: Call, bytes: number): void {
    const { looks, awake, giveWay } = this.#here.waiting;
    for (let r = 0; r < this.#world.length; r++) {
      const word = this.#of(r) >> 2;
      for (let n = 0; Atomics.load(this.#words, word) !== this.#call; n++) {
        if (n === awake) {
          this.#sleep(call, r, word);
          break;
        }
        // Others may wait for this rank meanwhile.
        if (n % LOOKS === LOOKS - 1) progress(this.#here);
        if (n >= looks) giveWay();
      }
      if (this.#words[word + 1] !== bytes) throw disagreement(r, said(this.#words[word + 1]), said(bytes));
    }
  }

  #sleep(call: Call, rank: number, word: number): void {
    const look = () => {
      progress(this.#here);
      return Atomics.load(this.#words, word) === this.#call;
    };
    until(this.#here, look, call, this.#world[rank], ANY, this.#call);
  }

  /** Returns when all ranks have called it. */
  meet(call: Call): void {
    this.#call = (this.#call + 1) | 0;
    this.#post(0);
    this.#wait(call, 0);
  }

  /**
   * Shows `own` to all, and gives what all have shown, by rank: on the boards, to be read before the call after the next.
   */
  exchange(call: Call, own: Elements, scalar: Scalar): readonly Elements[] {
    const { length, BYTES_PER_ELEMENT: size } = own;
    if (this.#scalar !== scalar || this.#shown[0][0].length !== length) this.#look(scalar, length);
    this.#call = (this.#call + 1) | 0;
    const shown = this.#shown[this.#call & 1];
    const mine = shown[this.#rank];
    for (let i = 0; i < length; i++) mine[i] = own[i];
    this.#post(length * size);
    this.#wait(call, length * size);
    return shown;
  }

  /** Shows a few numbers to all, and gives what all have shown, by rank: as `exchange`. */
  show(call: Call, own: Float64Array): readonly Float64Array[] {
    const { length } = own;
    if (this.#numbers.length === 0 || this.#numbers[0][0].length !== length) {
      this.#numbers = this.#views("f8", length) as Float64Array[][];
    }
    this.#call = (this.#call + 1) | 0;
    const shown = this.#numbers[this.#call & 1];
    const mine = shown[this.#rank];
    for (let i = 0; i < length; i++) mine[i] = own[i];
    this.#post(LONG);
    this.#wait(call, LONG);
    return shown;
  }

  /** Makes views of the boards for so many elements; programs exchange as many again and again. */
  #look(scalar: Scalar, length: number): void {
    this.#scalar = scalar;
    this.#shown = this.#views(scalar, length);
  }

  #views(scalar: Scalar, length: number): Elements[][] {
    const { buffer } = this.#words;
    return [0, 1].map((turn) =>
      this.#world.map((_, r) => viewOf(scalar, buffer, this.#at[2 * r + turn] + BOARD_DATA, length)),
    );
  }
}
