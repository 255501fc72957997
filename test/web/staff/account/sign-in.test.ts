import { afterAll, describe, expect, test } from 'bun:test';
import { acceptInvitation, invite } from '../../../../src/models/invitations.ts';
import { createUser } from '../../../../src/models/users.ts';
import { openDesk } from '../../../support/app.ts';
import { csrfIn } from '../../../support/markup.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { PASSWORD, somebodyAt } from './somebody.ts';

const desk = openDesk();
afterAll(desk.close);

const ORIGIN = 'http://stepwell.test';
const somebody = somebodyAt(desk);

async function signIn(fields: Record<string, string>, headers: Record<string, string> = {}) {
  return await desk.app.request(`${ORIGIN}/sign-in`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin', ...headers },
  });
}

describe('signing in', () => {
  test('leads back to the page that was asked for, with a cookie that scripts cannot read', async () => {
    const email = await somebody();
    const asked = await desk.app.request(`${ORIGIN}/account?x=1`);
    expect(asked.headers.get('location')).toBe('/sign-in?return=%2Faccount%3Fx%3D1');
    const answer = await signIn({ email, password: PASSWORD, return: '/account?x=1' });
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/account?x=1');
    const [session, device] = answer.headers.getSetCookie();
    expect(session).toMatch(/^session=[\w-]{43}; Max-Age=1209600; Path=\/; HttpOnly; SameSite=Lax$/);
    expect(device).toMatch(/^device=[^;]+; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/);
    const cookie = session?.split(';')[0] ?? '';
    expect((await desk.app.request(`${ORIGIN}/account`, { headers: { cookie } })).status).toBe(200);
  });

  test('never leads to another site', async () => {
    const email = await somebody();
    for (const back of [
      'https://evil.example/',
      '//evil.example',
      '/\\evil.example',
      'javascript:alert(1)',
    ]) {
      const answer = await signIn({ email, password: PASSWORD, return: back });
      expect(answer.headers.get('location')).toBe('/');
    }
  });

  test('a wrong password and an unknown address read alike', async () => {
    const email = await somebody();
    const wrong = await signIn({ email, password: 'not the password' });
    const unknown = await signIn({ email: 'nobody@larkfield.example', password: 'not the password' });
    expect([wrong.status, unknown.status]).toEqual([422, 422]);
    const plain = (text: string, address: string) =>
      text.replaceAll(address, '').replaceAll(/nonce-[\w-]+|value="[^"]*"/g, '');
    expect(plain(await wrong.text(), email)).toBe(plain(await unknown.text(), 'nobody@larkfield.example'));
  });

  test('after too many guesses a stranger waits, and the owner’s own browser does not', async () => {
    const email = await somebody();
    const first = await signIn({ email, password: PASSWORD });
    const device = first.headers.getSetCookie()[1]?.split(';')[0] ?? '';
    let evaluated = 0;
    for (let guess = 0; guess < 40; guess++) {
      const answer = await signIn({ email, password: `guess number ${guess}` });
      if (answer.status !== 429) evaluated += 1;
      else expect(await answer.text()).toContain('There were too many wrong tries.');
    }
    expect(evaluated).toBeLessThanOrEqual(10);
    const own = await signIn({ email, password: PASSWORD }, { cookie: device });
    expect(own.status).toBe(303);
  });

  test('a form that another site sends is refused', async () => {
    const email = await somebody();
    const refused = await signIn({ email, password: PASSWORD }, { 'sec-fetch-site': 'cross-site' });
    expect(refused.status).toBe(403);
  });

  test('signing in anew ends the session that the browser had', async () => {
    const email = await somebody();
    const first = await signIn({ email, password: PASSWORD });
    const cookie = first.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const page = await desk.app.request(`${ORIGIN}/account`, { headers: { cookie } });
    const csrf = (await page.text()).match(/name="_csrf" value="([^"]+)"/)?.[1] ?? '';
    expect((await signIn({ email, password: PASSWORD, _csrf: csrf }, { cookie })).status).toBe(303);
    expect((await desk.app.request(`${ORIGIN}/account`, { headers: { cookie } })).status).toBe(303);
  });

  test('whoever signs out is out, also with the old cookie', async () => {
    const visitor = await visitorAs(desk, 'builder');
    expect((await visitor.post('/sign-out')).location).toBe('/sign-in');
    expect((await visitor.get('/account')).location).toBe('/sign-in?return=%2Faccount');
  });

  test('on https the cookies are tied to the host', async () => {
    const safe = openDesk({ 'admin-token': 'the-token-of-this-test', url: 'https://stepwell.test' });
    const deps = { ...safe.deps, publicUrl: () => 'https://stepwell.test' };
    const { createApp } = await import('../../../../src/web/app.ts');
    const app = createApp(deps);
    const token = await deps.store.write(async (tx) => {
      const user = await createUser(tx, { email: 'a@b.example', name: 'A', role: 'owner' });
      return await invite(tx, user.id, 'set_up');
    });
    await acceptInvitation(deps, token, { name: 'A', password: PASSWORD });
    const answer = await app.request('https://stepwell.test/sign-in', {
      method: 'POST',
      body: new URLSearchParams({ email: 'a@b.example', password: PASSWORD }),
      headers: { origin: 'https://stepwell.test' },
    });
    expect(answer.headers.getSetCookie()[0]).toMatch(/^__Host-session=.*; HttpOnly; Secure; SameSite=Lax$/);
    expect(answer.headers.get('strict-transport-security')).toBe('max-age=31536000');
    await safe.close();
  });
});

describe('every page', () => {
  test('carries the headers that keep foreign scripts, frames and guesses of types away', async () => {
    const { headers } = await (await visitorAs(desk, 'builder')).get('/account');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`default-src 'none'; script-src 'self'; style-src 'self' 'nonce-`);
    for (const part of [`frame-ancestors 'none'`, `base-uri 'none'`, `form-action 'self'`])
      expect(policy).toContain(part);
    expect(policy).not.toContain('unsafe');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('a form without its token, or from elsewhere, is refused by a page', async () => {
    const visitor = await visitorAs(desk, 'builder');
    const form = () => new URLSearchParams({ name: 'Changed' });
    const bare = await visitor.postBare('/account', form());
    expect(bare.status).toBe(403);
    expect(bare.html).toContain('This page is out of date.');
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': '', origin: 'https://evil.example' },
    ]) {
      expect((await visitor.postBare('/account', form(), headers)).status).toBe(403);
    }
    expect((await visitor.get('/account')).html).not.toContain('value="Changed"');
  });

  test('a token of one session does not serve another', async () => {
    const one = await visitorAs(desk, 'builder');
    const other = await visitorAs(desk, 'builder');
    const { html } = await one.get('/account');
    const token = csrfIn(html);
    const answer = await other.postBare('/account', new URLSearchParams({ _csrf: token, name: 'Changed' }));
    expect(answer.status).toBe(403);
  });

  test('whom a page refuses is told whom to ask', async () => {
    await somebody();
    const support = await visitorAs(desk, 'support');
    const { status, html } = await support.postBare('/sample/removal', new URLSearchParams());
    expect(status).toBe(403);
    expect(html).toContain('Your role does not include this');
    expect(html).toContain('mailto:dana');
  });

  test('an address that leads nowhere is a page with a way on; for programs it is JSON', async () => {
    const visitor = await visitorAs(desk, 'builder');
    const { status, html } = await visitor.get('/no/such/page');
    expect(status).toBe(404);
    expect(html).toContain('There is nothing here');
    const program = await desk.app.request(`${ORIGIN}/no/such/page`);
    expect(await program.json()).toMatchObject({ error: { code: 'not_found' } });
  });

  test('is packed for browsers that take it so', async () => {
    const visitor = await visitorAs(desk, 'builder');
    const plain = await visitor.get('/keyboard');
    const packed = await desk.app.request(`${ORIGIN}/keyboard`, {
      headers: { cookie: `session=${visitor.token}`, 'accept-encoding': 'gzip, br' },
    });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    const bytes = new Uint8Array(await packed.arrayBuffer());
    expect(bytes.byteLength).toBeLessThan(plain.html.length / 2);
    expect(Buffer.from(Bun.gunzipSync(bytes)).toString()).toStartWith('<!doctype html>');
  });
});
