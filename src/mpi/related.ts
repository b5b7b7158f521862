// Communicators made of others, and what they are compared by (MPI 5.0, section 7.4).
import type { Keep } from "./arrived-message.ts";
import { BufferComm } from "./buffer-comm.ts";
import { COMM_TYPE_SHARED, CONGRUENT, ERR_ARG, ERR_GROUP, IDENT, UNDEFINED } from "./constants.ts";
import type { Context } from "./engine/face.ts";
import { Exception } from "./exception.ts";
import { Group } from "./group.ts";
import type { Until } from "./request.ts";

/** A communicator among others: see `Comm`. */
export class Related extends BufferComm {
  /** The name, for people: `MPI_COMM_WORLD`, or what `Set_name` said. */
  name = "";

  Get_name(): string {
    return this.name;
  }

  Set_name(name: string): void {
    this.name = name;
  }

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
  static Compare(a: Related, b: Related): number {
    if (a === b) return IDENT;
    const ranks = Group.Compare(a.Get_group(), b.Get_group());
    return ranks === IDENT ? CONGRUENT : ranks;
  }

  /** The same ranks, with messages of their own. All ranks call it. */
  Dup(): this {
    return this.#with(this.engine.context.split(0, this.rank) as Context);
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
  Split(color = 0, key = 0): this | null {
    if (color !== UNDEFINED && (!Number.isSafeInteger(color) || color < 0)) {
      throw new Exception(
        ERR_ARG,
        `a color is a whole number, 0 or more, or UNDEFINED, not ${String(color)}`,
      );
    }
    if (!Number.isSafeInteger(key))
      throw new Exception(ERR_ARG, `a key is a whole number, not ${String(key)}`);
    const context = this.engine.context.split(color === UNDEFINED ? undefined : color, key);
    return context === undefined ? null : this.#with(context);
  }

  /** A communicator of the ranks that can share memory: of a job on one machine all. All ranks call it. */
  Split_type(type: number, key = 0): this | null {
    if (type !== COMM_TYPE_SHARED && type !== UNDEFINED) {
      throw new Exception(ERR_ARG, `the type is COMM_TYPE_SHARED or UNDEFINED, not ${String(type)}`);
    }
    return this.Split(type === UNDEFINED ? UNDEFINED : 0, key);
  }

  /** A communicator of the ranks of a group, which must be of this one; `null` for the others. All ranks call it. */
  Create(group: Group): this | null {
    const { context } = this.engine;
    const stranger = group.members.find((member) => !context.members.includes(member));
    if (stranger !== undefined) {
      throw new Exception(
        ERR_GROUP,
        `rank ${stranger} of the job is in the group and not in the communicator`,
      );
    }
    const at = group.rank;
    return this.Split(at === UNDEFINED ? UNDEFINED : 0, at === UNDEFINED ? 0 : at);
  }

  /** Gives the communicator up. No message of it may be on its way. */
  Free(): void {
    this.engine.context.free();
    this.close();
  }

  #with(context: Context): this {
    const { until, keep } = this.engine;
    const Same = this.constructor as new (open: () => Context, until: Until, keep: Keep) => this;
    return new Same(() => context, until, keep);
  }
}
