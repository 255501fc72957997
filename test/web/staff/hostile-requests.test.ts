import { afterEach, beforeEach, expect, test } from 'bun:test';
import { users } from '../../../src/db/schema.ts';
import { endAllSessions } from '../../../src/models/sessions.ts';
import { changeRole, deleteStaff } from '../../../src/models/staff.ts';
import { ownPath } from '../../../src/web/kit/page.ts';
import { type Desk, openDesk } from '../../support/app.ts';
import { processorTime } from '../../support/processor-time.ts';
import { customerNamed } from '../../support/records.ts';
import { openStream } from '../../support/streamed.ts';
import { type Visitor, visitorAs } from '../../support/visitor.ts';

const HERE = 'http://stepwell.test';

let desk: Desk;
let visitor: Visitor;
beforeEach(async () => {
  desk = openDesk();
  visitor = await visitorAs(desk, 'admin');
});
afterEach(() => desk.close());

const FORM = { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' };

async function signInWith(body: string): Promise<Response> {
  return await desk.app.request(`${HERE}/sign-in`, { method: 'POST', headers: FORM, body });
}

test('no way back leads to another host', () => {
  const foreign = [
    '//evil.test',
    '/\\evil.test',
    '/.//evil.test',
    '/./\\evil.test',
    '/a/..//evil.test',
    '/%2e//evil.test',
    '//here.invalid//evil.test',
    '/\t/evil.test',
    'https://evil.test/',
    'javascript:alert(1)',
  ];
  for (const path of foreign) expect(ownPath(path)).toBe('/');
  expect(ownPath('/executions?status=failed#x')).toBe('/executions?status=failed#x');
});

test('a form of a stranger keeps the program busy for no longer than any other', async () => {
  const many = Array.from({ length: 15_000 }, (_, index) => index.toString(36)).join('&');
  const time = await processorTime(async () => expect((await signInWith(many)).status).toBe(422));
  expect(time).toBeLessThan(5000);
  expect((await signInWith(`email=${'a'.repeat(200_000)}`)).status).toBe(413);
});

test('a form that was on its way when its sender was removed does nothing', async () => {
  const { html } = await visitor.get('/account');
  const csrf = html.match(/name="_csrf" value="([^"]+)"/)?.[1] ?? '';
  const sent = new TransformStream<Uint8Array, Uint8Array>();
  const answer = desk.app.request(`${HERE}/settings/tokens`, {
    method: 'POST',
    headers: { ...FORM, cookie: `session=${visitor.token}` },
    body: sent.readable,
  });
  const writer = sent.writable.getWriter();
  const text = new URLSearchParams({ _csrf: csrf, name: 'Late', role: 'admin' }).toString();
  await writer.write(Buffer.from(text.slice(0, 10)));
  await desk.deps.store.write((tx) => deleteStaff(tx, visitor.user.id));
  await writer.write(Buffer.from(text.slice(10)));
  await writer.close();
  const { status, headers } = await answer;
  expect([status, headers.get('location')]).toEqual([303, '/sign-in']);
  const owner = await visitorAs(desk, 'owner');
  expect((await owner.get('/settings/tokens')).html).not.toContain('Late');
});

test('who watches a page is told nothing more once the session has ended, or the role is another', async () => {
  const { store, live } = desk.deps;
  for (const end of [
    () => store.write((tx) => endAllSessions(tx, visitor.user.id)),
    () => store.write((tx) => changeRole(tx, visitor.user.id, 'support')),
  ]) {
    visitor = await visitorAs(desk, 'admin');
    const stream = await openStream(desk, visitor, '/overview/stream');
    await stream.until('hx-partial');
    await end();
    await stream.rest();
    expect(live.open).toBe(0);
  }
});

test('a stream is refused outright where nobody is signed in, so that pages left open ask ever more seldom', async () => {
  const headers = { 'hx-request': 'true', cookie: 'session=gone' };
  expect((await desk.app.request(`${HERE}/overview/stream`, { headers })).status).toBe(401);
});

test('asking for the head of a stream opens none', async () => {
  const cookie = `session=${visitor.token}`;
  const answer = await desk.app.request(`${HERE}/overview/stream`, { method: 'HEAD', headers: { cookie } });
  expect(answer.status).toBe(200);
  expect(desk.deps.live.open).toBe(0);
});

test('a refusal tells staff whom to ask, and people of customers nobody', async () => {
  const owner = await visitorAs(desk, 'owner', null, 'Olga Owner');
  await desk.deps.store.write((tx) => tx.update(users).set({ passwordHash: 'x' }));
  const support = await visitorAs(desk, 'support');
  expect((await support.get('/settings')).html).toContain(owner.user.email);
  const { id } = await customerNamed(desk.deps.store, 'Acme');
  const guest = await visitorAs(desk, 'customer_admin', id);
  const refused = await guest.get('/settings');
  expect(refused.status).toBe(403);
  expect(refused.html).not.toContain('Olga Owner');
});
