import { gzipSync } from 'node:zlib';
import type { Random } from '../chaos/random.ts';

/** An HTTP request as bytes, so that it can be as wrong as it likes. */
export type Generated = {
  bytes: Buffer;
  /** The sender closes its side after it, so that a body that is too short ends. */
  isCut: boolean;
  /** Whether it asks for a synchronous answer. */
  isSynchronous: boolean;
};

const METHODS = ['POST', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'BREW'];
const TYPES = [
  'application/json',
  'application/json',
  'application/json; charset=utf-8',
  'application/vnd.api+json',
  'text/json',
  'APPLICATION/JSON',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=b',
  'multipart/form-data',
  'application/xml',
  'text/xml; charset=iso-8859-1',
  'text/plain',
  'text/html',
  'application/octet-stream',
  'image/png',
  'application/gzip',
  'application/msgpack',
  'nonsense',
  ';;;=',
  '*/*',
  '',
];
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

export function generateRequest(random: Random, targets: readonly string[]): Generated {
  const method = random.pick(METHODS);
  const type = random.pick(TYPES);
  const isSynchronous = random.chance(0.2);
  const body = method === 'GET' || method === 'HEAD' ? Buffer.alloc(0) : bodyOf(random, type);
  const headers = [
    'Host: 127.0.0.1',
    'Connection: close',
    ...(type === '' ? [] : [`Content-Type: ${type}`]),
    ...(isSynchronous ? ['stepwell-synchronous: true'] : []),
    ...oddHeaders(random),
  ];
  const head = (framing: string[]) =>
    Buffer.from(
      `${method} ${pathOf(random, targets)} HTTP/1.1\r\n${[...headers, ...framing].join('\r\n')}\r\n\r\n`,
      'latin1',
    );
  if (random.chance(0.15)) {
    const isCut = random.chance(0.1);
    return {
      bytes: Buffer.concat([head(['Transfer-Encoding: chunked']), ...chunks(random, body, isCut)]),
      isCut,
      isSynchronous,
    };
  }
  if (random.chance(0.03)) {
    const length = random.pick([body.length + 10, Math.max(0, body.length - 3), -1, 1e15, Number.NaN]);
    return { bytes: Buffer.concat([head([`Content-Length: ${length}`]), body]), isCut: true, isSynchronous };
  }
  if (random.chance(0.01)) {
    const framing = ['Transfer-Encoding: chunked', `Content-Length: ${body.length}`];
    return {
      bytes: Buffer.concat([head(framing), ...chunks(random, body, false)]),
      isCut: true,
      isSynchronous,
    };
  }
  const length = body.length > 0 || method !== 'GET' ? [`Content-Length: ${body.length}`] : [];
  return { bytes: Buffer.concat([head(length), body]), isCut: false, isSynchronous };
}

function pathOf(random: Random, targets: readonly string[]): string {
  const target = random.chance(0.95)
    ? random.pick(targets)
    : `/trigger/${random.text(random.between(0, 40))}`;
  const pieces = [
    'a',
    '%2e%2e',
    '..',
    '.',
    '%',
    '%zz',
    '%00',
    '%ff',
    '%C3%BC',
    '%2F',
    ';x',
    '',
    '+',
    '%25',
    '*',
    '~',
  ];
  let path = target;
  for (let count = random.chance(0.4) ? random.between(1, 5) : 0; count > 0; count--)
    path += `/${random.pick(pieces)}`;
  if (random.chance(0.02)) path += `/${random.text(random.between(1_000, 8_000))}`;
  return random.chance(0.4) ? `${path}?${queryOf(random)}` : path;
}

function queryOf(random: Random): string {
  const part = () =>
    random.pick([encodeURIComponent(random.pick(WORDS)), '%', '%F', '%ff', 'a[b]', 'x', '+', '', '%00']);
  const pairs = Array.from({ length: random.between(0, 6) }, () =>
    random.chance(0.2) ? part() : `${part()}=${part()}`,
  );
  return pairs.join(random.pick(['&', '&', '&&', ';']));
}

function oddHeaders(random: Random): string[] {
  const odd = [
    () => `X-Long: ${random.text(random.between(1_000, 12_000))}`,
    () => 'X-Empty:',
    () => `X-Latin: \xe9\xff${random.text(3)}`,
    () => 'Content-Encoding: gzip',
    () => 'Expect: nothing',
    () => 'X-Forwarded-For: 127.0.0.1, ::1',
    () => 'Api-Key: wrong',
    () => '__proto__: polluted',
    () => 'constructor: x',
    () => `X-${random.text(200)}: y`,
    () => 'Accept: application/json\r\nAccept: text/html',
    () => 'stepwell-synchronous: maybe',
    () => 'Prefer: respond-async, wait=1',
    () => 'Range: bytes=0-1',
    () => 'If-Match: *',
    () => 'Cookie: a=b; c',
    () => 'X-Template: {{$trigger.results.executionId}}',
    () => 'Authorization: Basic !!!',
  ];
  return Array.from({ length: random.chance(0.5) ? random.between(1, 4) : 0 }, () => random.pick(odd)());
}

function chunks(random: Random, body: Buffer, isCut: boolean): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < body.length; ) {
    const size = random.between(1, Math.max(1, Math.min(body.length - at, 3_000)));
    const extension = random.chance(0.1) ? ';name=value' : '';
    parts.push(
      Buffer.from(`${size.toString(16)}${extension}\r\n`),
      body.subarray(at, at + size),
      Buffer.from('\r\n'),
    );
    at += size;
  }
  return isCut ? parts : [...parts, Buffer.from('0\r\n\r\n')];
}

function bodyOf(random: Random, type: string): Buffer {
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
