// The one error of this folder, and the words for each kind of function that cannot be taken,
// kept together so that they stay alike.

/**
 * Thrown when a function cannot be captured: says what was found, where, why not, and what to write instead.
 *
 * @example
 * try { capture(Math.sin); } catch (error) { error instanceof CaptureError; }
 */
export class CaptureError extends TypeError {
  override name = "CaptureError";
}

const join = (found: string, why: string, instead: string) =>
  new CaptureError(`cannot capture ${found}: ${why}. ${instead}`);

export const refuse = {
  notFunction: (value: unknown) =>
    join(
      value === null ? "null" : typeof value === "object" ? "an object" : `a value of type ${typeof value}`,
      "only a function has source text",
      "Pass the function itself, not the result of calling it",
    ),
  native: (name: string, isMath: boolean) =>
    join(
      `the native function \`${name}\``,
      "it is built into the engine and has no source text",
      `Wrap it in a function of your own: \`(x: number) => ${isMath ? "Math." : ""}${name}(x)\``,
    ),
  bound: (target: string) =>
    join(
      `a bound function of \`${target}\``,
      "the engine hides the text of a bound function behind native code",
      `Pass \`${target}\` directly and give the bound values as arguments, or wrap it: \`(x) => ${target}(x)\``,
    ),
  proxy: (target: string) =>
    join(
      `a Proxy of \`${target}\``,
      "calling it runs the proxy's traps, which are not the function's text",
      "Pass the function that the Proxy wraps",
    ),
  kind: (article: string, name: string, at: string, why: string, instead: string) =>
    join(`the ${article} \`${name}\`${at}`, why, instead),
  unreadable: (name: string, reason: string, text: string) =>
    join(
      `\`${name}\``,
      `its text does not parse as JavaScript (${reason}): ${text.slice(0, 60).replaceAll("\n", " ")}`,
      "Please report this with the function's text",
    ),
  noInspector: (name: string, variable: string, reason: string) =>
    join(
      `the variable \`${variable}\` of \`${name}\``,
      `reading the variables of a function needs Node's inspector, and ${reason}`,
      `Give its value by hand, \`captures: { ${variable} }\`, or pass it as an argument`,
    ),
};
