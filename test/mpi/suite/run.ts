// The suite as one program: every rank runs every topic over every communicator; what fails is told by name.
import { MPI } from "../../../src/mpi/index.ts";
import collectives from "./collectives.ts";
import objects from "./objects.ts";
import p2p from "./p2p.ts";
import requests from "./requests.ts";

const topics = [...p2p, ...requests, ...collectives, ...objects];
const communicators: [string, MPI.Comm][] = [
  ["world", MPI.COMM_WORLD],
  ["self", MPI.COMM_SELF],
];
for (const [name, comm] of communicators) {
  for (const topic of topics) {
    try {
      topic.run(comm);
      // A receive from anybody must not take what a rank sends that is at the next topic already.
      comm.Barrier();
      if (MPI.COMM_WORLD.rank === 0) console.log(`passed ${name}: ${topic.name}`);
    } catch (error) {
      // The others may now wait for this rank for ever: the job ends here.
      console.log(`failed ${name}: ${topic.name}, rank ${MPI.COMM_WORLD.rank}`);
      throw error;
    }
  }
}
