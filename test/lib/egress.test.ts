import { expect, test } from 'bun:test';
import { EgressRefused } from '../../src/lib/egress.ts';

import { answering, failure, outside } from './outside.ts';

const { serve, open } = outside();

test('a request reaches the system and its answer comes back whole', async () => {
  const { url, seen } = serve({
    '/things': () => Response.json({ id: 7 }, { status: 201, headers: { 'x-total': '1' } }),
  });
  const response = await open().fetch(`${url()}/things?page=2#part`, {
    method: 'post',
    headers: { 'X-Own': 'yes' },
    body: 'text',
  });
  expect(response.status).toBe(201);
  expect(response.headers.get('x-total')).toBe('1');
  expect(response.url).toBe(`${url()}/things?page=2`);
  expect(await response.json()).toEqual({ id: 7 });
  expect(seen).toMatchObject([{ method: 'POST', path: '/things?page=2', body: 'text' }]);
  expect(seen[0]?.headers.get('x-own')).toBe('yes');
});

test.each([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'LINK',
  'UNLINK',
  'PURGE',
  'PROPFIND',
  'REPORT',
])('the method %s arrives as it was asked for', async (method) => {
  const { url, seen } = serve();
  await open().fetch(url(), { method });
  expect(seen[0]?.method).toBe(method);
});

test('a method that HTTP clients do not know is refused instead of being sent as GET', async () => {
  const { url, seen } = serve();
  for (const method of ['FETCH', 'CONNECT', 'TRACE', 'GET / HTTP/1.1']) {
    expect((await failure(open().fetch(url(), { method }))).code).toBe('invalid');
  }
  expect(seen).toEqual([]);
});

test('a GET request with a body is an error that says what to do', async () => {
  const { url } = serve();
  const { message } = await failure(open().fetch(url(), { method: 'GET', body: 'x' }));
  expect(message).toBe('A GET request cannot carry a body: leave it out or use POST');
});

test('only http and https URLs are requested', async () => {
  for (const url of ['file:///etc/passwd', 'ftp://example.com/', 'data:text/plain,x', 's3://bucket/key']) {
    expect(await failure(open().fetch(url))).toBeInstanceOf(EgressRefused);
  }
  expect((await failure(open().fetch('example.com/path'))).code).toBe('invalid');
  expect((await failure(open().fetch('')).then((error) => error)).code).toBe('invalid');
});

test('the name is resolved once and the checked address is the one connected to', async () => {
  const { url, seen, port } = serve();
  const answers = ['127.0.0.1', '169.254.169.254'];
  const asked: string[] = [];
  const egress = open(['127.0.0.1'], async (host) => {
    asked.push(host);
    return [{ address: answers.shift() ?? '169.254.169.254' }];
  });
  const response = await egress.fetch(`${url('rebind.example.test')}/x`);
  expect(await response.text()).toBe('hello');
  expect(asked).toEqual(['rebind.example.test']);
  expect(seen[0]?.headers.get('host')).toBe(`rebind.example.test:${port}`);
  expect(await failure(egress.fetch(url('rebind.example.test')))).toBeInstanceOf(EgressRefused);
  expect(seen).toHaveLength(1);
});

test('the next address is tried when nobody listens at the first', async () => {
  const { url, seen } = serve();
  const egress = open(['127.0.0.0/8'], answering('127.0.0.2', '127.0.0.1'));
  expect((await egress.fetch(url('two.example.test'))).status).toBe(200);
  expect(seen).toHaveLength(1);
});

test('several requests to one system share a connection', async () => {
  const { url, seen } = serve();
  const egress = open();
  for (let count = 0; count < 3; count += 1) await egress.fetch(url('same.example.test'));
  expect(new Set(seen.map(({ port }) => port)).size).toBe(1);
});

test('a caller cannot set the headers that belong to the connection', async () => {
  const { url, seen, port } = serve();
  await open().fetch(url(), {
    method: 'POST',
    body: 'abc',
    headers: {
      Host: 'other.example',
      'Content-Length': '1',
      'Transfer-Encoding': 'chunked',
      Connection: 'close',
      TE: 'trailers',
      Upgrade: 'websocket',
      Expect: '100-continue',
      'Proxy-Authorization': 'Basic x',
    },
  });
  expect(seen[0]?.body).toBe('abc');
  expect(seen[0]?.headers.get('host')).toBe(`127.0.0.1:${port}`);
  for (const name of ['transfer-encoding', 'te', 'upgrade', 'expect', 'proxy-authorization']) {
    expect(seen[0]?.headers.get(name)).toBeNull();
  }
});

test('a header that would smuggle another one is refused without showing its value', async () => {
  const { url } = serve();
  const { code, message } = await failure(open().fetch(url(), { headers: { 'X-A': 's3cret\r\nX-B: 1' } }));
  expect(code).toBe('invalid');
  expect(message).toContain('X-A');
  expect(message).not.toContain('s3cret');
});

test('a user and password in the URL become Basic authorization, and never reach the path or the error', async () => {
  const { url, seen } = serve();
  const withUser = url().replace('http://', 'http://anna:p%40ss@');
  const response = await open().fetch(withUser);
  expect(seen[0]?.headers.get('authorization')).toBe(`Basic ${btoa('anna:p@ss')}`);
  expect(response.url).toBe(`${url()}/`);
  await open().fetch(withUser, { headers: { authorization: 'Bearer t' } });
  expect(seen[1]?.headers.get('authorization')).toBe('Bearer t');
  expect((await failure(open([]).fetch(withUser))).message).not.toContain('p@ss');
});

test('proxies in the environment are not used', async () => {
  const proxy = serve();
  const { url, seen } = serve();
  const module = new URL('../../src/lib/egress.ts', import.meta.url).pathname;
  const script = `const { createEgress } = await import(${JSON.stringify(module)});
    const response = await createEgress({ allow: ['127.0.0.1'] }).fetch(${JSON.stringify(url())});
    console.log(await response.text());`;
  const names = ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy'];
  const env = Object.fromEntries(names.map((name) => [name, proxy.url()]));
  const child = Bun.spawn([process.execPath, '-e', script], { env, stdout: 'pipe' });
  expect((await child.stdout.text()).trim()).toBe('hello');
  expect(seen).toHaveLength(1);
  expect(proxy.seen).toEqual([]);
});
