// The suite as one program: every rank runs every topic over every communicator; what fails is told by name.
import { MPI } from "../../../src/mpi/index.ts";
import awaited from "./awaited.ts";
import collectives from "./collectives.ts";
import communicators from "./communicators.ts";
import environment from "./environment.ts";
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
const halves = world.Split(world.rank % 2, -world.rank) as MPI.Intracomm;
const over: [string, MPI.Intracomm][] = [
  ["world", world],
  ["self", MPI.COMM_SELF],
  ["dup", world.Dup()],
  ["split", halves],
];
for (const [name, comm] of over) {
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
