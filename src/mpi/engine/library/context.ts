// Contexts of the library engine: a communicator of the library's, whose calls for bytes are the library's calls.
import { ERR_ARG } from "../../constants.ts";
import { Exception } from "../../exception.ts";
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
  NO_QUICK,
  type Operation,
  type Quick,
} from "../face.ts";
import { inBoth } from "../overlap.ts";
import type { Call, Calls } from "./calls.ts";
import { type At, begun, blocking, quick } from "./collectives.ts";
import type { Here } from "./here.ts";
import { waitingFor } from "./later.ts";
import { Begun, type Requests } from "./operation.ts";

const SENDS = { standard: "Send", synchronous: "Ssend", ready: "Rsend" } as const;
const ISENDS = { standard: "Isend", synchronous: "Issend", ready: "Irsend" } as const;

/** What all contexts of a process need. */
export interface Shared {
  readonly here: Here;
  readonly requests: Requests;
}

/** A communicator of the library's. */
export class LibraryContext implements Context {
  readonly rank: number;
  readonly size: number;
  readonly members: readonly number[];
  readonly peers: number;
  readonly remote: readonly number[] | undefined;
  readonly innerIsFree = false;
  readonly blocking: Collectives<void>;
  readonly quick: Quick;
  readonly begun: Collectives<Operation>;
  readonly #shared: Shared;
  readonly #here: Here;
  readonly #requests: Requests;
  readonly #calls: Calls;
  readonly #comm: number;
  readonly #recv: Call;
  readonly #send: Call;
  readonly #probe: Call;
  readonly #anySource: number;
  readonly #anyTag: number;
  #inner: Context | undefined;
  /** Duplicates that were begun, and have not been seen to be there. */
  #coming: Operation[] = [];
  #mixed = false;

  /** `inter`: whether the communicator is between two groups. */
  constructor(shared: Shared, comm: number, inter = false) {
    const { here, requests } = shared;
    this.#shared = shared;
    this.#here = here;
    this.#requests = requests;
    this.#comm = comm;
    const { calls } = here;
    this.#calls = calls;
    this.#recv = calls.get("Recv");
    this.#send = calls.get("Send");
    this.#probe = calls.get("Probe");
    this.#anySource = calls.abi.anySource;
    this.#anyTag = calls.abi.anyTag;
    calls.do("Comm_set_errhandler", comm, calls.abi.errorsReturn);
    const [rank, size] = [new Int32Array(1), new Int32Array(1)];
    calls.do("Comm_rank", comm, rank);
    calls.do("Comm_size", comm, size);
    this.rank = rank[0];
    this.size = size[0];
    this.members = membersOf(calls, comm, this.size, "Comm_group");
    this.remote = inter ? remoteOf(calls, comm) : undefined;
    this.peers = this.remote?.length ?? this.size;
    const at: At = { comm, rank: this.rank, remote: this.remote };
    this.begun = begun(requests, at);
    const mixed = () => this.#mixed;
    this.blocking = blocking(requests, at, this.begun, mixed);
    this.quick = inter ? NO_QUICK : quick(requests, comm, mixed);
  }

  mix(): void {
    this.#mixed = true;
  }

  split(color: number | undefined, key: number): Context | undefined {
    if (this.remote !== undefined) return this.#splitBoth(this.remote, color, key);
    const { abi } = this.#calls;
    const out = this.#settled();
    this.#calls.do("Comm_split", this.#comm, color === undefined ? abi.undefined : int(color), int(key), out);
    return this.#made(out);
  }

  /**
   * Of two groups: by way of communicators of one. What MPICH 4.0.2 makes by Comm_split cannot be used if a rank 0 is left
   * out: calls hang (in C, too).
   */
  #splitBoth(remote: readonly number[], color: number | undefined, key: number): Context | undefined {
    const all = this.merge(false);
    const some = all.split(color, key);
    all.free();
    if (some === undefined) return undefined;
    const there = some.members.findIndex((rank) => remote.includes(rank));
    const part = some.split(Math.min(...this.members) < Math.min(...remote) ? 0 : 1, 0) as Context;
    const made = there < 0 ? undefined : part.intercomm(0, some, there, 0);
    part.free();
    some.free();
    return made;
  }

  splitByMachine(key: number | undefined): Context | undefined {
    const { abi } = this.#calls;
    const out = this.#settled();
    const type = key === undefined ? abi.undefined : abi.shared;
    this.#calls.do("Comm_split_type", this.#comm, type, int(key ?? 0), abi.noInfo, out);
    return this.#made(out);
  }

  /** What the library has made: between two groups if this one is, unless said otherwise. */
  #made(out: Int32Array, inter = this.remote !== undefined): Context | undefined {
    const comm = this.#calls.handle(out);
    return comm === this.#calls.abi.noComm ? undefined : new LibraryContext(this.#shared, comm, inter);
  }

  intercomm(leader: number, peer: Context | undefined, remoteLeader: number, tag: number): Context {
    const other = (peer?.remote ?? peer?.members)?.[remoteLeader];
    // Libraries wait for ever, or say that something is wrong inside. Whoever knows the other leader looks, since a call of
    // ours to tell the rest would be one more than ranks in other languages make.
    if (other !== undefined && this.members.includes(other)) throw inBoth(other);
    const out = this.#settled();
    const between = peer instanceof LibraryContext ? peer.#comm : this.#calls.abi.noComm;
    this.#calls.do("Intercomm_create", this.#comm, leader, between, remoteLeader, tag, out);
    return this.#made(out, true) as Context;
  }

  merge(high: boolean): Context {
    const out = this.#settled();
    this.#calls.do("Intercomm_merge", this.#comm, high ? 1 : 0, out);
    return this.#made(out, false) as Context;
  }

  idup(): Coming {
    const out = this.#calls.slot();
    const idup = this.#calls.get("Comm_idup");
    const operation = new Begun(this.#requests, "collective", out, 0, (request) =>
      idup(this.#comm, out, request),
    );
    this.#coming.push(operation);
    const context = () => {
      this.#coming = this.#coming.filter((other) => other !== operation);
      return this.#made(out) as Context;
    };
    return { operation, context };
  }

  /**
   * Room for a communicator that all ranks are about to make. Open MPI 4 mixes it up with duplicates that are not there yet,
   * and hangs or crashes (in C, too); all ranks have begun those before they come here, so that they can be waited for.
   */
  #settled(): Int32Array {
    for (const operation of this.#coming.splice(0)) operation.wait();
    return this.#calls.slot();
  }

  group(ranks: readonly number[], tag: number): Context {
    const [all, some, out] = [this.#calls.slot(), this.#calls.slot(), this.#calls.slot()];
    this.#calls.do("Comm_group", this.#comm, all);
    this.#calls.do("Group_incl", this.#calls.handle(all), ranks.length, Int32Array.from(ranks), some);
    this.#calls.do("Comm_create_group", this.#comm, this.#calls.handle(some), tag, out);
    this.#calls.do("Group_free", some);
    this.#calls.do("Group_free", all);
    return this.#made(out) as Context;
  }

  free(): void {
    this.#inner?.free();
    this.#calls.do("Comm_free", this.#calls.slot(this.#comm));
  }

  get inner(): Context {
    // All ranks come here in the same collective call of theirs, so this is one of the communicator's: but it must not
    // wait for others, since the call need not.
    this.#inner ??= waitingFor(this, this.idup());
    return this.#inner;
  }

  send(memory: Memory, bytes: number, dest: number, tag: number, mode: Mode): void {
    if (!this.#here.quiet) {
      this.isend(memory, bytes, dest, tag, mode).wait();
      return;
    }
    const { count, type } = this.#here.lengths.of(bytes);
    const send = mode === "standard" ? this.#send : this.#calls.get(SENDS[mode]);
    const code = send(memory, count, type, dest, tag, this.#comm);
    if (code !== 0) this.#calls.check(code);
  }

  isend(memory: Memory, bytes: number, dest: number, tag: number, mode: Mode): Operation {
    const isend = this.#calls.get(ISENDS[mode]);
    const { count, type } = this.#here.lengths.of(bytes);
    return new Begun(this.#requests, "send", memory, 0, (request) =>
      isend(memory, count, type, dest, tag, this.#comm, request),
    );
  }

  receive(memory: Memory, bytes: number, source: number, tag: number, into: Envelope): void {
    if (!this.#here.quiet) {
      const operation = this.ireceive(memory, bytes, source, tag);
      operation.wait();
      Object.assign(into, operation.envelope);
      return;
    }
    const { count, type } = this.#here.lengths.of(bytes);
    const from = source === ANY ? this.#anySource : source;
    const open = tag === ANY ? this.#anyTag : tag;
    this.#requests.received(
      this.#recv(memory, count, type, from, open, this.#comm, this.#requests.status),
      bytes,
      into,
    );
  }

  ireceive(memory: Memory, bytes: number, source: number, tag: number): Operation {
    const irecv = this.#calls.get("Irecv");
    const { count, type } = this.#here.lengths.of(bytes);
    const [from, open] = this.#from(source, tag);
    return new Begun(this.#requests, "receive", memory, bytes, (request) =>
      irecv(memory, count, type, from, open, this.#comm, request),
    );
  }

  probe(source: number, tag: number, into: Envelope): void {
    if (!this.#here.quiet) {
      this.#here.until(() => this.iprobe(source, tag, into));
      return;
    }
    const from = source === ANY ? this.#anySource : source;
    const open = tag === ANY ? this.#anyTag : tag;
    const code = this.#probe(from, open, this.#comm, this.#requests.status);
    if (code !== 0) this.#calls.check(code);
    this.#requests.fill(into);
  }

  iprobe(source: number, tag: number, into: Envelope): boolean {
    this.#here.progress();
    const { flag, status } = this.#requests;
    this.#calls.do("Iprobe", ...this.#from(source, tag), this.#comm, flag, status);
    if (flag[0] === 0) return false;
    this.#requests.fill(into);
    return true;
  }

  mprobe(source: number, tag: number): Arrived {
    if (!this.#here.quiet) {
      let arrived: Arrived | undefined;
      this.#here.until(() => {
        arrived = this.improbe(source, tag);
        return arrived !== undefined;
      });
      return arrived as Arrived;
    }
    const message = new Int32Array(2);
    this.#calls.do("Mprobe", ...this.#from(source, tag), this.#comm, message, this.#requests.status);
    return this.#arrived(message);
  }

  improbe(source: number, tag: number): Arrived | undefined {
    const { flag, status } = this.#requests;
    const message = new Int32Array(2);
    this.#calls.do("Improbe", ...this.#from(source, tag), this.#comm, flag, message, status);
    if (flag[0] !== 0) return this.#arrived(message);
    // Not before: what goes on by itself may receive what its caller looks for, who would then be given the next message.
    this.#here.progress();
    return undefined;
  }

  #from(source: number, tag: number): [source: number, tag: number] {
    return [source === ANY ? this.#anySource : source, tag === ANY ? this.#anyTag : tag];
  }

  #arrived(message: Int32Array): Arrived {
    const envelope = emptyEnvelope();
    this.#requests.fill(envelope);
    return {
      envelope,
      receive: (memory, bytes) => {
        const imrecv = this.#calls.get("Imrecv");
        const { count, type } = this.#here.lengths.of(bytes);
        return new Begun(this.#requests, "receive", memory, bytes, (request) =>
          imrecv(memory, count, type, message, request),
        );
      },
    };
  }
}

/** The job's rank of each rank of a group of the communicator's. */
function membersOf(
  calls: Calls,
  comm: number,
  size: number,
  of: "Comm_group" | "Comm_remote_group",
): number[] {
  const [group, world] = [calls.slot(), calls.slot()];
  calls.do(of, comm, group);
  calls.do("Comm_group", calls.abi.world, world);
  const ranks = Int32Array.from({ length: size }, (_, rank) => rank);
  const found = new Int32Array(size);
  calls.do("Group_translate_ranks", calls.handle(group), size, ranks, calls.handle(world), found);
  calls.do("Group_free", group);
  calls.do("Group_free", world);
  return [...found];
}

function remoteOf(calls: Calls, comm: number): number[] {
  const size = new Int32Array(1);
  calls.do("Comm_remote_size", comm, size);
  return membersOf(calls, comm, size[0], "Comm_remote_group");
}

function int(value: number): number {
  if (value === (value | 0)) return value;
  throw new Exception(ERR_ARG, `the library's colors and keys are whole numbers of 32 bits, not ${value}`);
}
