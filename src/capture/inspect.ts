// The variables of a live function, through Node's inspector in the same process. No flag is needed, and
// the Debugger domain stays off here: enabling it drops all compiled wasm code to the baseline tier.
import type * as Inspector from "node:inspector";

/** One scope around a function, innermost first: the engine's name for it, and a copy of its variables. */
export interface Scope {
  readonly description: string;
  readonly object: object;
}

export interface Looked {
  /** The engine's number for the function's script, and where the function stands in it, counted from 0. */
  readonly location: { scriptId: string; lineNumber: number; columnNumber: number } | undefined;
  readonly scopes: readonly Scope[];
  /** What a bound function calls, or a Proxy wraps. */
  readonly target: unknown;
}

/** Why there is no inspector here, as the end of a sentence "and …". */
export class NoInspector extends Error {}

export type Post = <T>(method: string, params?: object) => T;

/** `process.getBuiltinModule` keeps bundlers for the browser from following the import. */
export function builtin<T>(name: string): T | undefined {
  return globalThis.process?.getBuiltinModule?.(name) as T | undefined;
}

/** Runs `body` with a session of the inspector, and disconnects it again: connecting costs 0.05 ms. */
export function withSession<T>(body: (post: Post, session: Inspector.Session) => T): T {
  let inspector: typeof Inspector | undefined;
  let session: Inspector.Session;
  try {
    inspector = builtin<typeof Inspector>("node:inspector");
    if (!inspector?.Session) throw new Error("this runtime has no inspector");
    session = new inspector.Session();
    session.connect();
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    throw new NoInspector(
      code === "ERR_ACCESS_DENIED"
        ? "Node's permission model forbids it here"
        : code === "ERR_INSPECTOR_NOT_AVAILABLE"
          ? "this Node was built without one"
          : message,
    );
  }
  const post: Post = <R>(method: string, params: object = {}) => {
    let failed: unknown;
    let answer: unknown;
    session.post(method, params, (error, result) => {
      failed = error;
      answer = result;
    });
    if (failed) throw new NoInspector(`it refused ${method}: ${(failed as Error).message}`);
    if (answer === undefined) throw new NoInspector(`it did not answer ${method} at once`);
    return answer as R;
  };
  try {
    return body(post, session);
  } finally {
    session.disconnect();
  }
}

// The inspector evaluates in the process's main context. Inside a `vm` context (test runners) `globalThis` is
// another object, so the slot is put on the global object of the realm that made the inspector's own functions.
function mainGlobal(): Record<string, unknown> {
  try {
    const maker = builtin<typeof Inspector>("node:inspector")?.Session.constructor as FunctionConstructor;
    return maker("return globalThis")() as Record<string, unknown>;
  } catch {
    return globalThis as unknown as Record<string, unknown>; // --disallow-code-generation-from-strings
  }
}

const SLOT = "__amdahl_capture";

interface Property {
  name: string;
  value?: { objectId?: string; value?: unknown };
}

/** Looks at a function: where it is, and what its scopes hold now. Throws {@link NoInspector}. */
export function look(fn: object): Looked {
  return withSession((post) => {
    const global = mainGlobal();
    const slot: { fn?: object; seen?: unknown } = { fn };
    if (!Reflect.defineProperty(global, SLOT, { value: slot, configurable: true, enumerable: false }))
      throw new NoInspector("the global object is frozen");
    try {
      const handle = post<{ result: { objectId: string } }>("Runtime.evaluate", {
        expression: `${SLOT}.fn`,
      });
      const { internalProperties = [] } = post<{ internalProperties?: Property[] }>("Runtime.getProperties", {
        objectId: handle.result.objectId,
        ownProperties: true,
      });
      const inner = new Map(internalProperties.map((property) => [property.name, property.value]));
      // The inspector hands a live value to a function as its `this`; a sloppy function keeps objects as they are.
      const take = (name: string): unknown => {
        const objectId = inner.get(name)?.objectId;
        if (objectId === undefined) return undefined;
        const functionDeclaration = `function(){${SLOT}.seen=this}`;
        post("Runtime.callFunctionOn", { functionDeclaration, objectId, silent: true });
        return slot.seen;
      };
      const scopes = take("[[Scopes]]") as ArrayLike<Scope> | undefined;
      return {
        location: inner.get("[[FunctionLocation]]")?.value as Looked["location"],
        scopes: scopes ? Array.from(scopes) : [],
        target: take("[[TargetFunction]]") ?? take("[[Target]]"),
      };
    } finally {
      Reflect.deleteProperty(global, SLOT); // the session's own references end with the session
    }
  });
}
