// One of three programs, in TypeScript, Python and C, that are ranks of one job and exchange the same messages.
#include <mpi.h>
#include <stdio.h>

int main(int argc, char **argv) {
  int rank, size;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);

  double part[2] = {rank + 1, 0.5}, sum[2];
  MPI_Allreduce(part, sum, 2, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);

  int table[5] = {3, 1, 4, 1, 5};
  if (rank != 1) for (int i = 0; i < 5; i++) table[i] = 0;
  MPI_Bcast(table, 5, MPI_INT, 1, MPI_COMM_WORLD);

  static double mine[1000], from[1000];
  for (int i = 0; i < 1000; i++) mine[i] = rank;
  MPI_Sendrecv(mine, 1000, MPI_DOUBLE, (rank + 1) % size, 7, from, 1000, MPI_DOUBLE, MPI_ANY_SOURCE, 7,
               MPI_COMM_WORLD, MPI_STATUS_IGNORE);

  int square = rank * rank, all[16];
  MPI_Gather(&square, 1, MPI_INT, all, 1, MPI_INT, 0, MPI_COMM_WORLD);
  int where[2] = {-rank, rank}, least[2];
  MPI_Allreduce(where, least, 1, MPI_2INT, MPI_MINLOC, MPI_COMM_WORLD);

  MPI_Comm half;
  int greatest;
  MPI_Comm_split(MPI_COMM_WORLD, rank % 2, 0, &half);
  MPI_Allreduce(&rank, &greatest, 1, MPI_INT, MPI_MAX, half);
  MPI_Barrier(MPI_COMM_WORLD);
  // One write for the line: launchers mix what ranks write in pieces.
  char squares[200] = "-";
  for (int i = 0, at = 0; rank == 0 && i < size; i++) at += sprintf(squares + at, i ? " %d" : "%d", all[i]);
  char line[500];
  int length = sprintf(line, "%d of %d: %g %g | %d %d %d %d %d | %g %g | %s | %d %d | %d\n", rank, size, sum[0], sum[1],
                       table[0], table[1], table[2], table[3], table[4], from[0], from[999], squares, least[0],
                       least[1], greatest);
  fwrite(line, 1, length, stdout);
  fflush(stdout);
  MPI_Finalize();
  return 0;
}
