// The exchanges of bench/messages.ts in C: times in microseconds, a line for each shape and size.
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BATCHES = 9, WARM = 20 };

static char *bytes, *others;
static int rank, size;

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void pingpong(int n) {
  if (rank > 1) return;
  if (rank == 0) {
    MPI_Send(bytes, n, MPI_BYTE, 1, 1, MPI_COMM_WORLD);
    MPI_Recv(bytes, n, MPI_BYTE, 1, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
  } else {
    MPI_Recv(bytes, n, MPI_BYTE, 0, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    MPI_Send(bytes, n, MPI_BYTE, 0, 1, MPI_COMM_WORLD);
  }
}
static void allreduce(int n) {
  MPI_Allreduce(bytes, others, n / 8, MPI_DOUBLE, MPI_SUM, MPI_COMM_WORLD);
}
static void barrier(int n) {
  (void)n;
  MPI_Barrier(MPI_COMM_WORLD);
}

static void timed(const char *name, void (*exchange)(int), int n, int times, int share) {
  double all[BATCHES];
  for (int batch = -WARM; batch < BATCHES; batch++) {
    MPI_Barrier(MPI_COMM_WORLD);
    double start = MPI_Wtime();
    for (int i = 0; i < times; i++) exchange(n);
    double own = (MPI_Wtime() - start) / times / share * 1e6, most;
    MPI_Allreduce(&own, &most, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    if (batch >= 0) all[batch] = most;
  }
  qsort(all, BATCHES, sizeof(double), ascending);
  if (rank == 0) printf("%s %d %.4f\n", name, n, all[BATCHES / 2]);
}

int main(int argc, char **argv) {
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &size);
  bytes = calloc(1, 1 << 24);
  others = calloc(1, 1 << 24);
  int sizes[] = {8, 64, 1024, 8192, 65536, 1 << 20, 1 << 24};
  int times[] = {10000, 10000, 10000, 5000, 2000, 200, 8};
  int slower = size > 2 ? 10 : 1;
  if (size == 2)
    for (int k = 0; k < 7; k++) timed("pingpong", pingpong, sizes[k], times[k], 2);
  for (int k = 0; k < 6; k++) timed("allreduce", allreduce, sizes[k], times[k] / slower, 1);
  timed("barrier", barrier, 0, 10000 / slower, 1);
  MPI_Finalize();
  return 0;
}
