import { byReadiness, chooseModel, findModels } from '../prompt/choose-model.ts';
import type { Choice } from '../ports/arrival.ts';
import type { Clock } from '../../async/clock.ts';
import type { Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Model, ModelGateway } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import { english } from '../sentences/english.ts';
import { fits } from './choices.ts';
import type { Command } from './command.ts';

export interface ModelsParts {
  gateway: ModelGateway;
  settings: Settings;
  clock: Clock;
  operator: Pick<OperatorSettings, 'model'>;
}

const PAGE_SIZE = 10;

/** `models`: a page of the catalogue by availability, with a menu to choose from it. */
export const showModels = async ({ turn, call }: Command, parts: ModelsParts): Promise<View> => {
  const { gateway, settings, clock, operator } = parts;
  const { models, at } = await gateway.models();
  const filter = call.args['filter'] ?? '';
  const matching = filter === '' ? byReadiness(models) : findModels(models, filter);
  const current = await chooseModel(turn.arrival, { settings, operator, catalogue: () => gateway.models() });
  const embeddings = models.filter((model) => !model.chat).length;
  const age = english.listRead(english.duration(clock.now() - at));
  const note = [age, ...(embeddings > 0 ? [english.embeddingsHidden(embeddings)] : [])].join(' ');
  if (matching.length === 0) return { text: english.noModelMatches(filter), note, private: true };

  const pages = Math.ceil(matching.length / PAGE_SIZE);
  const page = Math.min(Math.max(Number.parseInt(call.args['page'] ?? '1', 10) || 1, 1), pages);
  const shown = matching.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const text = [
    ...groups(shown, current?.model),
    ...(pages > 1 ? [english.pageOf(page, pages)] : []),
    english.howToUse,
  ].join('\n');
  return { text, note, choices: [...useChoices(shown), ...turnPage(filter, page, pages)].filter(fits), private: true };
};

/** One line a model, under headings by availability. */
const groups = (models: readonly Model[], current: string | undefined): string[] => {
  const lines: string[] = [];
  let state: Model['state'] | undefined;
  for (const model of models) {
    if (model.state !== state) lines.push(`**${english.states[model.state]}**`);
    state = model.state;
    lines.push(`- ${describeModel(model)}${model.id === current ? ` ← ${english.currentModel}` : ''}`);
  }
  return lines;
};

export const describeModel = (model: Model): string =>
  [`\`${model.id}\``, ...(model.contextTokens === undefined ? [] : [english.contextTokens(model.contextTokens)])].join(
    ' · ',
  );

export const useChoices = (models: readonly Model[], more: Readonly<Record<string, string>> = {}): Choice[] =>
  models.map((model) => ({ label: model.id, call: { command: 'use', args: { model: model.id, ...more } } }));

const turnPage = (filter: string, page: number, pages: number): Choice[] => {
  if (pages === 1) return [];
  const next = page < pages ? page + 1 : 1;
  const args = { ...(filter === '' ? {} : { filter }), page: String(next) };
  return [{ label: english.nextPage(next, pages), call: { command: 'models', args } }];
};
