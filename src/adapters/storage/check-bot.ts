import type { Clock } from '../../async/clock.ts';
import { SettingsError } from '../../settings/settings-error.ts';
import type { RecordTable } from './records/record-table.ts';
import type { StoreCipher } from './store-cipher.ts';
import { aliveAt, LEASE_MS } from './turns/stored-turn-queue.ts';
import type { TurnTable } from './turns/turn-table.ts';

/** Which account the bot has on each platform that is on, by the platform's name. */
export type Accounts = Readonly<Record<string, string>>;

export interface CheckBotParts {
  records: RecordTable;
  turns: Pick<TurnTable, 'livingOwners'>;
  cipher: StoreCipher;
  accounts: Accounts;
  clock: Clock;
}

interface Stored {
  accounts: Accounts;
  /** When a bot began with it: its heart does not beat at once. 0 once it has ended in good order. */
  at: number;
}

/** Holds which bot was the last to begin with this store. */
const RECORD = { namespace: 'meta', key: 'bot' } as const;

/**
 * Two bots on one store would take each other's questions over, and answer them where they are not.
 * @returns to be called when this one has ended: another one may begin at once
 * @throws SettingsError while another one runs
 */
export const checkBot = async (parts: CheckBotParts): Promise<() => Promise<void>> => {
  const other = await findOtherBot(parts);
  if (other !== undefined) throw new SettingsError([other]);
  const { accounts, clock } = parts;
  const at = clock.now();
  await writeBot(parts, { accounts, at });
  return async () => {
    const stored = await readBot(parts);
    if (stored?.at === at) await writeBot(parts, { accounts, at: 0 });
  };
};

const writeBot = async ({ records, cipher }: CheckBotParts, stored: Stored): Promise<void> => {
  const value = cipher.encrypt(JSON.stringify(stored));
  await records.write(RECORD.namespace, [{ key: RECORD.key, value, expires: undefined }]);
};

const readBot = async ({ records, cipher }: CheckBotParts): Promise<Stored | undefined> => {
  const [record] = await records.read(RECORD.namespace, [RECORD.key]);
  return record && (JSON.parse(cipher.decrypt(record.value)) as Stored);
};

/** @returns a sentence, where another bot is running on this store */
export const findOtherBot = async (parts: CheckBotParts): Promise<string | undefined> => {
  const { turns, accounts, clock } = parts;
  const stored = await readBot(parts);
  if (!stored) return undefined;
  const platform = Object.keys(accounts).find(
    (name) => name in stored.accounts && stored.accounts[name] !== accounts[name],
  );
  if (platform === undefined) return undefined;
  const { from, to } = aliveAt(clock.now());
  const isRunning = (stored.at >= from && stored.at <= to) || (await turns.livingOwners({ from, to })) > 0;
  return isRunning
    ? `STORE_URL is the store of another bot, which is running and has another account on ${platform}: give each bot a store of its own, or, where this one takes its place, end that one ${LEASE_MS / 1_000} seconds before`
    : undefined;
};
