// The area below 0.7 x³ − 2 x² + 4 from 0 to 3, on a million points or as many as are given: the
// lecture's first exercise for a profiler.
/** @profile */
function area(ntot: number): number {
  const dx = 3 / ntot;
  let x = 0;
  let a = 0;
  for (let i = 0; i < ntot; i++) {
    const y = 0.7 * x ** 3 - 2 * x ** 2 + 4;
    a += y * dx;
    x += dx;
  }
  return a;
}

console.log(`The area is ${area(Number(process.argv[2] ?? 1_000_000)).toFixed(6)}`);
