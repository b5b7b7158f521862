// A communicator of the local engine: ranks of a group as ranks of the job, one number of its own for its messages, and
// waiting for what has been begun.
import {
  CALL,
  type Call,
  callNumber,
  JOB,
  MOST_TEXT,
  NUMBER,
  PEER,
  RUNNING,
  rankWord,
  TAG,
  TEXT_BYTES,
  textAt,
} from "../../../job/index.ts";
import type { Arrived, Context, Envelope, Mode, Operation } from "../face.ts";
import { callerPlace } from "./place.ts";
import type { Port } from "./port.ts";
import { ANY, type Memory, Pending, type Receiving, Sending, type Unexpected } from "./requests.ts";
import type { Waiting } from "./wait.ts";

const NOTHING = new Uint8Array(0);
/** The tag of messages inside collective calls: their order tells them apart. */
const INSIDE = 0;

/** What all contexts of a rank share. */
export interface Here {
  readonly words: Int32Array;
  readonly port: Port;
  readonly waiting: Waiting;
}

export class LocalContext implements Context {
  readonly rank: number;
  readonly size: number;
  readonly #here: Here;
  readonly #port: Port;
  readonly #id: number;
  /** The job's rank of each rank of the group, and the other way round. */
  readonly #world: readonly number[];
  readonly #local: ReadonlyMap<number, number>;
  readonly #brief = new Pending();
  /** Collective calls so far: all ranks of the group make the same ones in the same order. */
  #collectives = 0;

  constructor(here: Here, id: number, world: readonly number[]) {
    this.#here = here;
    this.#port = here.port;
    this.#id = id;
    this.#world = world;
    this.#local = new Map(world.map((w, i) => [w, i]));
    this.size = world.length;
    this.rank = world.indexOf(here.port.rank);
  }

  send(memory: Memory, bytes: number, dest: number, tag: number, mode: Mode): void {
    const to = this.#world[dest];
    if (mode !== "synchronous" && this.#port.sendNow(memory, bytes, to, tag, this.#id)) return;
    const sending = this.#port.send(memory, bytes, to, tag, this.#id, mode === "synchronous");
    this.#finish(sending, mode === "synchronous" ? "Ssend" : "Send", to, tag);
  }

  isend(memory: Memory, bytes: number, dest: number, tag: number, mode: Mode): Operation {
    const to = this.#world[dest];
    return this.#operation(this.#port.send(memory, bytes, to, tag, this.#id, mode === "synchronous"));
  }

  receive(memory: Memory, bytes: number, source: number, tag: number, into: Envelope): void {
    const from = source === ANY ? ANY : this.#world[source];
    const brief = this.#brief;
    if (
      from !== ANY &&
      this.#port.receiveNow(memory, bytes, from, tag, this.#id, this.#here.waiting.looks, brief)
    ) {
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

  /**
   * Dissemination (Hensgen, Finkel and Manber, 1988): in round k each rank tells the one 2^k further on, and waits for
   * the one 2^k before it. After log2(size) rounds everybody has heard of everybody, by way of others.
   */
  barrier(): void {
    this.#collectives++;
    const { rank, size } = this;
    for (let distance = 1; distance < size; distance *= 2) {
      const to = this.#world[(rank + distance) % size];
      const from = this.#world[(rank + size - distance) % size];
      this.#sendInside(NOTHING, 0, to, "Barrier");
      this.#receiveInside(NOTHING, 0, from, "Barrier");
    }
  }

  /** Messages of collective calls have a number of their own, which no receive of the program's can match. */
  #sendInside(memory: Memory, bytes: number, to: number, call: Call): void {
    if (this.#port.sendNow(memory, bytes, to, INSIDE, this.#id + 1)) return;
    this.#finish(this.#port.send(memory, bytes, to, INSIDE, this.#id + 1, false), call, to, INSIDE);
  }

  #receiveInside(memory: Memory, bytes: number, from: number, call: Call): void {
    const { looks } = this.#here.waiting;
    if (this.#port.receiveNow(memory, bytes, from, INSIDE, this.#id + 1, looks, this.#brief)) return;
    this.#finish(this.#port.receive(memory, bytes, from, INSIDE, this.#id + 1), call, from, INSIDE);
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
    this.#port.progress();
    return this.#port.queue(this.#id).find(source === ANY ? ANY : this.#world[source], tag);
  }

  /** Waits for a message that can be received, and says where it lies. */
  #arrival(source: number, tag: number): number {
    const from = source === ANY ? ANY : this.#world[source];
    const queue = this.#port.queue(this.#id);
    let at = -1;
    this.#until(
      () => {
        this.#port.progress();
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
        if (!pending.done) this.#port.progress();
        if (pending.done) settle();
        return pending.done;
      },
      wait: () => {
        if (!pending.done) {
          const peer = pending instanceof Sending ? pending.dest : pending.source;
          this.#finish(pending, "Wait", peer, pending.tag);
        }
        settle();
      },
      cancel: () => {
        if (!pending.done && !(pending instanceof Sending)) this.#port.cancel(pending);
      },
      envelope,
    };
  }

  #finish(pending: Pending, call: Call, peer: number, tag: number): void {
    if (pending.done) return;
    this.#until(
      () => {
        if (pending.done) return true;
        this.#port.progress();
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

/** An envelope to be filled. */
export const emptyEnvelope = (): Envelope => ({
  source: ANY,
  tag: ANY,
  bytes: 0,
  cancelled: false,
  truncated: false,
});

/** Waits, and lets others see for what. */
export function until(
  here: Here,
  look: () => boolean,
  call: Call,
  peer: number,
  tag: number,
  number: number,
): void {
  const { words, waiting, port } = here;
  waiting.until(
    look,
    () => {
      // Plain: read by the supervisor after it has seen ASLEEP, which is stored next.
      words[rankWord(port.rank, CALL)] = callNumber(call);
      words[rankWord(port.rank, PEER)] = peer;
      words[rankWord(port.rank, TAG)] = tag;
      words[rankWord(port.rank, NUMBER)] = number;
    },
    () => {
      if (Atomics.load(words, JOB) !== RUNNING) endHere(words, port.rank);
    },
  );
}

/** Says where in the program this rank is blocked, and stays there: nothing of the program runs while its job ends. */
function endHere(words: Int32Array, rank: number): void {
  const text = new TextEncoder().encode(callerPlace() || "(somewhere)").subarray(0, MOST_TEXT);
  new Uint8Array(words.buffer).set(text, textAt(rank));
  Atomics.store(words, rankWord(rank, TEXT_BYTES), text.length);
  // Nobody wakes this word. A thread that waits like this can be ended.
  Atomics.wait(words, rankWord(rank, TEXT_BYTES), text.length);
}
