import type { Random } from '../chaos/random.ts';
import { bodyOf, queryOf } from './bodies.ts';

/** An HTTP request as bytes, so that it can be as wrong as it likes. */
export type Generated = {
  bytes: Buffer;
  /** The sender closes its side after it, so that a body that is too short ends. */
  isCut: boolean;
  /** The server may close the connection without an answer: no HTTP that it knows. */
  mayBeClosed: boolean;
  /** Whether the address is below /trigger once its dots are resolved, as servers do. */
  isCall: boolean;
};

const METHODS = [
  'POST',
  'POST',
  'POST',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PROPFIND',
  'BREW',
];
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

export function generateRequest(random: Random, targets: readonly string[]): Generated {
  const method = random.pick(METHODS);
  const type = random.pick(TYPES);
  const body = method === 'GET' || method === 'HEAD' ? Buffer.alloc(0) : bodyOf(random, type);
  const path = pathOf(random, targets);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    ...(type === '' ? [] : [`Content-Type: ${type}`]),
    ...(random.chance(0.2) ? ['stepwell-synchronous: true'] : []),
    ...oddHeaders(random),
  ];
  const { framing, content, isCut } = framed(random, body);
  const head = Buffer.from(`${[...lines, ...framing].join('\r\n')}\r\n\r\n`, 'latin1');
  return {
    bytes: Buffer.concat([head, ...content]),
    isCut,
    mayBeClosed: isCut || method === 'BREW',
    // HEAD asks whether there is a webhook, and calls nothing.
    isCall: method !== 'HEAD' && isCall(path),
  };
}

function isCall(path: string): boolean {
  return URL.parse(path, 'http://127.0.0.1')?.pathname.startsWith('/trigger/') ?? false;
}

type Framed = { framing: string[]; content: Buffer[]; isCut: boolean };

/** How the body's length is told: by a number, by chunks, by both, or wrongly. */
function framed(random: Random, body: Buffer): Framed {
  const chunked = 'Transfer-Encoding: chunked';
  if (random.chance(0.15)) {
    const isCut = random.chance(0.1);
    return { framing: [chunked], content: chunks(random, body, isCut), isCut };
  }
  if (random.chance(0.03)) {
    const length = random.pick([body.length + 10, Math.max(0, body.length - 3), -1, 1e15, Number.NaN]);
    return { framing: [`Content-Length: ${length}`], content: [body], isCut: true };
  }
  if (random.chance(0.01)) {
    const framing = [chunked, `Content-Length: ${body.length}`];
    return { framing, content: chunks(random, body, false), isCut: true };
  }
  return { framing: [`Content-Length: ${body.length}`], content: [body], isCut: false };
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
