import { expect, test } from 'bun:test';
import { EgressRefused } from '../../src/lib/egress.ts';

import { answering, failure, outside } from './outside.ts';

const { serve, open } = outside();

const redirectTo =
  (location: string, status = 302) =>
  () =>
    new Response('moved', { status, headers: { location } });

test('redirects are followed, and the final URL is known', async () => {
  const { url } = serve({ '/a': redirectTo('/b'), '/b': redirectTo('c?x=1', 307) });
  const response = await open().fetch(`${url()}/a`);
  expect(await response.text()).toBe('hello');
  expect(response.url).toBe(`${url()}/c?x=1`);
});

const AFTER_REDIRECT: [number, string, string, string][] = [
  [301, 'POST', 'GET', ''],
  [302, 'POST', 'GET', ''],
  [303, 'POST', 'GET', ''],
  [303, 'PUT', 'GET', ''],
  [301, 'PUT', 'PUT', 'body'],
  [302, 'DELETE', 'DELETE', 'body'],
  [307, 'POST', 'POST', 'body'],
  [308, 'PATCH', 'PATCH', 'body'],
];

test.each(AFTER_REDIRECT)(
  'after %i a %s goes on as %s with the body "%s"',
  async (status, method, next, body) => {
    const { url, seen } = serve({ '/a': redirectTo('/b', status) });
    await open().fetch(`${url()}/a`, { method, body: 'body', headers: { 'content-type': 'text/x-own' } });
    expect(seen[1]).toMatchObject({ method: next, path: '/b', body });
    expect(seen[1]?.headers.get('content-type')).toBe(body === '' ? null : 'text/x-own');
  },
);

const INSIDE = [
  'http://169.254.169.254/latest/meta-data',
  'http://10.0.0.1/',
  'http://[::1]/',
  'http://2130706434/',
  'file:///etc/passwd',
];

test.each(INSIDE)('a redirect to %s is refused', async (target) => {
  const { url } = serve({ '/a': redirectTo(target) });
  expect(await failure(open().fetch(`${url()}/a`))).toBeInstanceOf(EgressRefused);
});

test('a redirect to a name that leads inside is refused', async () => {
  const { url } = serve({ '/a': redirectTo('http://inside.example.test/') });
  const egress = open(['127.0.0.1'], answering('10.0.0.9'));
  expect((await failure(egress.fetch(`${url()}/a`))).message).toContain('inside.example.test');
});

test('credentials stay behind at a redirect to another origin', async () => {
  const other = serve();
  const { url } = serve({ '/a': redirectTo(`${other.url('other.example.test')}/b`, 307) });
  const secrets = { Authorization: 'Bearer t', Cookie: 'sid=1', 'X-Api-Key': 'k', 'PRIVATE-TOKEN': 'p' };
  await open().fetch(`${url('api.example.test')}/a`, {
    method: 'POST',
    body: '{}',
    headers: { ...secrets, Accept: 'text/html', 'Content-Type': 'application/json' },
  });
  const [seen] = other.seen;
  for (const name of Object.keys(secrets)) expect(seen?.headers.get(name)).toBeNull();
  expect(seen?.headers.get('accept')).toBe('text/html');
  expect(seen?.headers.get('content-type')).toBe('application/json');
  expect(seen?.body).toBe('{}');
});

test('another port is another origin, and the way back does not bring credentials back', async () => {
  const home = serve({ '/a': () => Response.redirect(`${away.url()}/b`, 302) });
  const away = serve({ '/b': () => Response.redirect(`${home.url()}/c`, 302) });
  await open().fetch(`${home.url()}/a`, { headers: { authorization: 'Bearer t' } });
  expect(away.seen[0]?.headers.get('authorization')).toBeNull();
  expect(home.seen[1]).toMatchObject({ path: '/c' });
  expect(home.seen[1]?.headers.get('authorization')).toBeNull();
});

test('credentials go along at a redirect within the same origin', async () => {
  const { url, seen } = serve({ '/a': redirectTo('/b') });
  await open().fetch(`${url()}/a`, { headers: { authorization: 'Bearer t', 'x-api-key': 'k' } });
  expect(seen[1]?.headers.get('authorization')).toBe('Bearer t');
  expect(seen[1]?.headers.get('x-api-key')).toBe('k');
});

test('credentials that a redirect carries in its own URL are not used', async () => {
  const other = serve();
  const { url } = serve({ '/a': redirectTo(other.url().replace('//', '//a:b@')) });
  await open().fetch(`${url()}/a`);
  expect(other.seen[0]?.headers.get('authorization')).toBeNull();
});

test('a redirect loop ends after ten redirects', async () => {
  const { url, seen } = serve({ '/a': redirectTo('/a') });
  const error = await failure(open().fetch(`${url()}/a`));
  expect(error.code).toBe('redirect');
  expect(error.message).toContain('more than 10 times');
  expect(seen).toHaveLength(11);
});

test('a caller may look at a redirect or forbid it', async () => {
  const { url, seen } = serve({ '/a': redirectTo('http://10.0.0.1/') });
  const response = await open().fetch(`${url()}/a`, { redirect: 'manual' });
  expect(response.status).toBe(302);
  expect(response.headers.get('location')).toBe('http://10.0.0.1/');
  expect((await failure(open().fetch(`${url()}/a`, { redirect: 'error' }))).code).toBe('redirect');
  expect(seen).toHaveLength(2);
});
