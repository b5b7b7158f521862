// Options that are whole numbers, refused in one way.
import { InvalidArgumentError } from "commander";

/** Reads an option that is a whole number between two. Throws InvalidArgumentError for anything else. */
export const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`);
    }
    return value;
  };
