import { describe, expect, test } from 'bun:test';
import { type FormPart, multipartFields } from '../../src/lib/multipart.ts';

const TYPE = 'multipart/form-data; boundary=xx';
const form = (...lines: string[]) => Buffer.from(lines.join('\r\n'));
const part = (head: string, content: string) => form('--xx', head, '', content, '--xx--', '');
const named = (more: string) => `Content-Disposition: form-data; ${more}`;

test('what FormData writes is read as FormData reads it', async () => {
  const sent = new FormData();
  sent.append('a', '1');
  sent.append('a', 'zwei\r\nZeilen');
  sent.append('ü "x"', '');
  sent.append('file', new File([new Uint8Array([0, 13, 10, 45, 45])], 'ä;"b".bin', { type: 'image/png' }));
  sent.append('json', new Blob(['{"a":1}'], { type: 'application/json' }));
  const response = new Response(sent);
  const type = response.headers.get('content-type') ?? '';
  expect(multipartFields(await response.bytes(), type)).toEqual({
    a: [
      { data: '1', contentType: 'text/plain' },
      { data: 'zwei\r\nZeilen', contentType: 'text/plain' },
    ],
    'ü "x"': { data: '', contentType: 'text/plain' },
    file: {
      data: Buffer.from([0, 13, 10, 45, 45]),
      contentType: 'image/png',
      fileName: 'ä;"b".bin',
    },
    json: {
      data: { a: 1 },
      contentType: expect.stringContaining('application/json'),
      fileName: expect.any(String),
    },
  });
});

describe('a part is read by its head', () => {
  test.each<[what: string, head: string, content: string, expected: FormPart]>([
    ['a name without quotes', named('name=a'), 'x', { data: 'x', contentType: 'text/plain' }],
    ['capitals', 'CONTENT-DISPOSITION:FORM-DATA; NAME="a"', 'x', { data: 'x', contentType: 'text/plain' }],
    [
      'a file name that looks like a parameter',
      named('filename="a; name=b"; name="a"'),
      'x',
      { data: Buffer.from('x'), contentType: 'application/octet-stream', fileName: 'a; name=b' },
    ],
    [
      'a file name of any language',
      named(`name="a"; filename="x"; filename*=UTF-8''%e2%82%ac.txt`),
      'x',
      { data: Buffer.from('x'), contentType: 'application/octet-stream', fileName: '€.txt' },
    ],
    [
      'an escaped quote',
      named('name="a"; filename="b\\"c"'),
      '',
      { data: Buffer.alloc(0), contentType: 'application/octet-stream', fileName: 'b"c' },
    ],
    [
      'JSON that is none',
      `${named('name="a"')}\r\nContent-Type: application/json`,
      '{"a":',
      { data: '{"a":', contentType: 'application/json' },
    ],
    [
      'dashes in the content',
      named('name="a"'),
      'a--xx\n--x\r\n--y',
      { data: 'a--xx\n--x\r\n--y', contentType: 'text/plain' },
    ],
  ])('%s', (_what, head, content, expected) => {
    expect(multipartFields(part(head, content), TYPE)).toEqual({ a: expected });
  });

  test('in a charset of its own', () => {
    const bytes = Buffer.from(
      part(`${named('name="a"')}\r\nContent-Type: text/plain; charset=latin1`, 'caf\xe9').toString(),
      'latin1',
    );
    expect(multipartFields(bytes, TYPE)).toEqual({
      a: { data: 'café', contentType: 'text/plain; charset=latin1' },
    });
  });
});

describe('anything but a whole form is refused', () => {
  const whole = part(named('name="a"'), 'x').toString();
  test.each<[what: string, body: string, type: string]>([
    ['no boundary named', whole, 'multipart/form-data'],
    ['an empty boundary', whole, 'multipart/form-data; boundary=""'],
    ['another boundary', whole, 'multipart/form-data; boundary=yy'],
    ['no end', whole.slice(0, -8), TYPE],
    ['no end of a head', '--xx\r\nContent-Disposition: form-data; name="a"', TYPE],
    ['line breaks of another system', whole.replaceAll('\r\n', '\n'), TYPE],
    ['a boundary that goes on', whole.replace('--xx\r', '--xxy\r'), TYPE],
    ['no head', '--xx\r\n\r\nx\r\n--xx--', TYPE],
    ['a part that is no field', whole.replace('form-data', 'attachment'), TYPE],
    ['a part without a name', whole.replace('; name="a"', ''), TYPE],
  ])('%s', (_what, body, type) => {
    expect(() => multipartFields(Buffer.from(body), type)).toThrow();
  });
});
