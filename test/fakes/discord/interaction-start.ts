import { fillCommand, type CommandValues } from './command-call.ts';
import type { RegisteredCommand } from './command-registry.ts';
import { commandTypes } from './command-rules.ts';
import { componentTypes, walkComponents } from './component-rules.ts';
import type { Interaction } from './interaction.ts';
import type { StoredFile, StoredMessage, WireObject } from './message.ts';
import { fileToWire, messageToWire } from './message-wire.ts';
import type { Backstage } from './route.ts';
import type { Channel } from './world.ts';
import { partialMemberToWire, userToWire } from './world-wire.ts';

/** An interaction carries its message whole, with or without the message-content privilege. */
const everything = { privileged: true };

/** Who does it, and where. */
export interface Actor {
  stage: Backstage;
  userId: string;
  channel: Channel;
}

const findCommand = ({ stage, channel }: Actor, name: string, type: number): RegisteredCommand => {
  const command = stage.commands.find(name, type, channel.guildId);
  if (!command) throw new Error(`No command ${name} is offered here`);
  return command;
};

const commandData = (command: RegisteredCommand): WireObject => ({
  id: command.id,
  name: command.name,
  type: command.type,
  ...(command.guildId !== undefined && { guild_id: command.guildId }),
});

/** `focused` is the option that is being typed into, for autocomplete. */
export const startCommand = (
  actor: Actor,
  spelt: string,
  values: CommandValues,
  store: (file: { name: string; type?: string; data: Buffer | string }) => StoredFile,
  focused?: string,
): Interaction => {
  const { stage, userId, channel } = actor;
  const { world, desk } = stage;
  const [name = '', ...words] = spelt.split(' ');
  const command = findCommand(actor, name, commandTypes.slash);
  const { options, files } = fillCommand(command, words, values, store, focused);
  for (const file of files) world.files.set(file.id, file);
  const attachments = Object.fromEntries(files.map((file) => [file.id, fileToWire(world, channel.id, file, true)]));
  return desk.open({
    kind: focused === undefined ? 'command' : 'autocomplete',
    userId,
    channel,
    commandName: spelt,
    data: { ...commandData(command), options, ...(files.length > 0 && { resolved: { attachments } }) },
  });
};

const resolveAuthor = ({ stage: { world }, channel }: Actor, userId: string): WireObject => {
  const member = world.guildOf(channel)?.members.get(userId);
  const user = world.users.get(userId);
  return {
    ...(user && { users: { [userId]: userToWire(user) } }),
    ...(member && { members: { [userId]: { ...partialMemberToWire(member), permissions: '0' } } }),
  };
};

export const startContextMenu = (actor: Actor, name: string, message: StoredMessage): Interaction => {
  const { stage, userId, channel } = actor;
  const command = findCommand(actor, name, commandTypes.message);
  const messages = { [message.id]: messageToWire(stage.world, message, everything) };
  return stage.desk.open({
    kind: 'command',
    userId,
    channel,
    commandName: command.name,
    sourceMessageId: message.id,
    data: {
      ...commandData(command),
      target_id: message.id,
      resolved: { messages, ...resolveAuthor(actor, message.authorId) },
    },
  });
};

/** A component of this message that can be used. */
export const findComponent = (
  message: StoredMessage,
  type: number,
  fits: (component: WireObject) => boolean,
): WireObject => {
  const components = [...walkComponents(message.components)].map(({ component }) => component);
  const found = components.find((component) => component['type'] === type && fits(component));
  if (!found) throw new Error('The message has no such button or menu');
  if (found['disabled'] === true) throw new Error('The button or menu is disabled');
  return found;
};

export const startComponent = (
  { stage, userId, channel }: Actor,
  message: StoredMessage,
  component: WireObject,
  extra: WireObject = {},
): Interaction => {
  const { type, id, custom_id: customId } = component;
  return stage.desk.open({
    kind: 'component',
    userId,
    channel,
    sourceMessageId: message.id,
    data: { component_type: type, id, custom_id: customId, ...extra },
    message: messageToWire(stage.world, message, everything),
  });
};

export const startModal = (actor: Actor, opened: Interaction, values: Record<string, string>): Interaction => {
  const { stage, userId, channel } = actor;
  const { modal, sourceMessageId = '' } = opened;
  if (!modal) throw new Error('No form was opened');
  const source = opened.kind === 'component' ? stage.world.message(channel.id, sourceMessageId) : undefined;
  const components = modal.fields.map(({ customId, isLabelled }, index) => {
    const value = values[customId] ?? '';
    const field = { type: componentTypes.textInput, id: index * 2 + 2, custom_id: customId, value };
    const id = index * 2 + 1;
    return isLabelled
      ? { type: componentTypes.label, id, component: field }
      : { type: componentTypes.row, id, components: [field] };
  });
  return stage.desk.open({
    kind: 'modal',
    userId,
    channel,
    triggeredBy: opened,
    data: { custom_id: modal.customId, components },
    ...(source && { message: messageToWire(stage.world, source, everything) }),
  });
};
