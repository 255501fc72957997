import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { Secret } from '../../src/lib/crypto.ts';
import { createRedactor } from '../../src/lib/redact.ts';

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
