import { readCall, writeCall } from '../../../core/commands/call-line.ts';
import type { Call, Json } from '../../../core/ports/arrival.ts';
import { shortenText } from '../../../markdown/split/shorten-text.ts';
import { readAddress } from '../slack-address.ts';
import type { SlackAddress } from '../slack-address.ts';
import type { SlackBlock } from '../api/slack-api.ts';
import { asPayload, payloadAt, textAt } from '../api/slack-payload.ts';
import type { Payload } from '../api/slack-payload.ts';

/** A form that asks for one argument of a call. */
export interface Form {
  call: Call;
  askFor: string;
  title: string;
  address: Json;
}

const FORM = 'form';
const FIELD = 'value';
/** Characters (docs.slack.dev, modal views). */
const MAX_TITLE = 24;

/** The modal that asks for the argument of a call. */
export const drawForm = ({ call, askFor, title, address }: Form): SlackBlock => {
  const label = { type: 'plain_text', text: shortenText(title, MAX_TITLE, 'utf16') };
  return {
    type: 'modal',
    callback_id: FORM,
    private_metadata: JSON.stringify({ call: writeCall(call), askFor, address }),
    title: label,
    submit: label,
    blocks: [
      {
        type: 'input',
        block_id: FIELD,
        label: { type: 'plain_text', text: title },
        element: { type: 'plain_text_input', action_id: FIELD, multiline: true },
      },
    ],
  };
};

/** The call of a form that somebody sent, what was typed included. Undefined for what no version of the bot has drawn. */
export const readForm = (view: Payload | undefined): { call: Call; address: SlackAddress } | undefined => {
  const metadata = readMetadata(textAt(view, 'private_metadata'));
  const call = readCall(textAt(metadata, 'call') ?? '');
  const askFor = textAt(metadata, 'askFor') ?? textAt(metadata, 'asksFor'); // drawn by an earlier version
  const address = readAddress(metadata?.['address']);
  if (textAt(view, 'callback_id') !== FORM || !call || askFor === undefined || !address) return undefined;
  const fields = payloadAt(payloadAt(view, 'state'), 'values');
  const typed = textAt(payloadAt(payloadAt(fields, FIELD), FIELD), 'value') ?? '';
  return { call: { command: call.command, args: { ...call.args, [askFor]: typed } }, address };
};

const readMetadata = (text: string | undefined): Payload | undefined => {
  try {
    return asPayload(JSON.parse(text ?? ''));
  } catch {
    return undefined; // not written by us
  }
};
