import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { FileContent } from '../../src/core/ports/files.ts';
import { plainFileReader } from '../doubles/plain-file-reader.ts';

/** Small files that were made for this by the programs that people use, or by hand where none would make them. */
const CORPUS = join(import.meta.dirname, 'corpus');
const names = readdirSync(CORPUS);

const read = (bytes: Uint8Array): Promise<FileContent> =>
  plainFileReader.read('ada', async () => ({ type: 'bytes', bytes }), new AbortController().signal);
const readNamed = (name: string): Promise<FileContent> => read(readFileSync(join(CORPUS, name)));

const TEXTS: Readonly<Record<string, string>> = {
  'ascii.pdf': '--- page 1 ---\nThe kettle is plain.',
  'before-header.pdf':
    '--- page 1 ---\nThe kettle boils at noon.\nSecond line of page one.\n\n--- page 2 ---\nPage two ends the report.',
  'build-log.txt': 'PASS kettle\nFAIL teapot',
  'chinese-big5.txt': '今天的會議討論了水壺和茶葉的採購問題。',
  'chinese-gbk.txt': '今天的会议讨论了水壶和茶叶的采购问题，大家都同意了。',
  'cups.ods': '--- table Cups ---\nGreen \t12',
  'cups.xlsx':
    '--- sheet Cups ---\nTea\tCups\tSince\nGreen\t12\t2026-03-14\nBlack\t7.5\t2026-11-02 09:30:00\n\t\t\t\tfar away\n\tTRUE\n\n--- sheet Notes ---\nSecond sheet',
  'data.json': '{"tea": "green"}',
  'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><text>Kettle</text></svg>',
  'japanese-euc.txt': '今日は良い天気ですね。お茶を飲みましょう。',
  'japanese-mail.txt': '会議は明日です。',
  'japanese-shift-jis.txt': '今日は良い天気ですね。お茶を飲みましょう。会議は明日です。',
  'korean-euc.txt': '오늘 회의에서 주전자와 차를 논의했습니다.',
  'letter.odt': 'Dear kettle\nYou boil  well & fast.\nYours',
  'minutes.docx': 'Minutes of the tea committee\nThe kettle was discussed. Äiti said "no".\nTea \tCups \t\nGreen \t12',
  'protected.pdf': '--- page 1 ---\nThe kettle\nis a secret.', // it may be read, and not printed
  'report.pdf':
    '--- page 1 ---\nThe kettle boils at noon.\nSecond line of page one.\n\n--- page 2 ---\nPage two ends the report.',
  'rows.csv': 'name,age\nada,36\nöykkä,7',
  'russian-koi8.txt': 'Сегодня на совещании обсуждали чайник и покупку чая.',
  'russian-windows.txt': 'Сегодня на совещании обсуждали чайник и покупку чая.',
  'slides.pptx': '--- slide 1 ---\nTea for all\nSmile here\n1\n\n--- slide 2 ---\nThank you\n\n2',
  'wide.txt': 'Teatime at noon',
  'windows.txt': 'Kärpänen sanoi: “tee”',
};
const PICTURES: Readonly<Record<string, [width: number, height: number]>> = {
  'moving.gif': [64, 64],
  'photo.jpg': [180, 320], // upright, as its camera was held
  'screenshot.png': [640, 360],
  'see-through.webp': [640, 360],
};
const UNREAD: Readonly<Record<string, string>> = {
  'archive.zip': 'archive',
  'beep.wav': 'audio',
  'clip.mp4': 'video',
  'damaged.docx': 'damaged',
  'damaged.pdf': 'damaged',
  'empty.txt': 'empty',
  'locked-aes.pdf': 'password',
  'locked-agile.docx': 'password',
  'locked-standard.xlsx': 'password',
  'locked.docx': 'password',
  'locked.odt': 'password',
  'locked.pdf': 'password',
  'log.gz': 'archive',
  'old.doc': 'old-office',
  'photo.bmp': 'unknown-kind',
  'photo.heic': 'heic',
  'program.bin': 'unknown-kind',
  'scan.pdf': 'no-text',
  'two-signs-gbk.txt': 'encoding',
  'unseen.txt': 'empty',
  'voice.ogg': 'audio',
};

describe('every file of the corpus gives its text, a picture, or a reason', () => {
  test('and none is without its row here', () => {
    expect(Object.keys({ ...TEXTS, ...PICTURES, ...UNREAD }).toSorted()).toEqual(names.toSorted());
  });

  test.each(Object.entries(TEXTS))('%s is text', async (name, text) => {
    expect(await readNamed(name)).toEqual({ type: 'text', text });
  });

  test.each(Object.entries(PICTURES))('%s is a picture', async (name, [width, height]) => {
    expect(await readNamed(name)).toMatchObject({ type: 'picture', mediaType: 'image/jpeg', width, height });
  });

  test.each(Object.entries(UNREAD))('%s is not read', async (name, why) => {
    expect(await readNamed(name)).toEqual({ type: 'unread', why });
  });
});

test('what a camera has written into a picture is not in what a model gets', async () => {
  const bytes = readFileSync(join(CORPUS, 'photo.jpg'));
  expect(bytes.includes('secret place')).toBe(true);
  const content = await read(bytes);
  expect(Buffer.from(content.type === 'picture' ? content.data : '', 'base64').includes('secret place')).toBe(false);
});
