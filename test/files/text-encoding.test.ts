import { expect, test } from 'vitest';
import { readFile } from '../../src/files/read-file.ts';

const read = (bytes: Uint8Array) => readFile(bytes, { maxPages: 10 });
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Node writes none of these encodings. */
test.each([
  ['Shift_JIS', '96bc914f2c944e97ee0a936392862c33340a', '名前,年齢\n田中,34'],
  [
    'Shift_JIS with kana',
    '8fa495692c89bf8a690a82e882f182b22c3130300a82dd82a982f12c38300a',
    '商品,価格\nりんご,100\nみかん,80',
  ],
  ['GBK', 'b2fac6b72cbcdbb8f10ac6bbb9fb2c350a', '产品,价格\n苹果,5'],
  ['Big5', 'a96da6572ca67ec4d60aa4fda470a9fa2c33340ab3afa46aa4e52c32380a', '姓名,年齡\n王小明,34\n陳大文,28'],
  ['EUC-KR', 'c0ccb8a72cb3aac0cc0ab1e8c3b6bcf62c33340ac0ccbfb5c8f12c32380a', '이름,나이\n김철수,34\n이영희,28'],
])('a table of a few words in %s is read', async (_, hex, text) => {
  expect(await read(Buffer.from(hex, 'hex'))).toEqual({ type: 'text', text });
});

test.each([
  'Åbo, Ähtäri, Äänekoski',
  'Größe Übermaß',
  'crème brûlée à la façon',
  'ÅÄÖ åäö ÄÖÅ',
  '10°C ±5 µm ²³',
  'Þórður þæði',
])('a short text in Latin-1 is not taken for one of East Asia: %s', async (text) => {
  expect(await read(latin(text))).toEqual({ type: 'text', text });
});

test('few words that may be Japanese or Chinese are refused', async () => {
  const japanese =
    'ccbec1b02cc7afcef02cbdbbbdea0ac5c4c3e6c2c0cfba2c33342cc5ecb5fec5d40aceebccdab2d6bbd22c32382cc2e7bae5c9dc0a';
  expect(await read(Buffer.from(japanese, 'hex'))).toEqual({ type: 'unread', why: 'encoding' });
});

test('one line in another encoding does not cost the log that it stands in', async () => {
  const log = Buffer.concat([
    Buffer.from('yhteys päättyi\n'.repeat(20)),
    latin('yhteys päättyi\n'),
    Buffer.from('loppu\n'),
  ]);
  expect(await read(log)).toMatchObject({
    text: expect.stringMatching(/^(?:yhteys päättyi\n){20}yhteys p��ttyi\nloppu$/),
  });
});

test('a text that was cut within a character is read up to there', async () => {
  expect(await read(Buffer.from('日本語').subarray(0, -1))).toEqual({ type: 'text', text: '日本�' });
});

test('UTF-32 is a text in an encoding that is not read', async () => {
  const wide = Buffer.from([0xff, 0xfe, 0, 0, 0x68, 0, 0, 0, 0x69, 0, 0, 0]);
  expect(await read(wide)).toEqual({ type: 'unread', why: 'encoding' });
});

test('a text that begins with how a PDF begins is a text', async () => {
  const text = '%PDF-1.4 is how a PDF begins; startxref stands near its end.';
  expect(await read(Buffer.from(text))).toEqual({ type: 'text', text });
});
