import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** As much of TypeScript as Slack describes its blocks in. */
type Shape =
  | { kind: 'literal'; value: string }
  | { kind: 'name'; name: string }
  | { kind: 'list'; of: Shape }
  | { kind: 'one'; of: Shape[] }
  | { kind: 'all'; of: Shape[] }
  | { kind: 'object'; members: Map<string, Shape> };

const TOKEN = /'[^']*'|[A-Za-z_]\w*|[{}()[\]<>|&:;?,=]/g;

class SchemaReader {
  readonly types = new Map<string, Shape>();
  readonly #tokens: string[];
  #at = 0;

  constructor(source: string) {
    const code = source.replaceAll(/\/\*[^]*?\*\/|\/\/.*$|^import .*$|^export \{\};$/gm, '');
    this.#tokens = code.match(TOKEN) ?? [];
    while (this.#at < this.#tokens.length) this.#declaration();
  }

  #next(): string {
    this.#at += 1;
    return this.#tokens[this.#at - 1] ?? '';
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #declaration(): void {
    const word = this.#next();
    if (word === 'interface') {
      const name = this.#next();
      const parents: Shape[] = [];
      if (this.#take('extends'))
        do parents.push({ kind: 'name', name: this.#next() });
        while (this.#take(','));
      this.types.set(name, { kind: 'all', of: [...parents, this.#shape()] });
    } else if (word === 'type') {
      const name = this.#next();
      this.#next();
      this.types.set(name, this.#shape());
    }
  }

  #shape(): Shape {
    this.#take('|');
    const ones = [this.#both()];
    while (this.#take('|')) ones.push(this.#both());
    return ones.length === 1 && ones[0] ? ones[0] : { kind: 'one', of: ones };
  }

  #both(): Shape {
    const parts = [this.#single()];
    while (this.#take('&')) parts.push(this.#single());
    return parts.length === 1 && parts[0] ? parts[0] : { kind: 'all', of: parts };
  }

  #single(): Shape {
    const token = this.#next();
    let shape: Shape = { kind: 'name', name: token };
    if (token.startsWith("'")) shape = { kind: 'literal', value: token.slice(1, -1) };
    if (token === '(') {
      shape = this.#shape();
      this.#take(')');
    }
    if (token === '{') shape = this.#object();
    if (token === '<' || this.#take('<')) while (!this.#take('>') && this.#at < this.#tokens.length) this.#at += 1;
    if (token === '[') while (!this.#take(']') && this.#at < this.#tokens.length) this.#at += 1;
    while (this.#take('[')) {
      this.#take(']');
      shape = { kind: 'list', of: shape };
    }
    return shape;
  }

  #object(): Shape {
    const members = new Map<string, Shape>();
    while (!this.#take('}') && this.#at < this.#tokens.length) {
      const key = this.#next();
      this.#take('?');
      this.#take(':');
      members.set(key, this.#shape());
      this.#take(';');
    }
    return { kind: 'object', members };
  }
}

const folder = join(dirname(fileURLToPath(import.meta.resolve('@slack/types'))), 'block-kit');
const { types } = new SchemaReader(
  ['blocks', 'block-elements', 'composition-objects', 'extensions']
    .map((name) => readFileSync(join(folder, `${name}.d.ts`), 'utf8'))
    .join('\n'),
);

const variantsOf = (shape: Shape): Shape[] => {
  if (shape.kind === 'one') return shape.of.flatMap(variantsOf);
  const named = shape.kind === 'name' ? types.get(shape.name) : undefined;
  return named?.kind === 'one' ? variantsOf(named) : [shape];
};

/** What a reader does not see of a message: ids, addresses, settings, what a screen reader says instead, and what is asked once something was pressed. */
const UNSEEN =
  /_id$|_ids$|url$|^(?:value|format|unicode|range|style|type|icon|source|filetypes|timezone|name|slack_file|id|accessibility_label|min_value|max_value|confirm|filter|workflow|trigger_actions_on|dispatch_action_config|fallback)$|^initial_(?:user|conversation|channel)s?$/;
const SEEN_ANYWAY = new Set(['color.value', 'emoji.name', 'date.fallback']);

export interface Filling {
  word: () => string;
  /** Which of several things that may stand at a place stands there. */
  pick: number;
}

/** Something of this shape, with everything in it that may be, and a word wherever a person reads one. */
const fill = (shape: Shape, filling: Filling, holder: string, depth: number): unknown => {
  if (depth > 14) return undefined;
  switch (shape.kind) {
    case 'literal':
      return shape.value;
    case 'list':
      return variantsOf(shape.of).map((each) => fill(each, filling, holder, depth + 1));
    case 'one': {
      const variants = variantsOf(shape);
      return fill(variants[filling.pick % variants.length] ?? shape, filling, holder, depth + 1);
    }
    case 'all':
      return Object.assign({}, ...shape.of.map((each) => fill(each, filling, holder, depth)));
    case 'object': {
      const type = shape.members.get('type');
      const name = type?.kind === 'literal' ? type.value : holder;
      return Object.fromEntries(
        [...shape.members]
          .filter(
            ([member, { kind }]) => kind === 'literal' || !UNSEEN.test(member) || SEEN_ANYWAY.has(`${name}.${member}`),
          )
          .map(([member, each]) => [member, fill(each, filling, name, depth + 1)]),
      );
    }
    default: {
      const { name } = shape;
      if (name === 'string') return filling.word();
      if (name === 'number') return 1;
      if (name === 'boolean') return true;
      const known = types.get(name);
      return known && fill(known, filling, holder, depth + 1);
    }
  }
};

/** The names of all blocks that Slack knows. */
export const BLOCKS: readonly string[] = variantsOf({ kind: 'name', name: 'KnownBlock' }).flatMap((shape) =>
  shape.kind === 'name' ? [shape.name] : [],
);

export const filledBlock = (name: string, filling: Filling): object =>
  Object(fill({ kind: 'name', name }, filling, '', 0)) as object;
