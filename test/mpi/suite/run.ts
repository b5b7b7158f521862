// The suite as one program: every rank runs every topic over every communicator; what fails is told by name.
import { MPI } from "../../../src/mpi/index.ts";
import awaited from "./awaited.ts";
import type { Topic } from "./check.ts";
import collectives from "./collectives.ts";
import communicators from "./communicators.ts";
import environment from "./environment.ts";
import inter from "./inter.ts";
import objects from "./objects.ts";
import p2p from "./p2p.ts";
import reductions from "./reductions.ts";
import requests from "./requests.ts";

const topics = [
  ...p2p,
  ...requests,
  ...collectives,
  ...reductions,
  ...objects,
  ...communicators,
  ...environment,
  ...awaited,
];
const world = MPI.COMM_WORLD;

async function pass<C extends MPI.Comm>(name: string, comm: C, topics: readonly Topic<C>[]): Promise<void> {
  for (const topic of topics) {
    try {
      await topic.run(comm);
      // A receive from anybody must not take what a rank sends that is at the next topic already.
      comm.Barrier();
      if (world.rank === 0) console.log(`passed ${name}: ${topic.name}`);
    } catch (error) {
      // The others may now wait for this rank for ever: the job ends here.
      console.log(`failed ${name}: ${topic.name}, rank ${world.rank}`);
      throw error;
    }
  }
}

const halves = world.Split(world.rank % 2, -world.rank) as MPI.Intracomm;
await pass("world", world, topics);
await pass("self", MPI.COMM_SELF, topics);
await pass("dup", world.Dup(), topics);
await pass("split", halves, topics);
await pass("cart", world.Create_cart([world.size], [true]) as MPI.Cartcomm, topics);
if (world.size > 1) {
  // The ranks of a half are in descending order: its last one is rank 0 or 1.
  await pass("inter", halves.Create_intercomm(halves.size - 1, world, 1 - (world.rank % 2), 5), inter);
  const alone = world.rank === 0;
  const part = world.Split(alone ? 0 : 1) as MPI.Intracomm;
  const lopsided = part.Create_intercomm(0, part.rank === 0 ? world : null, alone ? 1 : 0);
  await pass("lopsided", lopsided, inter);
}
