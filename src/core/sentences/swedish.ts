import { swedishAlerts } from './swedish-alerts.ts';
import { swedishInstall } from './swedish-install.ts';
import { swedishFiles } from './swedish-files.ts';
import { swedishCommands } from './swedish-commands.ts';
import { choose, counted, duration, thousands } from './swedish-counts.ts';
import type { OwnSentences, Sentences } from './sentences.ts';
import { swedishOfService } from './swedish-service.ts';
import { AITTA } from './named-service.ts';
import type { NamedService } from './named-service.ts';
import { withService } from './with-service.ts';

/** What the bot itself says, in Swedish as it is written in Finland and Sweden alike. */
const own: OwnSentences = {
  number: thousands,
  thinking: 'Ett ögonblick …',
  stop: 'Stoppa',
  showWhole: 'Visa hela svaret',

  behind: (ahead) =>
    choose(
      ahead,
      'Jag svarar först på en tidigare fråga i den här konversationen.',
      `Jag svarar först på ${thousands(ahead)} tidigare frågor i den här konversationen.`,
    ),

  waiting: {
    waking: (model) => `Startar ${model}`,
    requested: (model) => `${model} väntar på GPU:er i LUMI`,
    starting: (model) => `${model} laddas`,
    startsIn: (range, starts) =>
      `; ungefär ${range} kvar enligt ${counted(starts, 'tidigare start', 'tidigare starter')}`,
    startsLate: (starts) =>
      `; det tar längre tid än vanligt enligt ${counted(starts, 'tidigare start', 'tidigare starter')}`,
    inQueue: (people, place) => `; ${thousands(people)} personer väntar på den, och du är nummer ${thousands(place)}`,
    beginsIn: (range, answers) =>
      `; ungefär ${range} kvar enligt ${counted(answers, 'tidigare svar', 'tidigare svar')}`,
    beginsLate: (answers) =>
      `; det tar längre tid än vanligt enligt ${counted(answers, 'tidigare svar', 'tidigare svar')}`,
    running: (model) => `${model} läser din fråga`,
    unknown: (model) => `Väntar på ${model}`,
    reasoning: (model) => `${model} tänker`,
  },

  duration,

  answerEnd: {
    length: 'Svaret slutar här eftersom modellen nådde sin gräns.',
    cut: 'Svaret bröts här.',
  },
  footer: {
    times: (waiting, writing) => `väntetid ${waiting}, skrivtid ${writing}`,
    tokens: (tokens, written) => `${tokens} tokens (varav ${written} skrivna)`,
    trimmed: 'Början av konversationen är utelämnad',
  },
  onlyReasoning: 'Modellen gav inget egentligt svar: det här är dess resonemang.',
  goOn: 'Fortsätt',
  again: 'Igen',
  notLast: 'Bara det senaste svaret här kan fortsättas eller ges på nytt.',
  againWith: 'Vilken modell ska svara på nytt?',
  questionEdited: 'Frågan redigerades efter att den hade besvarats.',
  answerEdited: 'Svara på den redigerade frågan',
  rating: {
    thanks: 'Tack för omdömet.',
    kept: 'Tack, jag har sparat det för botens administratör.',
    tell: 'Säg varför',
    off: 'Här betygsätts inte svar.',
    counts: (up, down) => `Betyg: 👍 ${up}, 👎 ${down}`,
  },
  stopped: 'Stoppat.',
  stoppedBeforeText: 'Stoppat innan modellen hann skriva något.',
  questionDeleted: 'Stoppat eftersom frågan raderades.',
  stoppedWhilePosting: 'Stoppat medan jag skickade svaret.',
  restarting: (platform) =>
    platform === 'console'
      ? 'Din fråga är sparad; starta mig igen så får du svaret.'
      : 'Jag startar om. Din fråga är sparad och får sitt svar här.',
  forgetsAtEnd: 'Jag stängs av, och mitt minne töms samtidigt: fråga gärna igen efteråt.',
  storeDown: 'Min databas svarar inte, så jag kan inte fortsätta ännu. Din fråga är sparad, och jag försöker igen.',
  gaveUp: 'Jag försökte flera gånger utan att lyckas. Fråga igen; botens administratör ser orsaken i loggen.',

  park: 'Säg till när svaret är klart',
  switchTo: (model) => `Byt till ${model.split('/').at(-1) ?? model}`,
  parked: 'Jag svarar här i ett nytt meddelande och nämner dig när modellen är klar.',
  joined: 'Det här hör nu till din nästa fråga, längre ned.',
  answersEarlier: 'Svarar också på din tidigare fråga',
  always: 'Gör alltid så',
  waitingNow: {
    ask: 'När en modell först måste startas frågar jag dig vad jag ska göra.',
    later:
      'När en modell först måste startas svarar jag senare i ett nytt meddelande som nämner dig, utan att fråga. Ångra med `!waiting ask`.',
    switch:
      'När en modell först måste startas använder jag en som redan är i gång, utan att fråga. Ångra med `!waiting ask`.',
  },
  doneAsAlways: 'Som du alltid vill ha det; ångra med `!waiting ask`.',
  answeredBelow: 'Svaret finns längre ner.',
  goesOnBelow: 'Det här fortsätter längre ner.',
  askStillWanted: (age) => `Du har väntat ${age}. Vill du ännu ha svaret? Jag väntar vidare om du inte stoppar.`,
  tryAgain: 'Försök igen',
  tellWhenBack: 'Säg till när det fungerar',
  stillWanted: (age) => `Du frågade detta för ${age} sedan, och jag kunde inte svara då. Vill du ännu ha ett svar?`,
  answerIt: 'Svara',
  forgetIt: 'Behövs inte längre',
  answersOld: 'Jag svarar här i ett nytt meddelande och nämner dig.',
  dropped: 'Då svarar jag inte på den.',
  letGo: 'Jag hörde inget på ett dygn, så jag svarar inte på detta. Fråga igen om du ännu vill veta.',
  alreadyOnIt: 'Jag håller redan på med det.',
  alreadyOver: 'Det är redan över.',
  setIt: 'Ändra',
  quiet: 'Jag svarar nu i den här tråden bara när jag nämns. Ångra med `!listen` (nämn mig).',
  listening: 'Jag följer den här tråden igen utan att behöva nämnas.',
  nothingToStop: 'Här finns inget att stoppa.',
  stopping: (count) => choose(count, 'Stoppat.', `Stoppade ${thousands(count)} svar.`),
  notYourQuestion: 'Bara den som frågade kan göra det.',
  freshStart: 'Vi börjar om: jag bortser nu från det som har sagts tidigare i den här konversationen.',
  nothingKept: 'Jag har inte kvar det svaret.',

  files: swedishFiles,
  cannotReadEarlier: 'Jag kunde inte läsa de tidigare meddelandena här eftersom jag saknar behörighet.',
  unknownCommand: (name, nearest) =>
    `Det finns inget kommando \`${name}\`.${nearest === undefined ? '' : ` Menade du \`${nearest}\`?`} \`!help\` visar alla kommandon.`,
  hello: {
    console: 'Hej! Skriv en fråga och tryck på Enter. `!help` visar vad mer jag kan.',
    direct:
      'Hej! Skriv bara din fråga. Allt här är en enda konversation: jag minns vad som har sagts tills du skriver `!reset` eller inget på ett dygn. `!help` visar vad mer jag kan.',
    channel:
      'Hej! Nämn mig med en fråga så svarar jag i en tråd, där du kan fortsätta utan att nämna mig. `!help` visar vad mer jag kan.',
  },
  help: {
    console:
      'Skriv en fråga och tryck på Enter. `!attach SÖKVÄG`, eller en fil som släpps här, följer med den. Jag minns vad som har sagts tills du skriver `!reset` eller inget på ett dygn. Kommandon:',
    direct:
      'Skriv bara din fråga. Jag minns vad som har sagts här tills du skriver `!reset` eller inget på ett dygn. Kommandon:',
    channel:
      'Fråga vad som helst: nämn mig i en kanal eller skriv direkt till mig. I en tråd där jag har svarat behöver du inte nämna mig. Kommandon:',
  },
  freshAfterPause: 'En ny konversation, eftersom den förra här tog slut för mer än ett dygn sedan',

  slack: {
    inviteMe: 'Jag är inte medlem här. Bjud in mig med `/invite` eller skriv direkt till mig.',
    cannotPostIn: (where) =>
      `Jag får inte skriva i ${where}, så jag kan inte svara dig där. Be dem som hanterar den att släppa in mig, eller fråga mig här.`,
    notTaken: 'Slack godkände inte mitt svar: det bryter mot en regel i den här arbetsytan eller en gräns i Slack.',
  },
  discord: {
    readsAgain: 'Min databas svarar inte. Jag försöker spara det här i en timme till och svarar sedan.',
    file: 'fil',
    fileSummary: 'En fil eller bild att läsa',
    goOnByMention: 'Nämn mig eller svara på något av mina meddelanden om du vill fortsätta här.',
    cannotPostIn: (where) =>
      `Jag får inte skriva i ${where}, så jag kan inte svara dig där. Be dem som hanterar den att släppa in mig, eller fråga mig här.`,
    notTaken: 'Discord godkände inte mitt svar: det bryter mot en regel på den här servern eller en gräns i Discord.',
    restNotTaken: 'Det här är inte hela svaret: jag får inte längre skriva här.',
    goesOnInDirect: 'Discord låter mig skriva här bara i 15 minuter. Jag skickar svaret som ett direktmeddelande.',
  },
  console: {
    attached: (name) => `${name} följer med din nästa fråga.`,
    noSuchFile: (path) => (path === '' ? 'Skriv `!attach` och sökvägen till en fil.' : `Det finns ingen fil ${path}.`),
    pressAgain: 'Tryck på Ctrl-C igen för att avsluta.',
    cancelled: 'Avbrutet.',
    goesOn: '(svaret fortsätter)',
    saved: (path) => `Sparad: ${path}`,
    notSaved: (name, folder) => `${name} kunde inte skrivas till mappen ${folder}. Orsaken finns i loggen.`,
    noSuchChoice: (first, last, typed) =>
      `${first === last ? `Det enda alternativet är ${first}` : `Alternativen är ${first}–${last}`}. Skriv "${typed}" inom citattecken om du frågar modellen.`,
  },
  trimmed: 'Början av den här konversationen får inte längre plats och lämnas bort (`!history` visar hur mycket).',

  denials: {
    blocked: 'Jag får inte svara dig här.',
    workspace: 'Jag får inte svara i den här arbetsytan.',
    channel: 'Jag får inte svara i den här kanalen.',
    person: 'Jag får bara svara vissa personer, och du är inte en av dem. Botens administratör kan ändra det.',
    guest: 'Jag får här bara svara egentliga medlemmar, inte gäster. Botens administratör kan ändra det.',
    unreadable:
      'Jag kan inte kontrollera om jag får svara dig eftersom chattplattformen inte visar det. Botens administratör måste åtgärda det.',
    stranger: 'Jag får bara svara medlemmar i den här arbetsytan. Botens administratör kan ändra det.',
  },
  limits: {
    questions: {
      person: (until) => `Du har nått gränsen för frågor; nästa fråga är möjlig efter ${until}.`,
      channel: (until) => `Den här kanalen har nått gränsen för frågor; nästa fråga är möjlig efter ${until}.`,
      conversation: (until) =>
        `Den här konversationen har nått gränsen för frågor; nästa fråga är möjlig efter ${until}.`,
    },
    tokens: {
      person: (until) => `Du har använt dagens tokens; fler finns efter ${until}.`,
      channel: (until) => `Den här kanalen har använt dagens tokens; fler finns efter ${until}.`,
      conversation: (until) => `Den här konversationen har använt dagens tokens; fler finns efter ${until}.`,
    },
  },

  asks: (who) => `${who} frågar:`,
  slowStore:
    'Min databas är långsam just nu. Jag fortsätter så snart den har sparat det här. Om inget kommer inom en minut, försök igen.',

  errors: {
    settings: 'Något i mina inställningar är fel, så jag kan inte göra det. Botens administratör måste rätta till det.',
    'place-gone': 'Jag kan inte längre skriva där.',
    'platform-failed': 'Chattplattformen låter mig inte göra det just nu.',
    'store-failed': 'Min databas svarar inte, så jag kunde inte spara det. Försök igen om en minut.',
    'turn-lost': 'En annan kopia av mig svarar på det här.',
    'shutting-down': 'Jag startar om. Skicka det igen om en stund.',
    steered: 'Det avbröts.',
    'model-unavailable': 'Modellen startade inte medan jag väntade. Försök igen senare.',
    'model-broke-off': 'Modellen slutade vid varje försök innan den skrev något. Försök igen om några minuter.',
    'model-empty': 'Modellen gav två gånger ett tomt svar. Pröva att fråga med andra ord.',
    'model-blind': 'Den här modellen kan inte se bilder.',
    'too-long': 'Det är mer text än modellen kan läsa på en gång. Fråga med mindre text.',
  },
  tooLong: (model, contextTokens, larger) => {
    const other =
      larger === undefined
        ? ''
        : ` eller fråga ${larger.model}, som kan läsa ${counted(larger.contextTokens, 'token', 'tokens')}`;
    return `Det är mer text än ${model} kan läsa på en gång (${counted(contextTokens, 'token', 'tokens')}). Fråga med mindre text${other}.`;
  },
  ourBug: 'Något gick fel hos mig. Botens administratör ser det i loggen.',
  againAt: (time) => `Det borde fungera igen efter ${time}.`,

  alerts: swedishAlerts,
  install: swedishInstall,

  ...swedishCommands,
};

/** All of it, also of the service whose models answer. */
export const swedishFor = (service: NamedService): Sentences => withService(own, swedishOfService(service));

export const swedish = swedishFor(AITTA);
