import { refuse } from './api-error.ts';
import { editAnswer, writeAnswer } from './interaction-routes.ts';
import type { Interaction } from './interaction.ts';
import type { MessageForm } from './message-rules.ts';
import type { StoredMessage } from './message.ts';
import { messageToWire } from './message-wire.ts';
import type { Backstage, RestAnswer, RestRequest, Route } from './route.ts';

const requireInteraction = ({ params }: RestRequest, { desk }: Backstage): Interaction =>
  desk.requireAnswered(params['webhook_id'], params['webhook_token']);

/** `@original`, or any other message that this interaction made; 10008 for all else. */
const requireAnswer = (request: RestRequest, stage: Backstage, interaction: Interaction): StoredMessage => {
  const id = request.params['message_id'] ?? interaction.originalId ?? '';
  const message = stage.world.message(interaction.channelId, id);
  const isItsOwn = id === interaction.originalId || message?.interaction?.id === interaction.id;
  if (!message || !isItsOwn) throw refuse('unknownMessage');
  return message;
};

const answerWith = (stage: Backstage, message: StoredMessage): RestAnswer => ({
  status: 200,
  body: messageToWire(stage.world, message, stage.reader),
});

/** The first follow-up after a bare deferral takes the place of what was promised. */
const followUp = (request: RestRequest, stage: Backstage): RestAnswer => {
  const interaction = requireInteraction(request, stage);
  const form = (request.body ?? {}) as MessageForm;
  if (!interaction.owesAnswer) {
    return answerWith(stage, writeAnswer(request, stage, interaction, form, { isFollowUp: true }));
  }
  const promised = stage.world.message(interaction.channelId, interaction.originalId ?? '');
  if (!promised) throw refuse('unknownMessage');
  editAnswer(request, stage, promised, form);
  interaction.owesAnswer = false;
  return answerWith(stage, promised);
};

const read = (request: RestRequest, stage: Backstage): RestAnswer =>
  answerWith(stage, requireAnswer(request, stage, requireInteraction(request, stage)));

const edit = (request: RestRequest, stage: Backstage): RestAnswer => {
  const interaction = requireInteraction(request, stage);
  const message = requireAnswer(request, stage, interaction);
  editAnswer(request, stage, message, (request.body ?? {}) as MessageForm);
  if (message.id === interaction.originalId) interaction.owesAnswer = false;
  return answerWith(stage, message);
};

const remove = (request: RestRequest, stage: Backstage): RestAnswer => {
  stage.book.remove(requireAnswer(request, stage, requireInteraction(request, stage)));
  return { status: 204 };
};

export const webhookRoutes: readonly Route[] = [
  { method: 'POST', path: '/webhooks/{webhook_id}/{webhook_token}', open: true, handle: followUp },
  ...['@original', '{message_id}'].flatMap((which): Route[] => {
    const path = `/webhooks/{webhook_id}/{webhook_token}/messages/${which}`;
    return [
      { method: 'GET', path, open: true, handle: read },
      { method: 'PATCH', path, open: true, handle: edit },
      { method: 'DELETE', path, open: true, handle: remove },
    ];
  }),
];
