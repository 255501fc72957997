import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { cleanUp, type Server, send, start } from '../support/binary.ts';
import {
  code,
  flow,
  integration,
  reference,
  step,
  synchronous,
  template,
  webhook,
} from '../support/definitions.ts';
import { code as inCode, inHelp, shown } from '../support/help-tables.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  executionsOf,
  failureOf,
  type Instance,
  importText,
  install,
  publish,
  startedBy,
  urlOf,
} from '../support/journey.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);

const SHOW = `
  const show = (value) => {
    if (Buffer.isBuffer(value)) return { bytes: value.toString('hex') };
    if (typeof value !== 'object' || value === null) return value;
    return Array.isArray(value) ? value.map(show) : Object.fromEntries(Object.entries(value).map(([k, x]) => [k, show(x)]));
  };
  const { body, rawBody, queryParameters, headers } = stepResults.trigger.results;
  return { data: {
    body: show(body.data), raw: show(rawBody.data), query: queryParameters,
    cookie: headers.cookie ?? 'none',
    spelled: [headers['X-Slack-Signature'], headers['x-slack-signature'], headers['X_Odd_Name']].join(),
  } };`;

/** Texts with a reference, by the flow that says them. */
const FIELDS: Record<string, string> = {
  Text: '{{$trigger.results.rawBody.data}}',
  Link: '{{$trigger.results.body.data.@odata.nextLink}}',
  'Plain path': '{{$trigger.results.body.data.a.b}}',
  Dotted: '{{$trigger.results.body.data.v1.2.name}}',
  'Dotted inside': '{{$trigger.results.body.data.items.0.x.y.z}}',
  Nowhere: '[{{$trigger.results.body.data.a.b.c.d}}]',
};

let server: Server;
let upstream: Upstream;
let shows: Instance;
beforeAll(async () => {
  upstream = startUpstream();
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
  const of = (source: string) =>
    step('Fields', 'change-data-format.deserializeFormData', {
      data: reference(`trigger.results.${source}`),
    });
  const field = (name: string, text: string) =>
    flow(name, [webhook(), step('Say', 'text-manipulation.trim', { text: template(text) })], synchronous);
  shows = await install(
    server,
    integration('Shows', [
      flow('Show', [webhook(), code('Show', SHOW)], synchronous),
      flow('Form', [webhook(), of('body')], synchronous),
      flow('Form data', [webhook(), of('body.data')], synchronous),
      flow('Raw form', [webhook(), of('rawBody')], synchronous),
      flow('Raw text', [webhook(), of('rawBody.data')], synchronous),
      ...Object.entries(FIELDS).map(([name, text]) => field(name, text)),
    ]),
  );
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

type Call = {
  path?: string;
  headers?: Record<string, string>;
  body?: string | Buffer<ArrayBuffer>;
  method?: string;
};

const call = (name: string, { path = '', headers = {}, body = '', method = 'POST' }: Call) =>
  send(urlOf(shows, name) + path, { method, headers, ...(method === 'GET' ? {} : { body }) });

/** A call as cells of the help page have it; how something is packed differs by library. */
const told = ({ path = '', headers = {}, body }: Call): string =>
  [
    ...(path === '' ? [] : [inCode(path)]),
    ...Object.entries(headers).map((header) => inCode(header.join(': ').replace(/^content-type: /, ''))),
    ...(body === undefined
      ? []
      : [headers['content-encoding'] && Buffer.isBuffer(body) ? 'packed' : shown(body)]),
  ].join(' ');

const bytes = (...parts: (string | number[])[]): Buffer<ArrayBuffer> =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
const packed = (buffer: Buffer): Buffer<ArrayBuffer> => Buffer.from(buffer);
const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const typed = (type: string, body: string | Buffer<ArrayBuffer>, encoding?: string): Call => ({
  headers: { 'content-type': type, ...(encoding === undefined ? {} : { 'content-encoding': encoding }) },
  body,
});

const PARTS = [
  '--xx',
  'Content-Disposition: form-data; name="note"',
  '',
  'hello',
  '--xx',
  'Content-Disposition: form-data; name="meta"',
  'Content-Type: application/json',
  '',
  '{"a":[1]}',
  '--xx',
  'Content-Disposition: form-data; name="photo"; filename="a.png"',
  'Content-Type: image/png',
  '',
  '\x00\x01',
  '--xx',
  'Content-Disposition: form-data; name="note"',
  'Content-Type: text/plain; charset=iso-8859-1',
  '',
  '',
  '--xx--',
  '',
].join('\r\n');
const MULTIPART = 'multipart/form-data; boundary=xx';
const MARK = [0xef, 0xbb, 0xbf];
const LATIN = [0x63, 0x61, 0x66, 0xe9];

describe('what a call says arrives as its sender meant it', () => {
  const body = (value: unknown) => ({ body: value });
  test.each<[kind: string, Call, seen: object]>(
    inHelp<[kind: string, Call, seen: object]>(
      {
        section: 'Bodies of calls',
        columns: ['Call', 'Sent', 'Seen'],
        cells: ([kind, sent, seen]) => [kind, told(sent), shown(seen)],
      },
      [
        ['gzip', typed(JSON_TYPE, packed(gzipSync('{"a":1}')), 'gzip'), { body: { a: 1 }, raw: '{"a":1}' }],
        ['x-gzip in capitals', typed(JSON_TYPE, packed(gzipSync('{"a":1}')), 'X-GZIP'), body({ a: 1 })],
        ['deflate', typed(JSON_TYPE, packed(deflateSync('{"a":1}')), 'deflate'), body({ a: 1 })],
        [
          'deflate without a head',
          typed(JSON_TYPE, packed(deflateRawSync('{"a":1}')), 'Deflate'),
          body({ a: 1 }),
        ],
        ['brotli', typed(JSON_TYPE, packed(brotliCompressSync('{"a":1}')), 'br'), body({ a: 1 })],
        [
          'packed twice',
          typed('text/plain', packed(gzipSync(brotliCompressSync('a'))), 'br, gzip'),
          body('a'),
        ],
        ['not packed, and said so', typed('text/plain', 'a', 'identity'), body('a')],
        ['a packed form', typed(FORM, packed(gzipSync('a=1')), 'gzip'), body({ a: '1' })],
        ['nothing, said to be packed', typed(JSON_TYPE, '', 'gzip'), body(null)],
        [
          'a mark before JSON',
          typed(JSON_TYPE, bytes(MARK, '{"a":1}')),
          { body: { a: 1 }, raw: '\ufeff{"a":1}' },
        ],
        ['a mark before a form', typed(FORM, bytes(MARK, 'a=1')), body({ a: '1' })],
        ['a mark before CSV', typed('text/csv', bytes(MARK, 'a,b')), { body: 'a,b', raw: '\ufeffa,b' }],
        [
          'a mark before packed XML',
          typed('text/xml', packed(gzipSync(bytes(MARK, '<a/>'))), 'gzip'),
          body('<a/>'),
        ],
        [
          'JSON in UTF-16 by its mark',
          typed(JSON_TYPE, Buffer.from('\ufeff{"a":"é"}', 'utf16le')),
          body({ a: 'é' }),
        ],
        [
          'text in ISO 8859-1',
          typed('text/plain; charset=iso-8859-1', bytes(LATIN)),
          { body: 'café', raw: { bytes: '636166e9' } },
        ],
        [
          'XML in the charset that it declares',
          typed('application/xml', bytes('<?xml version="1.0" encoding="ISO-8859-1"?><a>', LATIN, '</a>')),
          {
            body: '<?xml version="1.0" encoding="ISO-8859-1"?><a>café</a>',
            raw: {
              bytes: Buffer.from(
                '<?xml version="1.0" encoding="ISO-8859-1"?><a>caf\u00e9</a>',
                'latin1',
              ).toString('hex'),
            },
          },
        ],
        [
          'JSON in ISO 8859-1',
          typed('application/json; charset="ISO-8859-1"', bytes('{"a":"', LATIN, '"}')),
          body({ a: 'café' }),
        ],
        [
          'a form in windows-1252',
          typed(`${FORM}; charset=windows-1252`, 'a=caf%E9+%80'),
          body({ a: 'café €' }),
        ],
        ['text in UTF-16', typed('text/plain;charset=utf-16le', Buffer.from('né', 'utf16le')), body('né')],
        [
          'text in Shift JIS',
          typed('text/plain; charset=Shift_JIS', bytes([0x93, 0xfa, 0x96, 0x7b])),
          body('日本'),
        ],
        ['ASCII by another name', typed('text/plain; charset=us-ascii', 'abc'), { body: 'abc', raw: 'abc' }],
        [
          'a charset that nobody knows',
          typed('application/json; charset=none', '{"a":"é"}'),
          body({ a: 'é' }),
        ],
        ['bytes of no charset', typed('text/plain', bytes(LATIN)), body({ bytes: '636166e9' })],
        [
          'a parameter that comes twice',
          { path: '?tag=red&tag=blue&page=2' },
          { query: { tag: ['red', 'blue'], page: '2' } },
        ],
        [
          'a parameter that comes thrice, once empty',
          { path: '?a=1&a=&a=1' },
          { query: { a: ['1', '', '1'] } },
        ],
        [
          'parameters with brackets',
          { path: '?a[]=1&a[]=2&b[c]=3' },
          { query: { 'a[]': ['1', '2'], 'b[c]': '3' } },
        ],
        ['a field that comes twice', typed(FORM, 'a=1&b=2&a=3'), body({ a: ['1', '3'], b: '2' })],
        ['ten thousand fields', typed(FORM, 'a&'.repeat(10_000)), body({ a: Array(10_000).fill('') })],
        [
          'a header of another case',
          { headers: { 'X-SLACK-SIGNATURE': 'v0=1', x_odd_name: 'b' } },
          { spelled: 'v0=1,v0=1,b' },
        ],
        ['our session', { headers: { cookie: 'session=abc; a=1; device=d; theme=dark' } }, { cookie: 'a=1' }],
        [
          'our session by https',
          { headers: { cookie: '__Host-session=abc;__Secure-device=d' } },
          { cookie: 'none' },
        ],
        [
          'our session with odd spaces',
          { headers: { cookie: 'b=2;  session = abc ;__host-theme=x; sessions=1' } },
          { cookie: 'b=2; sessions=1' },
        ],
        [
          'a multipart form',
          typed(MULTIPART, PARTS),
          {
            body: {
              note: [
                { data: 'hello', contentType: 'text/plain' },
                { data: '', contentType: 'text/plain; charset=iso-8859-1' },
              ],
              meta: { data: { a: [1] }, contentType: 'application/json' },
              photo: { data: { bytes: '0001' }, contentType: 'image/png', fileName: 'a.png' },
            },
            raw: PARTS,
          },
        ],
        [
          'a multipart form with words before it',
          typed('multipart/form-data; boundary="xx"', `words\r\n${PARTS}`),
          { raw: `words\r\n${PARTS}` },
        ],
      ],
    ),
  )('%s', async (_kind, sent, seen) => {
    const answer = await call('Show', sent);
    expect([answer.status, answer.json]).toEqual([200, expect.objectContaining(seen)]);
  });
});

describe('form fields are read whatever they are read from', () => {
  const fields = { payload: '{"a":1}', x: ['1', '2'] };
  const form = typed(FORM, 'payload=%7B%22a%22%3A1%7D&x=1&x=2');
  test.each<[source: string, flow: string, Call, expected: unknown]>(
    inHelp<[source: string, flow: string, Call, expected: unknown]>(
      {
        section: 'Form fields',
        columns: ['From', 'Sent', 'Fields'],
        cells: ([source, , sent, expected]) => [source, told(sent), shown(expected)],
      },
      [
        ['the body of a trigger', 'Form', form, fields],
        ['its data', 'Form data', form, fields],
        ['its raw body', 'Raw form', form, fields],
        ['its raw text', 'Raw text', form, fields],
        ['a packed body', 'Form', typed(FORM, packed(gzipSync('a=1')), 'gzip'), { a: '1' }],
        ['bytes of another type', 'Form', typed('application/octet-stream', 'a=1&b=2'), { a: '1', b: '2' }],
        ['text without a type', 'Form', typed('text/plain', 'a=1'), { a: '1' }],
        ['JSON that is read already', 'Form', typed(JSON_TYPE, '{"a":1}'), { a: 1 }],
        [
          'raw bytes of a charset',
          'Raw form',
          typed(`${FORM}; charset=latin1`, bytes('a=caf', [0xe9])),
          { a: 'café' },
        ],
        [
          'a form with fields of these names',
          'Form',
          typed(FORM, 'data=1&contentType=x'),
          { data: '1', contentType: 'x' },
        ],
        [
          'parts',
          'Form',
          typed(MULTIPART, PARTS.replace('image/png', 'text/plain')),
          { note: ['hello', ''], meta: { a: [1] } },
        ],
        ['raw parts', 'Raw form', typed(MULTIPART, PARTS), { note: ['hello', ''], meta: { a: [1] } }],
        [
          'raw parts without their type',
          'Raw text',
          typed(MULTIPART, PARTS),
          { note: ['hello', ''], meta: { a: [1] } },
        ],
      ],
    ),
  )('%s', async (_source, name, sent, expected) => {
    const answer = await call(name, sent);
    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject(Object(expected));
  });
});

describe('keys that look like paths are found', () => {
  test.each<[kind: string, flow: string, body: string, text: string]>(
    inHelp<[kind: string, flow: string, body: string, text: string]>(
      {
        section: 'Keys with dots',
        columns: ['Key', 'Body', 'Reference', 'Text'],
        cells: ([kind, name, body, text]) => [kind, shown(body), shown(FIELDS[name]), shown(text)],
      },
      [
        ['a key with a dot', 'Link', '{"@odata.nextLink":"u"}', 'u'],
        ['the plain path wins', 'Plain path', '{"a":{"b":1},"a.b":2}', '1'],
        ['the plain path wins whatever comes first', 'Plain path', '{"a.b":2,"a":{"b":1}}', '1'],
        ['a dotted key where the plain path ends early', 'Plain path', '{"a":{"c":1},"a.b":2}', '2'],
        ['a version number', 'Dotted', '{"v1.2":{"name":"n"}}', 'n'],
        ['inside of lists', 'Dotted inside', '{"items":[{"x":{"y":1},"x.y":{"z":"deep"}}]}', 'deep'],
        ['nowhere is nothing', 'Nowhere', '{"a":{"b":1},"a.b.c":{"e":1}}', '[]'],
        ['nothing inherited', 'Nowhere', '{"a":{"b":[]}}', '[]'],
      ],
    ),
  )('%s', async (_kind, name, body, text) => {
    expect((await call(name, typed(JSON_TYPE, body))).text).toBe(text);
  });
});

describe('what cannot be read is refused before anything is kept', () => {
  const nested = '['.repeat(513) + ']'.repeat(513);
  const huge = packed(gzipSync(Buffer.alloc(7 * 1024 * 1024)));
  test.each<[kind: string, Call, status: number, word: string]>(
    inHelp<[kind: string, Call, status: number, word: string]>(
      {
        section: 'Calls that are refused',
        columns: ['Call', 'Sent', 'Status', 'The answer names'],
        cells: ([kind, sent, status, word]) => [kind, told(sent), String(status), shown(word)],
      },
      [
        ['gzip that is none', typed(JSON_TYPE, '{"a":1}', 'gzip'), 400, 'gzip'],
        [
          'gzip cut off',
          typed('text/plain', packed(gzipSync('abcdef').subarray(0, 15)), 'gzip'),
          400,
          'gzip',
        ],
        ['deflate that is none', typed('text/plain', 'plain', 'deflate'), 400, 'deflate'],
        ['brotli that is none', typed('text/plain', 'plain text', 'br'), 400, 'br'],
        ['an unknown coding', typed('text/plain', 'a', 'compress'), 415, 'compress'],
        ['an unknown coding in a chain', typed('text/plain', 'a', 'gzip, exotic'), 415, 'exotic'],
        ['codings without end', typed('text/plain', 'a', Array(20).fill('gzip').join()), 415, 'gzip'],
        ['more than 6 MB once unpacked', typed('text/plain', huge, 'gzip'), 413, 'unpacked'],
        ['packed JSON that is none', typed(JSON_TYPE, packed(gzipSync('{"a":')), 'gzip'), 400, 'JSON'],
        ['packed JSON too deep', typed(JSON_TYPE, packed(gzipSync(nested)), 'gzip'), 400, '512'],
        [
          'JSON in a charset that it is not',
          typed('application/json; charset=utf-16le', bytes([0x7b, 0x7d, 0])),
          400,
          'JSON',
        ],
        ['too many fields', typed(FORM, 'a&'.repeat(10_001)), 400, '10000 fields'],
        [
          'too many different fields',
          typed(FORM, Array.from({ length: 10_001 }, (_, i) => `f${i}=1`).join('&')),
          400,
          '10000 fields',
        ],
        [
          'too many packed fields',
          typed(FORM, packed(gzipSync('a&'.repeat(50_000))), 'gzip'),
          400,
          '10000 fields',
        ],
        ['too many parameters', { path: `?${'a&'.repeat(10_001)}` }, 400, '10000 parameters'],
        ['parts without a boundary', typed('multipart/form-data', PARTS), 400, 'boundary'],
        ['parts of another boundary', typed('multipart/form-data; boundary=yy', PARTS), 400, 'boundary'],
        ['parts cut off', typed(MULTIPART, PARTS.slice(0, -10)), 400, 'multipart'],
        [
          'a part without a name',
          typed(MULTIPART, '--xx\r\nContent-Disposition: form-data\r\n\r\na\r\n--xx--'),
          400,
          'name',
        ],
        ['text said to be parts', typed(MULTIPART, 'a=1&b=2'), 400, 'multipart'],
        [
          'too many parts',
          typed(
            MULTIPART,
            `${'--xx\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n'.repeat(10_001)}--xx--`,
          ),
          400,
          '10000 parts',
        ],
      ],
    ),
  )('%s', async (_kind, sent, status, word) => {
    const before = (await executionsOf(server, shows.id)).length;
    const answer = await call('Show', sent);
    expect([answer.status, failureOf(answer).message]).toEqual([status, expect.stringContaining(word)]);
    expect(await executionsOf(server, shows.id)).toHaveLength(before);
  });
});

describe('an address of several flows finds the flow in any kind of body', () => {
  let routed: Instance;
  beforeAll(async () => {
    const name = `return { data: context.flow.name };`;
    routed = await install(
      server,
      integration(
        'Routed',
        ['Order Open', 'Other'].map((each) => flow(each, [webhook(), code('Say', name)], synchronous)),
        {
          endpointType: 'instance_specific',
          flowNameField: reference('payload.results.body.data.event'),
        },
      ),
    );
  });
  test.each<[kind: string, Call, status: number]>([
    ['a form', typed(FORM, 'event=Order+Open&x=1'), 200],
    ['JSON', typed(JSON_TYPE, '{"event":"Order Open"}'), 200],
    ['JSON behind a mark', typed(JSON_TYPE, bytes(MARK, '{"event":"Order Open"}')), 200],
    ['packed JSON', typed(JSON_TYPE, packed(gzipSync('{"event":"Order Open"}')), 'gzip'), 200],
    [
      'JSON of another charset',
      typed('application/json; charset=utf-16le', Buffer.from('{"event":"Order Open"}', 'utf16le')),
      200,
    ],
    ['an empty body that says JSON', typed(JSON_TYPE, ''), 400],
    ['a list', typed(JSON_TYPE, '["Order Open"]'), 400],
    ['a form that names it twice', typed(FORM, 'event=Order+Open&event=Other'), 400],
    ['a text', typed('text/plain', 'Order Open'), 400],
    ['a GET that says JSON', { method: 'GET', headers: { 'content-type': JSON_TYPE } }, 400],
  ])('%s', async (_kind, { headers = {}, body = '', method = 'POST' }, status) => {
    const answer = await send(urlOf(routed, 'Other'), {
      method,
      headers,
      ...(method === 'GET' ? {} : { body }),
    });
    expect(answer.status).toBe(status);
    if (status === 200) expect(answer.text).toBe('Order Open');
  });
});

const shared = resolve(import.meta.dir, '../../../shared/examples/slack-interactivity-router.yaml');
const isThere = await Bun.file(shared).exists();

test.if(isThere)(
  'the Slack router hands a button press on to the instance that has registered its channel',
  async () => {
    const { id: integrationId } = await importText(server, readFileSync(shared, 'utf8'));
    await publish(server, integrationId);
    const customerId = await createCustomer(server, 'Slack');
    const router = await deploy(server, { integrationId, customerId });
    const register = {
      event: 'register',
      channelId: 'C1',
      instanceInteractivityWebhookUrl: `${upstream.url}/press`,
    };
    const registered = await send(urlOf(router, 'Registration Endpoint'), {
      method: 'POST',
      ...typed(JSON_TYPE, JSON.stringify(register)),
    });
    expect((await executionEnded(server, startedBy(registered))).status).toBe('succeeded');
    const payload = JSON.stringify({
      type: 'block_actions',
      channel: { id: 'C1' },
      actions: [{ value: 'yes' }],
    });
    const pressed = await send(urlOf(router, 'Route Request'), {
      method: 'POST',
      ...typed(FORM, `payload=${encodeURIComponent(payload)}`),
    });
    expect((await executionEnded(server, startedBy(pressed))).status).toBe('succeeded');
    const handed = upstream.calls.find((each) => each.path === '/press');
    expect(handed?.headers['content-type']).toStartWith(FORM);
    expect(new URLSearchParams(handed?.body).get('payload')).toBe(payload);
  },
);
