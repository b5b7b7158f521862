// Diffusion on a plate, with a helper for every index and one for the Laplacian: small functions within the hot loop,
// which the engine puts in place of their calls.
//
//     node stencil.ts STEPS
const steps = Number(process.argv[2]);
const n = 200;

const at = (i: number, j: number): number => i * n + j;

function laplacian(u: Float64Array, i: number, j: number): number {
  return u[at(i - 1, j)] + u[at(i + 1, j)] + u[at(i, j - 1)] + u[at(i, j + 1)] - 4 * u[at(i, j)];
}

function step(u: Float64Array, next: Float64Array, rate: number): void {
  for (let i = 1; i < n - 1; i++) {
    for (let j = 1; j < n - 1; j++) {
      next[at(i, j)] = u[at(i, j)] + rate * laplacian(u, i, j);
    }
  }
}

function work(): number {
  let u = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) u[at(i, j)] = (i * j) % 100;
  let next = u.slice();
  for (let s = 0; s < steps; s++) {
    step(u, next, 0.2);
    [u, next] = [next, u];
  }
  let sum = 0;
  for (const value of u) sum += value;
  return sum;
}

const [began, before] = [performance.now(), process.cpuUsage()];
const sum = work();
const seconds = (performance.now() - began) / 1000;
const { user, system } = process.cpuUsage(before);
console.log(`seconds ${seconds} cpu ${(user + system) / 1e6} checksum ${sum}`);
