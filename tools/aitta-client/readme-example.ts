import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const readme = resolve(import.meta.dirname, '../../src/aitta/README.md');

/** Every block of TypeScript in the client's README. */
export const readmeBlocks = (): string[] =>
  [...readFileSync(readme, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code = '']) => code);

/** The first one, for another server and another model; it is JavaScript, too. */
export const readmeExample = ({ url, model }: { url: string; model: string }): string => {
  const [example = ''] = readmeBlocks();
  return example.replace("'https://aitta-api.csc.fi'", `'${url}'`).replace("'openai/gpt-oss-120b'", `'${model}'`);
};
