// A communicator of the local engine: ranks of a group as ranks of the job, one number of its own for its messages, and
// waiting for what has been begun.
import { type Call, CONTEXT } from "../../../job/index.ts";
import {
  ANY,
  type Arrived,
  type Collectives,
  type Context,
  type Envelope,
  emptyEnvelope,
  type Memory,
  type Mode,
  type Operation,
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
  reduce,
  reduceScatter,
  type Schedule,
  scan,
  scatter,
} from "./collectives.ts";
import { Direct } from "./direct.ts";
import { type Here, progress, until } from "./here.ts";
import { group, type Made, split } from "./made.ts";
import type { Port } from "./port.ts";
import { type LocalQuick, quick, type Steps } from "./quick.ts";
import { Pending, type Receiving, Sending, type Unexpected } from "./requests.ts";
import { checkLength, peerOf, Running } from "./running.ts";

export class LocalContext implements Context {
  readonly rank: number;
  readonly size: number;
  readonly #here: Here;
  readonly #port: Port;
  readonly #id: number;
  /** The job's rank of each rank of the group, and the other way round. */
  readonly #world: readonly number[];
  readonly #local: ReadonlyMap<number, number>;
  #inner: LocalContext | undefined;
  readonly #brief = new Pending();
  #scratch = new Uint8Array(0);
  readonly #board: Board | undefined;
  readonly #direct: Direct | undefined;
  /** Collective calls so far. */
  #collectives = 0;
  readonly blocking: Collectives<void>;
  readonly quick: LocalQuick;
  readonly begun: Collectives<Operation>;

  constructor(here: Here, id: number, world: readonly number[]) {
    this.#here = here;
    this.#port = here.port;
    this.#id = id;
    this.#world = world;
    this.#local = new Map(world.map((w, i) => [w, i]));
    this.size = world.length;
    this.rank = world.indexOf(here.port.rank);
    this.blocking = {
      ...this.#collective(true, (call, schedule) => this.#run(call, schedule)),
      barrier: () => this.quick.barrier(),
      allreduce: (memory, how) => {
        if (this.#board?.takes(memory.length)) this.#onBoard(memory, how);
        else if (!this.#direct?.allreduce(memory, memory, how))
          this.#run("Allreduce", allreduce(this.#inside("Allreduce"), memory, how));
      },
    };
    this.begun = this.#collective(false, (_, schedule) => this.#begin(schedule));
    this.#board = Board.of(here, id, world, this.rank);
    this.#direct = this.#board && new Direct(this.#board, here.port.copier, world, this.rank);
    this.quick = quick(this.#steps());
  }

  get members(): readonly number[] {
    return this.#world;
  }

  split(color: number | undefined, key: number): Context | undefined {
    return this.#made(split(this, this.#here.words, color, key));
  }

  group(ranks: readonly number[], tag: number): Context {
    return this.#made(group(this, this.#here.words, ranks, tag)) as Context;
  }

  #made(made: Made | undefined): Context | undefined {
    if (made === undefined) return undefined;
    const world = made.ranks.map((rank) => this.#world[rank]);
    return new LocalContext(this.#here, made.id, world);
  }

  free(): void {
    for (let id = this.#id; id < this.#id + CONTEXT; id++) this.#port.close(id);
  }

  readonly innerIsFree = true;

  /** Nothing is to be done: whatever call this rank is in moves everything on. */
  mix(): void {}

  splitByMachine(key: number | undefined): Context | undefined {
    return this.split(key === undefined ? undefined : 0, key ?? 0);
  }

  get inner(): Context {
    this.#inner ??= new LocalContext(this.#here, this.#id + 2, this.#world);
    return this.#inner;
  }

  #collective<T>(blocking: boolean, go: (call: Call, schedule: Schedule) => T): Collectives<T> {
    const run = (call: Call, schedule: (at: Inside) => Schedule) =>
      go(call, schedule(this.#inside(blocking ? call : undefined)));
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
      reduceScatter: (from, memory, how) =>
        run("Reduce_scatter", (at) => reduceScatter(at, from, memory, how)),
    };
  }

  send(memory: Memory, bytes: number, dest: number, tag: number, mode: Mode): void {
    const to = this.#world[dest];
    if (mode !== "synchronous" && this.#port.outgoing.now(memory, bytes, to, tag, this.#id)) return;
    const sending = this.#port.outgoing.send(memory, bytes, to, tag, this.#id, mode === "synchronous");
    this.#finish(sending, mode === "synchronous" ? "Ssend" : "Send", to, tag);
  }

  isend(memory: Memory, bytes: number, dest: number, tag: number, mode: Mode): Operation {
    const to = this.#world[dest];
    return this.#operation(
      this.#port.outgoing.send(memory, bytes, to, tag, this.#id, mode === "synchronous"),
    );
  }

  receive(memory: Memory, bytes: number, source: number, tag: number, into: Envelope): void {
    const from = source === ANY ? ANY : this.#world[source];
    const brief = this.#brief;
    if (from !== ANY && this.#receiveNow(memory, bytes, from, tag, this.#id)) {
      into.source = source;
      into.tag = brief.tag;
      into.bytes = brief.bytes;
      into.cancelled = false;
      into.truncated = false;
      return;
    }
    const receiving = this.#port.receive(memory, bytes, from, tag, this.#id);
    try {
      this.#finish(receiving, "Recv", from, tag);
    } finally {
      // A receive that is given up must not take the next message.
      if (!receiving.done) this.#port.cancel(receiving);
    }
    this.#describe(receiving, into);
  }

  /** Receives into `#brief` what is there or comes at once, unless something else is to go on meanwhile. */
  #receiveNow(memory: Memory, bytes: number, from: number, tag: number, context: number): boolean {
    const { active, waiting } = this.#here;
    return (
      active.size === 0 && this.#port.receiveNow(memory, bytes, from, tag, context, waiting, this.#brief)
    );
  }

  ireceive(memory: Memory, bytes: number, source: number, tag: number): Operation {
    const from = source === ANY ? ANY : this.#world[source];
    return this.#operation(this.#port.receive(memory, bytes, from, tag, this.#id));
  }

  probe(source: number, tag: number, into: Envelope): void {
    const { unexpected } = this.#port.queue(this.#id);
    this.#describeArrived(unexpected[this.#arrival(source, tag)], into);
  }

  iprobe(source: number, tag: number, into: Envelope): boolean {
    const at = this.#arrived(source, tag);
    if (at < 0) return false;
    this.#describeArrived(this.#port.queue(this.#id).unexpected[at], into);
    return true;
  }

  mprobe(source: number, tag: number): Arrived {
    return this.#taken(this.#arrival(source, tag));
  }

  improbe(source: number, tag: number): Arrived | undefined {
    const at = this.#arrived(source, tag);
    return at < 0 ? undefined : this.#taken(at);
  }

  /** The messages of the next collective call, under its number: all ranks make the same calls in the same order. */
  #inside(blockedIn: Call | undefined): Inside {
    this.#collectives = (this.#collectives + 1) & 0x7fffffff;
    const [number, context, world, port] = [this.#collectives, this.#id + 1, this.#world, this.#port];
    const { outgoing } = port;
    const receive = (memory: Uint8Array, from: number) =>
      port.receive(memory, memory.length, world[from], number, context);
    return {
      rank: this.rank,
      size: this.size,
      send: (memory, to) =>
        outgoing.now(memory, memory.length, world[to], number, context)
          ? undefined
          : outgoing.send(memory, memory.length, world[to], number, context, false),
      receive,
      scratch: (bytes) => {
        // A call that was begun goes on while others do.
        if (blockedIn === undefined) return new Uint8Array(bytes);
        if (this.#scratch.length < bytes) this.#scratch = new Uint8Array(bytes);
        return this.#scratch.subarray(0, bytes);
      },
      fetch: (memory, from) => {
        if (blockedIn === undefined) return receive(memory, from);
        if (!this.#receiveNow(memory, memory.length, world[from], number, context)) {
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
    const { rank, size } = this;
    const [context, world, port] = [this.#id + 1, this.#world, this.#port];
    const { outgoing } = port;
    return {
      rank,
      size,
      board: this.#board,
      direct: this.#direct,
      next: () => {
        this.#collectives = (this.#collectives + 1) & 0x7fffffff;
      },
      send: (call, memory, bytes, to) => {
        if (outgoing.now(memory, bytes, world[to], this.#collectives, context)) return;
        this.#settle(call, outgoing.send(memory, bytes, world[to], this.#collectives, context, false));
      },
      receive: (call, memory, bytes, from) => {
        if (!this.#receiveNow(memory, bytes, world[from], this.#collectives, context)) {
          this.#settle(call, port.receive(memory, bytes, world[from], this.#collectives, context));
        }
      },
    };
  }

  #settle(call: Call, pending: Pending): void {
    this.#finish(pending, call, peerOf(pending), pending.tag);
    checkLength(pending);
  }

  /** Starts a schedule, which goes on in whatever call of MPI's this rank is in. */
  #begin(schedule: Schedule): Operation {
    const running = new Running(schedule);
    const { active } = this.#here;
    running.advance();
    if (!running.done) active.add(running);
    return {
      test: () => {
        if (!running.done) progress(this.#here);
        return running.done;
      },
      wait: () => {
        if (running.done) return;
        const look = () => {
          progress(this.#here);
          return running.done;
        };
        this.#until(look, "Wait", running.peer, ANY);
      },
      cancel: () => {},
      finish: () => running.finish(),
      envelope: emptyEnvelope(),
    };
  }

  #taken(at: number): Arrived {
    const [message] = this.#port.queue(this.#id).unexpected.splice(at, 1);
    const envelope = emptyEnvelope();
    this.#describeArrived(message, envelope);
    return {
      envelope,
      receive: (memory, bytes) => {
        const receiving = this.#port.receiveTaken(memory, bytes, message);
        return this.#operation(receiving);
      },
    };
  }

  /** Where a message lies that can be received now; -1 if there is none. */
  #arrived(source: number, tag: number): number {
    progress(this.#here);
    return this.#port.queue(this.#id).find(source === ANY ? ANY : this.#world[source], tag);
  }

  /** Waits for a message that can be received, and says where it lies. */
  #arrival(source: number, tag: number): number {
    const from = source === ANY ? ANY : this.#world[source];
    const queue = this.#port.queue(this.#id);
    let at = -1;
    this.#until(
      () => {
        progress(this.#here);
        at = queue.find(from, tag);
        return at >= 0;
      },
      "Probe",
      from,
      tag,
    );
    return at;
  }

  #operation(pending: Sending | Receiving): Operation {
    const envelope = emptyEnvelope();
    let described = false;
    const settle = () => {
      if (described) return;
      described = true;
      this.#describe(pending, envelope);
    };
    return {
      test: () => {
        if (!pending.done) progress(this.#here);
        if (pending.done) settle();
        return pending.done;
      },
      wait: () => {
        if (!pending.done) {
          this.#finish(pending, "Wait", peerOf(pending), pending.tag);
        }
        settle();
      },
      cancel: () => {
        if (!pending.done && !(pending instanceof Sending)) this.#port.cancel(pending);
      },
      finish: () => {},
      envelope,
    };
  }

  #finish(pending: Pending, call: Call, peer: number, tag: number): void {
    if (pending.done) return;
    this.#until(
      () => {
        if (pending.done) return true;
        progress(this.#here);
        return pending.done;
      },
      call,
      peer,
      tag,
    );
  }

  #until(look: () => boolean, call: Call, peer: number, tag: number): void {
    until(this.#here, look, call, peer, tag, this.#collectives);
  }

  #describe(pending: Pending, into: Envelope): void {
    into.source = pending.source === ANY ? ANY : (this.#local.get(pending.source) ?? ANY);
    into.tag = pending.tag;
    into.bytes = pending.bytes;
    into.cancelled = pending.cancelled;
    into.truncated = pending.truncated;
  }

  #describeArrived(message: Unexpected, into: Envelope): void {
    into.source = this.#local.get(message.source) ?? ANY;
    into.tag = message.tag;
    into.bytes = message.bytes;
    into.cancelled = false;
    into.truncated = false;
  }
}
