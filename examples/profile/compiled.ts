// The area below a curve by the midpoint rule, compiled: `amdahl profile --lines` has its lines, too.
import { jit } from "amdahl";

const area = jit(function area(ntot: number): number {
  const dx = 3 / ntot;
  let x = 0;
  let a = 0;
  for (let i = 0; i < ntot; i++) {
    const y = (0.7 * x - 2) * x * x + 4;
    a += y * dx;
    x += dx;
  }
  return a;
});

console.log(area(Number(process.argv[2] ?? 1e8)));
