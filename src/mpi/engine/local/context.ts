// A communicator of the local engine: ranks of a group as ranks of the job, one number of its own for its messages, and
// waiting for what has been begun.
import { type Call, CONTEXT } from "../../../job/index.ts";
import {
  ANY,
  type Arrived,
  type Collectives,
  type Coming,
  type Context,
  type Envelope,
  emptyEnvelope,
  type Memory,
  type Mode,
  type Operation,
  type Quick,
} from "../face.ts";
import { Calling } from "./calling.ts";
import { finish, receiveNow } from "./finish.ts";
import { type Here, progress, until } from "./here.ts";
import { bridge, group, number, split } from "./made.ts";
import type { Port } from "./port.ts";
import { Pending, type Receiving, Sending, type Unexpected } from "./requests.ts";
import { peerOf } from "./running.ts";

export class LocalContext implements Context {
  readonly rank: number;
  readonly size: number;
  readonly members: readonly number[];
  readonly peers: number;
  readonly remote: readonly number[] | undefined;
  readonly #here: Here;
  readonly #port: Port;
  readonly #id: number;
  /** The job's rank of each rank that messages go to, and the other way round. */
  readonly #world: readonly number[];
  readonly #local: ReadonlyMap<number, number>;
  #inner: LocalContext | undefined;
  #union: LocalContext | undefined;
  readonly #brief = new Pending();
  readonly blocking: Collectives<void>;
  readonly quick: Quick;
  readonly begun: Collectives<Operation>;

  /** `remote`: the job's rank of each rank of the other group, if there is one. */
  constructor(here: Here, id: number, members: readonly number[], remote?: readonly number[]) {
    const world = remote ?? members;
    this.#here = here;
    this.#port = here.port;
    this.#id = id;
    this.#world = world;
    this.#local = new Map(world.map((w, i) => [w, i]));
    this.members = members;
    this.remote = remote;
    this.size = members.length;
    this.peers = world.length;
    this.rank = members.indexOf(here.port.rank);
    const { blocking, quick, begun } = new Calling(here, id, members, remote);
    this.blocking = blocking;
    this.quick = quick;
    this.begun = begun;
  }

  /**
   * All ranks that make this context's calls: itself, or the ranks of both groups in a context of one, in an order that both
   * know. It has the number after this one's, and is what contexts are made by.
   */
  get #all(): LocalContext {
    const { members, remote } = this;
    if (remote === undefined) return this;
    const first = Math.min(...members) < Math.min(...remote);
    const order = first ? [...members, ...remote] : [...remote, ...members];
    this.#union ??= new LocalContext(this.#here, this.#id + CONTEXT, order);
    return this.#union;
  }

  /** How many numbers a context of this kind takes. */
  get #numbers(): number {
    return this.remote === undefined ? CONTEXT : 2 * CONTEXT;
  }

  split(color: number | undefined, key: number): Context | undefined {
    const all = this.#all;
    const made = split(all, this.#here.words, color, key, this.#numbers);
    if (made === undefined) return undefined;
    const ranks = made.ranks.map((rank) => all.members[rank]);
    const { remote } = this;
    if (remote === undefined) return new LocalContext(this.#here, made.id, ranks);
    const others = ranks.filter((rank) => remote.includes(rank));
    if (others.length === 0) return undefined;
    const own = ranks.filter((rank) => !remote.includes(rank));
    return new LocalContext(this.#here, made.id, own, others);
  }

  group(ranks: readonly number[], tag: number): Context {
    const made = group(this, this.#here.words, ranks, tag);
    return new LocalContext(
      this.#here,
      made.id,
      ranks.map((rank) => this.members[rank]),
    );
  }

  intercomm(leader: number, peer: Context | undefined, remoteLeader: number, tag: number): Context {
    const { id, ranks } = bridge(this, this.#here, leader, peer, remoteLeader, tag);
    return new LocalContext(this.#here, id, this.members, ranks);
  }

  merge(high: boolean): Context {
    return this.#all.split(0, high ? 1 : 0) as Context;
  }

  idup(): Coming {
    const { operation, id } = number(this.#all, this.#here.words, this.#numbers);
    return {
      operation,
      context: () => new LocalContext(this.#here, id[0], this.members, this.remote),
    };
  }

  free(): void {
    for (let id = this.#id; id < this.#id + this.#numbers; id++) this.#port.close(id);
  }

  readonly innerIsFree = true;

  /** Nothing is to be done: whatever call this rank is in moves everything on. */
  mix(): void {}

  splitByMachine(key: number | undefined): Context | undefined {
    return this.split(key === undefined ? undefined : 0, key ?? 0);
  }

  get inner(): Context {
    this.#inner ??= new LocalContext(this.#here, this.#id + 2, this.members, this.remote);
    return this.#inner;
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
    if (from !== ANY && receiveNow(this.#here, memory, bytes, from, tag, this.#id, brief)) {
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
    until(
      this.#here,
      () => {
        progress(this.#here);
        at = queue.find(from, tag);
        return at >= 0;
      },
      "Probe",
      from,
      tag,
      0,
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
    finish(this.#here, pending, call, peer, tag, 0);
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
