import { afterEach, expect, test } from 'bun:test';
import type { Params } from '../../src/components/component.ts';
import { http } from '../../src/components/http/index.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { closedHost } from '../support/host.ts';
import { createContext, dataOf, perform } from './context.ts';

type FormParts = Awaited<ReturnType<Request['formData']>>;
type Seen = { method: string; target: string; headers: Headers; body: string; form: FormParts | undefined };

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

/** A system to talk to; it remembers each request. */
function serve(answer: (request: Request) => Response = () => Response.json({ id: 7 })) {
  const seen: Seen[] = [];
  const server = Bun.serve({
    hostname: '127.0.0.1',
    port: 0,
    async fetch(request) {
      const { pathname, search } = new URL(request.url);
      const isForm = request.headers.get('content-type')?.startsWith('multipart/');
      const form = isForm ? await request.clone().formData() : undefined;
      const { method, headers } = request;
      seen.push({ method, target: pathname + search, headers, body: await request.text(), form });
      return answer(request);
    },
  });
  cleanups.push(() => server.stop(true));
  return { seen, url: `http://127.0.0.1:${server.port}` };
}

function context() {
  const egress = createEgress({ allow: ['127.0.0.1'] });
  cleanups.push(() => egress.close());
  return createContext({ host: { ...closedHost, fetch: egress.fetch } });
}

const run = (key: string, params: Params) => dataOf(http, key, params, context());

// As the designer exports a step whose optional inputs were left alone.
const UNTOUCHED = {
  connection: undefined,
  debugRequest: 'false',
  headers: [],
  ignoreSslErrors: 'false',
  includeFullResponse: 'false',
  maxRetries: '0',
  queryParams: [],
  responseType: 'json',
  retryDelayMS: '0',
  retryOnAllErrors: 'false',
  timeout: '',
  useExponentialBackoff: 'false',
};

const VERBS = [
  ['httpGet', 'GET'],
  ['httpPost', 'POST'],
  ['httpPut', 'PUT'],
  ['httpPatch', 'PATCH'],
  ['httpDelete', 'DELETE'],
] as const;

test.each(VERBS)('%s sends a %s request and answers the parsed body', async (key, method) => {
  const { url, seen } = serve();
  expect(await run(key, { ...UNTOUCHED, url: `${url}/items?a=1`, data: '' })).toEqual({ id: 7 });
  expect(seen).toMatchObject([{ method, target: '/items?a=1', body: '' }]);
});

test('a HEAD request answers the headers', async () => {
  const { url, seen } = serve(() => new Response('x', { headers: { 'x-total': '12' } }));
  expect(await run('httpHead', { url })).toMatchObject({ 'x-total': '12' });
  expect(seen[0]?.method).toBe('HEAD');
});

test.each(['get', 'POST', 'OPTIONS', 'PURGE', 'LINK'])(
  'a raw request may have the method %s',
  async (method) => {
    const { url, seen } = serve();
    await run('rawRequest', { url, method });
    expect(seen[0]?.method).toBe(method.toUpperCase());
  },
);

test('a raw request with an unknown method is refused with the choices named', async () => {
  await expect(run('rawRequest', { url: 'https://example.com', method: 'FETCH' })).rejects.toThrow(
    /one of GET, POST/,
  );
});

test('query parameters are added to those in the URL, and may repeat', async () => {
  const { url, seen } = serve();
  const queryParams = [
    { key: 'limit', value: '50' },
    { key: 'tag', value: 'a b' },
    { key: 'tag', value: 'ü&=' },
    { key: 'none', value: undefined },
    { key: 'ids', value: [1, 2] },
  ];
  await run('httpGet', { url: `${url}/items?sig=a%20b`, queryParams });
  expect(seen[0]?.target).toBe('/items?sig=a%20b&limit=50&tag=a+b&tag=%C3%BC%26%3D&ids=1&ids=2');
});

test('headers are sent as given', async () => {
  const { url, seen } = serve();
  await run('httpGet', {
    url,
    headers: [
      { key: 'X-Own', value: 'yes' },
      { key: 'Accept', value: 'text/csv' },
    ],
  });
  expect(seen[0]?.headers.get('x-own')).toBe('yes');
  expect(seen[0]?.headers.get('accept')).toBe('text/csv');
});

const JSON_TYPE = 'application/json';
const BODIES: [string, unknown, string, string | null][] = [
  ['an object', { name: 'Äcme', n: 1n }, '{"name":"Äcme","n":"1"}', JSON_TYPE],
  ['a list', [1, 2], '[1,2]', JSON_TYPE],
  ['a number', 5, '5', JSON_TYPE],
  ['JSON text', '{ "a": 1 }', '{ "a": 1 }', 'application/x-www-form-urlencoded'],
  ['other text', '<a/>', '<a/>', 'application/x-www-form-urlencoded'],
  ['bytes', Buffer.from('raw'), 'raw', 'application/octet-stream'],
  ['a file', { data: Buffer.from('%PDF'), contentType: 'application/pdf' }, '%PDF', 'application/pdf'],
  ['a file without a type', { data: Buffer.from('x') }, 'x', 'application/octet-stream'],
  ['a webhook body of JSON', { data: { a: 1 }, contentType: JSON_TYPE }, '{"a":1}', JSON_TYPE],
  [
    'a webhook body of a form',
    { data: 'payload=%7B%7D', contentType: 'application/x-www-form-urlencoded' },
    'payload=%7B%7D',
    'application/x-www-form-urlencoded',
  ],
  [
    'an object that only looks like a file',
    { data: 1, contentType: 'a', b: 2 },
    '{"data":1,"contentType":"a","b":2}',
    JSON_TYPE,
  ],
  ['nothing', undefined, '', null],
];

test.each(BODIES)('data that is %s is sent as such', async (_what, data, body, type) => {
  const { url, seen } = serve();
  await run('httpPost', { url, data });
  expect(seen[0]?.body).toBe(body);
  expect(seen[0]?.headers.get('content-type')).toBe(type);
});

test('a content type of the step wins, and an object becomes a form when it asks for one', async () => {
  const { url, seen } = serve();
  const typed = (value: string) => [{ key: 'Content-Type', value }];
  await run('httpPost', { url, data: '{"a":1}', headers: typed('application/vnd.api+json') });
  expect(seen[0]?.headers.get('content-type')).toBe('application/vnd.api+json');
  const headers = typed('application/x-www-form-urlencoded');
  await run('httpPost', { url, data: { a: 'b c', list: [1, 2] }, headers });
  await run('httpPost', { url, data: { data: { a: 1 }, contentType: 'application/x-www-form-urlencoded' } });
  expect(seen.slice(1).map(({ body }) => body)).toEqual(['a=b+c&list=1&list=2', 'a=1']);
  expect(seen[2]?.headers.get('content-type')).toBe('application/x-www-form-urlencoded');
});

test.each(['httpPostFormData', 'rawRequest'])('%s sends fields and files as a form', async (key) => {
  const { url, seen } = serve();
  await run(key, {
    ...UNTOUCHED,
    url,
    method: 'PUT',
    httpMethod: 'put',
    headers: [{ key: 'Content-Type', value: 'multipart/form-data' }],
    formData: [
      { key: 'id', value: 42 },
      { key: 'tags', value: ['a'] },
    ],
    fileData: [
      { key: 'report', value: { data: Buffer.from([0, 255, 1]), contentType: 'application/pdf' } },
      { key: 'note', value: 'text' },
      { key: 'row', value: { a: 1 } },
    ],
    fileDataFileNames: [{ key: 'report', value: 'größe.pdf' }],
  });
  const form = seen[0]?.form;
  expect(seen[0]?.method).toBe('PUT');
  expect(form?.get('id')).toBe('42');
  expect(form?.get('tags')).toBe('["a"]');
  const [report, note, row] = ['report', 'note', 'row'].map((name) => form?.get(name));
  if (!(report instanceof File && note instanceof File && row instanceof File))
    throw new Error('a file is missing');
  expect([report.name, report.type, [...(await report.bytes())]]).toEqual([
    'größe.pdf',
    'application/pdf',
    [0, 255, 1],
  ]);
  expect([note.name, await note.text()]).toEqual(['note', 'text']);
  expect(await row.text()).toBe('{"a":1}');
  expect(seen[0]?.body).toContain('name="row"; filename="row"\r\nContent-Type: application/json');
});

test('a form is posted unless its method says otherwise', async () => {
  const { url, seen } = serve();
  await run('httpPostFormData', { url, formData: [{ key: 'a', value: 'b' }] });
  expect(seen[0]?.method).toBe('POST');
});

test('data and a form together, or data with GET, are refused before anything is sent', async () => {
  const { url, seen } = serve();
  const form = [{ key: 'a', value: 'b' }];
  await expect(run('rawRequest', { url, method: 'POST', data: 'x', formData: form })).rejects.toThrow(
    'either',
  );
  await expect(run('rawRequest', { url, method: 'GET', data: 'x' })).rejects.toThrow(
    'GET request cannot carry',
  );
  expect(seen).toEqual([]);
});

const ANSWERS: [string, string | undefined, string, string, unknown][] = [
  ['JSON', 'json', JSON_TYPE, '{"a":[1]}', { a: [1] }],
  ['JSON by default', '', JSON_TYPE, '{"a":1}', { a: 1 }],
  ['JSON under another type', 'json', 'text/plain', '[1]', [1]],
  ['what is not JSON', 'json', 'text/html', '<p>hi</p>', '<p>hi</p>'],
  ['nothing', 'json', JSON_TYPE, '', ''],
  ['JSON as text', 'text', JSON_TYPE, '{"a":1}', '{"a":1}'],
  ['a byte order mark', 'json', JSON_TYPE, '\uFEFF{"a":1}', { a: 1 }],
];

test.each(ANSWERS)(
  'an answer that is %s is read as the response type says',
  async (_what, responseType, type, body, expected) => {
    const { url } = serve(() => new Response(body, { headers: { 'content-type': type } }));
    expect(await run('httpGet', { url, responseType })).toEqual(expected);
  },
);

test('text in another character set is read by it', async () => {
  const headers = { 'content-type': 'text/plain; charset=iso-8859-1' };
  const { url } = serve(() => new Response(Buffer.from([0xfc, 0x21]), { headers }));
  expect(await run('httpGet', { url, responseType: 'text' })).toBe('ü!');
});

test.each(['binary', 'arraybuffer'])('an answer of the response type %s is a file', async (responseType) => {
  const { url } = serve(
    () => new Response(Buffer.from([0, 255]), { headers: { 'content-type': 'image/png' } }),
  );
  const result = await perform(http, 'httpGet', { url, responseType }, context());
  expect(result).toEqual({ data: Buffer.from([0, 255]), contentType: 'image/png' });
});

test('an unknown response type is refused with the choices named', async () => {
  await expect(run('httpGet', { url: 'https://example.com', responseType: 'yaml' })).rejects.toThrow(
    'json, text or binary',
  );
});

test('the full response has the status and headers, too', async () => {
  const { url } = serve(() => {
    const response = Response.json({ id: 7 }, { status: 201, statusText: 'Created' });
    response.headers.append('set-cookie', 'a=1');
    response.headers.append('set-cookie', 'b=2');
    return response;
  });
  const full = await run('httpPost', { url, includeFullResponse: 'true' });
  expect(full).toMatchObject({
    data: { id: 7 },
    status: 201,
    statusText: 'Created',
    headers: { 'content-type': expect.stringContaining('json'), 'set-cookie': ['a=1', 'b=2'] },
  });
});

test('a full binary response carries the bytes', async () => {
  const { url } = serve(() => new Response(Buffer.from([1])));
  const full = await run('httpGet', { url, responseType: 'binary', includeFullResponse: true });
  expect(full).toMatchObject({ data: Buffer.from([1]), status: 200 });
});

test('a redirect is followed', async () => {
  const { url } = serve((request) =>
    request.url.endsWith('/old') ? Response.redirect('/new', 302) : Response.json('there'),
  );
  expect(await run('httpGet', { url: `${url}/old` })).toBe('there');
});

test('a URL that cannot be requested is refused with what to write instead', async () => {
  await expect(run('httpGet', { url: '' })).rejects.toThrow('"URL" is empty');
  await expect(run('httpGet', { url: 'example.com/items' })).rejects.toThrow('must start with https://');
  await expect(run('httpGet', { url: 'https://exa mple.com' })).rejects.toThrow('not a valid URL');
  await expect(run('httpGet', { url: 'ftp://example.com' })).rejects.toThrow('Only http and https');
  await expect(run('httpGet', { url: 'http://169.254.169.254/' })).rejects.toThrow('STEPWELL_EGRESS_ALLOW');
});

test('an option that cannot be understood is refused by its label', async () => {
  const url = 'https://example.com';
  await expect(run('httpGet', { url, timeout: 'soon' })).rejects.toThrow('"Timeout (ms)"');
  await expect(run('httpGet', { url, maxRetries: '-1' })).rejects.toThrow('"Max retry count"');
  await expect(run('httpGet', { url, ignoreSslErrors: 'perhaps' })).rejects.toThrow('"Ignore SSL errors"');
});
