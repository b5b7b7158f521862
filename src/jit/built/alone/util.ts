// What is used of node:util, where there may be no Node. Nothing tells a Proxy from what is behind it here: it is read
// as what it shows.
const is =
  (tag: string) =>
  (value: unknown): boolean =>
    Object.prototype.toString.call(value) === `[object ${tag}]`;

export const types = {
  isProxy: (): boolean => false,
  isPromise: is("Promise"),
  isMap: is("Map"),
  isSet: is("Set"),
  isAnyArrayBuffer: (value: unknown): boolean => is("ArrayBuffer")(value) || is("SharedArrayBuffer")(value),
};
