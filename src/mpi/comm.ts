// Communicators as programs have them: how they are made of others, and what they are compared by (MPI 5.0, section 7.4).
import { AttributedComm } from "./attributed-comm.ts";
import { checkOneGroup } from "./collective-call.ts";
import {
  COMM_TYPE_SHARED,
  CONGRUENT,
  ERR_ARG,
  ERR_COMM,
  ERR_GROUP,
  IDENT,
  UNDEFINED,
  UNEQUAL,
} from "./constants.ts";
import type { Context } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { Group } from "./group.ts";
import type { Request } from "./request.ts";

/**
 * Ranks that can send each other messages: those of one group (`Intracomm`, as `MPI.COMM_WORLD`, which has all of a job, and
 * `MPI.COMM_SELF`, which has this rank), or those of two groups, each to the ranks of the other (`Intercomm`). Methods with a
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
export abstract class Comm extends AttributedComm {
  /** The ranks, as a group: of two this rank's own. */
  Get_group(): Group {
    const { members, rank } = this.engine.context;
    return new Group(members, members[rank]);
  }

  /** The ranks, as a group: of two this rank's own. */
  get group(): Group {
    return this.Get_group();
  }

  /**
   * `IDENT` for the same communicator, `CONGRUENT` for the same ranks in the same order, `SIMILAR` in another order,
   * `UNEQUAL` for others. Between two groups both are compared: this rank's own with the other's own, and the remote ones.
   */
  static Compare(a: Comm, b: Comm): number {
    if (a === b) return IDENT;
    const [one, other] = [a.engine.context, b.engine.context];
    if ((one.remote === undefined) !== (other.remote === undefined)) return UNEQUAL;
    const remote = (context: Context) => new Group(context.remote ?? [], -1);
    // IDENT, SIMILAR, UNEQUAL: the greater the less alike.
    const ranks = Math.max(
      Group.Compare(a.Get_group(), b.Get_group()),
      Group.Compare(remote(one), remote(other)),
    );
    return ranks === IDENT ? CONGRUENT : ranks;
  }

  /** The same ranks, with messages of their own. All ranks call it. */
  Dup(): this {
    const context = this.engine.context.split(0, this.rank) as Context;
    const copy = this.made(() => context);
    copy.inherit(this);
    return copy;
  }

  /**
   * Begins a `Dup`: the communicator is there once the request is done. All ranks call it, and may do something else
   * meanwhile.
   *
   * @throws Exception ERR_COMM, by every call of the new communicator's before that
   * @example
   * const [copy, request] = comm.Idup();
   * const sum = comm.rank + 1; // something else
   * request.Wait();
   * const total = copy.allreduce(sum);
   * if (comm.rank === 0) console.log("sum in the copy", total); // sum in the copy 3
   */
  Idup(): [comm: this, request: Request] {
    const { operation, context } = this.engine.context.idup();
    let made: Context | undefined;
    const copy = this.made(() => {
      if (made !== undefined) return made;
      throw new Exception(
        ERR_COMM,
        "the communicator that Idup makes is there once its request is done: wait for that first",
      );
    });
    copy.inherit(this);
    const request = this.request(operation, () => {
      made = context();
    });
    return [copy, request];
  }

  /** As `Dup`. */
  Clone(): this {
    return this.Dup();
  }

  /**
   * A communicator of the ranks that give the same color, in the order of their keys (equal keys: of ranks). `null` for
   * those that give `UNDEFINED`; between two groups also for those whose color nobody in the other group gives. All ranks
   * call it.
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
    return context === undefined ? null : this.part(() => context);
  }

  /** A communicator of the ranks that can share memory: of a job on one machine all. All ranks call it. */
  Split_type(type: number, key = 0): Comm | null {
    if (type !== COMM_TYPE_SHARED && type !== UNDEFINED) {
      throw new Exception(ERR_ARG, `the type is COMM_TYPE_SHARED or UNDEFINED, not ${String(type)}`);
    }
    const { context } = this.engine;
    checkOneGroup("Split_type", context);
    const made = context.splitByMachine(type === UNDEFINED ? undefined : key);
    return made === undefined ? null : this.part(() => made);
  }

  /**
   * A communicator of the ranks of a group, which must be of this one; `null` for the others. Between two groups each names
   * some of its own. All ranks call it.
   *
   * @throws Exception ERR_GROUP for a group with ranks that the communicator has not
   */
  Create(group: Group): Comm | null {
    this.contains(group);
    const at = group.rank;
    return this.Split(at === UNDEFINED ? UNDEFINED : 0, at === UNDEFINED ? 0 : at);
  }

  /** Throws ERR_GROUP for a group with ranks that the communicator has not. */
  protected contains(group: Group): void {
    const { context } = this.engine;
    const stranger = group.members.find((member) => !context.members.includes(member));
    if (stranger === undefined) return;
    throw new Exception(ERR_GROUP, `rank ${stranger} of the job is in the group and not in the communicator`);
  }

  /** Whether its ranks are of two groups, and send to and receive from the other one. */
  Is_inter(): boolean {
    return this.engine.context.remote !== undefined;
  }

  /** Whether its ranks are of one group. */
  Is_intra(): boolean {
    return !this.Is_inter();
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

  /** The engine's side of any communicator. */
  protected static contextOf(comm: Comm): Context {
    return comm.engine.context;
  }

  /** A communicator of the same kind over another context. */
  protected abstract made(open: () => Context): this;

  /** A communicator of some of the ranks. */
  protected abstract part(open: () => Context): Comm;
}
