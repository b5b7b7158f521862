// What imported.ts calls. The functions stand on the very lines that its hot function stands on in its own file.

export function cheap(x: number): number {
  return x * 0.5 + 1;
}

export function heavy(x: number): number {
  const decay = Math.exp(-x * 1e-9);
  const level = Math.log(x + 2);
  return decay * level;
}

export const ratio = (x: number, y: number): number => x / (y + 1);

export function digits(x: number): number {
  let sum = 0;
  for (let rest = x | 0; rest > 0; rest = (rest / 10) | 0) sum += rest % 10;
  return sum;
}
