// Communicators of one group, and what is made of them: parts, those between two groups, and those whose ranks lie on a grid
// (MPI 5.0, chapter 8). Each of the classes makes communicators of another, so that they stand together.
import type { Keep } from "./arrived-message.ts";
import type { VectorSpec } from "./block-spec.ts";
import type { BufSpec } from "./buffer-spec.ts";
import { Comm } from "./comm.ts";
import { ERR_ARG, ERR_COMM, ERR_DIMS, ERR_RANK, PROC_NULL, UNDEFINED } from "./constants.ts";
import type { Context } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import type { Group } from "./group.ts";
import { TwoGroupComm } from "./intercomm.ts";
import { allgatherCall, alltoallCall, type Neighbors } from "./neighbors.ts";
import { checkTag } from "./point-to-point.ts";
import type { Request, Until } from "./request.ts";

/**
 * Ranks of one group, which send each other messages: `MPI.COMM_WORLD`, and what `Split`, `Dup`, `Create` and `Merge` make.
 * Its calls are those of `Comm`.
 *
 * @example
 * const backward = comm.Split(0, -comm.rank);
 * console.log("an Intracomm:", backward instanceof MPI.Intracomm); // an Intracomm: true
 */
export class Intracomm extends Comm {
  /** As `Comm.Split`. */
  override Split(color = 0, key = 0): Intracomm | null {
    return super.Split(color, key) as Intracomm | null;
  }

  /** As `Comm.Split_type`. */
  override Split_type(type: number, key = 0): Intracomm | null {
    return super.Split_type(type, key) as Intracomm | null;
  }

  /** As `Comm.Create`. */
  override Create(group: Group): Intracomm | null {
    return super.Create(group) as Intracomm | null;
  }

  /**
   * As `Create`, called by the ranks of the group only.
   *
   * @param tag tells apart what several threads of a program make at once elsewhere; any will do here
   */
  Create_group(group: Group, tag = 0): Intracomm | null {
    const { context, until, keep } = this.engine;
    this.contains(group);
    if (group.rank === UNDEFINED) return null;
    const made = context.group(
      group.members.map((member) => context.members.indexOf(member)),
      tag,
    );
    return new Intracomm(() => made, until, keep);
  }

  /**
   * A communicator between the ranks of this one and those of another. All ranks of both call it, each on its own.
   *
   * @param local_leader the rank of this communicator that knows where to find the other one
   * @param peer_comm a communicator that both leaders are in; matters at the leader, `null` will do elsewhere
   * @param remote_leader the other leader's rank in it
   * @param tag of the leaders' messages in `peer_comm`: others must not have it
   * @throws Exception ERR_RANK for leaders that are no ranks, ERR_TAG; ERR_COMM for groups with a rank in common
   * @example
   * const half = comm.Split(comm.rank % 2) as MPI.Intracomm;
   * const between = half.Create_intercomm(0, comm, comm.rank % 2 === 0 ? 1 : 0);
   * const theirs = between.allgather(`rank ${comm.rank}`);
   * if (comm.rank === 0) console.log("on the other side:", theirs.join()); // on the other side: rank 1
   */
  Create_intercomm(
    local_leader: number,
    peer_comm: Comm | null | undefined,
    remote_leader: number,
    tag = 0,
  ): Intercomm {
    const { context, until, keep } = this.engine;
    checkRank("local_leader", local_leader, this.size);
    checkTag(tag);
    const peer = peer_comm ? Comm.contextOf(peer_comm) : undefined;
    if (this.rank === local_leader) {
      if (peer === undefined) {
        throw new Exception(
          ERR_COMM,
          "the leader finds the other one in peer_comm: give it a communicator of both, such as COMM_WORLD",
        );
      }
      checkRank("remote_leader", remote_leader, peer.peers);
    }
    const made = context.intercomm(local_leader, peer, remote_leader, tag);
    return new Intercomm(() => made, until, keep);
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

  protected override made(open: () => Context): this {
    return this.part(open) as this;
  }

  protected override part(open: () => Context): Intracomm {
    const { until, keep } = this.engine;
    return new Intracomm(open, until, keep);
  }
}

function checkRank(what: string, rank: number, size: number): void {
  if (Number.isInteger(rank) && rank >= 0 && rank < size) return;
  throw new Exception(ERR_RANK, `${what} is a rank from 0 to ${size - 1}, not ${String(rank)}`);
}

/**
 * Ranks of two groups (`Create_intercomm`), each of which sends to the ranks of the other, receives from them, and names
 * them by their numbers there. `rank`, `size` and `group` are of this rank's own group; `remote_size` and `remote_group` of
 * the other.
 *
 * In a collective call each group gets what the other one gives: `Allreduce` the combination of its parts, `Allgather` and
 * `Alltoall` its blocks. Where there is a root, it is the rank of one group, which says `root: MPI.ROOT`, and the ranks
 * beside it `root: MPI.PROC_NULL`; the ranks of the other give its number. `IN_PLACE`, scans and grids are for one group.
 *
 * @example
 * const part = comm.Split(comm.rank % 2) as MPI.Intracomm;
 * const bridge = part.Create_intercomm(0, comm, 1 - comm.rank);
 * if (comm.rank === 0) bridge.bcast("across", { root: MPI.ROOT });
 * else console.log("came", bridge.bcast(null, { root: 0 })); // came across
 * const all = bridge.Merge(comm.rank === 0);
 * console.log(`rank ${comm.rank} is ${all.rank}`); // rank 0 is 1
 */
export class Intercomm extends TwoGroupComm<Intracomm> {
  /** As `Comm.Split`. */
  override Split(color = 0, key = 0): Intercomm | null {
    return super.Split(color, key) as Intercomm | null;
  }

  /** As `Comm.Create`. */
  override Create(group: Group): Intercomm | null {
    return super.Create(group) as Intercomm | null;
  }

  protected override made(open: () => Context): this {
    return this.part(open) as this;
  }

  protected override part(open: () => Context): Intercomm {
    const { until, keep } = this.engine;
    return new Intercomm(open, until, keep);
  }

  protected override merged(open: () => Context): Intracomm {
    const { until, keep } = this.engine;
    return new Intracomm(open, until, keep);
  }
}

/** A grid: ranks in each direction, and which directions are closed. */
interface Grid {
  readonly dims: readonly number[];
  readonly periods: readonly boolean[];
}

/** A communicator whose ranks lie on a grid: see `Create_cart`. */
export class Cartcomm extends Intracomm {
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

  protected override made(open: () => Context): this {
    const { until, keep } = this.engine;
    return new Cartcomm(open, until, keep, this.#grid) as this;
  }
}
