// The lecture's diffusion in two dimensions, in its own shape: everything in one function, lists of lists. Lengths of time
// and of cells may be given.
function main(runtime: number, dx: number): number {
  const [D, x1, x2] = [1.0, -10.0, 10.0];
  const nrows = Math.trunc((x2 - x1) / dx);
  const npnts = nrows + 2;
  const dt = (0.25 * dx ** 2) / D;
  const nsteps = Math.trunc(runtime / dt);
  const x = Array.from({ length: npnts }, (_, i) => x1 + ((i - 1) * (x2 - x1)) / nrows);
  let dens = x.map(() => new Array<number>(npnts).fill(0));
  let densnext = x.map(() => new Array<number>(npnts).fill(0));
  const lapl = x.map(() => new Array<number>(npnts).fill(0));
  for (let i = 1; i < npnts - 1; i++) {
    const a = 1 - Math.abs(1 - 4 * Math.abs((x[i] - (x1 + x2) / 2) / (x2 - x1)));
    for (let j = 1; j < npnts - 1; j++) {
      const b = 1 - Math.abs(1 - 4 * Math.abs((x[j] - (x1 + x2) / 2) / (x2 - x1)));
      dens[i][j] = a * b;
    }
  }
  for (let s = 0; s < nsteps; s++) {
    for (let i = 1; i <= nrows; i++)
      for (let j = 1; j <= nrows; j++)
        lapl[i][j] = dens[i + 1][j] + dens[i - 1][j] + dens[i][j + 1] + dens[i][j - 1] - 4 * dens[i][j];
    for (let i = 1; i <= nrows; i++)
      for (let j = 1; j <= nrows; j++) densnext[i][j] = dens[i][j] + (D / dx ** 2) * dt * lapl[i][j];
    [dens, densnext] = [densnext, dens];
  }
  return dens[nrows >> 1][nrows >> 1];
}

const [runtime = 0.5, dx = 0.5] = process.argv.slice(2).map(Number);
console.log(main(runtime, dx));
