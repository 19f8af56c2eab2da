import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

/** Where the files of an installed package are that browsers get, by the name that they are imported by. */
const LIBRARIES: Readonly<Record<string, { file: string; from: string }>> = {
  preact: { from: 'preact', file: 'dist/preact.mjs' },
  'preact/hooks': { from: 'preact', file: 'hooks/dist/hooks.mjs' },
  htm: { from: 'htm', file: 'dist/htm.module.js' },
  'htm/preact': { from: 'htm', file: 'preact/index.module.js' },
  marked: { from: 'marked', file: 'lib/marked.esm.js' },
  dompurify: { from: 'dompurify', file: 'dist/purify.es.mjs' },
  '@highlightjs/cdn-assets/es/highlight.min.js': { from: '@highlightjs/cdn-assets', file: 'es/highlight.min.js' },
  temml: { from: 'temml', file: 'dist/temml.mjs' },
};
const STYLES = [{ name: 'lib/temml.css', from: 'temml', file: 'dist/Temml-Local.css' }];
const PAGE = join(import.meta.dirname, '..', 'page');
/** What the page shares with the other platforms, so that all mean the same by a text. */
const SHARED = ['markdown/scan/code-fence.ts', 'markdown/scan/plain-signs.ts'];
const SOURCES = join(import.meta.dirname, '..', '..', '..');
const TYPES: Readonly<Record<string, string>> = {
  '.ts': 'text/javascript; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};
/** Smaller files are not worth it, bytes. */
const MIN_COMPRESSED = 1_000;
/** Where files are found: below it stands the hash of all of them. */
export const ASSETS = '/assets';

export interface Asset {
  type: string;
  body: Buffer;
  /** By the name of the encoding. */
  encoded: Map<string, Promise<Buffer>>;
}

const resolve = createRequire(import.meta.url).resolve;

/** What browsers get: the page's own modules with their types taken off, and libraries as they are installed. Read once, when somebody first comes. */
export class Assets {
  readonly #files = new Map<string, Asset>();
  /** The hash of everything, so that each file can be kept for ever. */
  readonly hash: string;

  constructor() {
    const contents = [...readOwn(), ...readShared(), ...readLibraries()];
    const hash = createHash('sha256');
    for (const [name, body] of contents) hash.update(name).update('\0').update(body);
    this.hash = hash.digest('base64url').slice(0, 12);
    for (const [name, body] of contents) {
      const type = TYPES[/\.\w+$/.exec(name)?.[0] ?? ''] ?? 'application/octet-stream';
      const text = type.startsWith('text/javascript') ? withAddresses(body, this.hash) : body;
      this.#files.set(name, { type, body: Buffer.from(text), encoded: new Map() });
    }
  }

  get(name: string): Asset | undefined {
    return this.#files.get(name);
  }

  /** The address of a file. */
  at(name: string): string {
    return `${ASSETS}/${this.hash}/${name}`;
  }

  /** Of the page's own modules, so that the browser asks for all at once. */
  get modules(): string[] {
    return [...this.#files.keys()].filter((name) => name.endsWith('.ts'));
  }
}

/** In the best encoding that the browser takes. */
export const encode = (asset: Asset, accepted: string): { encoding: string | undefined; body: Promise<Buffer> } => {
  const encoding =
    asset.body.length < MIN_COMPRESSED ? undefined : ['br', 'gzip'].find((name) => accepted.includes(name));
  if (encoding === undefined) return { encoding, body: Promise.resolve(asset.body) };
  const known = asset.encoded.get(encoding);
  const body = known ?? (encoding === 'br' ? brotli(asset.body) : promisify(gzip)(asset.body));
  asset.encoded.set(encoding, body);
  return { encoding, body };
};

const brotli = (body: Buffer): Promise<Buffer> =>
  promisify(brotliCompress)(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });

const readOwn = (): [string, string][] =>
  readdirSync(PAGE, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => /(?<!\.d)\.ts$|\.(css|svg)$/.test(name))
    .toSorted()
    .map((name) => {
      const text = readFileSync(join(PAGE, name), 'utf8');
      return [`page/${name}`, name.endsWith('.ts') ? stripTypeScriptTypes(text) : text];
    });

const readShared = (): [string, string][] =>
  SHARED.map((name) => [name, stripTypeScriptTypes(readFileSync(join(SOURCES, name), 'utf8'))]);

const readLibraries = (): [string, string][] => [
  ...Object.entries(LIBRARIES).map(([name, { from, file }]): [string, string] => [libraryName(name), read(from, file)]),
  ...STYLES.map(({ name, from, file }): [string, string] => [name, read(from, file)]),
];

const read = (name: string, file: string): string => readFileSync(join(folderOf(name), file), 'utf8');

/** A package may keep its own package.json to itself. */
const folderOf = (name: string): string => {
  let folder = dirname(resolve(name === '@highlightjs/cdn-assets' ? `${name}/es/core.js` : name));
  while (!folder.endsWith(join('node_modules', name))) {
    const above = dirname(folder);
    if (above === folder) throw new Error(`the package ${name} is not installed`);
    folder = above;
  }
  return folder;
};

const libraryName = (specifier: string): string =>
  `lib/${specifier.replaceAll(/[^\w.]+/g, '-').replace(/\.js$/, '')}.js`;

/** Browsers know no names of packages, and an import map would be a script in the page. What is shared stands elsewhere than in the sources. */
const withAddresses = (text: string, hash: string): string =>
  text
    .replaceAll(/(\bfrom\s*["'])(?:\.\.\/)+(?=markdown\/)/g, `$1${ASSETS}/${hash}/`)
    .replaceAll(
      /(\bfrom\s*|\bimport\s*\(?\s*)(["'])([\w@][^"']*)\2/g,
      (whole, before: string, quote: string, name: string) =>
        name in LIBRARIES ? `${before}${quote}${ASSETS}/${hash}/${libraryName(name)}${quote}` : whole,
    )
    .replace(/\n\/\/# sourceMappingURL=\S+\s*$/, '\n');
