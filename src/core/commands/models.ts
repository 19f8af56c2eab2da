import { byReadiness, chooseModel, findModels } from '../prompt/choose-model.ts';
import type { Choice } from '../ports/arrival.ts';
import type { Clock } from '../../async/clock.ts';
import type { Settings } from '../memory/settings.ts';
import type { OperatorSettings } from '../operator-settings.ts';
import type { Model, ModelGateway } from '../ports/model.ts';
import type { View } from '../ports/platform.ts';
import { fits } from './choices.ts';
import type { Command } from './command.ts';
import type { Sentences } from '../sentences/sentences.ts';
import { timeRange } from '../sentences/time-range.ts';

export interface ModelsParts {
  gateway: ModelGateway;
  settings: Settings;
  clock: Clock;
  operator: Pick<OperatorSettings, 'model'>;
}

const PAGE_SIZE = 10;

/** `models`: a page of the catalogue by availability, with a menu to choose from it. */
export const showModels = async ({ turn, call, sentences }: Command, parts: ModelsParts): Promise<View> => {
  const { gateway, settings, clock, operator } = parts;
  const { models, at } = await gateway.models();
  const filter = call.args['filter'] ?? '';
  const matching = filter === '' ? byReadiness(models) : findModels(models, filter);
  const current = await chooseModel(turn.arrival, { settings, operator, catalogue: () => gateway.models() });
  const embeddings = models.filter((model) => !model.chat).length;
  const age = sentences.listRead(sentences.duration(clock.now() - at));
  const note = [age, ...(embeddings > 0 ? [sentences.embeddingsHidden(embeddings)] : [])].join(' ');
  if (matching.length === 0) return { text: sentences.noModelMatches(filter), note, private: true };

  const pages = Math.ceil(matching.length / PAGE_SIZE);
  const page = Math.min(Math.max(Number.parseInt(call.args['page'] ?? '1', 10) || 1, 1), pages);
  const shown = matching.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE);
  const text = [
    ...groups(shown, current?.model, sentences),
    ...(pages > 1 ? ['', sentences.pageOf(page, pages)] : []),
    '',
    sentences.howToUse,
  ].join('\n');
  return {
    text,
    note,
    choices: [...useChoices(shown), ...turnPage(filter, page, pages, sentences)].filter(fits),
    private: true,
  };
};

/** One line a model, under headings by availability. */
const groups = (models: readonly Model[], current: string | undefined, sentences: Sentences): string[] => {
  const lines: string[] = [];
  let state: Model['state'] | undefined;
  for (const model of models) {
    // A blank line before each but the first: else it would belong to the list item above it.
    if (model.state !== state) lines.push(...(state === undefined ? [] : ['']), `**${sentences.states[model.state]}**`);
    state = model.state;
    lines.push(`- ${describeModel(model, sentences)}${model.id === current ? ` ← ${sentences.currentModel}` : ''}`);
  }
  return lines;
};

export const describeModel = (model: Model, sentences: Sentences): string =>
  [
    `\`${model.id}\``,
    ...(model.contextTokens === undefined ? [] : [sentences.contextTokens(model.contextTokens)]),
    ...(model.seesImages === 'told' ? [sentences.files.seesImages] : []),
    ...usualStart(model, sentences),
  ].join(' · ');

/** What experience says of a model that has to be started; nothing of one that runs. */
export const usualStart = ({ state, start }: Model, sentences: Sentences): string[] =>
  start && state !== 'running'
    ? [sentences.usualStart(timeRange(start.fromMs, start.toMs, sentences), start.starts)]
    : [];

export const useChoices = (models: readonly Model[], more: Readonly<Record<string, string>> = {}): Choice[] =>
  models.map((model) => ({ label: model.id, call: { command: 'use', args: { model: model.id, ...more } } }));

const turnPage = (filter: string, page: number, pages: number, sentences: Sentences): Choice[] => {
  if (pages === 1) return [];
  const next = page < pages ? page + 1 : 1;
  const args = { ...(filter === '' ? {} : { filter }), page: String(next) };
  return [{ label: sentences.nextPage(next, pages), call: { command: 'models', args } }];
};
