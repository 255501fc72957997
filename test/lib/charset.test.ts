import { expect, test } from 'bun:test';
import { textOfBytes } from '../../src/lib/charset.ts';

const xml = (encoding: string, text: string) => `<?xml version="1.0" encoding="${encoding}"?><a>${text}</a>`;
const latin = (text: string) => Buffer.from(text, 'latin1');

test.each<[string, Buffer, string, string]>([
  ['declared by XML', latin(xml('ISO-8859-1', 'café')), 'text/xml', xml('ISO-8859-1', 'café')],
  [
    'declared in single quotes',
    latin("<?xml version='1.0' encoding='windows-1252'?>é"),
    '',
    "<?xml version='1.0' encoding='windows-1252'?>é",
  ],
  [
    'declared otherwise than the header says, which counts',
    Buffer.from(xml('ISO-8859-5', 'caf\u00e9'), 'latin1'),
    'text/xml; charset=iso-8859-1',
    xml('ISO-8859-5', 'café'),
  ],
  ['declared as UTF-8', Buffer.from(xml('UTF-8', 'café')), '', xml('UTF-8', 'café')],
  ['declared as UTF-16, which it cannot be', Buffer.from(xml('UTF-16', 'café')), '', xml('UTF-16', 'café')],
  ['declared as nothing that is known', Buffer.from(xml('nonsense', 'café')), '', xml('nonsense', 'café')],
  [
    'marked, whatever it declares',
    Buffer.from(`\ufeff${xml('ISO-8859-1', 'café')}`),
    '',
    xml('ISO-8859-1', 'café'),
  ],
  [
    'declared in the text alone',
    Buffer.from(`<a>${xml('ISO-8859-1', 'café')}</a>`),
    '',
    `<a>${xml('ISO-8859-1', 'café')}</a>`,
  ],
])('bytes are read in their charset: %s', (_, bytes, contentType, text) => {
  expect(textOfBytes(bytes, contentType)).toBe(text);
});
