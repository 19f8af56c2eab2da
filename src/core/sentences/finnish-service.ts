import type { englishOfService } from './english-service.ts';
import { counted, duration } from './finnish-counts.ts';
import type { NamedService } from './named-service.ts';
import type { Shape } from './sentences.ts';

/** What is said of the service whose models answer, in Finnish. */
export const finnishOfService = (service: NamedService): Said => {
  const names = namesOf(service);
  return {
    waiting: waiting(names, service),
    errors: errors(names, service),
    alerts: alerts(names, service),
    commands: commands(names),
    discord: {
      command: `Kysy ${names.of} malleilta`,
      askAboutThis: service.name === 'Aitta' ? 'Kysy tästä Aitalta' : 'Kysy tästä botilta',
    },
    noModel: `${names.In} ei ole juuri nyt yhtään keskustelumallia. Botin ylläpitäjä voi nimetä mallin asetuksella ${service.modelSetting}.`,
    presence: { maintenance: `${names.In} on huoltokatko`, outage: `${names.Name} ei vastaa` },
  };
};

type Said = Shape<ReturnType<typeof englishOfService>>;

/** The cases that are needed; with a capital where a sentence begins. A name that nobody can inflect stands behind a word that is inflected. */
interface Names {
  Name: string;
  name: string;
  In: string;
  in: string;
  Of: string;
  of: string;
}

const namesOf = ({ name }: NamedService): Names => {
  if (name === 'Aitta') return { Name: 'Aitta', name: 'Aitta', In: 'Aitassa', in: 'Aitassa', Of: 'Aitan', of: 'Aitan' };
  if (name === undefined)
    return {
      Name: 'Mallipalvelu',
      name: 'mallipalvelu',
      In: 'Mallipalvelussa',
      in: 'mallipalvelussa',
      Of: 'Mallipalvelun',
      of: 'mallipalvelun',
    };
  return {
    Name: `Palvelu ${name}`,
    name: `palvelu ${name}`,
    In: `Palvelussa ${name}`,
    in: `palvelussa ${name}`,
    Of: `Palvelun ${name}`,
    of: `palvelun ${name}`,
  };
};

const waiting = (names: Names, { credential }: NamedService): Said['waiting'] => ({
  queued: (ahead, by) => {
    const before =
      ahead === undefined || ahead === 0 ? undefined : `ennen sinua on ${counted(ahead, 'pyyntö', 'pyyntöä')}`;
    if (by === undefined) return `Odotan vuoroa ${names.in}${before === undefined ? '' : `: ${before}`}`;
    return `Odotan vuoroa ${names.in}, arviolta viimeistään ${by}${before === undefined ? '' : ` (${before})`}`;
  },
  budget: (by) =>
    `Tämän botin pyyntöraja ${names.in} on täynnä; jatkan ${by === undefined ? 'heti, kun se on mahdollista' : `viimeistään ${by}`}`,
  downtime: (until) =>
    `${names.In} on huoltokatko${until === undefined ? '' : `, joka päättyy ${until}`}; kysymyksesi on tallessa`,
  outage: `${names.Name} ei vastaa; kysymyksesi on tallessa`,
  refused:
    credential === 'token'
      ? `${names.Name} ei hyväksy käyttöoikeustunnustani, ennen kuin botin ylläpitäjä on uusinut sen; kysymyksesi on tallessa`
      : `${names.Name} ei hyväksy API-avaintani, ennen kuin botin ylläpitäjä on vaihtanut sen; kysymyksesi on tallessa`,
  backAgain: `${names.Name} toimii taas. `,
  breakBefore: (time, until) =>
    `; ${names.of} huoltokatko alkaa ${time}${until === undefined ? '' : ` ja päättyy ${until}`}, luultavasti ennen kuin malli on valmis: ota toinen malli nyt tai odota katkon yli`,
  breakSoon: (time, until) =>
    `; ${names.of} huoltokatko alkaa ${time}${until === undefined ? '' : ` ja päättyy ${until}`}, ja kysymyksesi on tallessa`,
});

const errors = (names: Names, { credential }: NamedService): Said['errors'] => ({
  'service-unauthorized':
    credential === 'token'
      ? `${names.Name} ei hyväksy käyttöoikeustunnustani. Botin ylläpitäjän on uusittava se; siihen asti en voi vastata.`
      : `${names.Name} ei hyväksy API-avaintani. Botin ylläpitäjän on vaihdettava se; siihen asti en voi vastata.`,
  'service-failed': `${names.Name} ei vastaa juuri nyt kunnolla. Yritä uudelleen muutaman minuutin kuluttua.`,
  'service-downtime': `${names.In} on huoltokatko. Yritä myöhemmin uudelleen.`,
  'model-unknown': `${names.In} ei ole sellaista mallia. \`!models\` luettelee tarjolla olevat.`,
  budget: `Tämän botin pyyntöraja ${names.in} on täynnä. Yritä myöhemmin uudelleen.`,
});

const commands = (names: Names): Said['commands'] => ({
  noModelMatches: (filter) =>
    filter === ''
      ? `${names.In} ei ole juuri nyt yhtään keskustelumallia.`
      : `Hakua ”${filter.slice(0, 100)}” vastaavaa keskustelumallia ei ole.`,
  modelLeft: (model) => `Malli ${model} ei ole enää tarjolla ${names.in}. Valitse toinen malli ja kysy uudelleen:`,
  serviceOk: `${names.Name} toimii.`,
  serviceDown: `${names.In} on huoltokatko.`,
});

const alerts = (names: Names, { modelSetting }: NamedService): Said['alerts'] => ({
  tokenEnds: (days, time, url) =>
    `${names.Of} käyttöoikeustunnus vanhenee viimeistään ${counted(days, 'päivän', 'päivän')} kuluttua (${time}). Ilman uutta en voi enää vastata. Uuden saa osoitteesta ${url}`,
  tokenEnded: (url) => `${names.Of} käyttöoikeustunnus on vanhentunut, enkä voi vastata. Uuden saa osoitteesta ${url}`,
  serviceDown: (note, time) =>
    `${names.Name} ei toimi. Vika alkoi ${time} (${note}). Kysymykset ovat tallessa, ja niihin vastataan, kun ${names.name} toimii taas.`,
  serviceBack: (ms) =>
    `${names.Name} toimii taas; katko kesti ${duration(ms)}. Odottaneisiin kysymyksiin vastataan nyt.`,
  maintenance: (until) =>
    `${names.In} on huoltokatko${until === undefined ? '' : `, joka päättyy ${until}`}. Kysymykset ovat tallessa, ja niihin vastataan katkon jälkeen.`,
  maintenanceOver: `${names.Of} huoltokatko on ohi.`,
  modelGone: (model, isDefault) =>
    `Mallia ${model} ei enää ole ${names.in}.${isDefault ? ` Se on nimetty asetuksessa ${modelSetting}; nimeä siihen toinen malli.` : ''}`,
});
