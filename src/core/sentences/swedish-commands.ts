import { choose, counted, thousands } from './swedish-counts.ts';
import { forgot } from './swedish-forgotten.ts';
import type { englishCommands } from './english-commands.ts';
import type { Shape } from './sentences.ts';

/** What commands answer, in Swedish. */
export const swedishCommands: Shape<typeof englishCommands> = {
  whichConversation: 'Vilken konversation menar du? Dina senaste:',
  noConversation: 'Du har ännu ingen konversation här.',
  conversationUnknown: 'Jag har inte kvar den konversationen.',
  retryThere: 'Be om ett nytt svar i själva konversationen: alla här kan inte läsa den.',
  nothingToRetry: 'Här finns ingen fråga som jag kan besvara på nytt.',

  states: {
    running: 'I gång',
    starting: 'Startar',
    requested: 'Väntar på GPU:er',
    offline: 'Inte i gång (en fråga startar den)',
    unknown: 'Okänt läge',
  },
  shortStates: {
    running: 'i gång',
    starting: 'startar',
    requested: 'väntar på GPU:er',
    offline: 'inte i gång',
    unknown: 'okänt läge',
  },
  usualStart: (range, starts) => `startar vanligen på ${range}, enligt ${counted(starts, 'start', 'starter')}`,
  contextTokens: (tokens) => `${Math.round(tokens / 1_024)}k tokens`,
  currentModel: 'används här',
  listRead: (age) => `Uppdaterad för ${age} sedan.`,
  embeddingsHidden: (count) => `(${counted(count, 'inbäddningsmodell', 'inbäddningsmodeller')} visas inte)`,
  pageOf: (page, pages) => `Sida ${page} av ${pages}.`,
  nextPage: (page, pages) => `Sida ${page} av ${pages}`,
  howToUse: 'Välj nedan eller skriv `!use NAMN`.',
  useWhat: 'Vilken modell? `!models` visar dem; en del av namnet räcker, till exempel `!use poro`.',
  warmWhat: 'Vilken modell? `!models` listar dem; en del av namnet räcker, till exempel `!warm poro`.',
  warmRuns: (model) => `${model} är redan i gång.`,
  warmStarts: (model) => `Jag startar ${model}. Det går att ställa frågor under tiden.`,
  warmTooMany: 'Jag startar redan flera modeller. Vänta tills någon av dem är i gång.',
  ambiguous: (wanted) => `Flera modeller motsvarar ”${wanted.slice(0, 100)}”:`,
  forExample: (model) => `Till exempel: ${model}`,
  uses: {
    conversation: (model) => `Den här konversationen använder nu ${model}.`,
    channel: (model) => `Den här kanalen använder nu ${model}.`,
    person: (model) => `Dina frågor går nu till ${model}.`,
  },
  usesState: {
    running: '',
    starting: ' Den håller på att starta.',
    requested: ' Den väntar på GPU:er.',
    offline: ' Den är inte i gång; en fråga startar den.',
    unknown: '',
  },
  usesDefault: {
    conversation: 'Den här konversationen använder standardmodellen igen.',
    channel: 'Den här kanalen använder standardmodellen igen.',
    person: 'Dina frågor går till standardmodellen igen.',
  },
  undone: {
    conversation: 'Valet för den här konversationen är upphävt.',
    channel: 'Valet för den här kanalen är upphävt.',
    person: 'Ditt eget val är upphävt.',
  },
  usedHere: (model, who) => `Här används dock ${model} (${who}).`,
  otherSystemHere: (who) => `Här används dock en annan systemprompt (${who}).`,
  forChannel: 'För den här kanalen',
  forConversation: (title) => `För ”${title}”`,
  needsManager: 'Bara de som hanterar kanalen kan ställa in det för alla i den.',
  setBy: (scope, who, time) =>
    scope === 'person'
      ? 'ditt eget val'
      : `inställt för den här ${scope === 'channel' ? 'kanalen' : 'konversationen'}${who === undefined ? '' : ` av ${who}`}, ${time}`,
  chosenBy: { operator: 'administratörens standard', bot: 'valt automatiskt' },
  modelHere: (model, state, who) => `Modell: \`${model}\`, ${state} (${who}).`,
  notOffered: 'finns inte längre',
  openHere: (count, age) =>
    choose(
      count,
      `En fråga som ställdes för ${age} sedan håller på att besvaras här.`,
      `${thousands(count)} frågor håller på att besvaras här; den äldsta ställdes för ${age} sedan.`,
    ),
  nothingOpen: 'Ingen fråga håller på att besvaras här.',
  systemIs: (who) => `Systemprompt: ${who}.`,
  systemTooLong: (length, most) =>
    `Texten har ${thousands(length)} tecken och får ha högst ${thousands(most)}. Inget ändrades.`,
  systemSet: {
    conversation: 'Systemprompten för den här konversationen är satt. `!system` visar den; ångra med `!system reset`.',
    channel: 'Systemprompten för den här kanalen är satt. `!system` visar den; ångra med `!system reset --channel`.',
    person: 'Din egen systemprompt är satt och gäller bara dina frågor. Ångra med `!system reset --me`.',
  },
  systemReset: {
    conversation: 'Den här konversationen har standardprompten igen.',
    channel: 'Den här kanalen har standardprompten igen.',
    person: 'Du har standardprompten igen.',
  },
  systemDefault: 'Här används standardprompten. `!system TEXT` sätter en annan.',
  systemOfOperator: 'Här används administratörens systemprompt.',

  historyGiven: (messages, tokens) =>
    `Med din nästa fråga får modellen ${counted(messages, 'meddelande', 'meddelanden')}, ungefär ${counted(tokens, 'token', 'tokens')}.`,
  historyWindow: (model, window, reserve) =>
    `${model} kan läsa ${counted(window, 'token', 'tokens')}, av vilka ${thousands(reserve)} är reserverade för svaret.`,
  historyLeftOut: (turns) =>
    choose(
      turns,
      'Den äldsta frågan med sitt svar får inte längre plats och lämnas bort.',
      `De ${thousands(turns)} äldsta frågorna med sina svar får inte längre plats och lämnas bort.`,
    ),
  historyComplete: (turns) => (turns === 0 ? 'Såvitt jag minns har inget sagts här ännu.' : 'Inget lämnas bort.'),

  usageOf: { person: '**Din användning**', channel: '**Den här kanalens användning**', all: '**Allas användning**' },
  usageOfWhom: 'Vems användning? `!usage me`, `!usage channel` eller `!usage all`.',
  usageNeedsManager: 'Bara de som hanterar kanalen kan se allas användning.',
  today: 'I dag',
  lastDays: (days) => `De senaste ${days} dagarna`,
  noUsage: 'inget',
  someEstimated: '≈ betyder en uppskattning när servern inte har uppgett några siffror.',
  usageLine: (questions, tokens, written, waiting, writing) =>
    `${counted(questions, 'fråga', 'frågor')}, ${tokens} tokens (varav ${written} skrivna), väntetid ${waiting}, skrivtid ${writing}`,

  thinkingNow: {
    shown: 'Jag visar bredvid svaret vad modellen tänkte före det. Ångra med `!thinking hidden`.',
    hidden:
      'Jag visar inte vad en modell tänker innan den svarar; det gör jag med `!thinking shown` eller när frågan innehåller `--thinking`.',
  },
  languageNow: 'Jag talar svenska med dig; modellen svarar på det språk som du frågar på. Välj mitt språk:',
  languageSet: 'Jag talar nu svenska med dig. Ångra med `!language auto`.',
  languageAuto: 'Jag följer nu språket i din chattapp eller annars det som botens administratör har ställt in.',
  languageUnknown: (wanted) => `Jag talar inte ”${wanted}”. Välj ett språk som jag talar:`,
  languageByApp: 'Automatiskt',

  nothingToExport: 'Det finns inget i den här konversationen som jag kan exportera.',
  exported: (turns) => `Här är konversationen (${counted(turns, 'fråga', 'frågor')}).`,
  forgetWhat: 'Vad ska jag radera: den här konversationen eller allt om dig?',
  forgetLabel: { conversation: 'Radera den här konversationen', me: 'Radera allt om mig' },
  forgetSure: {
    conversation:
      'Det här raderar det som har sagts i konversationen och dess inställningar. Själva meddelandena i chatten blir kvar. Ska jag radera?',
    me: 'Det här raderar allt som jag har sparat om dig: dina frågor och svaren på dem överallt, dina inställningar, din statistik och det som jag svarar dig på just nu. Själva meddelandena i chatten blir kvar. Ska jag radera?',
    meOnPage:
      'Det här raderar allt som jag har sparat om dig: det du skrev på den här sidan och svaren på det, dina inställningar, din statistik och det som jag svarar dig på just nu. Ska jag radera?',
  },
  forgot,
  stillRead:
    'Min databas läses just nu, till exempel av en säkerhetskopiering: det raderade försvinner från disken när det är klart.',
  forgotOwn: (turns) => {
    const own =
      turns === 0
        ? 'Ingen fråga här var din.'
        : choose(
            turns,
            'Din fråga och svaret på den är raderade.',
            `Dina ${thousands(turns)} frågor och svaren på dem är raderade.`,
          );
    return `${own} Andras frågor kan raderas av dem själva eller av dem som hanterar kanalen.`;
  },
};
