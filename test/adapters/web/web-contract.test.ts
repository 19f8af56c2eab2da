import type { ShownMessage } from '../../../src/adapters/web/talk/message.ts';
import type { Arrival } from '../../../src/core/ports/arrival.ts';
import { platformContract } from '../../contracts/platform-contract.ts';
import { waitContract } from '../../contracts/wait-contract.ts';
import { fileContract } from '../../contracts/file-contract.ts';
import type { FileWorld } from '../../contracts/platform-world.ts';
import { WebWorld } from './web-world.ts';
import type { Tab } from './web-world.ts';

const GENERAL = 'web/general';

const open = async (): Promise<FileWorld> => {
  const world = await WebWorld.open();
  const [kim, alex] = [await world.join('Kim'), await world.join('Alex')];
  const { inbox } = world;
  /** Private ones last. */
  const botsIn = (tab: Tab, { conversation }: Arrival): ShownMessage[] => {
    const own = tab.see(conversation).filter(({ by }) => by === 'bot');
    return [...own.filter(({ onlyFor }) => !onlyFor), ...own.filter(({ onlyFor }) => onlyFor)];
  };
  const textOf = ({ text = '', note = '' }: ShownMessage): string => [text, note].filter(Boolean).join('\n');
  const find = (arrival: Arrival, label: string): { message: string; choice: string } => {
    for (const { id, choices = [] } of botsIn(kim, arrival).toReversed()) {
      if (choices.some((each) => each.label === label)) return { message: id, choice: label };
    }
    throw new Error(`nothing offers ${label}`);
  };
  const press = (arrival: Arrival, label: string, text?: string): Promise<Arrival> =>
    world.next(() => kim.send('POST', '/presses', { ...find(arrival, label), text, nonce: world.nonce() }));
  return {
    get platform() {
      return world.platform;
    },
    inbox,
    personId: kim.id,
    loudText: 'Look, @Kim and @everyone! <@everyone> @here',
    ask: (text, below) => world.next(() => kim.post(below?.conversation ?? GENERAL, below ? text : `@aitta ${text}`)),
    // There are no other bots; what the bot itself says must not come back as if somebody had written it.
    askWith: async (text, files, below) => {
      const uploads = await Promise.all(files.map(({ name, content }) => world.bring(kim, name, content)));
      const room = below?.conversation ?? GENERAL;
      const said = below ? text : `@aitta ${text}`;
      return world.next(() => kim.send('POST', '/messages', { room, text: said, uploads, nonce: world.nonce() }));
    },
    dropFiles: () => world.database.run("DELETE FROM records WHERE namespace = 'web-uploads'"),
    botsWrite: () => world.pass(1_000),
    askInVain: async (text) => void (await kim.post(GENERAL, `@aitta ${text}`)),
    read: (arrival) => botsIn(kim, arrival).map(textOf),
    overhear: (arrival) => botsIn(alex, arrival).map(textOf),
    offers: (arrival) => botsIn(kim, arrival).flatMap(({ choices = [] }) => choices.map(({ label }) => label)),
    take: (arrival, label) => press(arrival, label),
    fillIn: (arrival, label, text) => press(arrival, label, text),
    files: (arrival) =>
      botsIn(kim, arrival).flatMap(({ id, files = [] }) =>
        files.map((name, index) => ({ name, text: world.files.get(`${id}#${index}`) ?? '' })),
      ),
    beside: () => undefined,
    alerts: () => [],
    pings: (arrival) => botsIn(kim, arrival).flatMap(({ mentions = [] }) => mentions),
    closePlace: ({ id }) => void world.openStore('web-messages').delete(id),
    restart: () => world.restart(),
    pass: (ms) => world.pass(ms),
  };
};

platformContract('web', { hasThreads: true }, open);
waitContract('web', { keepsMessages: true }, open);
fileContract('web', { hasThreads: true }, open);
