// Collective calls of a context: each has a number, which is the tag of its messages, and is gone through to its end or
// begun, and then goes on in whatever call of MPI's its rank is in.
import type { Call } from "../../../job/index.ts";
import {
  ANY,
  type Collectives,
  emptyEnvelope,
  NO_QUICK,
  type Operation,
  type Quick,
  type Reduction,
} from "../face.ts";
import { Board } from "./board.ts";
import {
  allgather,
  allreduce,
  alltoall,
  barrier,
  bcast,
  combineParts,
  gather,
  type Inside,
  type Links,
  reduce,
  reduceScatter,
  type Schedule,
  scan,
  scatter,
} from "./collectives.ts";
import { Direct } from "./direct.ts";
import { finish, receiveNow } from "./finish.ts";
import { type Here, progress, until } from "./here.ts";
import { type Across, across } from "./inter.ts";
import { quick, type Steps } from "./quick.ts";
import { Pending } from "./requests.ts";
import { checkLength, peerOf, Running } from "./running.ts";

export class Calling {
  readonly blocking: Collectives<void>;
  readonly quick: Quick;
  readonly begun: Collectives<Operation>;
  readonly #here: Here;
  /** The number of the context of these messages. */
  readonly #context: number;
  readonly #rank: number;
  /** The job's rank of each rank. */
  readonly #world: readonly number[];
  readonly #brief = new Pending();
  #scratch = new Uint8Array(0);
  readonly #board: Board | undefined;
  readonly #direct: Direct | undefined;
  /** Collective calls so far. */
  #number = 0;

  /** `remote`: the ranks of the other group, if there is one. */
  constructor(here: Here, id: number, world: readonly number[], remote: readonly number[] | undefined) {
    this.#here = here;
    this.#context = id + 1;
    this.#world = world;
    this.#rank = world.indexOf(here.port.rank);
    if (remote !== undefined) {
      const between = (blockedIn: Call | undefined): Across => {
        const own = this.#inside(blockedIn);
        return { own, other: { size: remote.length, ...this.#links(remote, blockedIn) } };
      };
      this.blocking = across((call, schedule) => this.#run(call, schedule(between(call))));
      this.begun = across((_, schedule) => this.#begin(schedule(between(undefined))));
      this.quick = NO_QUICK;
      return;
    }
    this.#board = Board.of(here, id, world, this.#rank);
    this.#direct = this.#board && new Direct(this.#board, here.port.copier, world, this.#rank);
    const short = quick(this.#steps());
    this.quick = short;
    this.blocking = {
      ...within((call, schedule) => this.#run(call, schedule(this.#inside(call)))),
      barrier: () => short.barrier(),
      allreduce: (memory, how) => {
        if (this.#board?.takes(memory.length)) this.#onBoard(memory, how);
        else if (!this.#direct?.allreduce(memory, memory, how))
          this.#run("Allreduce", allreduce(this.#inside("Allreduce"), memory, how));
      },
    };
    this.begun = within((_, schedule) => this.#begin(schedule(this.#inside(undefined))));
  }

  /** The messages of the next collective call, under its number: all ranks make the same calls in the same order. */
  #inside(blockedIn: Call | undefined): Inside {
    this.#number = (this.#number + 1) & 0x7fffffff;
    return {
      rank: this.#rank,
      size: this.#world.length,
      ...this.#links(this.#world, blockedIn),
      scratch: (bytes) => {
        // A call that was begun goes on while others do.
        if (blockedIn === undefined) return new Uint8Array(bytes);
        if (this.#scratch.length < bytes) this.#scratch = new Uint8Array(bytes);
        return this.#scratch.subarray(0, bytes);
      },
    };
  }

  /** Messages of this call to and from the ranks of a group. */
  #links(world: readonly number[], blockedIn: Call | undefined): Links {
    const [number, context, here] = [this.#number, this.#context, this.#here];
    const { port } = here;
    const { outgoing } = port;
    const receive = (memory: Uint8Array, from: number) =>
      port.receive(memory, memory.length, world[from], number, context);
    return {
      send: (memory, to) =>
        outgoing.now(memory, memory.length, world[to], number, context)
          ? undefined
          : outgoing.send(memory, memory.length, world[to], number, context, false),
      receive,
      fetch: (memory, from) => {
        if (blockedIn === undefined) return receive(memory, from);
        if (!receiveNow(here, memory, memory.length, world[from], number, context, this.#brief)) {
          this.#settle(blockedIn, receive(memory, from));
        }
        return undefined;
      },
    };
  }

  /** Goes through a schedule to its end. */
  #run(call: Call, schedule: Schedule): void {
    for (const pending of schedule) if (pending !== undefined) this.#settle(call, pending);
  }

  #onBoard(memory: Uint8Array, how: Reduction): void {
    const shown = (this.#board as Board).exchange("Allreduce", memory, "u1");
    const parts = shown.map((bytes) => Uint8Array.from(bytes as Uint8Array));
    combineParts(parts, how);
    memory.set(parts[0]);
  }

  #steps(): Steps {
    const [context, world, here] = [this.#context, this.#world, this.#here];
    const { port } = here;
    const { outgoing } = port;
    return {
      rank: this.#rank,
      size: world.length,
      board: this.#board,
      direct: this.#direct,
      next: () => {
        this.#number = (this.#number + 1) & 0x7fffffff;
      },
      send: (call, memory, bytes, to) => {
        if (outgoing.now(memory, bytes, world[to], this.#number, context)) return;
        this.#settle(call, outgoing.send(memory, bytes, world[to], this.#number, context, false));
      },
      receive: (call, memory, bytes, from) => {
        if (!receiveNow(here, memory, bytes, world[from], this.#number, context, this.#brief)) {
          this.#settle(call, port.receive(memory, bytes, world[from], this.#number, context));
        }
      },
    };
  }

  #settle(call: Call, pending: Pending): void {
    finish(this.#here, pending, call, peerOf(pending), pending.tag, this.#number);
    checkLength(pending);
  }

  /** Starts a schedule, which goes on in whatever call of MPI's this rank is in. */
  #begin(schedule: Schedule): Operation {
    const running = new Running(schedule);
    const here = this.#here;
    running.advance();
    if (!running.done) here.active.add(running);
    const look = () => {
      if (!running.done) progress(here);
      return running.done;
    };
    return {
      test: look,
      wait: () => {
        if (!running.done) until(here, look, "Wait", running.peer, ANY, this.#number);
      },
      cancel: () => {},
      finish: () => running.finish(),
      envelope: emptyEnvelope(),
    };
  }
}

/** The calls of one group, as schedules. */
function within<T>(run: (call: Call, schedule: (at: Inside) => Schedule) => T): Collectives<T> {
  return {
    barrier: () => run("Barrier", barrier),
    bcast: (memory, root) => run("Bcast", (at) => bcast(at, memory, root)),
    reduce: (memory, how, root) => run("Reduce", (at) => reduce(at, memory, how, root)),
    allreduce: (memory, how) => run("Allreduce", (at) => allreduce(at, memory, how)),
    scan: (memory, how, exclusive) =>
      run(exclusive ? "Exscan" : "Scan", (at) => scan(at, memory, how, exclusive)),
    gather: (memory, into, root) => run("Gather", (at) => gather(at, memory, into, root)),
    scatter: (from, memory, root) => run("Scatter", (at) => scatter(at, from, memory, root)),
    allgather: (memory, into) => run("Allgather", (at) => allgather(at, memory, into)),
    alltoall: (from, into) => run("Alltoall", (at) => alltoall(at, from, into)),
    alltoallw: (from, into) => run("Alltoall", (at) => alltoall(at, from, into)),
    reduceScatter: (from, memory, how) => run("Reduce_scatter", (at) => reduceScatter(at, from, memory, how)),
  };
}
