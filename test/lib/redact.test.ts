import { afterAll, expect, test } from 'bun:test';
import fc from 'fast-check';
import { threadEntry } from '../../src/lib/assets.ts';
import { Secret } from '../../src/lib/crypto.ts';
import { createRedactor } from '../../src/lib/redact.ts';
import { createThreadPool } from '../../src/lib/thread-pool.ts';
import { asideFor } from '../../src/threads/large-text.ts';

const redactor = (...texts: string[]) => createRedactor(texts.map((text) => new Secret(text)));

test('a secret is taken out wherever it stands, as often as it stands there', () => {
  const redact = redactor('sk-live-1234', 'other-secret');
  expect(redact('key=sk-live-1234, again sk-live-1234 and other-secret')).toBe('key=***, again *** and ***');
  expect(redact('nothing to hide')).toBe('nothing to hide');
});

test('a secret is found as JSON, URLs and Basic sign-in would write it', () => {
  const secret = 'p@ss "w\\ord"/ü\n';
  const redact = redactor(secret);
  for (const written of [
    JSON.stringify({ a: secret }),
    `https://x.test/?key=${encodeURIComponent(secret)}`,
    Buffer.from(secret).toString('base64'),
  ]) {
    expect(redact(written)).toContain('***');
    expect(redact(written)).not.toContain('w');
  }
});

test('of two secrets, one within the other, the whole of the longer is taken out', () => {
  expect(redactor('secret', 'secret-and-more')('a secret-and-more b')).toBe('a *** b');
  expect(redactor('secret-and-more', 'secret')('a secret-and-more b')).toBe('a *** b');
});

test('texts too short to be secrets are left, since they occur by chance', () => {
  expect(redactor('12345', '')('12345 is a number')).toBe('12345 is a number');
  expect(redactor('123456')('123456 is a secret')).toBe('*** is a secret');
});

test('a secret of digits inside a number leaves JSON that can be read', () => {
  const redact = redactor('123456');
  const shown = redact('{"pin":123456,"order":91234567,"n":-1.5e3,"text":"no 123456","123456":[123456]}');
  expect(JSON.parse(shown)).toEqual({ pin: '***', order: '***', n: -1500, text: 'no ***', '***': ['***'] });
});

test('a secret that is JSON itself, such as a key file, is taken out of JSON', () => {
  const file = '{"type":"service_account","private_key":"abc"}';
  const redact = redactor(file);
  expect(JSON.parse(redact(`{"data":${file}}`))).toBe('***');
  expect(JSON.parse(redact(JSON.stringify({ data: file })))).toEqual({ data: '***' });
});

test('a secret with half a character in it does no harm', () => {
  expect(redactor('half \ud800 secret')(`a ${'half \ud800 secret'} b`)).toBe('a *** b');
});

test('whatever the secrets are, JSON stays JSON and shows none of them', () => {
  const secret = fc.oneof(
    fc.string({ minLength: 6, maxLength: 12 }),
    fc.integer({ min: 100_000, max: 99_999_999 }).map(String),
    fc.constantFrom('true,"a', 'ncircle', '":null', '\\\\\\"\\"'),
  );
  fc.assert(
    fc.property(secret, fc.jsonValue(), fc.string(), (text, value, around) => {
      const whole = JSON.stringify({ value, [around]: `${around}${text}${around}`, number: Number(text) });
      const shown = redactor(text)(whole);
      expect(() => JSON.parse(shown)).not.toThrow();
      const parsed: unknown = JSON.parse(shown);
      // A text that could not be redacted in its place is masked as a whole, and has no fields.
      const field = typeof parsed === 'object' && parsed !== null ? Reflect.get(parsed, around) : parsed;
      if (!'"***"'.includes(text)) expect(String(field ?? '')).not.toContain(text);
    }),
    { numRuns: 500, seed: 20261125 },
  );
});

const ODD = 'CANARY "e" pw+1!/<ü>&\'\\k';
const PLAIN = 'CANARY-9f1c2e7a55d0';
const json = (text: string) => JSON.stringify(text).slice(1, -1);
const lower = (text: string) => text.replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
const form = (text: string) => String(new URLSearchParams([['a', text]])).slice(2);
const base64 = (text: string) => Buffer.from(text).toString('base64');
const base64url = (text: string) => Buffer.from(text).toString('base64url');
const entities = (text: string, write: (code: number) => string) =>
  text.replaceAll(/[&<>"']/g, (character) => write(character.charCodeAt(0)));

const spellings: [kind: string, write: (text: string) => string][] = [
  ['as it is', (text) => text],
  ['in JSON', json],
  ['in JSON in JSON', (text) => json(json(text))],
  ['in JSON in JSON in JSON', (text) => json(json(json(text)))],
  ['in JSON of ASCII alone', (text) => json(text).replaceAll('ü', '\\u00fc')],
  ['in JSON with slashes escaped', (text) => json(text).replaceAll('/', '\\/')],
  [
    'in JSON safe for pages',
    (text) => json(text).replaceAll('<', '\\u003c').replaceAll('>', '\\u003e').replaceAll('&', '\\u0026'),
  ],
  ['as a component of an address', encodeURIComponent],
  ['as a component, in lower-case digits', (text) => lower(encodeURIComponent(text))],
  ['as an address that is let be', encodeURI],
  ['as a form writes it', form],
  ['as a form, in lower-case digits', (text) => lower(form(text))],
  [
    'by RFC 3986',
    (text) =>
      encodeURIComponent(text).replaceAll(
        /[!'()*]/g,
        (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
      ),
  ],
  [
    'in the path of an address',
    (text) => new URL(`https://a.example/${text.replaceAll('\\', '%5C')}`).pathname.slice(1),
  ],
  [
    'as the name of a user in an address',
    (text) => {
      const url = new URL('https://a.example');
      url.username = text;
      return url.username;
    },
  ],
  ['as an address within an address', (text) => encodeURIComponent(encodeURIComponent(text))],
  ['in base64', base64],
  ['in base64 after one byte', (text) => base64(`u${text}`)],
  ['in base64 after two bytes', (text) => base64(`u:${text}`)],
  ['in base64 of JSON', (text) => base64(JSON.stringify(text))],
  ['in base64 of JSON with a key', (text) => base64(JSON.stringify({ key: text }))],
  ['in base64 of JSON with a longer key', (text) => base64(JSON.stringify({ keys: text }))],
  ['as the password of a basic sign-in', (text) => `Basic ${base64(`somebody:${text}`)}`],
  ['as the user of a basic sign-in', (text) => `Basic ${base64(`${text}:password`)}`],
  ['in base64url', base64url],
  ['in base64url after one byte', (text) => base64url(`u${text}`)],
  ['in base64url after two bytes', (text) => base64url(`u:${text}x`)],
  ['in base64 in an address', (text) => encodeURIComponent(base64(text))],
  ['in HTML', (text) => Bun.escapeHTML(text)],
  ['in HTML by decimal numbers', (text) => entities(text, (code) => `&#${code};`)],
  ['in HTML by hexadecimal numbers', (text) => entities(text, (code) => `&#x${code.toString(16)};`)],
  ['in XML', (text) => Bun.escapeHTML(text).replaceAll('&#x27;', '&apos;').replaceAll('&#39;', '&apos;')],
  ['in HTML in JSON', (text) => json(Bun.escapeHTML(text))],
  ['in hexadecimal digits', (text) => Buffer.from(text).toString('hex')],
  ['in a column of a table', (text) => text.replaceAll('"', '""')],
  ['quoted in a header', (text) => `token="${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`],
];

test.each(spellings)('a secret is found %s', (_kind, write) => {
  for (const secret of [ODD, PLAIN]) {
    const written = write(secret);
    const shown = redactor(secret)(`before ${written} after`);
    expect(shown).toContain('***');
    // What stands around it in base64, and characters that hold bits of a neighbour, may be left.
    expect(longestShared(shown, written)).toBeLessThan(22);
  }
});

/** How much of a text still stands in another one in one piece. */
function longestShared(shown: string, written: string): number {
  let longest = 0;
  for (let from = 0; from < written.length; from++) {
    while (shown.includes(written.slice(from, from + longest + 1)) && from + longest < written.length)
      longest += 1;
  }
  return longest;
}

test('secrets that overlap leave no rest of either', () => {
  expect(redactor('abcdefgh', 'efghijklm')('x abcdefghijklm y')).toBe('x *** y');
});

test('of a text that was cut in the middle of a secret, the half is taken out as well', () => {
  const redact = redactor('first-secret-of-all', 'a "quoted" secret');
  expect(redact('it says first-secret-o', true)).toBe('it says ***');
  expect(redact(`it says ${JSON.stringify('a "quoted" secret').slice(1, 12)}`, true)).toBe('it says ***');
  expect(redact('first-secret-of-all and first-secret-of-all', true)).toBe('*** and ***');
  // A few letters say nothing, and what was not cut is left.
  expect(redact('the first', true)).toBe('the first');
  expect(redact('it says first-secret-o')).toBe('it says first-secret-o');
});

test('JSON that another system has written is read as a text in our own', () => {
  const inner = JSON.stringify({ key: ODD }).replaceAll('ü', '\\u00fc').replaceAll('/', '\\/');
  for (const text of [
    inner,
    JSON.stringify({ body: inner }),
    JSON.stringify({ a: JSON.stringify({ body: inner }) }),
  ]) {
    expect(redactor(ODD)(text)).toContain('***');
    expect(redactor(ODD)(text)).not.toContain('CANARY');
  }
});

const pool = createThreadPool({ entry: threadEntry(), max: 1 });
afterAll(() => pool.close());

/** A large JSON text, with these texts put into it at these places as the strings of a list. */
function largeWith(length: number, puts: [at: number, text: string][]): string {
  let text = '["';
  for (const [at, put] of puts) {
    const before = `${'n'.repeat(Math.max(at - text.length - 5, 0))}é"\n`;
    text += `${JSON.stringify(before).slice(1, -1)}","${JSON.stringify(put).slice(1, -1)}","`;
  }
  return `${text}${'n'.repeat(Math.max(length - text.length, 0))}"]`;
}

test('a large text is masked in turns and in a thread just as it is at once, wherever its secrets stand', async () => {
  const { mask } = asideFor(pool, 'acme');
  const secrets = ['sk-live-1234', 'a "quoted" secret of Zoë', '123456', 'true,"a'];
  const redact = redactor(...secrets);
  const STRETCH = 256 * 1024;
  const borders = [0, STRETCH, 2 * STRETCH, 2 * STRETCH + 1];
  const texts = [
    largeWith(3 * STRETCH, []),
    ...secrets.flatMap((secret) =>
      borders.map((border) => largeWith(3 * STRETCH, [[border - Math.floor(secret.length / 2), secret]])),
    ),
    `${largeWith(2 * STRETCH, []).slice(0, -1)},91234567,true,"a",{"123456":1}]`,
    `${'no JSON at all, '.repeat(40_000)}sk-live-1234`,
    'sk-live-1234'.repeat(40_000),
  ];
  for (const text of texts) {
    const whole = redact(text);
    expect((await redact.inTurns(text, undefined)) === whole).toBe(true);
    expect((await redact.inTurns(text, mask)) === whole).toBe(true);
  }
  expect(redact.inTurns('small: sk-live-1234', mask)).toBe('small: ***');
});

test('a large text is masked all the same where no thread is to be had', async () => {
  const closed = createThreadPool({ entry: threadEntry() });
  closed.close();
  const redact = redactor('sk-live-1234');
  const text = largeWith(300_000, [[200_000, 'sk-live-1234']]);
  expect((await redact.inTurns(text, asideFor(closed, 'acme').mask)) === redact(text)).toBe(true);
});
