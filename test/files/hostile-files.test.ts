import { deflateRawSync, deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/async/clock.ts';
import type { Clock } from '../../src/async/clock.ts';
import type { FileContent } from '../../src/core/ports/files.ts';
import { ThreadedFileReader } from '../../src/files/threaded-file-reader.ts';
import { quietLog } from '../doubles/quiet-log.ts';
import { DrivenClock } from '../driven/driven-clock.ts';
import { until } from '../driven/until.ts';

const LIMITS = { maxFiles: 8, maxBytes: 20_000_000, maxPages: 100, pictureSide: 1_000 };
const OPEN = '<w:document xmlns:w="w"><w:body>';
const CLOSE = '</w:body></w:document>';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (bytes: Uint8Array, clock: Clock = systemClock): Promise<FileContent> =>
  new ThreadedFileReader({ ...LIMITS, clock, log: quietLog([]) }).read(
    'ada',
    async () => ({ type: 'bytes', bytes }),
    new AbortController().signal,
  );
const docx = (xml: string): Buffer => Buffer.from(zipSync({ 'word/document.xml': bytesOf(xml) }));
const paragraph = (text: string): string => `<w:p><w:r><w:t>${text}</w:t></w:r></w:p>`;

/** A ZIP whose header tells fewer bytes than its one part unpacks to. */
const lyingDocx = (unpacked: Uint8Array, told: number): Buffer => {
  const [name, packed] = [Buffer.from('word/document.xml'), deflateRawSync(unpacked, { level: 9 })];
  const header = (length: number, signature: number, at: number): Buffer => {
    const bytes = Buffer.alloc(length);
    bytes.writeUInt32LE(signature, 0);
    bytes.writeUInt16LE(8, at);
    bytes.writeUInt32LE(packed.length, at + 10);
    bytes.writeUInt32LE(told, at + 14);
    bytes.writeUInt16LE(name.length, at + 18);
    return Buffer.concat([bytes, name]);
  };
  const [local, central, end] = [header(30, 0x04034b50, 8), header(46, 0x02014b50, 10), Buffer.alloc(22)];
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length + packed.length, 16);
  return Buffer.concat([local, packed, central, end]);
};

const pdf = (pages: number, content: (page: number) => Buffer, more = ''): Buffer => {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages}/Kids[${Array.from({ length: pages }, (_, n) => `${4 + 2 * n} 0 R`).join(' ')}]>>`,
    '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>',
  ].map((object) => Buffer.from(object));
  for (let page = 1; page <= pages; page += 1) {
    const stream = content(page);
    const place = `/Parent 2 0 R/MediaBox[0 0 200 200]/Resources<</Font<</F 3 0 R>>>>`;
    objects.push(
      Buffer.from(`<</Type/Page${place}/Contents ${3 + 2 * page} 0 R>>`),
      Buffer.concat([Buffer.from(`<</Length ${stream.length}${more}>>\nstream\n`), stream, Buffer.from('\nendstream')]),
    );
  }
  const numbered = objects.flatMap((object, n) => [Buffer.from(`${n + 1} 0 obj\n`), object, Buffer.from('\nendobj\n')]);
  return Buffer.concat([Buffer.from('%PDF-1.4\n'), ...numbered, Buffer.from('trailer<</Root 1 0 R>>\n%%EOF')]);
};
const words = (text: string): Buffer => Buffer.from(`BT /F 12 Tf 10 10 Td (${text}) Tj ET`);

describe('hostile files', () => {
  test('a document that says how large it is when unpacked is not unpacked', async () => {
    const bytes = docx(`${OPEN}${CLOSE}`);
    bytes.writeUInt32LE(0xfffffff0, bytes.indexOf(Buffer.from('504b0102', 'hex')) + 24);
    expect(await read(bytes)).toEqual({ type: 'unread', why: 'too-big' });
  });

  test('one that hides it gives no more than it told', async () => {
    const inside = `${OPEN}${paragraph('x'.repeat(50_000))}${CLOSE}`;
    const content = await read(lyingDocx(bytesOf(inside), 1_000));
    expect(content.type === 'text' ? content.text.length : Infinity).toBeLessThan(1_000);
  });

  test('entities are not unfolded, and what is nested deeply is damaged', async () => {
    const laughs = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>';
    expect(await read(docx(`${laughs}${OPEN}${paragraph('&b;')}${CLOSE}`))).toEqual({ type: 'text', text: '&b;' });
    expect(await read(docx(OPEN + '<w:p>'.repeat(2_000)))).toEqual({ type: 'unread', why: 'damaged' });
  });

  test('of 10,000 pages as many are read as are allowed', async () => {
    const content = await read(pdf(10_000, (page) => words(`page number ${page}`)));
    expect(content).toMatchObject({ type: 'text', isCut: true });
    const text = content.type === 'text' ? content.text : '';
    expect([text.includes('page number 100'), text.includes('page number 101')]).toEqual([true, false]);
  });

  test('a page whose content unpacks to more than there may be is given up', async () => {
    const spaces = deflateSync(new Uint8Array(900_000_000).fill(32), { level: 9 });
    expect(await read(pdf(1, () => spaces, '/Filter/FlateDecode'))).toEqual({ type: 'unread', why: 'too-big' });
  }, 60_000);

  test('what takes too long is given up, and its thread ends', async () => {
    const clock = new DrivenClock();
    const reading = read(lyingDocx(new Uint8Array(300_000_000), 10), clock);
    let outcome: FileContent | undefined;
    void reading.then((content) => (outcome = content));
    await until(() => clock.sleeping > 2); // its time is counted
    await clock.advance(30_000, 10_000);
    await until(() => outcome !== undefined);
    expect(outcome).toEqual({ type: 'unread', why: 'too-big' });
  });

  test('a picture of more pixels than may be, by its header alone', async () => {
    const header = Buffer.alloc(25);
    header.writeUInt32BE(13, 0);
    header.write('IHDR', 4);
    header.writeUInt32BE(50_000, 8);
    header.writeUInt32BE(50_000, 12);
    header.set([8, 2], 16);
    const bytes = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), header]);
    expect((await read(bytes)).type).toBe('unread');
  });

  test('a polyglot is one of its kinds, and an SVG is text that nothing runs or fetches', async () => {
    const both = Buffer.concat([pdf(1, () => words('both')), docx(`${OPEN}${paragraph('zip')}${CLOSE}`)]);
    expect(await read(both)).toMatchObject({ type: 'text', text: '--- page 1 ---\nboth' });
    const svg = '<svg xmlns="http://www.w3.org/2000/svg"><image href="http://169.254.169.254/"/></svg>';
    expect(await read(bytesOf(svg))).toEqual({ type: 'text', text: svg });
  });

  test('random bytes have a reason, whatever they begin with', async () => {
    const noise = Buffer.from(Array.from({ length: 20_000 }, (_, n) => (n * 7_919 + (n >> 3) * 31) % 256));
    for (const beginning of ['%PDF-1.7\n', 'PK\u0003\u0004', '\u0089PNG\r\n\u001a\n', 'GIF89a', 'RIFF0000WEBP', '']) {
      const content = await read(Buffer.concat([Buffer.from(beginning, 'latin1'), noise]));
      expect([beginning, content.type]).toEqual([beginning, 'unread']);
    }
  });
});
