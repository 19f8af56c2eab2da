import { explain, BotError } from '../errors.ts';
import type { ModelGateway } from '../ports/model.ts';
import type { Log } from '../ports/operator.ts';
import type { View } from '../ports/platform.ts';
import type { Command } from './command.ts';
import { usualStart } from './models.ts';
import { isModel, oneModel } from './one-model.ts';

/** `warm`: starts a model before it is needed. It counts as a question, because it takes GPUs as one does. */
export const warmModel = async (
  command: Command,
  { gateway, log }: { gateway: ModelGateway; log: Log },
): Promise<View> => {
  const { call, turn, sentences } = command;
  const wanted = (call.args['model'] ?? '').trim();
  if (wanted === '') return { note: sentences.warmWhat, private: true };
  const model = oneModel(wanted, (await gateway.models()).models, command);
  if (!isModel(model)) return model;
  const { id } = model;
  if (model.state === 'running') return { note: sentences.warmRuns(id), private: true };
  const outlook = await gateway.outlook(id, turn.personId);
  if (outlook?.name === 'downtime' || outlook?.name === 'outage') {
    const code = outlook.name === 'downtime' ? 'service-downtime' : 'service-failed';
    const until = outlook.until === undefined ? {} : { until: outlook.until };
    return { note: explain(new BotError(code, 'a model cannot be started now', until), sentences), private: true };
  }
  if (!gateway.warm(id)) return { note: sentences.warmTooMany, private: true };
  log.info({ turn: turn.id, person: turn.personId, model: id }, 'somebody has a model started');
  const [usual] = usualStart(model, sentences);
  return { note: `${sentences.warmStarts(id)}${usual === undefined ? '' : ` (${usual})`}`, private: true };
};
