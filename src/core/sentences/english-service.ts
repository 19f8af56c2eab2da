import { counted, duration } from './english-counts.ts';
import type { NamedService } from './named-service.ts';

/** What is said of the service whose models answer, in English. Its name stands where it needs no ending. */
export const englishOfService = (service: NamedService) => ({
  waiting: waiting(service),
  errors: errors(service),
  alerts: alerts(service),
  commands: commands(service),
  discord: {
    command: `Ask the models of ${inside(service)}`,
    askAboutThis: service.name === 'Aitta' ? 'Ask Aitta about this' : 'Ask the bot about this',
  },
  noModel: `${Name(service)} offers no chat model at the moment. My operator can name one with ${service.modelSetting}.`,
  presence: {
    maintenance: `${Name(service)} is under maintenance`,
    outage: `${Name(service)} is not responding`,
  },
});

/** Within a sentence. */
const inside = ({ name = 'the model service' }: NamedService): string => name;
/** At the beginning of one. */
const Name = ({ name = 'The model service' }: NamedService): string => name;
const refusesOf = ({ credential }: NamedService): string =>
  credential === 'token' ? 'refuses my access token' : 'refuses my API key';

const waiting = (service: NamedService) => ({
  queued: (ahead: number | undefined, by: string | undefined): string => {
    const before = ahead === undefined || ahead === 0 ? undefined : `${counted(ahead, 'request')} before yours`;
    const slot = `Waiting for a free slot at ${inside(service)}`;
    if (by === undefined) return `${slot}${before === undefined ? '' : `: ${before}`}`;
    return `${slot}, probably by ${by}${before === undefined ? '' : ` (${before})`}`;
  },
  budget: (by: string | undefined): string =>
    `This bot’s request limit at ${inside(service)} is used up; I will go on ${by === undefined ? 'as soon as I may' : `by ${by}`}`,
  downtime: (until: string | undefined): string =>
    `${Name(service)} is under maintenance${until === undefined ? '' : ` until ${until}`}; your question is kept`,
  outage: `${Name(service)} is not responding; your question is kept`,
  refused: `${Name(service)} ${refusesOf(service)} until my operator has renewed it; your question is kept`,
  backAgain: `${Name(service)} is back. `,
  breakBefore: (time: string, until: string | undefined): string =>
    `; ${inside(service)} plans maintenance from ${time}${until === undefined ? '' : ` until ${until}`}, probably before it is ready: take another model now, or wait until after that`,
  breakSoon: (time: string, until: string | undefined): string =>
    `; ${inside(service)} plans maintenance from ${time}${until === undefined ? '' : ` until ${until}`}, and your question is kept`,
});

const errors = (service: NamedService) => ({
  'service-unauthorized': `${Name(service)} ${refusesOf(service)}. My operator has to renew it; until then I cannot answer.`,
  'service-failed': `${Name(service)} is not answering properly at the moment. Please try again in a few minutes.`,
  'service-downtime': `${Name(service)} is under maintenance. Please try again later.`,
  'model-unknown': `${Name(service)} does not offer that model. \`!models\` lists the ones it has.`,
  budget: `This bot’s request limit at ${inside(service)} is used up. Please try again later.`,
});

const commands = (service: NamedService) => ({
  noModelMatches: (filter: string): string =>
    filter === ''
      ? `${Name(service)} offers no chat model at the moment.`
      : `No chat model matches “${filter.slice(0, 100)}”.`,
  modelLeft: (model: string): string =>
    `${Name(service)} no longer offers ${model}. Choose another model, then ask again:`,
  serviceOk: `${Name(service)} is up.`,
  serviceDown: `${Name(service)} is under maintenance.`,
});

const alerts = (service: NamedService) => ({
  tokenEnds: (days: number, time: string, url: string): string =>
    `The access token for ${inside(service)} expires in ${counted(days, 'day')} or less (${time}). Without a new one I can no longer answer. Get one at ${url}`,
  tokenEnded: (url: string): string =>
    `The access token for ${inside(service)} has expired, and I cannot answer. Get a new one at ${url}`,
  serviceDown: (note: string, time: string): string =>
    `${Name(service)} has not worked since ${time} (${note}). Questions are kept and answered when it is back.`,
  serviceBack: (ms: number): string =>
    `${Name(service)} works again, after ${duration(ms)}. Questions that waited are answered now.`,
  maintenance: (until: string | undefined): string =>
    `${Name(service)} is under maintenance${until === undefined ? '' : ` until ${until}`}. Questions are kept and answered afterwards.`,
  maintenanceOver: `The maintenance of ${inside(service)} is over.`,
  modelGone: (model: string, isDefault: boolean): string =>
    `${Name(service)} no longer offers ${model}.${isDefault ? ` ${service.modelSetting} names it, so please name another one there.` : ''}`,
});
