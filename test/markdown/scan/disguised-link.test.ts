import { expect, test } from 'vitest';
import { isDisguised } from '../../../src/markdown/scan/disguised-link.ts';

test.each([
  ['Log in at nordea.fi', 'https://evil.example'],
  ['nordea.fi: log in', 'https://evil.example'],
  ['log in (nordea.fi)', 'https://evil.example'],
  ['at NORDEA.FI now', 'https://evil.example'],
  ['at nordea\u3002fi now', 'https://evil.example'],
  ['at nor\u200bdea.**fi** now', 'https://evil.example'],
  ['nordea.fi and evil.example', 'https://evil.example'],
  ['write to it@nordea.fi today', 'mailto:it@evil.example'],
  ['https://bank.fi', 'https://evil.com/'],
  ['bank.fi', 'https://evil.com/bank.fi'],
  ['go to www.bank.fi now', 'https://evil.com'],
  ['bank.fi', 'https://bank.fi@evil.com/'],
  ['bank.fi', 'https://bank.fi.evil.com/'],
  ['**bank.fi**', 'https://evil.com'],
  ['bank&#46;fi', 'https://evil.com'],
  ['bank&period;fi', 'https://evil.com'],
  ['bank\\.fi', 'https://evil.com'],
  ['bank\u200b.fi', 'https://evil.com'],
  ['ｂａｎｋ．fi', 'https://evil.com'],
  ['pankki.äää', 'https://evil.com'],
  ['me@bank.fi', 'mailto:me@evil.com'],
  ['me@bank.fi', 'https://evil.com'],
])('%j that leads to %s shows another address', (label, url) => {
  expect(isDisguised(label, url)).toBe(true);
});

test.each([
  ['the bank', 'https://evil.com'],
  ['https://bank.fi/a', 'https://bank.fi/b'],
  ['bank.fi', 'https://www.bank.fi/login'],
  ['www.bank.fi', 'https://bank.fi/'],
  ['bank.fi', 'https://my.bank.fi/'],
  ['Node.js', 'https://nodejs.org'],
  ['package.json', 'https://github.com/a/b'],
  ['version 2.0', 'https://a.fi'],
  ['me@bank.fi', 'mailto:me@bank.fi'],
  ['BANK.fi', 'https://bank.fi'],
])('%j that leads to %s does not', (label, url) => {
  expect(isDisguised(label, url)).toBe(false);
});
