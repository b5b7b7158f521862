// Communicators as programs have them: how they are made of others, what they are compared by (MPI 5.0, section 7.4),
// and those whose ranks lie on a grid (chapter 8).
import type { Keep } from "./arrived-message.ts";
import { AttributedComm } from "./attributed-comm.ts";
import type { VectorSpec } from "./block-spec.ts";
import type { BufSpec } from "./buffer-spec.ts";
import {
  COMM_TYPE_SHARED,
  CONGRUENT,
  ERR_ARG,
  ERR_DIMS,
  ERR_GROUP,
  ERR_RANK,
  IDENT,
  PROC_NULL,
  UNDEFINED,
} from "./constants.ts";
import type { Context } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { Group } from "./group.ts";
import { allgatherCall, alltoallCall, type Neighbors } from "./neighbors.ts";
import type { Request, Until } from "./request.ts";

/**
 * Ranks that can send each other messages. `MPI.COMM_WORLD` has all of a job, `MPI.COMM_SELF` this one. Methods with a
 * capital letter take buffers, the others any value that structured clone takes: records, arrays, maps, dates, typed
 * arrays …, but no functions and no instances of classes.
 *
 * @example
 * if (comm.rank === 0) comm.Send(Float64Array.of(1, 2, 3), { dest: 1, tag: 7 });
 * if (comm.rank === 1) comm.Recv(new Float64Array(3), { source: 0, tag: 7 });
 * const total = comm.allreduce(comm.rank + 1);
 * const names = comm.gather(`rank ${comm.rank}`);
 * if (comm.rank === 0) console.log(total, names); // 3 [ 'rank 0', 'rank 1' ]
 */
export class Comm extends AttributedComm {
  /** The ranks, as a group. */
  Get_group(): Group {
    const { members, rank } = this.engine.context;
    return new Group(members, members[rank]);
  }

  /** The ranks, as a group. */
  get group(): Group {
    return this.Get_group();
  }

  /**
   * `IDENT` for the same communicator, `CONGRUENT` for the same ranks in the same order, `SIMILAR` in another order,
   * `UNEQUAL` for others.
   */
  static Compare(a: Comm, b: Comm): number {
    if (a === b) return IDENT;
    const ranks = Group.Compare(a.Get_group(), b.Get_group());
    return ranks === IDENT ? CONGRUENT : ranks;
  }

  /** The same ranks, with messages of their own. All ranks call it. */
  Dup(): this {
    const copy = this.made(this.engine.context.split(0, this.rank) as Context);
    copy.inherit(this);
    return copy;
  }

  /** As `Dup`. */
  Clone(): this {
    return this.Dup();
  }

  /**
   * A communicator of the ranks that give the same color, in the order of their keys (equal keys: of ranks). `null` for
   * those that give `UNDEFINED`. All ranks call it.
   *
   * @throws Exception ERR_ARG for colors below 0 and keys that are no whole numbers
   */
  Split(color = 0, key = 0): Comm | null {
    if (color !== UNDEFINED && (!Number.isSafeInteger(color) || color < 0)) {
      throw new Exception(
        ERR_ARG,
        `a color is a whole number, 0 or more, or UNDEFINED, not ${String(color)}`,
      );
    }
    if (!Number.isSafeInteger(key))
      throw new Exception(ERR_ARG, `a key is a whole number, not ${String(key)}`);
    const context = this.engine.context.split(color === UNDEFINED ? undefined : color, key);
    const { until, keep } = this.engine;
    return context === undefined ? null : new Comm(() => context, until, keep);
  }

  /** A communicator of the ranks that can share memory: of a job on one machine all. All ranks call it. */
  Split_type(type: number, key = 0): Comm | null {
    if (type !== COMM_TYPE_SHARED && type !== UNDEFINED) {
      throw new Exception(ERR_ARG, `the type is COMM_TYPE_SHARED or UNDEFINED, not ${String(type)}`);
    }
    const { context, until, keep } = this.engine;
    const made = context.splitByMachine(type === UNDEFINED ? undefined : key);
    return made === undefined ? null : new Comm(() => made, until, keep);
  }

  /** A communicator of the ranks of a group, which must be of this one; `null` for the others. All ranks call it. */
  Create(group: Group): Comm | null {
    this.#contains(group);
    const at = group.rank;
    return this.Split(at === UNDEFINED ? UNDEFINED : 0, at === UNDEFINED ? 0 : at);
  }

  /**
   * As `Create`, called by the ranks of the group only.
   *
   * @param tag tells apart what several threads of a program make at once elsewhere; any will do here
   */
  Create_group(group: Group, tag = 0): Comm | null {
    const { context, until, keep } = this.engine;
    this.#contains(group);
    if (group.rank === UNDEFINED) return null;
    const made = context.group(
      group.members.map((member) => context.members.indexOf(member)),
      tag,
    );
    return new Comm(() => made, until, keep);
  }

  #contains(group: Group): void {
    const { context } = this.engine;
    const stranger = group.members.find((member) => !context.members.includes(member));
    if (stranger === undefined) return;
    throw new Exception(ERR_GROUP, `rank ${stranger} of the job is in the group and not in the communicator`);
  }

  /** Whether its ranks are of two groups: it never is. */
  Is_inter(): boolean {
    return false;
  }

  /** Whether its ranks are of one group. */
  Is_intra(): boolean {
    return true;
  }

  /** As `Free`. */
  Disconnect(): void {
    this.Free();
  }

  /** Gives the communicator up. No message of it may be on its way. */
  Free(): void {
    this.engine.context.free();
    this.close();
  }

  /**
   * The ranks on a grid of so many in each direction, periodic or not, in rows: the last coordinate changes fastest. `null`
   * for ranks that the grid has no place for. All ranks call it.
   *
   * @param reorder is accepted: ranks keep their order
   * @throws Exception ERR_DIMS for a grid that is none or is larger than the communicator
   * @example
   * const ring = comm.Create_cart([2], [true]);
   * if (ring !== null) {
   *   const [source, dest] = ring.Shift(0, 1);
   *   const left = ring.sendrecv<number>(ring.rank, { dest, source });
   *   if (ring.rank === 0) console.log("left of 0 is", left); // left of 0 is 1
   * }
   */
  Create_cart(
    dims: readonly number[],
    periods: readonly boolean[] | boolean = false,
    reorder = false,
  ): Cartcomm | null {
    void reorder;
    const ranks = dims.reduce((a, b) => a * b, 1);
    if (!dims.every((dim) => Number.isInteger(dim) && dim > 0) || ranks > this.size) {
      throw new Exception(
        ERR_DIMS,
        `a grid of [${dims.join()}] needs whole numbers above 0 whose product is ${this.size} at most`,
      );
    }
    const around = typeof periods === "boolean" ? dims.map(() => periods) : periods;
    if (around.length !== dims.length) {
      throw new Exception(ERR_DIMS, `${dims.length} dimensions have ${around.length} periods`);
    }
    const inside = this.rank < ranks;
    const context = this.engine.context.split(inside ? 0 : undefined, this.rank);
    if (context === undefined) return null;
    const { until, keep } = this.engine;
    return new Cartcomm(() => context, until, keep, { dims: [...dims], periods: [...around] });
  }

  /** A communicator of the same kind over another context. */
  protected made(context: Context): this {
    const { until, keep } = this.engine;
    return new Comm(() => context, until, keep) as this;
  }
}

/** A grid: ranks in each direction, and which directions are closed. */
interface Grid {
  readonly dims: readonly number[];
  readonly periods: readonly boolean[];
}

/** A communicator whose ranks lie on a grid: see `Create_cart`. */
export class Cartcomm extends Comm {
  readonly #grid: Grid;

  /** Comes from `Create_cart` and `Sub`. */
  constructor(open: () => Context, until: Until, keep: Keep, grid: Grid) {
    super(open, until, keep);
    this.#grid = grid;
  }

  /** Ranks in each direction. */
  get dims(): readonly number[] {
    return this.#grid.dims;
  }

  /** Which directions are closed to a ring. */
  get periods(): readonly boolean[] {
    return this.#grid.periods;
  }

  /** How many directions there are. */
  get ndim(): number {
    return this.dims.length;
  }

  /** Where this rank lies. */
  get coords(): number[] {
    return this.Get_coords(this.rank);
  }

  Get_dim(): number {
    return this.ndim;
  }

  /** Ranks in each direction, which are closed, and where this rank lies. */
  Get_topo(): [readonly number[], readonly boolean[], number[]] {
    return [this.dims, this.periods, this.coords];
  }

  /** Where a rank lies. Throws ERR_RANK for one that is none. */
  Get_coords(rank: number): number[] {
    if (!Number.isInteger(rank) || rank < 0 || rank >= this.size) {
      throw new Exception(ERR_RANK, `a rank is from 0 to ${this.size - 1}, not ${String(rank)}`);
    }
    let left = rank;
    return this.dims
      .map((_, i) => this.dims[this.ndim - 1 - i])
      .map((dim) => {
        const at = left % dim;
        left = (left - at) / dim;
        return at;
      })
      .reverse();
  }

  /** The rank that lies there, around the grid in closed directions. Throws ERR_ARG for places outside. */
  Get_cart_rank(coords: readonly number[]): number {
    const rank = coords.length === this.ndim ? this.#at(coords) : PROC_NULL;
    if (rank !== PROC_NULL) return rank;
    throw new Exception(ERR_ARG, `[${coords.join()}] does not lie on a grid of [${this.dims.join()}]`);
  }

  /** The rank there, or PROC_NULL. */
  #at(coords: readonly number[]): number {
    let rank = 0;
    for (const [i, dim] of this.dims.entries()) {
      const at = this.periods[i] ? ((coords[i] % dim) + dim) % dim : coords[i];
      if (!(at >= 0 && at < dim)) return PROC_NULL;
      rank = rank * dim + at;
    }
    return rank;
  }

  /**
   * The ranks to receive from and to send to when all shift by `disp` in one direction: `PROC_NULL` beyond an edge.
   *
   * @throws Exception ERR_DIMS for a direction that is none
   */
  Shift(direction: number, disp: number): [source: number, dest: number] {
    if (!Number.isInteger(direction) || direction < 0 || direction >= this.ndim) {
      throw new Exception(ERR_DIMS, `a direction is from 0 to ${this.ndim - 1}, not ${String(direction)}`);
    }
    const moved = (by: number) => this.#at(this.coords.map((at, i) => (i === direction ? at + by : at)));
    return [moved(-disp), moved(disp)];
  }

  /** The grids of lower dimension in which this grid falls apart when only some directions remain. All ranks call it. */
  Sub(remain: readonly boolean[]): Cartcomm {
    if (remain.length !== this.ndim) {
      throw new Exception(ERR_DIMS, `${this.ndim} directions remain or not, not ${remain.length}`);
    }
    const { coords, dims, periods } = this;
    const index = (kept: boolean) =>
      dims.reduce((at, dim, i) => (remain[i] === kept ? at * dim + coords[i] : at), 0);
    const context = this.engine.context.split(index(false), index(true)) as Context;
    const { until, keep } = this.engine;
    return new Cartcomm(() => context, until, keep, {
      dims: dims.filter((_, i) => remain[i]),
      periods: periods.filter((_, i) => remain[i]),
    });
  }

  /**
   * The ranks beside this one: of each direction the one before and the one after, `PROC_NULL` beyond an edge. The order of
   * blocks in the `Neighbor_` calls.
   */
  get neighbors(): number[] {
    return this.dims.flatMap((_, direction) => this.Shift(direction, 1));
  }

  #neighbors(): Neighbors {
    return { ranks: this.neighbors, rank: this.rank, size: this.size };
  }

  /** Sends a buffer to all neighbours, and gets a block from each. */
  Neighbor_allgather(sendbuf: BufSpec, recvbuf: BufSpec): void {
    this.now(allgatherCall(this.#neighbors(), sendbuf, recvbuf));
  }

  /** Begins a `Neighbor_allgather`. */
  Ineighbor_allgather(sendbuf: BufSpec, recvbuf: BufSpec): Request {
    return this.begin(allgatherCall(this.#neighbors(), sendbuf, recvbuf));
  }

  /** Sends each neighbour its block, and gets one from each: the edges of a field go where its halo is. */
  Neighbor_alltoall(sendbuf: BufSpec, recvbuf: BufSpec): void {
    this.now(alltoallCall(this.#neighbors(), sendbuf, recvbuf, true));
  }

  /** Begins a `Neighbor_alltoall`. */
  Ineighbor_alltoall(sendbuf: BufSpec, recvbuf: BufSpec): Request {
    return this.begin(alltoallCall(this.#neighbors(), sendbuf, recvbuf, true));
  }

  /** As `Neighbor_alltoall`, with blocks of any length. */
  Neighbor_alltoallv(sendbuf: VectorSpec, recvbuf: VectorSpec): void {
    this.now(alltoallCall(this.#neighbors(), sendbuf, recvbuf, false));
  }

  /** Begins a `Neighbor_alltoallv`. */
  Ineighbor_alltoallv(sendbuf: VectorSpec, recvbuf: VectorSpec): Request {
    return this.begin(alltoallCall(this.#neighbors(), sendbuf, recvbuf, false));
  }

  protected override made(context: Context): this {
    const { until, keep } = this.engine;
    return new Cartcomm(() => context, until, keep, this.#grid) as this;
  }
}
