/** One answer of a model. */
export interface Case {
  title: string;
  /** Why it is drawn as it is, where that is not plain. */
  remark: string;
  model: string;
}

const FENCE = '~~~~~~~~';
const TITLE = '## ';
const INVISIBLE = /[^\P{C}\n]|[\u2028\u2029]|(?! )\p{Z}|[\u{fe00}-\u{fe0f}]| +$/gmu;
const NAMED = /⟨((?:[0-9A-F]{2,6} ?)+)⟩/gu;

const hex = (char: string): string => (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0');

/** What nobody can see in a file is written by number. */
const shown = (text: string): string => text.replaceAll(INVISIBLE, (chars) => `⟨${Array.from(chars, hex).join(' ')}⟩`);
const meant = (text: string): string =>
  text.replaceAll(NAMED, (_, codes: string) =>
    codes
      .split(' ')
      .map((code) => String.fromCodePoint(Number.parseInt(code, 16)))
      .join(''),
  );

const sectionOf = (name: string, text: string): string => `${FENCE} ${name}\n${shown(text)}\n${FENCE}`;

/** The cases of a file: a title, perhaps a remark, and what the model wrote. What is drawn of it is passed over. */
export const readCases = (file: string): Case[] => {
  const cases: Case[] = [];
  let section: string | undefined;
  for (const line of file.split('\n')) {
    const current = cases.at(-1);
    if (line.startsWith(FENCE)) {
      section = section === undefined ? line.slice(FENCE.length + 1) : undefined;
    } else if (section === undefined && line.startsWith(TITLE)) {
      cases.push({ title: line.slice(TITLE.length), remark: '', model: '' });
    } else if (current && section === undefined) {
      current.remark += `${line}\n`;
    } else if (current && section === 'model') {
      current.model += `${line}\n`;
    }
  }
  return cases.map(({ title, remark, model }) => ({ title, remark: remark.trim(), model: meant(model.slice(0, -1)) }));
};

/** The file, with what is drawn of each case: texts by name, in order. */
export const writeCases = (
  file: string,
  draw: (model: string) => readonly (readonly [name: string, text: string])[],
): string => {
  const [head = ''] = file.split(/^## /mu);
  const written = readCases(file).map(({ title, remark, model }) =>
    [
      TITLE + title,
      ...(remark === '' ? [] : [remark]),
      [sectionOf('model', model), ...draw(model).map(([name, text]) => sectionOf(name, text))].join('\n'),
    ].join('\n\n'),
  );
  return `${[head.trim(), ...written].join('\n\n')}\n`;
};
