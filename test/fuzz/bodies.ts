import { gzipSync } from 'node:zlib';
import type { Random } from '../chaos/random.ts';

const WORDS = [
  'a',
  'id',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  '',
  '0',
  'é',
  '😀',
  '$step',
  '{{#x}}',
];
const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1',
  '1e400',
  '-1e400',
  '1e-400',
  '12345678901234567890',
  '0.1',
  '9007199254740993',
  '1E5',
];
const BROKEN = [
  '{',
  '[',
  '"',
  '{"a"',
  '{"a":}',
  '[1,]',
  '{,}',
  "{'a':1}",
  'nul',
  'NaN',
  '01',
  '+1',
  '"\u0001"',
  '"\\x"',
  '{}{}',
  '\ufeff{}',
  '[[[',
  '//',
];

export function queryOf(random: Random): string {
  const part = () =>
    random.pick([encodeURIComponent(random.pick(WORDS)), '%', '%F', '%ff', 'a[b]', 'x', '+', '', '%00']);
  const pairs = Array.from({ length: random.between(0, 6) }, () =>
    random.chance(0.2) ? part() : `${part()}=${part()}`,
  );
  return pairs.join(random.pick(['&', '&', '&&', ';']));
}

/** A body that may be what its type says. */
export function bodyOf(random: Random, type: string): Buffer {
  if (random.chance(0.1)) return Buffer.alloc(0);
  if (random.chance(0.1)) return random.bytes(random.between(1, 300));
  if (random.chance(0.004)) return Buffer.alloc(random.between(100_000, 3_000_000), random.text(17));
  if (/json/i.test(type)) return jsonBody(random);
  if (/urlencoded/.test(type)) return Buffer.from(queryOf(random));
  if (/multipart/.test(type)) return multipartBody(random);
  if (/xml|html/.test(type)) return Buffer.from(xmlBody(random));
  if (/gzip/.test(type)) return gzipSync(random.text(50)).subarray(0, random.between(1, 60));
  return random.chance(0.5)
    ? Buffer.from(random.pick(WORDS).repeat(random.between(1, 50)))
    : random.bytes(random.between(1, 80));
}

function jsonBody(random: Random): Buffer {
  if (random.chance(0.2)) return Buffer.from(random.pick(BROKEN));
  if (random.chance(0.03)) {
    const depth = random.pick([100, 511, 512, 513, 5_000]);
    const open = random.pick(['[', '{"a":']);
    return Buffer.from(
      open.repeat(depth) + (open === '[' ? '' : '1') + (open === '[' ? ']' : '}').repeat(depth),
    );
  }
  if (random.chance(0.02))
    return Buffer.from(`{${Array.from({ length: 5_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`);
  if (random.chance(0.05)) return Buffer.concat([Buffer.from('{"a":"'), random.bytes(5), Buffer.from('"}')]);
  return Buffer.from(jsonValue(random, 0));
}

function jsonValue(random: Random, depth: number): string {
  const kind = depth > 5 ? random.between(0, 2) : random.between(0, 5);
  const space = random.chance(0.1) ? random.pick([' ', '\n', '\t', '\r\n']) : '';
  const several = (make: () => string) =>
    Array.from({ length: random.between(0, 4) }, make).join(`,${space}`);
  if (kind === 0) return random.pick(['null', 'true', 'false']);
  if (kind === 1) return random.pick(NUMBERS);
  if (kind === 2)
    return random.pick([
      JSON.stringify(random.pick(WORDS)),
      '"\\ud800"',
      '"\\u0000"',
      JSON.stringify(random.text(random.between(0, 200))),
    ]);
  if (kind === 3) return `[${space}${several(() => jsonValue(random, depth + 1))}]`;
  return `{${space}${several(() => `${JSON.stringify(random.pick(WORDS))}:${jsonValue(random, depth + 1)}`)}}`;
}

function multipartBody(random: Random): Buffer {
  const pieces = [
    '--b\r\n',
    '--b--\r\n',
    '\r\n',
    'Content-Disposition: form-data; name="a"\r\n',
    '; filename="../../etc/passwd"',
    'x',
    '--',
    '\0',
  ];
  return Buffer.from(Array.from({ length: random.between(1, 12) }, () => random.pick(pieces)).join(''));
}

function xmlBody(random: Random): string {
  const pieces = [
    '<a>',
    '</a>',
    '<b c="d"/>',
    '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>',
    '&e;',
    '<![CDATA[',
    ']]>',
    '<?xml version="1.0"?>',
    'text',
    '<',
    '>',
    '&#0;',
  ];
  return Array.from({ length: random.between(1, 12) }, () => random.pick(pieces)).join('');
}
