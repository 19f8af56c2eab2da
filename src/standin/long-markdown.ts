const TOPICS = ['light', 'water', 'stone', 'forest', 'wind', 'snow', 'harbour', 'island'];

/** Markdown with headings, lists, tables and code, whole blocks, at least `characters` long; the same for the same number. */
export const longMarkdown = (characters: number): string => {
  const blocks: string[] = ['# A long answer'];
  let length = blocks.join('').length;
  for (let section = 1; length < characters; section++) {
    const text = sectionOf(section);
    blocks.push(text);
    length += text.length + 2;
  }
  return blocks.join('\n\n');
};

const sectionOf = (section: number): string => {
  const topic = TOPICS[section % TOPICS.length] ?? 'light';
  const heading = `## ${section}. On ${topic}\n\n`;
  switch (section % 4) {
    case 0:
      return `${heading}${table(topic, section)}`;
    case 1:
      return `${heading}${prose(topic, section)}`;
    case 2:
      return `${heading}${list(topic, section)}`;
    default:
      return `${heading}${code(topic, section)}`;
  }
};

const prose = (topic: string, section: number): string =>
  `Paragraph ${section} is about **${topic}**, *slowly told*. It holds a \`value\`, a [link](https://example.org/${topic}), ` +
  `letters from elsewhere (äöå, žluťoučký, 東京, 🌲) and signs that Markdown uses: 2 < 3 & 5 > 4.\n\n` +
  `> What is said of ${topic} may be said again, and counted: this is quotation ${section}.`;

const list = (topic: string, section: number): string =>
  `- First, ${topic} is seen.\n- Then it is measured:\n  - once at dawn,\n  - ${section} times by noon.\n- Last, it is written down.\n\n` +
  `1. Begin.\n2. Go on.\n3. End.`;

const code = (topic: string, section: number): string =>
  '```python\n' +
  `def ${topic}_${section}(count: int) -> list[str]:\n` +
  `    """Names every ${topic} once."""\n` +
  `    return [f"${topic}-{n}" for n in range(count) if n % ${section + 1} != 0]\n` +
  '\n' +
  `print("\\n".join(${topic}_${section}(${section * 10})))\n` +
  '```';

const table = (topic: string, section: number): string =>
  `| ${topic} | number | share |\n| :--- | ---: | :---: |\n` +
  [1, 2, 3, 4].map((row) => `| row ${row} of ${section} | ${row * section} | ${row * 10} % |`).join('\n');
