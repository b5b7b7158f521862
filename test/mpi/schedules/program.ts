// Random schedules: in each round all ranks exchange messages that a seed decides, each in an order of its own, with
// collective calls in between, and check everything that they get.
//
//     node program.ts <seed> <rounds> [omit]
//
// With "omit" one message of the last round is never sent: whoever waits for it waits for ever.
import assert from "node:assert/strict";
import { MPI } from "../../../src/mpi/index.ts";
import { random } from "./random.ts";

const [seed, rounds, omit] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4] === "omit"];
const world = MPI.COMM_WORLD;
const halves = world.Split(world.rank % 2, -world.rank) as MPI.Comm;

interface Message {
  readonly source: number;
  readonly dest: number;
  readonly tag: number;
  readonly length: number;
  /** Its number in its round, which its contents are made of. */
  readonly number: number;
  readonly how: "Isend" | "Issend" | "Bsend" | "Send_init" | "isend" | "issend" | "bsend";
}

const BUFFERS = ["Isend", "Issend", "Bsend", "Send_init"] as const;
const VALUES = ["isend", "issend", "bsend"] as const;
const LENGTHS = [0, 1, 2, 8, 100, 3000, 20_000];

const contents = ({ number, length }: Message, round: number): Float64Array =>
  Float64Array.from({ length }, (_, i) => 1000 * round + number + i / 7);

/** What all ranks know of a round. */
function plan(shared: () => number, size: number): Message[] {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(shared() * list.length)];
  return Array.from({ length: Math.floor(shared() * 4 * size) }, (_, number) => {
    const values = shared() < 0.4;
    return {
      source: Math.floor(shared() * size),
      dest: Math.floor(shared() * size),
      // Several messages have one tag: those of one sender must arrive in order. Values have tags of their own.
      tag: (values ? 100 : 0) + Math.floor(shared() * 3),
      length: pick(LENGTHS),
      number,
      how: pick<Message["how"]>(values ? VALUES : BUFFERS),
    };
  });
}

function shuffled<T>(list: readonly T[], next: () => number): T[] {
  return list
    .map((value) => ({ value, at: next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ value }) => value);
}

function begin(comm: MPI.Comm, message: Message, round: number): MPI.Request<unknown> {
  const { dest, tag, how } = message;
  const data = contents(message, round);
  switch (how) {
    case "Isend":
      return comm.Isend(data, dest, tag);
    case "Issend":
      return comm.Issend(data, dest, tag);
    case "Bsend":
      comm.Bsend(data, dest, tag);
      return comm.Isend(null, MPI.PROC_NULL);
    case "Send_init": {
      const request = comm.Send_init(data, dest, tag);
      request.Start();
      return request;
    }
    case "isend":
      return comm.isend({ number: message.number, data }, dest, tag);
    case "issend":
      return comm.issend({ number: message.number, data }, dest, tag);
    default:
      comm.bsend({ number: message.number, data }, dest, tag);
      return comm.Isend(null, MPI.PROC_NULL);
  }
}

/** Begins to receive, and gives what is to be done once it is there. */
function expect(
  comm: MPI.Comm,
  message: Message,
  round: number,
): [MPI.Request<unknown>, (got: unknown) => void] {
  const { source, tag } = message;
  const wanted = contents(message, round);
  if (message.tag < 100) {
    const into = new Float64Array(message.length);
    return [comm.Irecv(into, source, tag), () => assert.deepEqual(into, wanted)];
  }
  return [comm.irecv(source, tag), (got) => assert.deepEqual(got, { number: message.number, data: wanted })];
}

function collective(comm: MPI.Comm, which: number, round: number): MPI.Request<unknown> | undefined {
  const { rank, size } = comm;
  const total = (size * (size - 1)) / 2;
  const into = new Float64Array(3);
  switch (which) {
    case 0:
      comm.Allreduce(new Float64Array(3).fill(rank), into);
      assert.equal(into[2], total);
      return undefined;
    case 1:
      comm.Barrier();
      return undefined;
    case 2:
      assert.deepEqual(
        comm.allgather(rank),
        Array.from({ length: size }, (_, r) => r),
      );
      return undefined;
    case 3:
      assert.equal(comm.bcast(rank === round % size ? round : -1, round % size), round);
      return undefined;
    case 4:
      return comm.Iallreduce(new Float64Array(3).fill(rank), into);
    case 5:
      return comm.iallreduce(rank);
    default:
      return comm.Ibarrier();
  }
}

const shared = random(seed);
const own = random(seed * 1000 + world.rank + 1);
for (let round = 0; round < rounds; round++) {
  const last = round === rounds - 1;
  const messages = plan(shared, world.size);
  const which = Math.floor(shared() * 7);
  const comm = shared() < 0.3 ? halves : world;
  if (last && omit) {
    messages.push({ source: 0, dest: world.size - 1, tag: 50, length: 8, number: -1, how: "Isend" });
  }
  // Receives are begun in the order of the messages, since several may be for one tag; sends too; but the two are mixed.
  const receives = messages.filter(({ dest }) => dest === world.rank);
  const sends = messages.filter(({ source, tag }) => source === world.rank && !(omit && last && tag === 50));
  const pending: [MPI.Request<unknown>, (got: unknown) => void][] = [];
  while (receives.length + sends.length > 0) {
    if (sends.length === 0 || (receives.length > 0 && own() < 0.5)) {
      pending.push(expect(world, receives.shift() as Message, round));
    } else pending.push([begin(world, sends.shift() as Message, round), () => {}]);
  }
  const begun = collective(comm, which, round);
  for (const [request, check] of shuffled(pending, own)) {
    const how = own();
    if (how < 0.3) check(await request);
    else if (how < 0.4) {
      let [done, value] = request.test();
      while (!done) [done, value] = request.test();
      check(value);
    } else check(request.wait());
  }
  begun?.wait();
  if (own() < 0.1) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
}
if (world.rank === 0) console.log(`seed ${seed}: ${rounds} rounds on ${world.size} ranks`);
