/** The sentence for a Node that is too old for amdahl, or undefined when `version` will do. */
export function tooOld(version: string): string | undefined;
