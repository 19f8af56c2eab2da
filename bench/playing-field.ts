import { FakeDiscord } from '../test/fakes/discord/fake-discord.ts';
import { FakeSlack } from '../test/fakes/slack/fake-slack.ts';

/** A fake platform with somebody who asks. Lanes ask at the same time. */
export interface PlayingField {
  env: Record<string, string>;
  /** Resolves when the bot has said a text that ends as told. */
  ask(question: string, lane: number, answer: RegExp): Promise<Asked>;
  /** HTTP requests that the bot has made to the platform. */
  requests(): number;
  close(): Promise<void>;
}
export interface Asked {
  /** From the question to the arrival of the first message of the bot, milliseconds. */
  firstSignMs: number;
  /** When the request that carries the answer arrived, epoch milliseconds. */
  answerAt: number;
}

export const openSlack = async (): Promise<PlayingField> => {
  const slack = await FakeSlack.start();
  const ada = slack.addUser({ name: 'ada' });
  const channel = slack.addChannel({ name: 'physics', members: [ada.id] }).id;
  return {
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.apiUrl },
    ask: async (question, _lane, answer) => {
      const askedAt = Date.now();
      const ts = ada.post({ channel, text: `<@${slack.botUserId}> ${question}` });
      const said = await slack.waitFor(
        () => slack.messages(channel, ts).find(({ text }) => answer.test(text)),
        question,
      );
      const signAt = slack.calls.findLast(
        ({ method, args }) => method === 'chat.postMessage' && args['thread_ts'] === ts,
      )?.at;
      const answerAt = slack.calls.findLast(
        ({ method, args }) => method === 'chat.update' && args['ts'] === said.ts,
      )?.at;
      return { firstSignMs: (signAt ?? Number.NaN) - askedAt, answerAt: answerAt ?? Number.NaN };
    },
    requests: () => slack.calls.length,
    close: () => slack.close(),
  };
};

/** @param lanes each has a channel of its own, because discord.js sends to one channel in line. */
export const openDiscord = async (lanes: number): Promise<PlayingField> => {
  const discord = await FakeDiscord.start({ messageContentGranted: true, validate: false });
  const guild = discord.addGuild();
  const kim = discord.addMember({ guild, name: 'kim' });
  const channels = Array.from({ length: lanes }, (_, lane) => discord.addChannel({ guild, name: `physics-${lane}` }));
  return {
    env: { DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.apiUrl },
    ask: async (question, lane, answer) => {
      const channel = channels[lane];
      if (!channel) throw new RangeError(`no lane ${lane}`);
      const askedAt = Date.now();
      const asked = kim.post({ channel, content: `${discord.mention} ${question}` });
      const findAnswer = (): { id: string } | undefined =>
        [channel, discord.threadOn(asked)]
          .flatMap((place) => (place ? discord.messages(place) : []))
          .find(({ byBot, text }) => byBot && answer.test(text));
      const { id } = await discord.waitFor(findAnswer, question);
      // A thread has the id of the message that it hangs on.
      const sign = discord.calls.find(({ path }) => path === `/channels/${asked.id}/messages`);
      const answered = discord.calls.findLast(({ method, path }) => method === 'PATCH' && path.endsWith(id));
      return { firstSignMs: (sign?.at ?? Number.NaN) - askedAt, answerAt: answered?.at ?? Number.NaN };
    },
    requests: () => discord.calls.length,
    close: () => discord.close(),
  };
};
