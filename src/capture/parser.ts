// acorn, quicker with names: it reads them a letter and three calls at a time, and asks of each a dozen questions about
// where it stands. In a young process, where every call is interpreted, that was a third of what reading a function took.
import * as acorn from "acorn";

/** What acorn's tokenizer holds, as far as it concerns us. */
interface Tokenizer {
  readonly input: string;
  pos: number;
  containsEsc: boolean;
  readonly inGenerator: boolean;
  readWord1(): string;
}

/** Letters of ASCII to their end, with nothing behind them that would go on with the word. */
const WORD = /[\w$]+(?![\w$\\\u0080-\uffff])/y;

export const Parser = acorn.Parser.extend(
  (Base) =>
    class extends (Base as unknown as new (...args: unknown[]) => Tokenizer) {
      override readWord1(): string {
        WORD.lastIndex = this.pos;
        if (!WORD.test(this.input)) return super.readWord1();
        const start = this.pos;
        this.containsEsc = false;
        this.pos = WORD.lastIndex;
        return this.input.slice(start, this.pos);
      }
      /** Whether `yield` may have a regular expression behind it: acorn's tokenizer does not know it of methods. */
      inGeneratorContext(): boolean {
        return this.inGenerator;
      }
      /** The text already runs: none of its names is a reserved word. */
      checkUnreserved(): void {}
    } as unknown as typeof acorn.Parser,
);
