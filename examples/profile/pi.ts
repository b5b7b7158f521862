// π by the midpoint rule, with a million steps or as many as are given: the lecture's program for the line profiler.
/** @profile */
function pi(nsteps: number): number {
  const dx = 1 / nsteps;
  let sum = 0;
  for (let i = 0; i < nsteps; i++) {
    const x = (i + 0.5) * dx;
    sum += 4 / (1 + x * x);
  }
  return sum * dx;
}

console.log(pi(Number(process.argv[2] ?? 1_000_000)));
