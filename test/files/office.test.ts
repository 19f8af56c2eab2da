import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { readFile } from '../../src/files/read-file.ts';

type Parts = Readonly<Record<string, string>>;
const read = async (parts: Parts): Promise<unknown> => {
  const files = Object.entries(parts).map(([name, xml]): [string, Uint8Array] => [name, new TextEncoder().encode(xml)]);
  const content = await readFile(zipSync(Object.fromEntries(files)), { maxPages: 100 });
  return content.type === 'text' ? content.text : content;
};
const links = (targets: Parts): string =>
  `<Relationships>${Object.entries(targets)
    .map(([id, target]) => `<Relationship Id="${id}" Target="${target}"/>`)
    .join('')}</Relationships>`;
const workbook = (cells: string, more: Parts = {}): Parts => ({
  'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="One" r:id="r1"/></sheets></workbook>',
  'xl/_rels/workbook.xml.rels': links({ r1: 'worksheets/sheet1.xml' }),
  'xl/worksheets/sheet1.xml': `<worksheet><sheetData><row>${cells}</row></sheetData></worksheet>`,
  ...more,
});

describe('a document as programs really write it', () => {
  test('Word on the web numbers its parts', async () => {
    expect(await read({ 'word/document2.xml': '<w:document><w:p><w:t>Hello</w:t></w:p></w:document>' })).toBe('Hello');
  });

  test('what Word writes twice, for older programs, is read once', async () => {
    const box = '<mc:Choice><w:p><w:t>box</w:t></w:p></mc:Choice><mc:Fallback><w:p><w:t>box</w:t></w:p></mc:Fallback>';
    expect(await read({ 'word/document.xml': `<w:document>${box}<w:p><w:t>end</w:t></w:p></w:document>` })).toBe(
      'box\nend',
    );
  });

  test('what was deleted from a text of LibreOffice is not read', async () => {
    const deleted =
      '<text:tracked-changes><text:deletion><text:p>secret</text:p></text:deletion></text:tracked-changes>';
    expect(await read({ 'content.xml': `<office:text>${deleted}<text:p>Kept</text:p></office:text>` })).toBe('Kept');
  });

  test('slides stand in the order in which they are shown, each with its own notes', async () => {
    const parts = {
      'ppt/presentation.xml': '<p:presentation><p:sldId id="9" r:id="b"/><p:sldId id="8" r:id="a"/></p:presentation>',
      'ppt/_rels/presentation.xml.rels': links({ a: 'slides/slide1.xml', b: '/ppt/slides/slide2.xml' }),
      'ppt/slides/slide1.xml': '<a:p><a:t>last</a:t></a:p>',
      'ppt/slides/slide2.xml': '<a:p><a:t>first</a:t></a:p>',
      'ppt/slides/_rels/slide1.xml.rels': links({ n: '../notesSlides/notesSlide7.xml' }),
      'ppt/notesSlides/notesSlide7.xml': '<a:p><a:t>of the last</a:t></a:p>',
    };
    expect(await read(parts)).toBe('--- slide 1 ---\nfirst\n\n--- slide 2 ---\nlast\nof the last');
  });

  test('a workbook may name its namespaces as it likes', async () => {
    const parts = workbook('<c r="A1"><v>7</v></c>', {
      'xl/workbook.xml': '<x:workbook><x:sheets><x:sheet name="One" rel:id="r1"/></x:sheets></x:workbook>',
    });
    expect(await read(parts)).toBe('--- sheet One ---\n7');
  });

  test('how Japanese is spoken is not read as part of it', async () => {
    const shared = '<sst><si><t>東京</t><rPh><t>トウキョウ</t></rPh></si></sst>';
    expect(await read(workbook('<c r="A1" t="s"><v>0</v></c>', { 'xl/sharedStrings.xml': shared }))).toBe(
      '--- sheet One ---\n東京',
    );
  });

  test('days are counted from where the workbook says', async () => {
    const parts = workbook('<c r="A1" s="0"><v>40000</v></c>', {
      'xl/workbook.xml':
        '<workbook><workbookPr date1904="1"/><sheets><sheet name="One" r:id="r1"/></sheets></workbook>',
      'xl/styles.xml': '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>',
    });
    expect(await read(parts)).toBe('--- sheet One ---\n2013-07-07');
  });

  test('what has sheets, slides or paragraphs and nothing on them is empty', async () => {
    const slide = {
      'ppt/presentation.xml': '<p:presentation><p:sldId r:id="a"/></p:presentation>',
      'ppt/_rels/presentation.xml.rels': links({ a: 'slides/slide1.xml' }),
      'ppt/slides/slide1.xml': '<a:p><a:t> </a:t></a:p>',
    };
    expect(await read(workbook(''))).toEqual({ type: 'unread', why: 'empty' });
    expect(await read(slide)).toEqual({ type: 'unread', why: 'empty' });
    expect(await read({ ...slide, 'ppt/media/image1.png': 'x' })).toEqual({ type: 'unread', why: 'no-text' });
    expect(await read({ 'word/document.xml': '<w:p><w:t>\u200b</w:t></w:p>' })).toEqual({
      type: 'unread',
      why: 'empty',
    });
    expect(await read({ 'content.xml': '<table:table table:name="One"><table:table-row/></table:table>' })).toEqual({
      type: 'unread',
      why: 'empty',
    });
  });

  test.each([
    ['little', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['big', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['little, without its mark,', (text: string) => Buffer.from(text, 'utf16le')],
  ])('XML in UTF-16, the %s end first', async (_, encode) => {
    const xml = encode(
      '<?xml version="1.0" encoding="UTF-16"?><w:document><w:p><w:t>Tee ä 茶</w:t></w:p></w:document>',
    );
    const content = await readFile(zipSync({ 'word/document.xml': xml }), { maxPages: 100 });
    expect(content).toEqual({ type: 'text', text: 'Tee ä 茶' });
  });
});
