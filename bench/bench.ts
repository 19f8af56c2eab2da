/** `npm run bench [NAME]`: what the costs are that grow with a conversation or an answer. Figures are of this machine at this moment. */
import { measureAcceptance } from './accept.ts';
import { measureConversations } from './conversation-turn.ts';
import { measureFlood } from './flood.ts';
import { measureFullStores } from './full-store.ts';
import { measureMemory } from './memory.ts';
import { measureSplitter } from './splitter.ts';
import { measureStarts } from './start.ts';

const BENCHES: Readonly<Record<string, () => Promise<string> | string>> = {
  accept: measureAcceptance,
  conversation: measureConversations,
  splitter: measureSplitter,
  store: measureFullStores,
  start: measureStarts,
  memory: measureMemory,
  flood: measureFlood,
};

const wanted = process.argv.slice(2);
for (const [name, measure] of Object.entries(BENCHES)) {
  if (wanted.length === 0 || wanted.includes(name)) process.stdout.write(`${await measure()}\n`);
}
