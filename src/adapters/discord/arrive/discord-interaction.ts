import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  ComponentType,
  InteractionType,
  MessageFlags,
  PermissionFlagsBits,
} from 'discord.js';
import type {
  APIApplicationCommandAutocompleteInteraction,
  APIApplicationCommandInteractionDataBasicOption,
  APIChatInputApplicationCommandInteraction,
  APIInteraction,
  APIMessageApplicationCommandInteraction,
  APIMessageComponentInteraction,
  APIModalSubmitInteraction,
} from 'discord.js';
import { arrivalId } from '../../../core/arrival-id.ts';
import { findCommand } from '../../../core/commands/command-table.ts';
import type { Arrival, Call } from '../../../core/ports/arrival.ts';
import { DIRECT, askerOf, filesOfOther, kindOfChannel } from './discord-arrival.ts';
import type { Surroundings } from '../api/discord-directory.ts';
import { quoted, visibleText } from '../api/discord-words.ts';
import { isId } from '../api/discord-id.ts';
import type { Asker, InteractionAddress } from '../discord-address.ts';
import { readChoice } from '../draw/discord-choice.ts';
import { readForm } from '../draw/discord-form.ts';
import type { Form } from '../draw/discord-form.ts';

export type Interaction =
  | { kind: 'arrival'; arrival: Arrival }
  /** The arrival is the half-typed command, or the press itself: what decides whether there are any. */
  | { kind: 'suggestions'; arrival: Arrival; call: Call; option: string }
  | { kind: 'form'; arrival: Arrival; form: Form };

/** Longest question that is repeated above its answer, UTF-16 units. */
const MAX_QUOTE = 300;

type Around = Surroundings & { now: number };
type Answerable =
  | APIApplicationCommandAutocompleteInteraction
  | APIChatInputApplicationCommandInteraction
  | APIMessageApplicationCommandInteraction
  | APIMessageComponentInteraction
  | APIModalSubmitInteraction;

/** A slash command, a choice in a message's menu, a press, a sent form, or an option half typed. Undefined for what is none of ours. */
export const readInteraction = (interaction: APIInteraction, around: Around): Interaction | undefined => {
  if (!isId(interaction.id) || !isId(interaction.application_id)) return undefined;
  switch (interaction.type) {
    case InteractionType.ApplicationCommand:
      if (interaction.data.type === ApplicationCommandType.ChatInput)
        return fromSlash(interaction as APIChatInputApplicationCommandInteraction, around);
      return interaction.data.type === ApplicationCommandType.Message
        ? fromMenu(interaction as APIMessageApplicationCommandInteraction, around)
        : undefined;
    case InteractionType.ApplicationCommandAutocomplete:
      return fromTyping(interaction, around);
    case InteractionType.MessageComponent:
      return fromPress(interaction, around);
    case InteractionType.ModalSubmit:
      return fromForm(interaction, around);
    default:
      return undefined;
  }
};

/** The message whose button or menu it is, or the form's behind a button. */
export const pressedMessage = (interaction: APIInteraction): string | undefined =>
  interaction.type === InteractionType.MessageComponent || interaction.type === InteractionType.ModalSubmit
    ? interaction.message?.id
    : undefined;

const fromSlash = (interaction: APIChatInputApplicationCommandInteraction, around: Around): Interaction | undefined => {
  const call = callOf(interaction.data.options)?.call;
  if (!call) return undefined;
  const quote = call.command === 'ask' ? call.args['question'] : undefined;
  const given = Object.values(interaction.data.resolved?.attachments ?? {});
  const files = given.map(({ id, filename: name, url }) => ({ id, name, url }));
  const how = { answers: answersOf(call), ...(quote === undefined ? {} : { quote }) };
  return turnOf(interaction, call, around, files.length > 0 ? { ...how, files } : how);
};

/** "Ask Aitta about this": the message is quoted, because nobody can write a question there. Works without the privileged intent. */
const fromMenu = (interaction: APIMessageApplicationCommandInteraction, around: Around): Interaction | undefined => {
  const message = interaction.data.resolved.messages[interaction.data.target_id];
  const words = message ? visibleText(message, around) : '';
  const question = quoted(words);
  if (!message || !question) return undefined;
  const call: Call = { command: 'ask', args: { question } };
  return turnOf(interaction, call, around, {
    answers: answersOf(call),
    quote: words,
    files: message.author.id === around.userId ? [] : filesOfOther(message),
  });
};

const fromTyping = (
  interaction: APIApplicationCommandAutocompleteInteraction,
  around: Around,
): Interaction | undefined => {
  const typed = callOf(interaction.data.options);
  if (typed?.focused === undefined) return undefined;
  const turn = turnOf(interaction, typed.call, around, { answers: 'private' });
  return turn && { kind: 'suggestions', arrival: turn.arrival, call: typed.call, option: typed.focused };
};

const fromPress = (interaction: APIMessageComponentInteraction, around: Around): Interaction | undefined => {
  const { data, message } = interaction;
  if (message.author.id !== around.userId) return undefined;
  const line = data.component_type === ComponentType.StringSelect ? data.values[0] : data.custom_id;
  const choice = line === undefined ? undefined : readChoice(line);
  const turn = choice && turnOf(interaction, choice.call, around, pressedIn(interaction, choice.call));
  if (!choice || !turn || line === undefined || choice.askFor === undefined) return turn;
  const form = { call: choice.call, askFor: choice.askFor, title: labelOf(message, line) ?? choice.askFor };
  return { kind: 'form', arrival: turn.arrival, form };
};

const labelOf = (message: APIMessageComponentInteraction['message'], line: string): string | undefined => {
  for (const row of message.components ?? []) {
    if (row.type !== ComponentType.ActionRow) continue;
    for (const part of row.components) {
      if (part.type === ComponentType.StringSelect)
        for (const option of part.options) if (option.value === line) return option.label;
      if (part.type === ComponentType.Button && 'custom_id' in part && part.custom_id === line) return part.label;
    }
  }
  return undefined;
};

const fromForm = (interaction: APIModalSubmitInteraction, around: Around): Interaction | undefined => {
  const call = readForm(interaction.data);
  if (!call) return undefined;
  return turnOf(
    interaction,
    call,
    around,
    interaction.message ? pressedIn(interaction, call) : { answers: answersOf(call) },
  );
};

const pressedIn = (
  interaction: APIMessageComponentInteraction | APIModalSubmitInteraction,
  call: Call,
): Pick<InteractionAddress, 'answers' | 'pressedId'> => {
  const { message } = interaction;
  const isPrivate = ((message?.flags ?? 0) & MessageFlags.Ephemeral) !== 0;
  const row = findCommand(call.command);
  const answers = row?.isBelow && !row.private ? 'fresh' : 'pressed';
  return { answers, ...(message && !isPrivate ? { pressedId: message.id } : {}) };
};

const answersOf = (call: Call): InteractionAddress['answers'] =>
  findCommand(call.command)?.private === false ? 'fresh' : 'private';

/** A sub-command with its options. */
const callOf = (
  options:
    | (APIApplicationCommandAutocompleteInteraction | APIChatInputApplicationCommandInteraction)['data']['options']
    | undefined,
): { call: Call; focused?: string } | undefined => {
  const [sub] = options ?? [];
  if (sub?.type !== ApplicationCommandOptionType.Subcommand) return undefined;
  const args: Record<string, string> = {};
  let focused: string | undefined;
  for (const option of (sub.options ?? []) as APIApplicationCommandInteractionDataBasicOption[]) {
    if (option.type !== ApplicationCommandOptionType.Attachment) args[option.name] = String(option.value);
    if ('focused' in option && option.focused) focused = option.name;
  }
  return { call: { command: sub.name, args }, ...(focused === undefined ? {} : { focused }) };
};

const turnOf = (
  interaction: Answerable,
  call: Call,
  around: Around,
  how: Pick<InteractionAddress, 'answers' | 'pressedId' | 'quote' | 'files'>,
): Extract<Interaction, { kind: 'arrival' }> | undefined => {
  const channelId = interaction.channel?.id ?? interaction.channel_id;
  const asker = askerOfInteraction(interaction);
  if (!isId(channelId) || !asker) return undefined;
  const channelType = interaction.channel?.type ?? around.channelType(channelId);
  const kind = kindOfChannel(channelType, interaction.guild_id);
  // In a channel a question begins a conversation (its thread is opened on the answer), a press belongs to the pressed message.
  const begun = call.command === 'ask' ? interaction.id : channelId;
  const conversation = kind === 'channel' ? (how.pressedId ?? begun) : channelId;
  const { pressedId, ...own } = how;
  const address: InteractionAddress = {
    ...addressOf(interaction, around),
    conversation,
    channelId,
    kind,
    asker,
    ...own,
    ...(pressedId !== undefined && how.answers === 'pressed' ? { pressedId } : {}),
    ...(how.quote === undefined ? {} : { quote: how.quote.slice(0, MAX_QUOTE) }),
    canPost: canPost(interaction, kind),
  };
  const parent = kind === 'thread' ? (parentOf(interaction) ?? around.parentId(channelId)) : undefined;
  const arrival: Arrival = {
    id: arrivalId('discord', interaction.id),
    platform: 'discord',
    workspace: interaction.guild_id ?? DIRECT,
    channel: parent ?? channelId,
    conversation,
    placeKind: kind === 'channel' && how.pressedId !== undefined ? 'thread' : kind,
    personId: asker.id,
    input: call,
    address,
    at: around.now,
  };
  return { kind: 'arrival', arrival };
};

const addressOf = (
  { id, application_id: applicationId, token, guild_id: guildId, locale }: Answerable,
  { now }: Around,
): Pick<InteractionAddress, 'via' | 'interactionId' | 'applicationId' | 'at' | 'token' | 'guildId' | 'locale'> => ({
  via: 'interaction',
  ...(guildId === undefined ? {} : { guildId }),
  interactionId: id,
  applicationId,
  at: now,
  token,
  locale,
});

const parentOf = ({ channel }: Answerable): string | undefined =>
  channel && 'parent_id' in channel && typeof channel.parent_id === 'string' ? channel.parent_id : undefined;

const askerOfInteraction = (interaction: Answerable): Asker | undefined => {
  const user = interaction.member?.user ?? interaction.user;
  if (!user || !isId(user.id)) return undefined;
  const { member } = interaction;
  const asker = askerOf(user, member);
  return {
    ...asker,
    ...(isInstalled(interaction) ? {} : { standing: 'stranger' }),
    ...(member ? { managesChannel: has(member.permissions, PermissionFlagsBits.ManageChannels) } : {}),
  };
};

/** By somebody of the guild, for the guild; otherwise only the asker has the app. */
const isInstalled = (interaction: Answerable): boolean =>
  interaction.authorizing_integration_owners[ApplicationIntegrationType.GuildInstall] !== undefined;

const canPost = (interaction: Answerable, kind: InteractionAddress['kind']): boolean => {
  const toSend = kind === 'thread' ? PermissionFlagsBits.SendMessagesInThreads : PermissionFlagsBits.SendMessages;
  return (
    isInstalled(interaction) &&
    (kind === 'direct' || has(interaction.app_permissions, PermissionFlagsBits.ViewChannel | toSend))
  );
};

const has = (permissions: string | undefined, wanted: bigint): boolean => {
  const set = BigInt(permissions ?? 0);
  return (set & PermissionFlagsBits.Administrator) !== 0n || (set & wanted) === wanted;
};
