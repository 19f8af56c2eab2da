import {
  ActionRowBuilder,
  ButtonBuilder,
  ButtonStyle,
  type Client,
  ContextMenuCommandBuilder,
  ApplicationCommandType,
  Events,
  type Interaction,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  StringSelectMenuBuilder,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { expect, test } from 'vitest';

import { DrivenClock } from '../../driven/driven-clock.ts';
import { useBench } from './bench.ts';

const bench = useBench();

const aitta = new SlashCommandBuilder()
  .setName('aitta')
  .setDescription('Ask a model')
  .addSubcommand((sub) =>
    sub
      .setName('ask')
      .setDescription('Ask')
      .addStringOption((option) => option.setName('question').setDescription('What').setRequired(true))
      .addStringOption((option) => option.setName('model').setDescription('Which').setAutocomplete(true)),
  );
const about = new ContextMenuCommandBuilder().setName('Ask Aitta about this').setType(ApplicationCommandType.Message);

const register = (client: Client<true>): Promise<unknown> =>
  client.application.commands.set([aitta.toJSON(), about.toJSON()]);

/** Resolves with what the handler throws, if it does. */
const onInteraction = (client: Client, handle: (interaction: Interaction) => Promise<unknown>): Promise<unknown> =>
  new Promise((resolve) => {
    client.on(Events.InteractionCreate, (interaction) => {
      handle(interaction).catch(resolve);
    });
  });

const row = (...buttons: ButtonBuilder[]) => new ActionRowBuilder<ButtonBuilder>().addComponents(buttons);

test('a slash command is deferred, answered by an edit and followed up', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  void onInteraction(client, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    const response = await interaction.deferReply({ withResponse: true });
    const question = interaction.options.getString('question', true);
    await interaction.editReply(`${interaction.options.getSubcommand()} ${question}`);
    await interaction.followUp(`original ${response.interaction.responseMessageId ?? ''}`);
  });
  const asked = kim.slash('aitta ask', { question: 'why?' }, channel);
  const followUp = await fake.waitFor(() => fake.messages(channel)[1]);
  const answer = fake.answerTo(asked);
  expect(answer).toMatchObject({ content: 'ask why?', loading: false, type: 20 });
  expect(answer?.versions.map(({ content }) => content)).toEqual(['', 'ask why?']);
  expect(followUp.content).toBe(`original ${answer?.id ?? ''}`);
});

test('an ephemeral answer is seen by its person only and cannot be reached with the bot token', async () => {
  const { fake, guild, channel, kim, logIn } = await bench();
  const other = fake.addMember({ guild, name: 'robin' });
  const client = await logIn();
  await register(client);
  const failure = onInteraction(client, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply({ content: 'secret', flags: MessageFlags.Ephemeral });
    const reply = await interaction.fetchReply();
    await client.rest.patch(`/channels/${reply.channelId}/messages/${reply.id}`, { body: { content: 'x' } });
  });
  kim.slash('aitta ask', { question: 'why?' }, channel);
  expect(await failure).toMatchObject({ code: 10_008 });
  expect(fake.messages(channel, kim).map(({ content }) => content)).toEqual(['secret']);
  expect(fake.messages(channel, other)).toEqual([]);
  expect(fake.messages(channel)).toEqual([]);
});

test('the first answer is refused after three seconds', async () => {
  const clock = new DrivenClock();
  const { fake, channel, kim, logIn } = await bench({ clock });
  const client = await logIn();
  await register(client);
  const failure = onInteraction(client, async (interaction) => {
    await clock.advance(3001);
    if (interaction.isChatInputCommand()) await interaction.deferReply();
  });
  const late = kim.slash('aitta ask', { question: 'why?' }, channel);
  expect(await failure).toMatchObject({ status: 404, code: 10_062 });
  expect(fake.hasFailed(late)).toBe(true);
  expect(fake.messages(channel)).toEqual([]);
});

test('a second first answer is refused', async () => {
  const { channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  const failure = onInteraction(client, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    const path = `/interactions/${interaction.id}/${interaction.token}/callback` as const;
    await client.rest.post(path, { body: { type: 5 }, auth: false });
  });
  kim.slash('aitta ask', { question: 'why?' }, channel);
  expect(await failure).toMatchObject({ status: 400, code: 40_060 });
});

test('a reply to the answer of a command comes without its content', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  void onInteraction(client, async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.reply('because');
  });
  const asked = kim.slash('aitta ask', { question: 'why?' }, channel);
  const answer = await fake.waitFor(() => fake.answerTo(asked));
  const arrived = new Promise((resolve) => {
    client.on(Events.MessageCreate, (message) => {
      if (message.author.id === kim.id) resolve(message.content);
    });
  });
  kim.post({ channel, content: 'go on', replyTo: answer });
  expect(await arrived).toBe('');
});

test('a lost answer to the first answer makes the client send it again, and that is refused', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  const failure = onInteraction(client, async (interaction) => {
    if (interaction.isChatInputCommand()) await interaction.deferReply();
  });
  fake.faults.push({ match: { path: /callback$/ }, kind: 'lostResponse' });
  const asked = kim.slash('aitta ask', { question: 'why?' }, channel);
  expect(await failure).toMatchObject({ code: 40_060 });
  expect(fake.answerTo(asked)).toMatchObject({ loading: true });
});

test('a follow-up straight after a bare deferral takes the place of the answer', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  void onInteraction(client, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    await interaction.followUp('first');
    await interaction.followUp('second');
  });
  kim.slash('aitta ask', { question: 'why?' }, channel);
  await fake.waitFor(() => fake.messages(channel)[1]?.content === 'second');
  expect(fake.messages(channel)).toMatchObject([{ content: 'first', loading: false }, { content: 'second' }]);
});

test('a deleted answer is gone for the token too', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  const failure = onInteraction(client, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.reply('here');
    await interaction.deleteReply();
    await interaction.editReply('again');
  });
  kim.slash('aitta ask', { question: 'why?' }, channel);
  expect(await failure).toMatchObject({ code: 10_008 });
  expect(fake.messages(channel)).toEqual([]);
});

test('the token of an interaction ends after 15 minutes, while the message stays the bot its own', async () => {
  const clock = new DrivenClock();
  const { fake, channel, kim, logIn } = await bench({ clock });
  const client = await logIn();
  await register(client);
  const failure = onInteraction(client, async (interaction) => {
    if (!interaction.isChatInputCommand()) return;
    await interaction.deferReply();
    const { id } = await interaction.fetchReply();
    await clock.advance(15 * 60_000 + 1);
    await interaction.editReply('too late').catch(async (error: unknown) => {
      const place = await client.channels.fetch(interaction.channelId);
      if (place?.isTextBased()) await place.messages.edit(id, 'in time');
      throw error;
    });
  });
  kim.slash('aitta ask', { question: 'why?' }, channel);
  expect(await failure).toMatchObject({ status: 401, code: 50_027 });
  expect(fake.messages(channel).map(({ content }) => content)).toEqual(['in time']);
});

test('autocomplete sends what is typed and shows the choices', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  void onInteraction(client, async (interaction) => {
    if (!interaction.isAutocomplete()) return;
    const { name, value } = interaction.options.getFocused(true);
    await interaction.respond([{ name: `${name}: ${value}`, value: 'poro' }]);
  });
  const typed = kim.autocomplete('aitta ask', { model: 'po' }, 'model', channel);
  expect(await fake.waitFor(() => typed.choices)).toEqual([{ name: 'model: po', value: 'poro' }]);
});

test('the context menu brings a message with its content, without the privilege', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  void onInteraction(client, async (interaction) => {
    if (!interaction.isMessageContextMenuCommand()) return;
    await interaction.reply(`about: ${interaction.targetMessage.content}`);
  });
  const post = kim.post({ channel, content: 'LUMI is fast' });
  const asked = kim.contextMenu('Ask Aitta about this', post);
  const answer = await fake.waitFor(() => fake.answerTo(asked));
  expect(answer).toMatchObject({ content: 'about: LUMI is fast', type: 23, replyTo: post.id });
});

test('a button updates its message, a menu brings its values, a form what was filled in', async () => {
  const { fake, channel, kim, logIn } = await bench();
  const client = await logIn();
  await register(client);
  void onInteraction(client, async (interaction) => {
    if (interaction.isChatInputCommand()) {
      const menu = new StringSelectMenuBuilder().setCustomId('models').addOptions({ label: 'Poro', value: 'poro' });
      await interaction.reply({
        content: 'choose',
        components: [
          row(new ButtonBuilder().setCustomId('stop').setLabel('Stop').setStyle(ButtonStyle.Danger)),
          row(new ButtonBuilder().setCustomId('form').setLabel('Edit').setStyle(ButtonStyle.Primary)),
          new ActionRowBuilder<StringSelectMenuBuilder>().addComponents(menu),
        ],
      });
    } else if (interaction.isButton() && interaction.customId === 'form') {
      const input = new TextInputBuilder().setCustomId('text').setLabel('Text').setStyle(TextInputStyle.Short);
      const modal = new ModalBuilder().setCustomId('edit').setTitle('Edit');
      await interaction.showModal(modal.addComponents(new ActionRowBuilder<TextInputBuilder>().addComponents(input)));
    } else if (interaction.isButton()) {
      await interaction.deferUpdate();
      await interaction.editReply({ content: 'stopped', components: [] });
    } else if (interaction.isStringSelectMenu()) {
      await interaction.update({ content: `chose ${interaction.values.join(',')}` });
    } else if (interaction.isModalSubmit()) {
      await interaction.reply(`wrote ${interaction.fields.getTextInputValue('text')}`);
    }
  });
  const asked = kim.slash('aitta ask', { question: 'why?' }, channel);
  const message = await fake.waitFor(() => fake.answerTo(asked));
  expect(message.buttons).toMatchObject([{ label: 'Stop', disabled: false }, { label: 'Edit' }]);
  kim.choose(message, 'Poro');
  await fake.waitFor(() => fake.answerTo(asked)?.content === 'chose poro');
  const opened = kim.press(message, 'Edit');
  await fake.waitFor(() => opened.modal);
  const submitted = kim.submit(opened, { text: 'hello' });
  expect(await fake.waitFor(() => fake.answerTo(submitted))).toMatchObject({ content: 'wrote hello', type: 19 });
  kim.press(message, 'stop');
  await fake.waitFor(() => fake.answerTo(asked)?.content === 'stopped');
  expect(fake.answerTo(asked)?.buttons).toEqual([]);
});
