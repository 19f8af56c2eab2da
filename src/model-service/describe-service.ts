import { describeAitta } from '../adapters/aitta/aitta-settings.ts';
import type { Config } from '../config.ts';

/** Whose models answer, as the title of a line and what stands on it. */
export const serviceLine = ({ service }: Pick<Config, 'service'>): readonly [title: string, text: string] =>
  service.kind === 'openai' ? ['Models', service.baseUrl] : ['Aitta', describeAitta(service)];

/** The same in a list. */
export const describeService = (config: Pick<Config, 'service'>): string => {
  const [title, text] = serviceLine(config);
  return `${title} (${text})`;
};
