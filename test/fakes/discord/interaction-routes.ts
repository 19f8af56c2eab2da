import { type ApiError, type FormMistake, invalidForm } from './api-error.ts';
import { checkModal } from './component-rules.ts';
import {
  type Choice,
  type Interaction,
  type InteractionKind,
  interactionTypes,
  type OpenedModal,
} from './interaction.ts';
import { changeFromForm, draftFromForm } from './message-form.ts';
import { checkEditedMessage, checkNewMessage, type MessageForm } from './message-rules.ts';
import { messageFlags, messageTypes, type Reference, type StoredMessage, type WireObject } from './message.ts';
import { messageToWire } from './message-wire.ts';
import { type Backstage, type RestAnswer, type RestRequest, type Route } from './route.ts';

const callbackTypes = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const;
type CallbackType = (typeof callbackTypes)[keyof typeof callbackTypes];

/** Which first answers each kind of interaction takes. */
const fitting: Record<InteractionKind, readonly CallbackType[]> = {
  command: [callbackTypes.message, callbackTypes.deferred, callbackTypes.modal],
  component: [4, 5, 6, 7, 9],
  autocomplete: [callbackTypes.choices],
  modal: [4, 5, 6, 7],
};

interface Callback {
  type: CallbackType;
  data?: MessageForm & { choices?: Choice[]; title?: string; custom_id?: string };
}

const formMistake = (at: readonly (string | number)[], code: string, message: string): ApiError =>
  invalidForm([{ at, code, message }]);

/** The reply points to the message whose button was pressed, or which the context menu was opened on. */
const referenceOf = ({ world }: Backstage, interaction: Interaction): Reference | undefined => {
  const sourceId = interaction.sourceMessageId ?? interaction.triggeredBy?.sourceMessageId;
  if (sourceId === undefined) return undefined;
  const guildId = world.channels.get(interaction.channelId)?.guildId;
  const place = { channelId: interaction.channelId, messageId: sourceId };
  return { kind: 'reply', ...place, ...(guildId !== undefined && { guildId }) };
};

const typeOfAnswer = (interaction: Interaction): number => {
  const start = interaction.triggeredBy ?? interaction;
  if (start.kind === 'component') return messageTypes.reply;
  return start.sourceMessageId === undefined ? messageTypes.slashAnswer : messageTypes.contextMenuAnswer;
};

/** Writes what an interaction answers with, at first or as a follow-up. */
export const writeAnswer = (
  request: RestRequest,
  stage: Backstage,
  interaction: Interaction,
  form: MessageForm,
  how: { loading?: boolean; isFollowUp?: boolean } = {},
): StoredMessage => {
  const { world, book, desk } = stage;
  const channel = world.channel(interaction.channelId);
  if (how.loading !== true) checkNewMessage(form, request.files);
  const isEphemeral = ((form.flags ?? 0) & messageFlags.ephemeral) !== 0;
  const draft = draftFromForm(world, channel, form, request.files, undefined, ['users']);
  const reference = how.isFollowUp === true ? undefined : referenceOf(stage, interaction);
  const extra = (isEphemeral ? messageFlags.ephemeral : 0) | (how.loading === true ? messageFlags.loading : 0);
  return book.write(channel, {
    ...draft,
    type: how.isFollowUp === true ? messageTypes.ordinary : typeOfAnswer(interaction),
    flags: (draft.flags ?? 0) | extra,
    interaction: desk.mark(interaction, how.isFollowUp === true),
    ...(reference && { reference }),
    ...(isEphemeral && { ephemeralFor: interaction.userId }),
  });
};

export const editAnswer = (request: RestRequest, stage: Backstage, message: StoredMessage, form: MessageForm): void => {
  checkEditedMessage(message, form, request.files);
  stage.book.change(message, changeFromForm(stage.world, message, form, request.files));
};

const readChoices = (data: Callback['data']): Choice[] => {
  const choices = data?.choices ?? [];
  const mistakes: FormMistake[] = [];
  if (choices.length > 25) {
    const message = 'Must be 25 or fewer in length.';
    mistakes.push({ at: ['data', 'choices'], code: 'BASE_TYPE_MAX_LENGTH', message });
  }
  for (const [index, choice] of choices.entries()) {
    for (const key of ['name', 'value'] as const) {
      const { length } = String(choice[key]);
      if (length >= 1 && length <= 100) continue;
      const message = 'Must be between 1 and 100 in length.';
      mistakes.push({ at: ['data', 'choices', index, key], code: 'BASE_TYPE_BAD_LENGTH', message });
    }
  }
  if (mistakes.length > 0) throw invalidForm(mistakes);
  return choices;
};

const readModal = (data: Callback['data']): OpenedModal => {
  const mistakes = checkModal((data ?? {}) as WireObject);
  if (mistakes.length > 0) throw invalidForm(mistakes);
  const rows = data?.components ?? [];
  const fields = rows.flatMap((row) => {
    const inputs = row['component'] ? [row['component'] as WireObject] : ((row['components'] ?? []) as WireObject[]);
    return inputs.map((input) => ({
      customId: String(input['custom_id']),
      label: [row['label'], input['label']].find((label) => typeof label === 'string') ?? '',
      isLabelled: row['component'] !== undefined,
    }));
  });
  return { customId: data?.custom_id ?? '', title: data?.title ?? '', fields };
};

const sourceMessage = ({ world }: Backstage, interaction: Interaction): StoredMessage => {
  const id = interaction.sourceMessageId ?? interaction.triggeredBy?.sourceMessageId ?? '';
  const message = world.message(interaction.channelId, id);
  if (!message) throw formMistake(['type'], 'INTERACTION_MESSAGE_GONE', 'There is no message to update');
  return message;
};

/** Does what the first answer asks; the message that it made or changed. */
const perform = (
  request: RestRequest,
  stage: Backstage,
  interaction: Interaction,
  { type, data = {} }: Callback,
): StoredMessage | undefined => {
  if (type === callbackTypes.choices) {
    interaction.choices = readChoices(data);
    return undefined;
  }
  if (type === callbackTypes.modal) {
    interaction.modal = readModal(data);
    return undefined;
  }
  if (type === callbackTypes.message) return writeAnswer(request, stage, interaction, data);
  if (type === callbackTypes.deferred) return writeAnswer(request, stage, interaction, data, { loading: true });
  const message = sourceMessage(stage, interaction);
  if (type === callbackTypes.update) editAnswer(request, stage, message, data);
  return message;
};

const respond = (request: RestRequest, stage: Backstage): RestAnswer => {
  const { desk, world } = stage;
  const interaction = desk.requireOpen(request.params['interaction_id'], request.params['interaction_token']);
  const callback = request.body as unknown as Callback;
  if (!fitting[interaction.kind].includes(callback.type)) {
    const message = `Value must be one of {${fitting[interaction.kind].join(', ')}}.`;
    throw formMistake(['type'], 'BASE_TYPE_CHOICES', message);
  }
  if (interaction.kind === 'modal' && interaction.triggeredBy?.kind === 'command' && callback.type >= 6) {
    throw formMistake(['type'], 'BASE_TYPE_CHOICES', 'Value must be one of {4, 5}.');
  }
  const message = perform(request, stage, interaction, callback);
  interaction.acknowledgement = callback.type;
  interaction.acknowledgedAt = world.clock.now();
  interaction.originalId = message?.id;
  interaction.owesAnswer = callback.type === callbackTypes.deferred;
  world.changed();
  if (request.query['with_response'] !== 'true') return { status: 204 };
  const carriesMessage = callback.type === callbackTypes.message || callback.type === callbackTypes.update;
  return {
    status: 200,
    body: {
      interaction: {
        id: interaction.id,
        type: interactionTypes[interaction.kind],
        channel_id: interaction.channelId,
        ...(message && { response_message_id: message.id }),
        ...(message && { response_message_loading: interaction.owesAnswer }),
        ...(message && { response_message_ephemeral: message.ephemeralFor !== undefined }),
      },
      ...(message &&
        carriesMessage && {
          resource: { type: callback.type, message: messageToWire(world, message, stage.reader) },
        }),
    },
  };
};

export const interactionRoutes: readonly Route[] = [
  { method: 'POST', path: '/interactions/{interaction_id}/{interaction_token}/callback', open: true, handle: respond },
];
