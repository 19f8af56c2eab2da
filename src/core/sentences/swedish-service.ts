import type { englishOfService } from './english-service.ts';
import type { NamedService } from './named-service.ts';
import type { Shape } from './sentences.ts';
import { counted, duration } from './swedish-counts.ts';

/** What is said of the service whose models answer, in Swedish. */
export const swedishOfService = (service: NamedService): Said => {
  const names = namesOf(service);
  return {
    waiting: waiting(names, service),
    errors: errors(names, service),
    alerts: alerts(names, service),
    commands: commands(names),
    discord: {
      command: service.name === 'Aitta' ? 'Fråga Aittas modeller' : `Fråga modellerna i ${names.name}`,
      askAboutThis: service.name === 'Aitta' ? 'Fråga Aitta om det här' : 'Fråga boten om det här',
    },
    noModel: `${names.Name} har just nu ingen chattmodell. Botens administratör kan ange en med ${service.modelSetting}.`,
    presence: { maintenance: `Underhåll pågår på ${names.name}`, outage: `${names.Name} svarar inte` },
  };
};

type Said = Shape<ReturnType<typeof englishOfService>>;

/** Within a sentence, and where one begins. */
interface Names {
  name: string;
  Name: string;
}

const namesOf = ({ name }: NamedService): Names => {
  if (name === 'Aitta') return { name, Name: name };
  if (name === undefined) return { name: 'modelltjänsten', Name: 'Modelltjänsten' };
  return { name: `tjänsten ${name}`, Name: `Tjänsten ${name}` };
};

const waiting = (names: Names, { credential }: NamedService): Said['waiting'] => ({
  queued: (ahead, by) => {
    const before =
      ahead === undefined || ahead === 0 ? undefined : `${counted(ahead, 'förfrågan', 'förfrågningar')} före din`;
    if (by === undefined) return `Väntar på en ledig plats i ${names.name}${before === undefined ? '' : `: ${before}`}`;
    return `Väntar på en ledig plats i ${names.name}, troligen senast ${by}${before === undefined ? '' : ` (${before})`}`;
  },
  budget: (by) =>
    `Botens gräns för förfrågningar till ${names.name} är nådd; jag fortsätter ${by === undefined ? 'så snart jag får' : `senast ${by}`}`,
  downtime: (until) =>
    `${names.Name} har ett underhållsavbrott${until === undefined ? '' : ` till ${until}`}; din fråga är sparad`,
  outage: `${names.Name} svarar inte; din fråga är sparad`,
  refused: `${names.Name} godkänner inte min ${credentialOf(credential)} förrän botens administratör har förnyat den; din fråga är sparad`,
  backAgain: `${names.Name} fungerar igen. `,
  breakBefore: (time, until) =>
    `; ${names.name} planerar underhåll från ${time}${until === undefined ? '' : ` till ${until}`}, troligen innan den är klar: ta en annan modell nu, eller vänta till efteråt`,
  breakSoon: (time, until) =>
    `; ${names.name} har ett planerat underhåll från ${time}${until === undefined ? '' : ` till ${until}`}, och din fråga är sparad`,
});

const credentialOf = (credential: NamedService['credential']): string =>
  credential === 'token' ? 'åtkomsttoken' : 'API-nyckel';

const errors = (names: Names, { credential }: NamedService): Said['errors'] => ({
  'service-unauthorized': `${names.Name} godkänner inte min ${credentialOf(credential)}. Botens administratör måste förnya den; innan dess kan jag inte svara.`,
  'service-failed': `${names.Name} svarar inte som den ska just nu. Försök igen om några minuter.`,
  'service-downtime': `${names.Name} har ett underhållsavbrott. Försök igen senare.`,
  'model-unknown': `${names.Name} har ingen sådan modell. \`!models\` visar dem som finns.`,
  budget: `Botens gräns för förfrågningar till ${names.name} är nådd. Försök igen senare.`,
});

const commands = (names: Names): Said['commands'] => ({
  noModelMatches: (filter) =>
    filter === ''
      ? `${names.Name} har just nu ingen chattmodell.`
      : `Ingen chattmodell motsvarar ”${filter.slice(0, 100)}”.`,
  modelLeft: (model) =>
    `Modellen ${model} finns inte längre i ${names.name}. Välj en annan modell och fråga sedan igen:`,
  serviceOk: `${names.Name} fungerar.`,
  serviceDown: `${names.Name} har ett underhållsavbrott.`,
});

const alerts = (names: Names, { modelSetting }: NamedService): Said['alerts'] => ({
  tokenEnds: (days, time, url) =>
    `Åtkomsttoken för ${names.name} går ut inom ${counted(days, 'dag', 'dagar')} (${time}). Utan en ny kan jag inte längre svara. Hämta en på ${url}`,
  tokenEnded: (url) => `Åtkomsttoken för ${names.name} har gått ut, och jag kan inte svara. Hämta en ny på ${url}`,
  serviceDown: (note, time) =>
    `${names.Name} har inte fungerat sedan ${time} (${note}). Frågorna är sparade och besvaras när det fungerar igen.`,
  serviceBack: (ms) => `${names.Name} fungerar igen, efter ${duration(ms)}. Frågor som har väntat besvaras nu.`,
  maintenance: (until) =>
    `Underhåll pågår på ${names.name}${until === undefined ? '' : ` till ${until}`}. Frågorna är sparade och besvaras efteråt.`,
  maintenanceOver: `Underhållet av ${names.name} är över.`,
  modelGone: (model, isDefault) =>
    `${names.Name} erbjuder inte längre ${model}.${isDefault ? ` ${modelSetting} anger den; ange en annan modell där.` : ''}`,
});
