// Communicators between two groups (MPI 5.0, section 7.6): what they have beside the calls of all.
import { Comm } from "./comm.ts";
import type { Context } from "./engine/face.ts";
import { Group } from "./group.ts";

/** What an `Intercomm` is, for communicators of one group of class `Merged`. */
export abstract class TwoGroupComm<Merged extends Comm> extends Comm {
  /** How many ranks the other group has. */
  get remote_size(): number {
    return this.engine.context.peers;
  }

  /** How many ranks the other group has. */
  Get_remote_size(): number {
    return this.remote_size;
  }

  /** The other group. */
  get remote_group(): Group {
    const { members, rank, remote } = this.engine.context;
    return new Group(remote as readonly number[], members[rank]);
  }

  /** The other group. */
  Get_remote_group(): Group {
    return this.remote_group;
  }

  /**
   * A communicator of one group with the ranks of both. All ranks call it.
   *
   * @param high the same on all ranks of a group: the group that says `true` comes behind the other one. If both say the
   * same, the order is one that all ranks agree on.
   */
  Merge(high = false): Merged {
    const context = this.engine.context.merge(high);
    return this.merged(() => context);
  }

  /** A communicator of one group. */
  protected abstract merged(open: () => Context): Merged;
}
