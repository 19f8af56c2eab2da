import { describe, expect, test } from 'vitest';
import { readFile } from '../../src/files/read-file.ts';

/** A canvas as Slack hands it out (a Quip document): made for this, after what others have described. */
const CANVAS = `<h1 id='temp:C:a' class=''>Tea plan</h1>
<p id='temp:C:b' class='line'>Ask <control data-remapped="true" id="temp:C:c"><a>@U024BE7LH</a></control> in <a>#C024BE7LR</a> &amp; read <a href="https://example.com/tea">the guide</a>.<br></p>
<div data-section-style='7' class="list-numbering-restart-at" style=""><ul id='temp:C:d'>
<li id='temp:C:e' class='checked' value='1'><span id='temp:C:e'>Buy tea</span><br></li>
<li id='temp:C:f' class='' value='2'><span id='temp:C:f'>Boil <b>water</b></span><br></li></ul></div>
<div data-section-style='5'><ul id='l'><li value='1'><span>Green</span></li><ul><li><span>Sencha</span></li></ul><li><span>Black</span></li></ul></div>
<div data-section-style='6'><ul><li value='1'><span>First</span></li><li value='2'><span>Second</span></li></ul></div>
<table><tbody><tr><td><p>Tea</p></td><td><p>Cups</p></td></tr><tr><td>Green</td><td>12</td></tr></tbody></table>
<pre>a &lt; b</pre><p><control><img src="https://emoji" alt="tada">:tada:</img></control></p><style>p{}</style><script>alert(1)</script>`;

const read = (html: string, isPage?: boolean): Promise<unknown> =>
  readFile(new TextEncoder().encode(html), { maxPages: 100, isPage });

describe('a canvas', () => {
  test('is what it says', async () => {
    expect(await read(CANVAS, true)).toEqual({
      type: 'text',
      text: `# Tea plan
Ask @U024BE7LH in #C024BE7LR & read the guide (https://example.com/tea).
- [x] Buy tea
- [ ] Boil water
- Green
  - Sencha
- Black
- First
- Second
Tea\tCups
Green\t12
a < b
:tada:`,
    });
  });

  test('of nothing is empty, and one that is nested without end is no text', async () => {
    expect(await read('<p id="a"></p><ul><li></li></ul><p>\u200b</p>', true)).toEqual({ type: 'unread', why: 'empty' });
    await expect(read('<div>'.repeat(100_000), true)).rejects.toThrow('nested');
  });
});

test('another HTML file is read as it is written', async () => {
  expect(await read('<p>Tea</p>')).toEqual({ type: 'text', text: '<p>Tea</p>' });
});
