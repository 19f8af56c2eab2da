import { finnishAlerts } from './finnish-alerts.ts';
import { finnishInstall } from './finnish-install.ts';
import { finnishFiles } from './finnish-files.ts';
import { finnishCommands } from './finnish-commands.ts';
import { choose, counted, duration, thousands } from './finnish-counts.ts';
import type { OwnSentences, Sentences } from './sentences.ts';
import { finnishOfService } from './finnish-service.ts';
import { AITTA } from './named-service.ts';
import type { NamedService } from './named-service.ts';
import { withService } from './with-service.ts';

/** What the bot itself says, in Finnish. Model names and times stand where they need no case. */
const own: OwnSentences = {
  number: thousands,
  thinking: 'Hetki …',
  stop: 'Keskeytä',
  showWhole: 'Näytä koko vastaus',

  behind: (ahead) =>
    choose(
      ahead,
      'Vastaan ensin tämän keskustelun aiempaan kysymykseen.',
      `Vastaan ensin tämän keskustelun ${thousands(ahead)} aiempaan kysymykseen.`,
    ),

  waiting: {
    waking: (model) => `Käynnistän mallia ${model}`,
    requested: (model) => `${model} odottaa GPU:ita LUMI-supertietokoneella`,
    starting: (model) => `${model} latautuu`,
    startsIn: (range, starts) => `; jäljellä noin ${range} ${thousands(starts)} aiemman käynnistyksen perusteella`,
    startsLate: (starts) => `; kestää tavallista kauemmin ${thousands(starts)} aiemman käynnistyksen perusteella`,
    inQueue: (people, place) => `; jonossa on ${thousands(people)} ihmistä, ja olet sijalla ${thousands(place)}`,
    beginsIn: (range, answers) => `; jäljellä noin ${range} ${thousands(answers)} aiemman vastauksen perusteella`,
    beginsLate: (answers) => `; kestää tavallista kauemmin ${thousands(answers)} aiemman vastauksen perusteella`,
    running: (model) => `${model} lukee kysymystäsi`,
    unknown: (model) => `Odotan mallia ${model}`,
    reasoning: (model) => `${model} pohtii`,
  },

  duration,

  answerEnd: {
    length: 'Vastaus päättyy tähän, koska malli saavutti pituusrajansa.',
    cut: 'Vastaus katkesi tähän.',
  },
  footer: {
    times: (waiting, writing) => `odotus ${waiting}, kirjoitus ${writing}`,
    tokens: (tokens, written) => `${tokens} tokenia (joista kirjoitettu ${written})`,
    trimmed: 'Keskustelun alku on jätetty pois',
  },
  onlyReasoning: 'Malli ei antanut varsinaista vastausta: tämä on sen pohdintaa.',
  goOn: 'Jatka',
  again: 'Uudelleen',
  notLast: 'Vain täällä viimeistä vastausta voi jatkaa tai pyytää uudelleen.',
  againWith: 'Mikä malli vastaisi uudelleen?',
  questionEdited: 'Kysymystä muokattiin sen jälkeen, kun siihen oli vastattu.',
  answerEdited: 'Vastaa muokattuun kysymykseen',
  rating: {
    thanks: 'Kiitos palautteesta.',
    kept: 'Kiitos, tallensin sen botin ylläpitäjälle.',
    tell: 'Kerro miksi',
    off: 'Täällä vastauksia ei arvioida.',
    counts: (up, down) => `Arvioitu: 👍 ${up}, 👎 ${down}`,
  },
  stopped: 'Keskeytetty.',
  stoppedBeforeText: 'Keskeytetty, ennen kuin malli ehti kirjoittaa mitään.',
  questionDeleted: 'Keskeytetty, koska kysymys poistettiin.',
  stoppedWhilePosting: 'Keskeytetty kesken vastauksen lähettämisen.',
  restarting: (platform) =>
    platform === 'console'
      ? 'Kysymyksesi on tallessa; käynnistä minut uudelleen, niin saat vastauksen.'
      : 'Käynnistyn uudelleen. Kysymyksesi on tallessa, ja vastaan siihen täällä.',
  forgetsAtEnd: 'Suljen itseni, ja muistini tyhjenee samalla: kysy myöhemmin uudelleen.',
  storeDown: 'Tietokantani ei vastaa, joten en voi vielä jatkaa. Kysymyksesi on tallessa, ja yritän uudelleen.',
  gaveUp: 'Yritin monta kertaa onnistumatta. Kysy uudelleen; botin ylläpitäjä näkee syyn lokista.',

  park: 'Ilmoita, kun on valmista',
  switchTo: (model) => `Vaihda malliin ${model.split('/').at(-1) ?? model}`,
  parked: 'Vastaan täällä uudella viestillä ja mainitsen sinut, kun malli on valmis.',
  joined: 'Tämä kuuluu nyt seuraavaan kysymykseesi, joka on alempana.',
  answersEarlier: 'Vastaa myös aiempaan kysymykseesi',
  always: 'Tee aina näin',
  waitingNow: {
    ask: 'Kun malli pitää ensin käynnistää, kysyn sinulta, mitä tehdään.',
    later:
      'Kun malli pitää ensin käynnistää, vastaan kysymättä myöhemmin uudessa viestissä, jossa mainitsen sinut. Kumoa komennolla `!waiting ask`.',
    switch:
      'Kun malli pitää ensin käynnistää, käytän kysymättä jo käynnissä olevaa mallia. Kumoa komennolla `!waiting ask`.',
  },
  doneAsAlways: 'Kuten haluat aina; kumoa komennolla `!waiting ask`.',
  answeredBelow: 'Vastaus on alempana.',
  goesOnBelow: 'Tämä jatkuu alempana.',
  askStillWanted: (age) => `Olet odottanut ${age}. Haluatko vielä vastauksen? Odotan, ellet pysäytä.`,
  tryAgain: 'Yritä uudelleen',
  tellWhenBack: 'Ilmoita, kun se toimii',
  stillWanted: (age) => `Kysyit tätä ${age} sitten, enkä voinut silloin vastata. Haluatko vielä vastauksen?`,
  answerIt: 'Vastaa',
  forgetIt: 'Ei tarvitse enää',
  answersOld: 'Vastaan täällä uudella viestillä ja mainitsen sinut.',
  dropped: 'Selvä, en vastaa siihen.',
  letGo: 'En kuullut mitään vuorokauteen, joten en vastaa tähän. Kysy uudelleen, jos haluat vielä tietää.',
  alreadyOnIt: 'Hoidan sitä jo.',
  alreadyOver: 'Se on jo ohi.',
  setIt: 'Muuta',
  quiet: 'Vastaan nyt tässä ketjussa vain, kun minut mainitaan. Kumoa komennolla `!listen` (mainitse minut).',
  listening: 'Seuraan taas tätä ketjua ilman mainintaa.',
  nothingToStop: 'Täällä ei ole mitään keskeytettävää.',
  stopping: (count) => choose(count, 'Keskeytetty.', `Keskeytin ${thousands(count)} vastausta.`),
  notYourQuestion: 'Vain kysyjä itse voi tehdä sen.',
  freshStart: 'Aloitetaan alusta: en enää ota huomioon, mitä tässä keskustelussa on aiemmin sanottu.',
  nothingKept: 'Minulla ei ole enää sitä vastausta.',

  files: finnishFiles,
  cannotReadEarlier: 'En voinut lukea täällä aiemmin kirjoitettuja viestejä, koska minulla ei ole siihen oikeutta.',
  unknownCommand: (name, nearest) =>
    `Komentoa \`${name}\` ei ole.${nearest === undefined ? '' : ` Tarkoititko \`${nearest}\`?`} \`!help\` näyttää kaikki komennot.`,
  hello: {
    console: 'Hei! Kirjoita kysymys ja paina Enter. `!help` kertoo, mitä muuta osaan.',
    direct:
      'Hei! Kirjoita vain kysymyksesi. Kaikki täällä on yhtä keskustelua: muistan, mitä on sanottu, kunnes kirjoitat `!reset` tai olet vuorokauden hiljaa. `!help` kertoo, mitä muuta osaan.',
    channel:
      'Hei! Mainitse minut ja kysy, niin vastaan ketjussa. Siinä voit jatkaa mainitsematta minua. `!help` kertoo, mitä muuta osaan.',
  },
  help: {
    console:
      'Kirjoita kysymys ja paina Enter. Tiedosto lähtee mukaan komennolla `!attach POLKU` tai tähän pudotettuna. Muistan, mitä on sanottu, kunnes kirjoitat `!reset` tai olet vuorokauden hiljaa. Komennot:',
    direct:
      'Kirjoita vain kysymyksesi. Muistan, mitä täällä on sanottu, kunnes kirjoitat `!reset` tai olet vuorokauden hiljaa. Komennot:',
    channel:
      'Kysy mitä vain: mainitse minut kanavalla tai kirjoita minulle suoraan. Ketjussa, jossa olen vastannut, mainintaa ei tarvita. Komennot:',
  },
  freshAfterPause: 'Uusi keskustelu, koska edellinen täällä päättyi yli vuorokausi sitten',

  slack: {
    inviteMe: 'En ole jäsenenä täällä. Kutsu minut komennolla `/invite` tai kirjoita minulle suoraan.',
    cannotPostIn: (where) =>
      `Kohteessa ${where} minulla ei ole oikeutta kirjoittaa, joten en voi vastata sinulle siellä. Pyydä oikeutta sen ylläpitäjiltä tai kysy minulta täällä.`,
    notTaken: 'Slack ei hyväksynyt vastaustani: se rikkoo tämän työtilan sääntöä tai Slackin rajoitusta.',
  },
  discord: {
    readsAgain: 'Tietokantani ei vastaa. Yritän tallentaa tätä vielä tunnin ajan ja vastaan sitten.',
    file: 'tiedosto',
    fileSummary: 'Luettava tiedosto tai kuva',
    goOnByMention: 'Jos haluat jatkaa täällä, mainitse minut tai vastaa johonkin viestiini.',
    cannotPostIn: (where) =>
      `Kohteessa ${where} minulla ei ole oikeutta kirjoittaa, joten en voi vastata sinulle siellä. Pyydä oikeutta sen ylläpitäjiltä tai kysy minulta täällä.`,
    notTaken: 'Discord ei hyväksynyt vastaustani: se rikkoo tämän palvelimen sääntöä tai Discordin rajoitusta.',
    restNotTaken: 'Vastaus jatkuisi vielä, mutta en voi enää kirjoittaa tänne.',
    goesOnInDirect: 'Discord antaa minun kirjoittaa täällä vain 15 minuuttia. Lähetän vastauksen yksityisviestinä.',
  },
  console: {
    attached: (name) => `${name} lähtee seuraavan kysymyksesi mukana.`,
    noSuchFile: (path) => (path === '' ? 'Kirjoita `!attach` ja tiedoston polku.' : `Tiedostoa ${path} ei ole.`),
    pressAgain: 'Poistu painamalla Ctrl-C uudelleen.',
    cancelled: 'Peruttu.',
    goesOn: '(vastaus jatkuu)',
    saved: (path) => `Tallennettu: ${path}`,
    notSaved: (name, folder) => `Tiedostoa ${name} ei voitu kirjoittaa kansioon ${folder}. Syy näkyy lokissa.`,
    noSuchChoice: (first, last, typed) =>
      `${first === last ? `Ainoa vaihtoehto on ${first}` : `Vaihtoehdot ovat ${first}–${last}`}. Jos kysyt mallilta, kirjoita "${typed}" lainausmerkkeihin.`,
  },
  trimmed: 'Tämän keskustelun alku ei enää mahdu mukaan ja jää tästä lähtien pois (`!history` kertoo, kuinka paljon).',

  denials: {
    blocked: 'En saa vastata sinulle täällä.',
    workspace: 'En saa vastata tässä työtilassa.',
    channel: 'En saa vastata tällä kanavalla.',
    person: 'Saan vastata vain tietyille ihmisille, etkä ole heidän joukossaan. Botin ylläpitäjä voi muuttaa sen.',
    guest: 'Saan vastata täällä vain varsinaisille jäsenille, en vieraille. Botin ylläpitäjä voi muuttaa sen.',
    unreadable:
      'En voi tarkistaa, saanko vastata sinulle, koska keskustelualusta ei kerro sitä. Botin ylläpitäjän on korjattava asia.',
    stranger: 'Saan vastata vain tämän työtilan jäsenille. Botin ylläpitäjä voi muuttaa sen.',
  },
  limits: {
    questions: {
      person: (until) => `Olet esittänyt sallitun määrän kysymyksiä; seuraavan voit esittää ${until} jälkeen.`,
      channel: (until) =>
        `Tällä kanavalla on esitetty sallittu määrä kysymyksiä; seuraavan voi esittää ${until} jälkeen.`,
      conversation: (until) =>
        `Tässä keskustelussa on esitetty sallittu määrä kysymyksiä; seuraavan voi esittää ${until} jälkeen.`,
    },
    tokens: {
      person: (until) => `Olet käyttänyt tämän päivän tokenisi; uusia saat ${until} jälkeen.`,
      channel: (until) => `Tämän kanavan tokenit on tältä päivältä käytetty; uusia saa ${until} jälkeen.`,
      conversation: (until) => `Tämän keskustelun tokenit on tältä päivältä käytetty; uusia saa ${until} jälkeen.`,
    },
  },

  asks: (who) => `${who} kysyy:`,
  slowStore:
    'Tietokantani on juuri nyt hidas. Jatkan heti, kun tämä on tallennettu. Jos mitään ei kuulu minuutissa, yritä uudelleen.',

  errors: {
    settings: 'Asetuksissani on virhe, joten en voi tehdä sitä. Botin ylläpitäjän on korjattava se.',
    'place-gone': 'En voi enää kirjoittaa sinne.',
    'platform-failed': 'Keskustelualusta ei salli sitä juuri nyt.',
    'store-failed': 'Tietokantani ei vastaa, joten en voinut tallentaa sitä. Yritä uudelleen minuutin kuluttua.',
    'turn-lost': 'Toinen kopioni vastaa tähän.',
    'shutting-down': 'Käynnistyn uudelleen. Lähetä viestisi uudelleen hetken kuluttua.',
    steered: 'Se keskeytyi.',
    'model-unavailable': 'Malli ei käynnistynyt odotusaikana. Yritä myöhemmin uudelleen.',
    'model-broke-off':
      'Malli lopetti joka yrityksellä, ennen kuin kirjoitti mitään. Yritä uudelleen muutaman minuutin kuluttua.',
    'model-empty': 'Malli antoi kahdesti tyhjän vastauksen. Kokeile kysyä toisin sanoin.',
    'model-blind': 'Tämä malli ei näe kuvia.',
    'too-long': 'Tekstiä on enemmän kuin malli pystyy lukemaan kerralla. Kysy lyhyemmin.',
  },
  tooLong: (model, contextTokens, larger) => {
    const other =
      larger === undefined
        ? ''
        : ` tai kysy mallilta ${larger.model}, joka pystyy lukemaan ${counted(larger.contextTokens, 'tokenin', 'tokenia')}`;
    return `Tekstiä on enemmän kuin ${model} pystyy lukemaan kerralla (${counted(contextTokens, 'token', 'tokenia')}). Kysy lyhyemmin${other}.`;
  },
  ourBug: 'Minulla meni jokin vikaan. Botin ylläpitäjä näkee syyn lokista.',
  againAt: (time) => `Sen pitäisi toimia taas ${time} jälkeen.`,

  alerts: finnishAlerts,
  install: finnishInstall,

  ...finnishCommands,
};

/** All of it, also of the service whose models answer. */
export const finnishFor = (service: NamedService): Sentences => withService(own, finnishOfService(service));

export const finnish = finnishFor(AITTA);
