import { afterAll, describe, expect, test } from 'bun:test';
import { AppError } from '../../../src/lib/errors.ts';
import { createSession } from '../../../src/models/sessions.ts';
import { createUser } from '../../../src/models/users.ts';
import { type Audience, staff } from '../../../src/web/kit/audience.ts';
import {
  action,
  goTo,
  handler,
  openAction,
  openHandler,
  type PageRoute,
  page,
} from '../../../src/web/kit/page.ts';
import { pages } from '../../../src/web/kit/serve.ts';
import { leave } from '../../../src/web/kit/session.ts';
import { openDesk } from '../../support/app.ts';
import { customerNamed } from '../../support/records.ts';

const desk = openDesk();
afterAll(desk.close);
const ORIGIN = 'http://stepwell.test';
const HOST = 'https://shop.example';

/** People of customers, in a frame of a page of theirs. */
const framed: Audience = {
  ...staff,
  name: 'framed',
  headers: { frameAncestors: () => HOST, openerPolicy: 'unsafe-none' },
  cookies: { sameSite: 'None', prefix: 'framed-' },
  csrf: {
    refuseForeign: (request) => {
      if (request.headers.get('origin') !== HOST) throw new AppError('forbidden', 'Not from the shop.');
    },
  },
  at: { ...staff.at, signIn: '/framed/sign-in' },
  others: () => [],
  admits: ({ role }) => role === 'customer_admin',
};

const text = (said: string) => new Response(said, { headers: { 'content-type': 'text/html' } });
const table: PageRoute[] = [
  page(
    '/framed',
    'instances:read',
    handler(async ({ user }) => text(user.email)),
  ),
  page(
    '/framed/rights',
    'customers:write',
    handler(async () => text('rights')),
  ),
  action(
    '/framed',
    'instances:write',
    handler(async () => goTo('/framed')),
  ),
  openAction(
    '/framed/sign-out',
    openHandler(async (visit) => leave(visit, goTo(framed.at.signIn))),
  ),
];
const app = pages(desk.deps, framed, table);

async function cookieOf(role: 'owner' | 'customer_admin', name: string): Promise<string> {
  const { store } = desk.deps;
  const person = role === 'owner' ? { role } : { role, customerId: (await customerNamed(store, name)).id };
  const token = await store.write(async (tx) => {
    const { id } = await createUser(tx, { email: `${role}.${name}@example.com`, name, ...person });
    return await createSession(tx, { userId: id, address: '127.0.0.1', agent: 'Test' });
  });
  return `framed-session=${token}`;
}

describe('a second audience is served by the same kit', () => {
  test('under its own headers, cookie and rule of who belongs to it', async () => {
    const cookie = await cookieOf('customer_admin', 'one');
    const answer = await app.request(`${ORIGIN}/framed`, { headers: { cookie } });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('customer_admin.one@example.com');
    expect(answer.headers.get('content-security-policy')).toContain(`frame-ancestors ${HOST}`);
    expect(answer.headers.get('cross-origin-opener-policy')).toBe('unsafe-none');
  });

  test('rights are asked for as everywhere, and who does not belong to it is refused', async () => {
    const own = await cookieOf('customer_admin', 'two');
    expect((await app.request(`${ORIGIN}/framed/rights`, { headers: { cookie: own } })).status).toBe(403);
    const owner = await cookieOf('owner', 'three');
    expect((await app.request(`${ORIGIN}/framed`, { headers: { cookie: owner } })).status).toBe(403);
  });

  test('who is not signed in goes to its own sign-in; a session of staff is none of it', async () => {
    const cookie = (await cookieOf('customer_admin', 'four')).replace('framed-', '');
    for (const headers of [{}, { cookie }]) {
      const answer = await app.request(`${ORIGIN}/framed`, { headers });
      expect(answer.headers.get('location')).toBe('/framed/sign-in?return=%2Fframed');
    }
  });

  test('its forms come from where it says, and its cookies say where they may be sent', async () => {
    const send = (origin: string) =>
      app.request(`${ORIGIN}/framed/sign-out`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams(),
      });
    expect((await send(ORIGIN)).status).toBe(403);
    const left = await send(HOST);
    expect(left.headers.get('location')).toBe('/framed/sign-in');
    expect(left.headers.get('set-cookie')).toContain('framed-session=;');
    expect(left.headers.get('set-cookie')).toContain('SameSite=None');
  });
});

test('staff are framed by nobody, and their cookies go to no other site', async () => {
  const answer = await desk.app.request(`${ORIGIN}/sign-in`);
  expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(answer.headers.get('cross-origin-opener-policy')).toBe('same-origin');
  const left = await desk.app.request(`${ORIGIN}/sign-out`, {
    method: 'POST',
    headers: { 'sec-fetch-site': 'same-origin' },
    body: new URLSearchParams(),
  });
  expect(left.headers.get('set-cookie')).toMatch(/^session=;.*SameSite=Lax/);
});
