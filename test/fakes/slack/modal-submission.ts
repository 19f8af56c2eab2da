import type { Delivery } from './deliveries.ts';
import { viewSubmission } from './interactions.ts';
import { isObject, objectsIn, textOf, type JsonObject } from './json-object.ts';
import type { Backstage } from './method.ts';
import type { View } from './views.ts';
import type { User } from './world.ts';

/** Sends the topmost modal of a person; `values` by label, action_id or block_id of the inputs. */
export function submitModal(backstage: Backstage, user: User, values: Record<string, string>): Delivery {
  const view = backstage.views.modalOf(user.id);
  if (view === undefined) throw new Error('No modal is open');
  const payload = viewSubmission(backstage, user, view, stateOf(view, values));
  const { trigger_id: id } = payload;
  return backstage.deliveries.send({ kind: 'interactive', id, name: 'view_submission', payload }, (answer) =>
    followUp(backstage, view, answer),
  );
}

function stateOf(view: View, values: Record<string, string>): JsonObject {
  const state: JsonObject = {};
  for (const block of objectsIn(view.blocks).filter(({ type }) => type === 'input')) {
    const element = isObject(block['element']) ? block['element'] : {};
    const label = isObject(block['label']) ? textOf(block['label']['text']) : '';
    const [blockId, actionId] = [textOf(block['block_id']), textOf(element['action_id'])];
    const value = values[label] ?? values[actionId] ?? values[blockId];
    const initial = textOf(element['initial_value']) || undefined;
    const given = value ?? initial;
    if (given === undefined && block['optional'] !== true) throw new Error(`"${label}" must be filled in`);
    state[blockId] = { [actionId]: filled(element, given) };
  }
  return state;
}

function filled(element: JsonObject, value: string | undefined): JsonObject {
  if (element['type'] === 'plain_text_input') return { type: 'plain_text_input', value: value ?? null };
  const options = [
    ...objectsIn(element['options']),
    ...objectsIn(element['option_groups']).flatMap((group) => objectsIn(group['options'])),
  ];
  const chosen = options.find(
    (option) => option['value'] === value || (isObject(option['text']) && option['text']['text'] === value),
  );
  return { type: element['type'], selected_option: chosen ?? null };
}

/** Slack closes the modal, or does what the acknowledgement asks for. */
function followUp({ views }: Backstage, view: View, answer: JsonObject): void {
  const { response_action: action, errors, view: next } = answer;
  if (action === 'errors') view.errors = isObject(errors) ? errors : {};
  else if (action === 'update') views.update({ view_id: view.id }, next);
  else if (action === 'push') views.open(view.user, next, 'push');
  else if (action === 'clear') views.clear(view.user);
  else views.close(view);
}
