// Each function of Math in a loop over an array, as a person would write it: for compiling, comparing and timing.
import { f16round, f16ToNumber, fmod, numberToF16, random } from "../../../src/jit/math/index.ts";

/** out[i] = f(x[i], y[i], z[i]), as far as f takes arguments. */
export type Kernel = (out: Float64Array, x: Float64Array, y: Float64Array, z: Float64Array) => void;

/** By name. */
export const kernels: Record<string, Kernel> = {
  acos: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.acos(x[i]);
  },
  acosh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.acosh(x[i]);
  },
  asin: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.asin(x[i]);
  },
  asinh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.asinh(x[i]);
  },
  atan: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.atan(x[i]);
  },
  atanh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.atanh(x[i]);
  },
  cbrt: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.cbrt(x[i]);
  },
  ceil: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.ceil(x[i]);
  },
  clz32: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.clz32(x[i]);
  },
  cos: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.cos(x[i]);
  },
  cosh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.cosh(x[i]);
  },
  exp: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.exp(x[i]);
  },
  expm1: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.expm1(x[i]);
  },
  floor: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.floor(x[i]);
  },
  fround: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.fround(x[i]);
  },
  log: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.log(x[i]);
  },
  log1p: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.log1p(x[i]);
  },
  log10: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.log10(x[i]);
  },
  log2: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.log2(x[i]);
  },
  round: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.round(x[i]);
  },
  sign: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.sign(x[i]);
  },
  sin: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.sin(x[i]);
  },
  sinh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.sinh(x[i]);
  },
  sqrt: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.sqrt(x[i]);
  },
  tan: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.tan(x[i]);
  },
  tanh: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.tanh(x[i]);
  },
  trunc: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.trunc(x[i]);
  },
  abs: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.abs(x[i]);
  },
  atan2: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.atan2(x[i], y[i]);
  },
  imul: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.imul(x[i], y[i]);
  },
  max: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.max(x[i], y[i]);
  },
  min: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.min(x[i], y[i]);
  },
  pow: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = x[i] ** y[i];
  },
  hypot2: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.hypot(x[i], y[i]);
  },
  hypot3: (o, x, y, z) => {
    for (let i = 0; i < o.length; i++) o[i] = Math.hypot(x[i], y[i], z[i]);
  },
  f16round: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = f16round(x[i]);
  },
  numberToF16: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = numberToF16(x[i]);
  },
  f16ToNumber: (o, x) => {
    for (let i = 0; i < o.length; i++) o[i] = f16ToNumber(x[i]);
  },
  random: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = random(x[i], y[i]);
  },
  fmod: (o, x, y) => {
    for (let i = 0; i < o.length; i++) o[i] = fmod(x[i], y[i]);
  },
};
