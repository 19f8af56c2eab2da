import { choose, counted, thousands } from './finnish-counts.ts';
import { forgot } from './finnish-forgotten.ts';
import type { englishCommands } from './english-commands.ts';
import type { Shape } from './sentences.ts';

/** What commands answer, in Finnish. */
export const finnishCommands: Shape<typeof englishCommands> = {
  whichConversation: 'Mitä keskustelua tarkoitat? Viimeisimmät keskustelusi:',
  noConversation: 'Sinulla ei ole täällä vielä keskusteluja.',
  conversationUnknown: 'Minulla ei ole enää sitä keskustelua.',
  retryThere: 'Pyydä uutta vastausta kyseisessä keskustelussa: kaikki täällä eivät voi lukea sitä.',
  nothingToRetry: 'Täällä ei ole kysymystä, johon voisin vastata uudelleen.',

  states: {
    running: 'Käynnissä',
    starting: 'Käynnistymässä',
    requested: 'Odottaa GPU:ita',
    offline: 'Ei käynnissä (kysymys käynnistää sen)',
    unknown: 'Tila ei tiedossa',
  },
  shortStates: {
    running: 'käynnissä',
    starting: 'käynnistymässä',
    requested: 'odottaa GPU:ita',
    offline: 'ei käynnissä',
    unknown: 'tila ei tiedossa',
  },
  usualStart: (range, starts) =>
    `käynnistyminen kestää yleensä ${range}, ${thousands(starts)} käynnistyksen perusteella`,
  contextTokens: (tokens) => `${Math.round(tokens / 1_024)}k tokenia`,
  currentModel: 'käytössä täällä',
  listRead: (age) => `Päivitetty ${age} sitten.`,
  embeddingsHidden: (count) => `(${counted(count, 'upotusmalli', 'upotusmallia')} piilotettu)`,
  pageOf: (page, pages) => `Sivu ${page}/${pages}.`,
  nextPage: (page, pages) => `Sivu ${page}/${pages}`,
  howToUse: 'Valitse alta tai kirjoita `!use NIMI`.',
  useWhat: 'Mikä malli? `!models` luettelee ne; osa nimestä riittää, esimerkiksi `!use poro`.',
  warmWhat: 'Mikä malli? `!models` luettelee ne; osa nimestä riittää, esimerkiksi `!warm poro`.',
  warmRuns: (model) => `${model} on jo käynnissä.`,
  warmStarts: (model) => `Käynnistän mallin ${model}. Sillä välin voi jo kysyä.`,
  warmTooMany: 'Käynnistän jo useaa mallia. Odota, kunnes jokin niistä on käynnissä.',
  ambiguous: (wanted) => `Hakua ”${wanted.slice(0, 100)}” vastaa useampi malli:`,
  forExample: (model) => `Esimerkiksi: ${model}`,
  uses: {
    conversation: (model) => `Tässä keskustelussa käytetään nyt mallia ${model}.`,
    channel: (model) => `Tällä kanavalla käytetään nyt mallia ${model}.`,
    person: (model) => `Kysymyksiisi vastaa nyt malli ${model}.`,
  },
  usesState: {
    running: '',
    starting: ' Se käynnistyy parhaillaan.',
    requested: ' Se odottaa GPU:ita.',
    offline: ' Se ei ole käynnissä; kysymys käynnistää sen.',
    unknown: '',
  },
  usesDefault: {
    conversation: 'Tässä keskustelussa käytetään taas oletusmallia.',
    channel: 'Tällä kanavalla käytetään taas oletusmallia.',
    person: 'Kysymyksiisi vastaa taas oletusmalli.',
  },
  undone: {
    conversation: 'Tämän keskustelun valinta on kumottu.',
    channel: 'Tämän kanavan valinta on kumottu.',
    person: 'Oma valintasi on kumottu.',
  },
  usedHere: (model, who) => `Täällä käytetään kuitenkin mallia ${model} (${who}).`,
  otherSystemHere: (who) => `Täällä käytetään kuitenkin toista järjestelmäkehotetta (${who}).`,
  forChannel: 'Tälle kanavalle',
  forConversation: (title) => `Keskusteluun ”${title}”`,
  needsManager: 'Vain kanavan hallinnoijat voivat asettaa sen kaikille kanavalla.',
  setBy: (scope, who, time) =>
    scope === 'person'
      ? 'oma valintasi'
      : `asetettu ${scope === 'channel' ? 'tälle kanavalle' : 'tähän keskusteluun'}${who === undefined ? '' : `, asettaja ${who}`}, ${time}`,
  chosenBy: { operator: 'ylläpitäjän oletus', bot: 'valittu automaattisesti' },
  modelHere: (model, state, who) => `Malli: \`${model}\`, ${state} (${who}).`,
  notOffered: 'ei enää tarjolla',
  openHere: (count, age) =>
    choose(
      count,
      `Täällä on vastattavana yksi kysymys, joka esitettiin ${age} sitten.`,
      `Täällä on vastattavana ${thousands(count)} kysymystä, joista vanhin esitettiin ${age} sitten.`,
    ),
  nothingOpen: 'Täällä ei ole kysymyksiä vastattavana.',
  systemIs: (who) => `Järjestelmäkehote: ${who}.`,
  systemTooLong: (length, most) =>
    `Tekstissä on ${counted(length, 'merkki', 'merkkiä')}, ja enimmäispituus on ${thousands(most)}. Mitään ei muutettu.`,
  systemSet: {
    conversation:
      'Tämän keskustelun järjestelmäkehote on asetettu. `!system` näyttää sen; kumoa komennolla `!system reset`.',
    channel:
      'Tämän kanavan järjestelmäkehote on asetettu. `!system` näyttää sen; kumoa komennolla `!system reset --channel`.',
    person:
      'Oma järjestelmäkehotteesi on asetettu; se koskee vain sinun kysymyksiäsi. Kumoa komennolla `!system reset --me`.',
  },
  systemReset: {
    conversation: 'Tämän keskustelun järjestelmäkehote on taas oletus.',
    channel: 'Tämän kanavan järjestelmäkehote on taas oletus.',
    person: 'Oma järjestelmäkehotteesi on taas oletus.',
  },
  systemDefault: 'Täällä käytetään oletuskehotetta. `!system TEKSTI` asettaa toisen.',
  systemOfOperator: 'Täällä käytetään ylläpitäjän järjestelmäkehotetta.',

  historyGiven: (messages, tokens) =>
    `Seuraavan kysymyksesi mukana malli saa ${counted(messages, 'viestin', 'viestiä')}, noin ${counted(tokens, 'tokenin', 'tokenia')}.`,
  historyWindow: (model, window, reserve) =>
    `${model} pystyy lukemaan ${counted(window, 'tokenin', 'tokenia')}, joista ${thousands(reserve)} on varattu vastaukselle.`,
  historyLeftOut: (turns) =>
    choose(
      turns,
      'Vanhin kysymys vastauksineen ei enää mahdu mukaan ja jää pois.',
      `Vanhimmat ${thousands(turns)} kysymystä vastauksineen eivät enää mahdu mukaan ja jäävät pois.`,
    ),
  historyComplete: (turns) =>
    turns === 0 ? 'Täällä ei muistaakseni ole vielä sanottu mitään.' : 'Mitään ei jää pois.',

  usageOf: { person: '**Oma käyttösi**', channel: '**Tämän kanavan käyttö**', all: '**Kaikkien käyttö**' },
  usageOfWhom: 'Kenen käyttö? `!usage me`, `!usage channel` tai `!usage all`.',
  usageNeedsManager: 'Vain kanavan hallinnoijat näkevät kaikkien käytön.',
  today: 'Tänään',
  lastDays: (days) => `Viimeiset ${days} päivää`,
  noUsage: 'ei mitään',
  someEstimated: '≈ tarkoittaa arviota, kun palvelin ei ole ilmoittanut lukuja.',
  usageLine: (questions, tokens, written, waiting, writing) =>
    `${counted(questions, 'kysymys', 'kysymystä')}, ${tokens} tokenia (joista kirjoitettu ${written}), odotusaika ${waiting}, kirjoitusaika ${writing}`,

  thinkingNow: {
    shown: 'Näytän vastauksen rinnalla, mitä malli pohti ennen sitä. Kumoa komennolla `!thinking hidden`.',
    hidden:
      'En näytä, mitä malli pohtii ennen vastaustaan; näytän sen komennolla `!thinking shown` tai kun kysymyksessä on `--thinking`.',
  },
  languageNow: 'Puhun sinulle suomea; malli vastaa kysymyksesi kielellä. Valitse minun kieleni:',
  languageSet: 'Puhun sinulle nyt suomea. Kumoa komennolla `!language auto`.',
  languageAuto: 'Käytän nyt keskustelusovelluksesi kieltä tai muuten botin ylläpitäjän asettamaa kieltä.',
  languageUnknown: (wanted) => `En osaa kieltä ”${wanted}”. Valitse kieli, jota osaan:`,
  languageByApp: 'Automaattinen',

  nothingToExport: 'Tästä keskustelusta ei ole mitään, minkä voisin antaa tiedostona.',
  exported: (turns) => `Tässä on keskustelu (${counted(turns, 'kysymys', 'kysymystä')}).`,
  forgetWhat: 'Mitä poistetaan: tämä keskustelu vai kaikki sinua koskeva?',
  forgetLabel: { conversation: 'Poista tämä keskustelu', me: 'Poista kaikki minua koskeva' },
  forgetSure: {
    conversation:
      'Tämä poistaa sen, mitä tässä keskustelussa on sanottu, ja keskustelun asetukset. Viestit itse keskustelussa jäävät. Poistetaanko?',
    me: 'Tämä poistaa kaiken, mitä säilytän sinusta: kysymyksesi ja niiden vastaukset kaikkialta, asetuksesi, käyttötietosi ja sen, mihin olen juuri vastaamassa sinulle. Viestit itse keskusteluissa jäävät. Poistetaanko?',
    meOnPage:
      'Tämä poistaa kaiken, mitä säilytän sinusta: mitä kirjoitit tällä sivulla ja vastaukset siihen, asetuksesi, käyttötietosi ja sen, mihin olen juuri vastaamassa sinulle. Poistetaanko?',
  },
  forgot,
  stillRead:
    'Tietokantaani luetaan juuri nyt, esimerkiksi varmuuskopioidaan: poistettu katoaa levyltä, kun se on valmis.',
  forgotOwn: (turns) => {
    const own =
      turns === 0
        ? 'Mikään kysymys täällä ei ollut sinun.'
        : choose(
            turns,
            'Kysymyksesi vastauksineen on poistettu.',
            `Poistettu ${thousands(turns)} kysymystäsi vastauksineen.`,
          );
    return `${own} Muiden kysymykset voivat poistaa vain he itse tai kanavan hallinnoijat.`;
  },
};
