import { describe, expect, test } from 'vitest';
import { LANGUAGES, languageOfLocale } from '../../../src/core/sentences/language.ts';
import { sentencesFor } from '../../../src/core/sentences/sentences-for.ts';
import { AITTA } from '../../../src/core/sentences/named-service.ts';
import type { NamedService } from '../../../src/core/sentences/named-service.ts';
import { everySentence } from './every-sentence.ts';

const NAMELESS: NamedService = { name: undefined, modelSetting: 'OPENAI_MODEL', credential: 'key' };
const OTHER: NamedService = { ...NAMELESS, name: 'Rahti LLM' };
const english = sentencesFor('en', AITTA);
/** Names and things to type, which no language changes. */
const SCOPES: ReadonlySet<string> = new Set(['conversation', 'channel', 'person', 'console']);
const KEPT = /^(number|duration|contextTokens)\b|^(usesState\.(running|unknown))$/;

const tableOf = (service: NamedService): string[] => {
  const spoken = LANGUAGES.map((language) => everySentence(sentencesFor(language, service), english));
  return everySentence(english, english).map(({ name }, n) =>
    [name, ...LANGUAGES.map((language, l) => `  ${language}  ${spoken[l]?.[n]?.text ?? ''}`.trimEnd())].join('\n'),
  );
};

test('every sentence in every language, to be read (test/core/sentences/every-sentence.txt)', async () => {
  await expect(`${tableOf(AITTA).join('\n')}\n`).toMatchFileSnapshot('every-sentence.txt');
});

test('what is said of another service, and of one without a name (test/core/sentences/another-service.txt)', async () => {
  const usual = tableOf(AITTA);
  const others = [OTHER, NAMELESS].flatMap((service) => tableOf(service).filter((each) => !usual.includes(each)));
  expect(others.filter((each) => /Ait(?:ta|an|al)|AITTA/.test(each))).toEqual([]);
  await expect(`${others.join('\n')}\n`).toMatchFileSnapshot('another-service.txt');
});

describe.each(
  LANGUAGES.filter((language) => language !== 'en').flatMap((language) =>
    [AITTA, OTHER, NAMELESS].map((service) => ({ language, service })),
  ),
)('$language, of $service.name', ({ language, service }) => {
  const inEnglish = everySentence(sentencesFor('en', service), english);
  const samples = everySentence(sentencesFor(language, service), english).map(({ name, args, text }, n) => ({
    name,
    args,
    text,
    english: inEnglish[n]?.text ?? '',
  }));

  test('nothing is left in English', () => {
    const words =
      /(?<!\p{L})(the|is|are|you|your|and|of|this|that|with|not|my|will|can|may|it|was|what|question|answer)(?!\p{L})/iu;
    const left = samples.filter(({ text }) => words.test(text.replaceAll(/`[^`]*`/g, '')));
    expect(left.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
    const same = samples.filter(({ name, text, english: said }) => text === said && !KEPT.test(name));
    expect(same.map(({ name }) => name)).toEqual([]);
  });

  test('whatever the English sentence tells is told', () => {
    const missing = samples.filter(({ args, text, english: said }) =>
      args
        .flat()
        .some(
          (value) => typeof value === 'string' && !SCOPES.has(value) && said.includes(value) && !text.includes(value),
        ),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
    const numbers = samples.filter(({ text, english: said }) => {
      const digits = (words: string): string[] =>
        (words.replaceAll(/(?<=\d)[,\s](?=\d{3})/g, '').match(/\d+/g) ?? []).toSorted();
      const told = digits(text);
      return digits(said).some((number) => Number(number) > 1 && !told.includes(number));
    });
    expect(numbers.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
  });

  test('commands are named as they are typed, and sentences end as the English ones do', () => {
    const typed = (words: string): string[] =>
      [...words.matchAll(/`([!/]\w+[^`]*)`/g)].map(([, code = '']) => code.replace(/ \p{Lu}+$/u, ' X')).toSorted();
    const other = samples.filter(({ text, english: said }) => typed(text).join() !== typed(said).join());
    expect(other.map(({ name }) => name)).toEqual([]);
    const end = (words: string): string => /[.:?…)]$/.exec(words)?.[0] ?? '';
    const unlike = samples.filter(({ text, english: said }) => end(text) !== end(said));
    expect(unlike.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
  });

  test('no sentence is much longer than the English one, and nothing is left to fill in', () => {
    const long = samples.filter(({ text, english: said }) => text.length > said.length * 1.7 + 15);
    expect(long.map(({ name, text }) => `${name}: ${text}`)).toEqual([]);
    expect(samples.filter(({ text }) => /undefined|\$\{|\[object/.test(text))).toEqual([]);
  });
});

/** Slack's and Discord's limits for a button are 75 and 80 (docs.slack.dev, docs.discord.com). */
test.each(LANGUAGES)('the labels of buttons fit on them in %s', (language) => {
  const label =
    /^(stop|showWhole|park|switchTo|cancel|answerIt|forgetIt|setIt|languageByApp|forChannel|forgetLabel|nextPage)\b/;
  const labels = everySentence(sentencesFor(language, AITTA), english).filter(({ name }) => label.test(name));
  expect(labels.length).toBeGreaterThan(10);
  for (const { text } of labels) expect(text.length).toBeLessThanOrEqual(45);
});

test.each([
  ['fi', 'fi'],
  ['fi-FI', 'fi'],
  ['sv-SE', 'sv'],
  ['sv_FI.UTF-8', 'sv'],
  ['en-GB', 'en'],
  ['EN', 'en'],
  ['fil-PH', undefined],
  ['de', undefined],
  ['', undefined],
  ['C', undefined],
])('a locale %s is the language %s', (locale, language) => {
  expect(languageOfLocale(locale)).toBe(language);
});
