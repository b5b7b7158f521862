// Random programs out of the whole language, as far as counting may change it. They end, since every function asks for
// fuel; they say what they do by `T`; and by `L`, which is called at the beginning of lines only, how often lines run (`K`
// where lines share a counter, `M` where they may have none), and by `q.h1 = -~q.h1`, which is no call and cannot throw.
import type { Random } from "../../../fuzz/random.ts";
import { leaf, make, type Node } from "../../../fuzz/tree.ts";

interface Context {
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
  /** Whether `return` may stand here, and in what. */
  readonly returns: boolean;
  readonly hasArguments: boolean;
  readonly hasSuper: boolean;
  readonly privates: readonly string[];
  readonly loops: readonly (string | undefined)[];
  /** Labels of blocks, for `break`. */
  readonly blocks: readonly string[];
  readonly isStrict: boolean;
}

const e = (tag: string) => make(tag, "num");
const s = (tag: string) => make(tag, "stmt");

export class Gen {
  readonly #r: Random;
  readonly #module: boolean;
  #names: string[] = ["a", "b", "c"];
  /** The function around, for it to call itself. */
  #own: string | undefined;
  #made = 0;
  #depth = 0;

  constructor(r: Random, module: boolean) {
    this.#r = r;
    this.#module = module;
  }

  program(): Node {
    const context: Context = {
      isAsync: this.#module,
      isGenerator: false,
      returns: false,
      hasArguments: false,
      hasSuper: false,
      privates: [],
      loops: [],
      blocks: [],
      isStrict: this.#module,
    };
    const strict = !this.#module && this.#r.chance(0.3);
    const head = strict ? [leaf("directive", "stmt", '"use strict"¶')] : [];
    const bang = this.#r.chance(0.1) ? "#!/usr/bin/env node⏎" : "";
    const isStrict = this.#module || strict;
    const body = this.#list({ ...context, isStrict }, this.#r.between(4, 9));
    const names = leaf("names", "stmt", "let a = 1, b = 'x', c = [1, 2]¶");
    return { tag: "program", ty: "program", kids: [[...head, names, ...body]], text: [bang, 0] };
  }

  #name(prefix: string): string {
    return `${prefix}${this.#made++}`;
  }

  #scoped<T>(make: () => T): T {
    const saved = this.#names;
    this.#names = [...saved];
    this.#depth++;
    const made = make();
    this.#depth--;
    this.#names = saved;
    return made;
  }

  #list(k: Context, n: number): Node[] {
    const all = Array.from({ length: n }, () => this.#statement(k));
    return all;
  }

  #block(k: Context): Node[] {
    return this.#scoped(() => this.#list(k, this.#depth > 5 ? 1 : this.#r.between(0, 3)));
  }

  #variable(): Node {
    return leaf("variable", "num", this.#r.pick(this.#names));
  }

  #statement(k: Context): Node {
    const r = this.#r;
    if (this.#depth > 6) return s("trace")`T(${this.#atom(k)})¶`;
    const forms: [number, () => Node][] = [
      [6, () => leaf("line", "stmt", "⏎L()¶⏎")],
      [5, () => s("trace")`T(${this.#e(k)})¶`],
      [3, () => s("expression")`T¤(1)¤,¤${this.#e(k)}¶`],
      [2, () => s("assign")`${this.#variable()}¤=¤${this.#e(k)}¶`],
      [6, () => this.#declare(k)],
      [3, () => this.#functionDeclaration(k)],
      [2, () => this.#recursive(k)],
      [2, () => this.#classDeclaration(k)],
      [4, () => this.#if(k)],
      [2, () => this.#for(k)],
      [3, () => this.#forOf(k)],
      [1, () => this.#while(k)],
      [4, () => s("quiet line")`⏎${this.#quiet()}¶`],
      [3, () => this.#quietIf(k)],
      [3, () => this.#quietLoop(k)],
      [2, () => this.#switch(k)],
      [4, () => this.#try(k)],
      [1, () => this.#labeled(k)],
      [1, () => s("block")`{${this.#block(k)}}⏎`],
      [1, () => s("throw")`if (${this.#e(k)}) throw new Error('t')¶`],
      [1, () => leaf("empty", "stmt", ";")],
      [2, () => this.#destructure(k)],
    ];
    if (this.#own) forms.push([4, () => this.#again(k, this.#own as string)]);
    if (k.returns) forms.push([1, () => s("return")`if (${this.#e(k)}) return ${this.#e(k)}¶`]);
    if (k.returns) forms.push([1, () => s("return")`if (${this.#e(k)}) return¶`]);
    if (k.loops.length > 0) forms.push([3, () => this.#jump(k)]);
    if (k.blocks.length > 0)
      forms.push([2, () => s("break")`if (${this.#e(k)}) break ${leaf("", "label", r.pick(k.blocks))}¶`]);
    if (!k.isStrict) {
      forms.push([
        1,
        () => s("sloppy")`if (${this.#e(k)}) function ${leaf("", "name", this.#add("s"))}() {}⏎`,
      ]);
      forms.push([1, () => s("eval")`T(eval('var ${leaf("", "name", this.#add("v"))} = 1; a'))¶`]);
    }
    return r.weighted(forms)();
  }

  #again(k: Context, name: string): Node {
    const f = leaf("", "word", name);
    const forms = [
      () => s("again")`T(${f}(${this.#e(k)}))¶`,
      () => s("again")`T(${f}(${this.#e(k)},¤${this.#atom(k)}¤,))¶`,
      () => s("again")`⏎T(${f}())¶`,
      () => s("again within")`[1].forEach(() => ${f}(${this.#atom(k)}))¶`,
      () => s("again run")`R(${f})¶`,
    ];
    if (k.isAsync) forms.push(() => s("again later")`await ${f}(${this.#e(k)})¶`);
    if (k.isGenerator) forms.push(() => s("again from within")`yield* ${f}(${this.#e(k)})¶`);
    return this.#r.pick(forms)();
  }

  #add(prefix: string): string {
    const name = this.#name(prefix);
    this.#names.push(name);
    return name;
  }

  #declare(k: Context): Node {
    const kind = this.#r.pick(["let", "const", "var"]);
    const init = this.#e(k);
    const named = this.#r.chance(0.4) ? this.#anonymous(k) : init;
    const name = this.#add("v");
    if (this.#r.chance(0.3)) {
      const more = this.#e(k);
      return s(
        "declare",
      )`${leaf("", "word", `${kind} ${name}`)}¤=¤${named},¤${leaf("", "word", this.#add("v"))}¤=¤${more}¶`;
    }
    return s("declare")`${leaf("", "word", `${kind} ${name}`)}¤=¤${named}¶T(${leaf("", "word", name)})¶`;
  }

  #destructure(k: Context): Node {
    const [x, y] = [this.#name("d"), this.#name("d")];
    const kind = this.#r.pick(["let", "const", "var"]);
    const from = this.#e(k);
    const first = this.#anonymous(k);
    const made = this.#r.chance(0.5)
      ? s(
          "object pattern",
        )`${leaf("", "word", `${kind} {x: ${x}`)}¤=¤${first},¤${leaf("", "word", `...${y}`)}}¤=¤${from}¶`
      : s(
          "array pattern",
        )`${leaf("", "word", `${kind} [${x}`)}¤=⏎L(),¤${leaf("", "word", `...${y}`)}]¤=¤${from}¶`;
    this.#names.push(x, y);
    return made;
  }

  #single(k: Context): Node {
    const r = this.#r;
    return this.#scoped(() => {
      const forms: [number, () => Node][] = [
        [4, () => s("braces")`{${this.#block(k)}}`],
        [2, () => leaf("line", "stmt", "⏎L()¶")],
        [2, () => s("trace")`¤T(${this.#e(k)})¶`],
        [1, () => s("call")`¤${this.#call(k)}¶`],
        [1, () => leaf("empty", "stmt", ";")],
      ];
      if (this.#depth < 5) {
        forms.push(
          [2, () => this.#if(k)],
          [1, () => this.#for(k)],
          [1, () => this.#forOf(k)],
          [1, () => this.#try(k)],
        );
        forms.push([1, () => this.#while(k)], [1, () => this.#labeled(k)]);
      }
      if (k.loops.length > 0) forms.push([2, () => this.#jump(k)]);
      return s("single")` ${r.weighted(forms)()}`;
    });
  }

  #if(k: Context): Node {
    const one = s("if")`if¤(${this.#e(k)})¤${this.#single(k)}`;
    if (this.#r.chance(0.5)) return one;
    return s("if else")`if¤(${this.#e(k)})¤{${this.#block(k)}}¤else${this.#single(k)}`;
  }

  #loop(k: Context, make: (k: Context) => Node): Node {
    const label = this.#r.chance(0.3) ? this.#name("l") : undefined;
    const inner = make({ ...k, loops: [...k.loops, label] });
    return label ? s("label")`${leaf("", "label", label)}¤:¤${inner}` : inner;
  }

  #for(k: Context): Node {
    return this.#loop(k, (k) =>
      this.#scoped(() => {
        const i = this.#add("i");
        const w = leaf("", "word", i);
        const init = leaf("", "word", `${this.#r.pick(["let", "var"])} ${i}`);
        return this.#r.pick([
          () => s("for")`⏎for«${init} = 0; L«» && ${w} < 3; ${w}++»¤${this.#single(k)}`,
          () => s("for over lines")`for (⏎${init} = L();⏎L() && ${w} < 3;⏎L(), ${w}++⏎)¤${this.#single(k)}`,
          () => s("for without end")`⏎for«${init} = 0;;» { L«»; if (${w}++ > 2) break; ${this.#single(k)} }`,
        ])();
      }),
    );
  }

  #forOf(k: Context): Node {
    return this.#loop(k, (k) => {
      return this.#scoped(() => {
        const x = leaf("", "word", this.#add("x"));
        const it = leaf("", "word", this.#r.pick(["const ", "let ", "var "]));
        const wait = k.isAsync && this.#r.chance(0.3) ? " await " : "";
        return this.#r.pick([
          () => s("for of")`⏎for«${it}${x} of I«3»»¤${this.#single(k)}`,
          () =>
            s(
              "for of all",
            )`for${leaf("", "word", wait)}¤(${it}${x} of [1, ${this.#atom(k)}])¤${this.#single(k)}`,
          () => s("for in")`for¤(${it}${x} in {p: 1, q: ${this.#atom(k)}})¤${this.#single(k)}`,
          () => s("for of pattern")`for¤(${it}[${x}¤=⏎L()] of [[], [${this.#atom(k)}]])¤${this.#single(k)}`,
        ])();
      });
    });
  }

  #while(k: Context): Node {
    const n = this.#name("n");
    const w = leaf("", "word", n);
    const loop = this.#loop(k, (k) =>
      this.#r.chance(0.5)
        ? s("while")`⏎while«L«» && ${w}++ < 3»¤${this.#single(k)}`
        : s("do")`do ${this.#single(k)}⏎while«L«» && ${w}++ < 2»⏎`,
    );
    return s("counted")`{var ${w} = 0¶${loop}}`;
  }

  /** Counts the line that it is on, once in the program's text, and can throw nothing. */
  #quiet(): Node {
    const at = this.#name("q.h");
    return leaf("quiet", "num", `${at} = -~${at}`);
  }

  /** What can only be read. */
  #quietAtom(): Node {
    return leaf("quiet atom", "num", this.#r.pick(["a", "b", "1", "0", "c.length", "a < 2", "!b"]));
  }

  #quietList(k: Context): Node[] {
    const one = () => s("quiet line")`⏎${this.#quiet()}¶`;
    return [one(), ...this.#block(k), ...(this.#r.chance(0.5) ? [one()] : [])];
  }

  #quietIf(k: Context): Node {
    const test = this.#quietAtom();
    const then = this.#quietList(k);
    const leaves = k.loops.length > 0 && this.#r.chance(0.3) ? [leaf("word", "stmt", "⏎continue¶")] : [];
    return this.#r.pick([
      () => s("quiet if")`⏎if¤(${this.#quiet()}, ${test})¤{${[...then, ...leaves]}}⏎${this.#quiet()}¶`,
      () =>
        s(
          "quiet if else",
        )`⏎if¤(${this.#quiet()}, ${test})¤{${then}}¤else¤{${this.#quietList(k)}}⏎${this.#quiet()}¶`,
      () =>
        s(
          "quiet else if",
        )`⏎if¤(${test})¤{${then}}¤else⏎if¤(${this.#quiet()}, ${this.#quietAtom()})¤{${this.#quietList(k)}}¤else¤{${this.#quietList(k)}}⏎${this.#quiet()}¶`,
    ])();
  }

  #quietLoop(k: Context): Node {
    const n = this.#name("n");
    const w = leaf("", "word", n);
    return this.#loop(k, (k) => {
      const body = this.#quietList(k);
      return this.#r.pick([
        () => s("quiet for")`⏎for«var ${w} = 0; ${this.#quiet()}, ${w} < 3; ${w}++» {${body}}⏎`,
        () => s("quiet while")`⏎for«var ${w} = 0;;»⏎{⏎if (${w}++ > 2) break¶${body}}⏎`,
        () => s("quiet endless")`⏎for«var ${w} = 0;;» {⏎${this.#quiet()}¶⏎if (${w}++ > 2) break¶${body}}⏎`,
      ])();
    });
  }

  #jump(k: Context): Node {
    const label = this.#r.pick(k.loops);
    const at = label ? leaf("", "label", ` ${label}`) : leaf("", "label", "");
    const word = leaf("", "word", this.#r.pick(["break", "continue"]));
    return this.#r.chance(0.6) ? s("jump")`if¤(${this.#e(k)}) ${word}${at}¶` : s("jump")`${word}${at}¶`;
  }

  #switch(k: Context): Node {
    const inner = { ...k, loops: k.loops.filter((label) => label !== undefined) };
    return this.#scoped(() => {
      const one = () => this.#list(inner, this.#r.below(3));
      const end = () => leaf("", "stmt", this.#r.chance(0.5) ? "break¶" : "");
      return s(
        "switch",
      )`switch¤(${this.#e(k)})¤{case ${this.#atom(k)}:¤${one()}${end()} case ⏎T(1):${one()}${end()} default:${one()} case 2:⏎}⏎`;
    });
  }

  #try(k: Context): Node {
    const name = this.#name("e");
    const w = leaf("", "word", name);
    return this.#r.pick([
      () => s("try")`try¤{${this.#block(k)}}¤catch¤(${w})¤{X(${w})¶${this.#block(k)}}⏎`,
      () =>
        s(
          "try finally",
        )`try¤{${this.#block(k)}}¤catch¤{${this.#block(k)}}¤finally¤{${this.#block({ ...k, returns: false })}}⏎`,
      () => s("finally")`try¤{${this.#block(k)}}¤finally¤{${this.#block(k)}}⏎`,
      () => s("called")`try¤{T(${this.#call(k)})}¤catch¤(${w})¤{X(${w})}⏎`,
    ])();
  }

  #labeled(k: Context): Node {
    const label = this.#name("l");
    const inner = { ...k, blocks: [...k.blocks, label] };
    const w = leaf("", "label", label);
    return this.#r.chance(0.5)
      ? s("labelled block")`${w}¤:¤{${this.#block(inner)}}⏎`
      : s("labelled")`${w}:¤if (${this.#e(k)})¤{${this.#block(inner)}}⏎`;
  }

  #functionDeclaration(k: Context): Node {
    const around = this.#own;
    const name = this.#add("f");
    if (this.#r.chance(0.7)) this.#own = name;
    const w = leaf("", "word", name);
    const fn = this.#function(k, w);
    this.#own = around;
    const run = leaf("", "stmt", this.#r.chance(0.5) ? `try{R(${name})}catch(e){X(e)}` : "");
    return s("function")`${fn}⏎N(${w})¶${run}`;
  }

  /** A function with the word `function`. */
  #function(k: Context, name: Node): Node {
    const [isAsync, isGenerator] = this.#r.pick([
      [false, false],
      [false, false],
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const);
    const word = leaf("", "word", `${isAsync ? "async " : ""}function${isGenerator ? "*" : ""} `);
    return e("function")`${word}${name}¤${this.#rest(k, { isAsync, isGenerator })}`;
  }

  /** Parameters and body of anything that is no arrow. */
  #rest(
    k: Context,
    { isAsync = false, isGenerator = false, hasSuper = false, parameters = true, before = "" } = {},
  ): Node {
    return this.#scoped(() => {
      const inner = {
        ...k,
        isAsync,
        isGenerator,
        returns: true,
        hasArguments: true,
        hasSuper,
        loops: [],
        blocks: [],
      };
      const simple = this.#r.chance(0.7);
      const list = parameters ? this.#parameters({ ...k, hasSuper }, simple) : leaf("", "word", "");
      const strict =
        simple && this.#r.chance(0.1) ? leaf("directive", "stmt", '"use strict"¶') : leaf("", "word", "");
      const body = this.#block({ ...inner, isStrict: k.isStrict || strict.text[0] !== "" });
      return e("body")`(${list})¤{${strict}${leaf("", "word", before)}${this.#enter()}${body}}`;
    });
  }

  #enter(): Node {
    return leaf("", "fixed", `if (E(${this.#made++})) return¶`);
  }

  #parameters(k: Context, simple: boolean): Node {
    const [p, q] = [this.#add("p"), this.#add("p")];
    if (simple) return leaf("", "word", this.#r.pick([p, `${p}, ${q}`]));
    return this.#r.pick([
      () => e("default")`${leaf("", "word", p)}¤=⏎L(),¤${leaf("", "word", q)} = 2⏎`,
      () => e("pattern")`${leaf("", "word", `{x: ${p}, y: ${q} =⏎L()} = {}⏎`)}`,
      () =>
        e(
          "named default",
        )`${leaf("", "word", p)}¤=¤${this.#anonymous({ ...k, isAsync: false, isGenerator: false, hasArguments: false })}, ...${leaf("", "word", q)}`,
    ])();
  }

  #arrow(k: Context): Node {
    return this.#scoped(() => {
      const isAsync = this.#r.chance(0.2);
      const inner = { ...k, isAsync, isGenerator: false, returns: true, loops: [], blocks: [] };
      const head = leaf("", "word", isAsync ? "async¬" : "");
      const list = this.#parameters({ ...k, isAsync: false, isGenerator: false }, this.#r.chance(0.7));
      const id = leaf("", "fixed", `E(${this.#made++})`);
      return this.#r.pick([
        () => e("arrow")`${head}(${list})¬=>¤${id} ? 0 : ${this.#e(inner)}`,
        () => e("arrow in parentheses")`${head}(${list})¬=>¤(¤${id} ? 0 :⏎${this.#e(inner)}¤)`,
        () => e("arrow object")`${head}(${list})¬=>¤({x:¤${id} ? 0 :⏎L()})`,
        () => e("arrow block")`${head}(${list})¬=>¤{if (${id}) return¶${this.#block(inner)}}`,
      ])();
    });
  }

  /** A function or class without a name of its own. */
  #anonymous(k: Context): Node {
    const form = this.#r.below(this.#depth > 5 ? 2 : 4);
    if (form === 0) return e("paren")`(${this.#arrow(k)})`;
    if (form === 1) return this.#arrow(k);
    if (form === 2) return this.#function(k, leaf("", "word", ""));
    return e("class")`class ${this.#classBody(k, undefined)}`;
  }

  /** A function that comes back to itself in one of many ways, and its first call. */
  #recursive(k: Context): Node {
    const name = this.#add("r");
    const f = leaf("", "word", name);
    const kind = this.#r.pick(["function", "function", "function", "async", "generator"]);
    const again: (() => Node)[] = [
      () => s("again")`T(${f}(n - 1))¶`,
      () => s("again")`if (n > 1)¤${f}(n - 1,¤2)¶`,
      () => s("again")`try{${f}(n - 1)}catch(e){X(e)}`,
      () => s("again in arrow")`[1].map(() =>¤${f}(n - 1))¶`,
      () => s("again as callback")`[n - 1].map(${f})¶`,
      () => s("again in method")`({m(k) {${f}(k - 1)}}).m(n)¶`,
      () => s("again in getter")`({get g() {return ${f}(n - 1)}}).g¶`,
      () => s("again in constructor")`new (class A {constructor() {${f}(n - 1)}})()¶`,
      () => s("again in field")`new (class A {x = ${f}(n - 1)})()¶`,
      () => s("again by default")`(function (x = ${f}(n - 1)) {})()¶`,
      () => s("again by another name")`const h = ${f}¶h(n - 1)¶`,
      () => s("again by table")`const h = {h: [${f}]}¶h.h[0](n - 1)¶`,
      () => s("again by tag")`${f}\`\``,
      () => s("again with function")`function ${leaf("", "word", this.#name("f"))}() {} ${f}(n - 1)¶`,
      () => s("again by call")`${f}.call(null, n - 1)¶`,
      () => s("again by what is thrown")`try {${f}(null.x)}catch{}`,
    ];
    if (kind === "async") again.push(...[1, 2, 3].map(() => () => s("await again")`await ${f}(n - 1)¶`));
    if (kind === "generator") again.push(...[1, 2, 3].map(() => () => s("yield again")`yield* ${f}(n - 1)¶`));
    if (kind === "generator") again.push(() => s("all again")`for (const x of ${f}(n - 1)) T(x)¶`);
    const isPure = this.#r.chance(0.5);
    const uses = Array.from(
      { length: this.#r.between(1, 2) },
      () => (isPure ? again.at(-1) : this.#r.pick(again)) as () => Node,
    );
    const id = this.#made++;
    return this.#scoped(() => {
      const inner: Context = {
        ...k,
        isAsync: kind === "async",
        isGenerator: kind === "generator",
        returns: true,
        hasArguments: !isPure,
        hasSuper: false,
        loops: [],
        blocks: [],
      };
      const own = s("block")`{${this.#block(inner)}}`;
      const body = s(
        "recursive",
      )`{if (E(${leaf("", "fixed", String(id))}) || !(n > 0)) return¶${own}${uses.map((use) => s("block")`{${use()}}`)}}`;
      const word = leaf("", "word", kind === "async" ? "async " : "");
      const star = leaf("", "word", kind === "generator" ? "*" : "");
      const made = this.#r.pick([
        () => s("recursive")`${word}function${star} ${f}(n)¤${body}⏎`,
        () => s("recursive")`const ${f} = ${word}function${star} (n)¤${body}¶`,
        () => s("recursive")`const ${f} = ${word}function${star} ${f}(n)¤${body}¶`,
        () => s("recursive")`var ${f}¶${f} = ${word}function${star} (n)¤${body}¶`,
      ])();
      const run = s("run")`try{R(() => ${f}(3))}catch(e){X(e)}⏎`;
      return s("again")`${made}${run}`;
    });
  }

  #classDeclaration(k: Context): Node {
    const base = this.#r.chance(0.4) ? this.#variable() : undefined;
    const name = this.#add("C");
    const w = leaf("", "word", name);
    const from = base
      ? e("extends")` extends (typeof ${base} == 'function' && ${base}.prototype ? ${base} : Object)`
      : leaf("", "word", "");
    return s("class")`class ${w}${from}¤${this.#classBody(k, base)}⏎N(${w})¶`;
  }

  #classBody(k: Context, base: Node | undefined): Node {
    return this.#scoped(() => {
      const own = this.#name("#q");
      const inner: Context = {
        ...k,
        isAsync: false,
        isGenerator: false,
        returns: false,
        hasArguments: false,
        hasSuper: true,
        isStrict: true,
        privates: [...k.privates, own],
        loops: [],
        blocks: [],
      };
      const members: Node[] = [leaf("", "member", `${own} = 1¶`)];
      const count = this.#depth > 4 ? 1 : this.#r.between(1, 4);
      for (let i = 0; i < count; i++) members.push(this.#member(inner));
      if (this.#r.chance(0.4)) {
        const before = base ? "super()¶" : "";
        members.push(s("constructor")`constructor${this.#rest(inner, { hasSuper: true, before })}⏎`);
      }
      return e("members")`{${members}}`;
    });
  }

  #member(k: Context): Node {
    const name = leaf("", "word", this.#r.pick(["x", "y", "z", "'w'", "1", "[T('k')]", "[⏎K()⏎]"]));
    const still = leaf("", "word", this.#r.chance(0.3) ? "static " : "");
    const own = leaf("", "word", this.#name("#m"));
    const method = (node: Node, options: object = {}) =>
      s("method")`${still}${node}¤${this.#rest(k, { hasSuper: true, ...options })}⏎`;
    return this.#r.pick([
      () => method(name),
      () => method(own),
      () => method(e("get")`get ${name}`, { parameters: false }),
      () => method(e("async")`async ${name}`, { isAsync: true }),
      () => method(e("generator")`*${name}`, { isGenerator: true }),
      () => s("set")`set ${name}(v)¤{T(v)¶}⏎`,
      () => s("field")`${still}${name}¤=¤${this.#e(k)}¶`,
      () => s("named field")`${still}${name}¤=¤${this.#anonymous(k)}¶`,
      () => s("line field")`${still}${own}¤=⏎L()¶`,
      () => s("static block")`static¤{${this.#block(k)}}⏎`,
    ])();
  }

  #call(k: Context): Node {
    const f = this.#variable();
    return this.#r.pick([
      () => e("call")`${f}(${this.#atom(k)})`,
      () => e("call")`${f}(${this.#e(k)},¤${this.#atom(k)})`,
      () => e("call lines")`${f}(⏎K(),⏎K()⏎)`,
      () => e("call trailing")`${f}(${this.#atom(k)}¤,)`,
      () => e("call call")`${f}()¤(${this.#atom(k)})`,
      () => e("call spread")`${f}(...[${this.#atom(k)}])`,
      () => e("call optional")`${f}?.(${this.#e(k)})`,
      () => e("method call")`${f}.x(${this.#atom(k)})`,
      () => e("method optional")`${f}¤?.x?.(${this.#atom(k)})¤?.y`,
      () => e("new")`new ${f}(${this.#atom(k)})`,
      () => e("tagged")`${f}\`x\${${this.#atom(k)}}\``,
      () => e("call either")`(${this.#atom(k)}¤||¤${f})(1)`,
      () => e("run")`R(${f})`,
      () => e("callback")`[1,¤2].map(${f})`,
    ])();
  }

  #atom(k: Context): Node {
    const forms: [number, () => Node][] = [
      [5, () => leaf("number", "num", String(this.#r.below(4)))],
      [1, () => leaf("string", "num", this.#r.pick(["'s'", "''", '"u"']))],
      [1, () => leaf("constant", "num", this.#r.pick(["null", "undefined", "true", "false", "0"]))],
      [1, () => leaf("regular", "num", "(/'a\\/\"/.source)")],
      [6, () => this.#variable()],
    ];
    if (k.hasArguments) forms.push([1, () => leaf("arguments", "num", "arguments.length")]);
    if (k.hasArguments) forms.push([1, () => leaf("target", "num", "typeof new.target")]);
    if (k.hasSuper) forms.push([1, () => leaf("super", "num", "super.toString")]);
    if (k.returns) forms.push([1, () => leaf("this", "num", "typeof this")]);
    for (const name of k.privates) forms.push([0.5, () => leaf("private", "num", `(${name} in {})`)]);
    return this.#r.weighted(forms)();
  }

  #e(k: Context): Node {
    const r = this.#r;
    if (this.#depth > 6) return this.#atom(k);
    this.#depth++;
    const sub = () => this.#e(k);
    const forms: [number, () => Node][] = [
      [10, () => this.#atom(k)],
      [4, () => e("sum")`(${sub()}¤+¤${sub()})`],
      [
        2,
        () =>
          e("compare")`(${sub()}¤${leaf("", "word", r.pick(["<", "===", ">", "!=", "*", "&"]))}¤${sub()})`,
      ],
      [2, () => e("conditional")`(${sub()}¤?¤${sub()}¤:¤${sub()})`],
      [2, () => e("conditional lines")`(${sub()}⏎? ⏎M()⏎: ⏎M())`],
      [2, () => e("logical")`(${sub()}¤${leaf("", "word", r.pick(["&&", "||", "??"]))}¤${sub()})`],
      [2, () => e("logical lines")`(${sub()} ${leaf("", "word", r.pick(["&&", "||", "??"]))}⏎M()⏎)`],
      [1, () => e("comma")`(${sub()},⏎${sub()})`],
      [3, () => e("trace")`T(${sub()})`],
      [5, () => this.#call(k)],
      [3, () => e("paren")`(${this.#anonymous(k)})`],
      [1, () => e("named")`(${this.#function(k, leaf("", "word", this.#name("g")))})`],
      [2, () => e("array")`[${sub()},¤...[${sub()}],,⏎K()⏎]`],
      [2, () => this.#object(k)],
      [1, () => e("template")`\`t\${${sub()}}\${\`\${⏎K()}\`}\``],
      [
        1,
        () =>
          e("unary")`${leaf("", "word", r.pick(["!", "typeof ", "void ", "- ", "delete "]))}${this.#call(k)}`,
      ],
      [
        1,
        () =>
          e(
            "assign",
          )`(${this.#variable()}¤${leaf("", "word", r.pick(["=", "??=", "||=", "&&=", "+="]))}¤${sub()})`,
      ],
      [1, () => e("update")`${this.#variable()}¬++`],
      [1, () => e("destructuring")`({x: ${this.#variable()}¤=¤${sub()}}¤=¤{x: ${sub()}})`],
      [2, () => e("math")`Math.${leaf("", "word", r.pick(["abs", "max", "hypot"]))}(${sub()},¤${sub()})`],
      [1, () => e("builtin")`Object.keys(${sub()})${leaf("", "word", r.pick(["", "()", ".x.y", "[0]"]))}`],
      [1, () => e("spread builtin")`Math.max(...[${sub()}])`],
      [1, () => e("no arguments")`Math.max()${leaf("", "word", r.pick(["", "()", ".x()"]))}`],
      [1, () => e("member")`(${sub()})${leaf("", "word", r.pick([".x", "?.x", "?.x.y", "['x']"]))}`],
      [1, () => e("made")`new Function('return 1')()`],
    ];
    if (k.isAsync) forms.push([2, () => e("await")`(await ${sub()})`]);
    if (k.isGenerator)
      forms.push([2, () => e("yield")`(yield ${sub()})`], [1, () => e("delegate")`(yield* [${sub()}])`]);
    const made = r.weighted(forms)();
    this.#depth--;
    return made;
  }

  #object(k: Context): Node {
    return this.#scoped(() =>
      this.#r.pick([
        () => e("object")`({x:¤${this.#e(k)},¤y:⏎K(),¤...${this.#atom(k)}})`,
        () =>
          e(
            "methods",
          )`({x${this.#rest(k, { hasSuper: true })},¤get y${this.#rest(k, { parameters: false })},¤z: ${this.#anonymous(k)}})`,
        () =>
          e(
            "kinds",
          )`({async x${this.#rest(k, { isAsync: true })},¤*y${this.#rest(k, { isGenerator: true })},¤a})`,
      ])(),
    );
  }
}
