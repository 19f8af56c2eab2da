import { ComponentType, InteractionResponseType, TextInputStyle } from 'discord.js';
import type { APIModalInteractionResponse, APIModalSubmitInteraction } from 'discord.js';
import type { Call } from '../../../core/ports/arrival.ts';
import { readChoice, writeChoice } from './discord-choice.ts';

/** A form that asks for one argument of a call. */
export interface Form {
  call: Call;
  askFor: string;
  title: string;
}

/** UTF-16 units (docs.discord.com: modal, text input). */
const MAX_TITLE = 45;
const MAX_TEXT = 4_000;

/** The modal that asks for the argument of a call. */
export const drawForm = ({ call, askFor, title }: Form): APIModalInteractionResponse => ({
  type: InteractionResponseType.Modal,
  data: {
    custom_id: writeChoice({ call, askFor }),
    title: title.slice(0, MAX_TITLE),
    components: [
      {
        type: ComponentType.ActionRow,
        components: [
          {
            type: ComponentType.TextInput,
            custom_id: askFor,
            label: title.slice(0, MAX_TITLE),
            style: TextInputStyle.Paragraph,
            required: true,
            max_length: MAX_TEXT,
          },
        ],
      },
    ],
  },
});

/** The call of a form that somebody sent, what was typed included. Undefined for what no version of the bot has drawn. */
export const readForm = ({ custom_id: id, components }: APIModalSubmitInteraction['data']): Call | undefined => {
  const choice = readChoice(id);
  if (choice?.askFor === undefined) return undefined;
  const typed = textOf(components, choice.askFor);
  if (typed === undefined) return undefined;
  return { command: choice.call.command, args: { ...choice.call.args, [choice.askFor]: typed } };
};

/** The typed text, in both shapes that Discord sends forms in: a row around each input, or a label. */
const textOf = (components: APIModalSubmitInteraction['data']['components'], id: string): string | undefined => {
  for (const part of components) {
    const inner = 'components' in part ? part.components : 'component' in part ? [part.component] : [];
    for (const input of inner) if (input.type === ComponentType.TextInput && input.custom_id === id) return input.value;
  }
  return undefined;
};
