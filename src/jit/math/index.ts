// The face of Math in the kernel language: every function by name, and the record the compiler resolves names in.
// Plain TypeScript here, compiled by amdahl elsewhere, with the same bits.
import * as shortArc from "./approximate/arc.ts";
import * as shortExponential from "./approximate/exp.ts";
import * as shortLength from "./approximate/length.ts";
import * as shortLogarithm from "./approximate/log.ts";
import * as shortPower from "./approximate/pow.ts";
import * as shortTrig from "./approximate/trig.ts";
import * as arc from "./arc.ts";
import * as area from "./area.ts";
import * as basic from "./basic.ts";
import * as bits from "./bits.ts";
import * as cubeRoot from "./cbrt.ts";
import * as exponential from "./exp.ts";
import * as remainder from "./fmod.ts";
import * as half from "./half.ts";
import * as hyperbolic from "./hyperbolic.ts";
import * as length from "./hypot.ts";
import * as logarithm from "./log.ts";
import * as logarithmOfSum from "./log1p.ts";
import * as logarithmTable from "./logtable.ts";
import * as power from "./pow.ts";
import * as quarter from "./quarter.ts";
import * as counter from "./random.ts";
import * as scale from "./scale.ts";
import * as trig from "./trig.ts";

export { acos, asin, atan, atan2 } from "./arc.ts";
export { acosh, asinh, atanh } from "./area.ts";
export { abs, ceil, clz32, floor, fround, imul, max, min, round, sign, sqrt, trunc } from "./basic.ts";
export { fromWords, highWord, lowWord } from "./bits.ts";
export { cbrt } from "./cbrt.ts";
export { exp, expm1 } from "./exp.ts";
export { fmod } from "./fmod.ts";
export { f16round, f16ToNumber, numberToF16 } from "./half.ts";
export { cosh, sinh, tanh } from "./hyperbolic.ts";
export { hypot2, hypot3 } from "./hypot.ts";
export { log, log2, log10 } from "./log.ts";
export { log1p } from "./log1p.ts";
export { pow } from "./pow.ts";
export { philox4x32, random } from "./random.ts";
export { cos, sin, tan } from "./trig.ts";

/**
 * What a name means inside the functions of this folder: every function, helper, constant and table, by name.
 *
 * The compiler takes a function's text and resolves its free identifiers here (beside Math, Infinity and NaN);
 * `fromWords`, `highWord` and `lowWord` it knows by identity and turns into reinterpretations.
 *
 * @example library.exp === exp // true
 */
export const library: Readonly<
  Record<string, ((...args: number[]) => number | boolean) | number | Float64Array>
> = Object.freeze({
  ...arc,
  ...area,
  ...basic,
  ...bits,
  ...counter,
  ...cubeRoot,
  ...exponential,
  ...half,
  ...hyperbolic,
  ...length,
  ...logarithm,
  ...power,
  ...logarithmTable,
  ...logarithmOfSum,
  ...quarter,
  ...remainder,
  ...scale,
  ...shortArc,
  ...shortExponential,
  ...shortLength,
  ...shortLogarithm,
  ...shortPower,
  ...shortTrig,
  ...trig,
});

/**
 * The short version of each function that has one, both by their names in `library`: what the permission `afn` chooses.
 *
 * @example library[approximate.exp] === library.approxExp // true
 */
export const approximate: Readonly<Record<string, string>> = Object.freeze({
  exp: "approxExp",
  expm1: "approxExpm1",
  log: "approxLog",
  log2: "approxLog2",
  log10: "approxLog10",
  log1p: "approxLog1p",
  pow: "approxPow",
  sin: "approxSin",
  cos: "approxCos",
  tan: "approxTan",
  asin: "approxAsin",
  acos: "approxAcos",
  atan: "approxAtan",
  atan2: "approxAtan2",
  sinh: "approxSinh",
  cosh: "approxCosh",
  tanh: "approxTanh",
  asinh: "approxAsinh",
  acosh: "approxAcosh",
  atanh: "approxAtanh",
  cbrt: "approxCbrt",
  hypot2: "approxHypot2",
  hypot3: "approxHypot3",
});
