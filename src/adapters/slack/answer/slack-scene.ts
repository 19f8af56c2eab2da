import type { EarlierMessage, Scene } from '../../../core/ports/platform.ts';
import { isDirect } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import { lookUpFile } from './slack-file.ts';
import type { SlackSelf } from '../api/slack-directory.ts';
import type { SlackDirectory } from '../api/slack-directory.ts';
import { toBotError } from '../api/slack-failure.ts';
import { filesIn } from '../api/slack-files.ts';
import { idAt, listAt, payloadAt, textAt, tsAt } from '../api/slack-payload.ts';
import type { Payload } from '../api/slack-payload.ts';
import { idsInSlackText, readSlackText } from '../api/slack-markup.ts';
import { visibleWordsOf } from '../api/slack-words.ts';
import type { SlackApi } from '../api/slack-api.ts';

/** Slack gives threads from their beginning, at most so many messages at once. */
const PAGE = 1_000;
const PAGES = 3;
/** More names than these are left as ids. */
const NAMES = 50;

/** What the core asks of the network before a model is asked. @throws BotError */
export const readScene = async (
  { api, directory }: { api: SlackApi; directory: SlackDirectory },
  address: SlackAddress,
  limit: number,
): Promise<Scene> => {
  const { channel, user, text = '', files = [] } = address;
  const [self, person, where, said] = await Promise.all([
    directory.self(),
    directory.person(user, channel, address.team),
    directory.where(channel),
    limit > 0 ? readEarlier(api, address, limit) : [],
  ]);
  const spoken = said === 'forbidden' ? [] : said;
  const raws = [text, ...spoken.map((message) => earlierWords(message, self))];
  const speakers = spoken.flatMap((message) => idAt(message, 'user') ?? []);
  const ids = raws.flatMap((raw) => idsInSlackText(raw, self.botUserId));
  const names = await directory.names([...new Set([...speakers, ...ids])].slice(0, NAMES));
  const readable = (raw: string): string =>
    readSlackText(raw, { botUserId: self.botUserId, nameOf: (id) => names.get(id) });
  return {
    person,
    where,
    direct: isDirect(channel),
    text: readable(text),
    files: await Promise.all(files.map((file) => lookUpFile(api, file))),
    earlier: said === 'forbidden' ? said : spoken.map((message) => asEarlierMessage(message, self, names, readable)),
  };
};

/** The thread before the question: its root, which says what it is about, and the newest messages. @throws BotError */
const readEarlier = async (api: SlackApi, address: SlackAddress, limit: number): Promise<Payload[] | 'forbidden'> => {
  const { channel, thread, since } = address;
  if (thread === undefined || thread === since) return [];
  const found: Payload[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const args = { channel, ts: thread, latest: since, limit: PAGE, ...(cursor !== undefined && { cursor }) };
    const result = await api.attempt('conversations.replies', args);
    if (!result.ok && result.failure.kind === 'unanswered')
      throw toBotError('conversations.replies', result.failure, result.error);
    // Apps that are distributed outside of the marketplace get fifteen messages a minute: what there is has to do.
    if (!result.ok) break;
    found.push(...listAt(result.answer, 'messages'));
    cursor = textAt(payloadAt(result.answer, 'response_metadata'), 'next_cursor');
    if (cursor === undefined) break;
  }
  if (found.length === 0) return 'forbidden';
  const earlier = found.filter((message) => isEarlier(message, since));
  const [root, ...replies] = earlier;
  if (!root || earlier.length <= limit) return earlier;
  return limit === 1 ? [root] : [root, ...replies.slice(-(limit - 1))];
};

const isEarlier = (message: Payload, since: string): boolean => {
  const ts = tsAt(message, 'ts');
  const isSystem = textAt(message, 'subtype')?.startsWith('channel_') === true;
  return ts !== undefined && Number(ts) < Number(since) && visibleWordsOf(message) !== '' && !isSystem;
};

const isByBot = (message: Payload, self: SlackSelf): boolean =>
  idAt(message, 'user') === self.botUserId || (self.botId !== undefined && textAt(message, 'bot_id') === self.botId);

/** The text beside our own blocks is all of them, but for the buttons. */
const earlierWords = (message: Payload, self: SlackSelf): string =>
  (isByBot(message, self) ? textAt(message, 'text') : undefined) ?? visibleWordsOf(message);

const asEarlierMessage = (
  message: Payload,
  self: SlackSelf,
  names: ReadonlyMap<string, string>,
  readable: (raw: string) => string,
): EarlierMessage => {
  const user = idAt(message, 'user');
  // What the bot has uploaded is part of its answers.
  const files = isByBot(message, self)
    ? []
    : filesIn(message).map(({ id, name = 'file' }) => ({ id, name, source: null }));
  const bot = textAt(message, 'username') ?? textAt(payloadAt(message, 'bot_profile'), 'name');
  return {
    who: (user === undefined ? undefined : names.get(user)) ?? bot ?? user ?? 'somebody',
    byBot: isByBot(message, self),
    text: readable(earlierWords(message, self)),
    ...(files.length > 0 && { files }),
  };
};
