/** Every sentence of docs/privacy.md, on one line each; its generated table has tests of its own. */
export const promisesIn = (page: string): string[] => {
  const blocks = page
    .replace(/<!-- begin: what is kept[^]*<!-- end: what is kept -->/, '')
    .replaceAll(/```[^]*?```/g, '')
    .split(/\n\n|\n(?=- )/)
    .map((block) => block.trim().replace(/^- /, '').replaceAll(/\s+/g, ' '))
    .filter((block) => block !== '' && !block.startsWith('#'));
  return blocks.flatMap((block) => block.split(/(?<=\.)\s(?=[A-Z`*])/));
};
