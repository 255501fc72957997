/** Forms whose sender was signed out meanwhile. */
import { afterAll, describe, expect, test } from 'bun:test';
import { customersByName } from '../../../../src/models/customer-list.ts';
import { openDesk } from '../../../support/app.ts';
import { csrfIn, formOf } from '../../../support/markup.ts';
import { EVERYTHING } from '../../../support/viewers.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { PASSWORD, somebodyAt } from './somebody.ts';

const desk = openDesk();
afterAll(desk.close);

const ORIGIN = 'http://stepwell.test';
const somebody = somebodyAt(desk);

async function post(path: string, fields: Record<string, string> | FormData, cookie = '') {
  const response = await desk.app.request(`${ORIGIN}${path}`, {
    method: 'POST',
    body: fields instanceof FormData ? fields : new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin', referer: `${ORIGIN}/customers/new?next=%2F`, cookie },
  });
  return { status: response.status, headers: response.headers, html: await response.text() };
}

async function sessionOf(email: string) {
  const { headers } = await post('/sign-in', { email, password: PASSWORD });
  return headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

async function customersNamed(text: string) {
  return (await customersByName(desk.deps.store.read, EVERYTHING, { text }, { limit: 10 })).items;
}

/** A session that has ended, as a browser still has it. */
async function ended() {
  const visitor = await visitorAs(desk, 'builder');
  await visitor.post('/sign-out');
  return `session=${visitor.token}`;
}

describe('a form that is sent after the session has ended', () => {
  test('waits, sealed, for the sign-in, and then does its work once somebody says so', async () => {
    const email = await somebody();
    const asked = await post('/customers', { name: 'Held & Sons', externalId: 'kept-secret' }, await ended());
    expect(asked.status).toBe(401);
    expect(asked.html).toContain('You were signed out, so nothing was saved.');
    expect(asked.html).toContain('What you typed is kept');
    expect(asked.html).not.toContain('kept-secret');
    const sent = formOf(asked.html, '/sign-in');
    expect(sent.return).toBe('/customers/new?next=%2F');

    const wrong = await post('/sign-in', { ...sent, email, password: 'not this one at all' });
    expect(wrong.status).toBe(422);
    const right = await post('/sign-in', { ...formOf(wrong.html, '/sign-in'), email, password: PASSWORD });
    expect(right.status).toBe(200);
    expect(right.html).toContain('You are signed in again');
    expect(await customersNamed('Held')).toEqual([]);

    const cookie = right.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const held = { ...formOf(right.html, '/customers'), _csrf: csrfIn(right.html) };
    expect((await post('/customers', held, cookie)).status).toBe(303);
    expect((await customersNamed('Held')).map(({ externalId }) => externalId)).toEqual(['kept-secret']);
  });

  test('does nothing at another address than its own, nor when it was changed', async () => {
    const cookie = await sessionOf(await somebody());
    const asked = await post('/customers', { name: 'Elsewhere' }, await ended());
    const { _held = '' } = formOf(asked.html, '/sign-in');
    const csrf = csrfIn(await (await desk.app.request(`${ORIGIN}/account`, { headers: { cookie } })).text());
    for (const [path, sealed] of [
      ['/account', _held],
      ['/customers', `${_held.slice(0, -4)}AAAA`],
      ['/customers', 'no seal'],
    ] as const) {
      const answer = await post(path, { _held: sealed, _csrf: csrf }, cookie);
      expect(answer.status).toBe(409);
      expect(answer.html).toContain('Open its page and fill it in again.');
    }
    expect(await customersNamed('Elsewhere')).toEqual([]);
  });

  test('that has a file, or is too large to wait, says that nothing was saved', async () => {
    const withFile = new FormData();
    withFile.set('file', new File(['name: x'], 'x.yml'));
    for (const fields of [
      withFile,
      { description: 'x'.repeat(80_000) },
      { description: 'x'.repeat(200_000) },
    ]) {
      const answer = await post('/customers', fields, await ended());
      expect(answer.status).toBe(401);
      expect(answer.html).toContain('You were signed out, so nothing was saved.');
      expect(answer.html).toContain('repeat what you did');
      expect(formOf(answer.html, '/sign-in')._held).toBeUndefined();
    }
  });

  test('from another site is refused, and from strangers it only leads to the sign-in', async () => {
    const cross = await desk.app.request(`${ORIGIN}/customers`, {
      method: 'POST',
      body: new URLSearchParams({ name: 'Foreign' }),
      headers: { 'sec-fetch-site': 'cross-site', cookie: await ended() },
    });
    expect(cross.status).toBe(403);
    expect((await post('/customers', { name: 'Strange' })).status).toBe(303);
  });
});

test('a form that was printed for an earlier sign-in is kept, and sent when somebody says so', async () => {
  const email = await somebody();
  const earlier = await sessionOf(email);
  const page = await desk.app.request(`${ORIGIN}/customers/new`, { headers: { cookie: earlier } });
  const old = csrfIn(await page.text());
  const cookie = await sessionOf(email);
  const asked = await post('/customers', { name: 'Twice Ltd', _csrf: old }, cookie);
  expect(asked.status).toBe(403);
  expect(asked.html).toContain('This page is out of date');
  expect(await customersNamed('Twice')).toEqual([]);
  const held = { ...formOf(asked.html, '/customers'), _csrf: csrfIn(asked.html) };
  expect((await post('/customers', held, cookie)).status).toBe(303);
  expect((await customersNamed('Twice')).length).toBe(1);
});
