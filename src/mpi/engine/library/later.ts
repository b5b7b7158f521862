// A context that is still being made: what is begun in it starts once it is there.
import { type Collectives, type Coming, type Context, emptyEnvelope, type Operation } from "../face.ts";

/** The context that is coming, with the ranks of `outer`. Only collective calls are made in it. */
export function waitingFor(outer: Context, { operation: made, context: make }: Coming): Context {
  let context: Context | undefined;
  const there = (): Context => {
    if (context === undefined) {
      made.wait();
      made.finish();
      context = make();
    }
    return context;
  };
  const later = (start: (calls: Collectives<Operation>) => Operation): Operation =>
    context === undefined ? new Later(made, () => start(there().begun)) : start(context.begun);
  return {
    rank: outer.rank,
    size: outer.size,
    members: outer.members,
    peers: outer.peers,
    remote: outer.remote,
    innerIsFree: false,
    get inner() {
      return there().inner;
    },
    begun: {
      barrier: () => later((calls) => calls.barrier()),
      bcast: (...args) => later((calls) => calls.bcast(...args)),
      reduce: (...args) => later((calls) => calls.reduce(...args)),
      allreduce: (...args) => later((calls) => calls.allreduce(...args)),
      scan: (...args) => later((calls) => calls.scan(...args)),
      gather: (...args) => later((calls) => calls.gather(...args)),
      scatter: (...args) => later((calls) => calls.scatter(...args)),
      allgather: (...args) => later((calls) => calls.allgather(...args)),
      alltoall: (...args) => later((calls) => calls.alltoall(...args)),
      alltoallw: (...args) => later((calls) => calls.alltoallw(...args)),
      reduceScatter: (...args) => later((calls) => calls.reduceScatter(...args)),
    },
    get blocking() {
      return there().blocking;
    },
    mix: () => there().mix(),
    group: (...args) => there().group(...args),
    intercomm: (...args) => there().intercomm(...args),
    merge: (high) => there().merge(high),
    idup: () => there().idup(),
    get quick() {
      return there().quick;
    },
    free: () => there().free(),
    split: (...args) => there().split(...args),
    splitByMachine: (key) => there().splitByMachine(key),
    send: (...args) => there().send(...args),
    isend: (...args) => there().isend(...args),
    receive: (...args) => there().receive(...args),
    ireceive: (...args) => there().ireceive(...args),
    probe: (...args) => there().probe(...args),
    iprobe: (...args) => there().iprobe(...args),
    mprobe: (...args) => there().mprobe(...args),
    improbe: (...args) => there().improbe(...args),
  };
}

/** An operation that starts when another one is done. */
class Later implements Operation {
  readonly #before: Operation;
  readonly #start: () => Operation;
  #started: Operation | undefined;
  readonly envelope = emptyEnvelope();

  constructor(before: Operation, start: () => Operation) {
    this.#before = before;
    this.#start = start;
  }

  test(): boolean {
    if (this.#started === undefined) {
      if (!this.#before.test()) return false;
      this.#started = this.#start();
    }
    return this.#started.test();
  }

  wait(): void {
    this.#before.wait();
    this.#started ??= this.#start();
    this.#started.wait();
  }

  cancel(): void {}

  finish(): void {
    this.#started?.finish();
  }
}
