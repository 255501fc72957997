/** How customers' people come in: by a link that is mailed or handed over, and by either door. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { SMTPServer } from 'smtp-server';
import { inviteCustomerUser } from '../../../src/models/customer-users.ts';
import { acceptInvitation } from '../../../src/models/invitations.ts';
import { updateOrganization } from '../../../src/models/organization.ts';
import { at, call, type Desk, openDesk, TOKEN, textAt } from '../../support/app.ts';
import { csrfIn } from '../../support/markup.ts';
import { invited, PASSWORD, staff } from '../../support/people.ts';
import { customerNamed } from '../../support/records.ts';
import { EVERYTHING } from '../../support/viewers.ts';

const ORIGIN = 'http://stepwell.test';
const mails: { from: string; to: string[]; text: string }[] = [];
let isRefusing = false;

/** A server for mail that keeps what it is given. */
const server = new SMTPServer({
  disabledCommands: ['STARTTLS'],
  authOptional: false,
  allowInsecureAuth: true,
  onAuth: ({ username, password }, _, done) =>
    username === 'larkfield' && password === 'p@ss' ? done(null, { user: username }) : done(new Error('No.')),
  onRcptTo: (_, __, done) => done(isRefusing ? new Error('No such mailbox.') : undefined),
  onData(stream, { envelope }, done) {
    const parts: Buffer[] = [];
    stream.on('data', (part) => parts.push(part));
    stream.on('end', () => {
      const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
      const text = Buffer.concat(parts).toString('utf8').replaceAll(/=\r\n/g, '');
      mails.push({ from, to: envelope.rcptTo.map(({ address }) => address), text });
      done();
    });
  },
});

let mailing: Desk;
const quiet = openDesk();
let customer: string;
beforeAll(async () => {
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  mailing = openDesk({
    'admin-token': TOKEN,
    smtp: `smtp://larkfield:p%40ss@127.0.0.1:${port}`,
    'smtp-from': 'Larkfield <hello@larkfield.example>',
  });
  await mailing.deps.store.write((tx) => updateOrganization(tx, { name: 'Larkfield' }));
  await quiet.deps.store.write((tx) => updateOrganization(tx, { name: 'Larkfield' }));
  customer = (await customerNamed(quiet.deps.store, 'Acme')).id;
});
afterAll(async () => {
  await new Promise<void>((closed) => server.close(closed));
  await mailing.close();
  await quiet.close();
});

const invite = (app: Desk['app'], id: string, email: string) =>
  call(app, 'POST', `/customers/${id}/users`, { email, role: 'customer_admin', name: 'Kim' });

describe('an invitation', () => {
  test('goes out by mail where a server is set, in the organization’s name', async () => {
    const { id } = await customerNamed(mailing.deps.store, 'Acme');
    const answer = await invite(mailing.app, id, 'kim@acme.example');
    expect([answer.status, at(answer, 'link.mailed')]).toEqual([201, true]);
    const [mail] = mails;
    expect(mail).toMatchObject({ from: 'hello@larkfield.example', to: ['kim@acme.example'] });
    expect(mail?.text).toContain('Subject: Your invitation to Larkfield');
    expect(mail?.text).toContain(textAt(answer, 'link.url'));
    expect(mail?.text.replaceAll('stepwell.test', '')).not.toMatch(/stepwell/i);
    const path = `/customers/${id}/users/${textAt(answer, 'id')}/links`;
    expect(at(await call(mailing.app, 'POST', path), 'mailed')).toBe(true);
    expect(mails).toHaveLength(2);
  });

  test('is handed over where the server does not take it, and the person is there all the same', async () => {
    const { id } = await customerNamed(mailing.deps.store, 'Other');
    isRefusing = true;
    const answer = await invite(mailing.app, id, 'lee@other.example');
    isRefusing = false;
    expect([answer.status, at(answer, 'link.mailed')]).toEqual([201, false]);
    expect(mailing.lines.some((line) => line.includes('could not be mailed'))).toBe(true);
    expect(mailing.lines.join('')).not.toContain(textAt(answer, 'link.url').split('/').at(-1) ?? '');
  });

  test('is a link to hand over where no server is set', async () => {
    const answer = await invite(quiet.app, customer, 'kim@acme.example');
    expect(at(answer, 'link.mailed')).toBe(false);
    expect(textAt(answer, 'link.url')).toStartWith(`${ORIGIN}/marketplace/invitations/`);
  });

  test('shows the organization’s look and ends on the marketplace, whichever address it came by', async () => {
    const { path } = await linkFor('lou@acme.example');
    const wrong = await quiet.app.request(ORIGIN + path.replace('/marketplace', ''));
    expect(wrong.headers.get('location')).toBe(path);
    const page = await (await quiet.app.request(ORIGIN + path)).text();
    expect(page).toContain('<title>Welcome to Larkfield · Larkfield</title>');
    expect(page).not.toMatch(/stepwell(?!\.test)/i);
    const done = await send(path, { name: 'Lou', password: PASSWORD, _csrf: csrfIn(page) });
    expect(done.headers.get('location')).toBe('/marketplace');
    expect(done.headers.getSetCookie()[0]).toStartWith('portal-session=');
    const used = await quiet.app.request(ORIGIN + path);
    expect([used.status, (await used.text()).includes('href="/marketplace/sign-in"')]).toEqual([410, true]);
  });
});

async function linkFor(email: string) {
  const { user, token } = await quiet.deps.store.write((tx) =>
    inviteCustomerUser(tx, EVERYTHING, customer, { email, role: 'customer_admin' }),
  );
  return { user, token, path: `/marketplace/invitations/${token}` };
}

function send(path: string, fields: Record<string, string>, cookie = '') {
  return quiet.app.request(ORIGIN + path, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin', cookie },
  });
}

describe('whoever comes in by the others’ door is led to their own pages', () => {
  test('people of customers by that of staff', async () => {
    const { token } = await linkFor('max@acme.example');
    await acceptInvitation(quiet.deps, token, { name: 'Max', password: PASSWORD });
    for (const back of ['/', '/integrations']) {
      const done = await send('/sign-in', { email: 'max@acme.example', password: PASSWORD, return: back });
      expect(done.headers.get('location')).toBe('/marketplace');
      expect(done.headers.getSetCookie().map((each) => each.split('=')[0])).toEqual([
        'portal-session',
        'portal-device',
      ]);
    }
    const back = { email: 'max@acme.example', password: PASSWORD, return: '/marketplace/team' };
    expect((await send('/marketplace/sign-in', back)).headers.get('location')).toBe('/marketplace/team');
  });

  test('staff by that of customers', async () => {
    await staff(quiet.deps.store, 'dana@larkfield.example');
    const fields = { email: 'dana@larkfield.example', password: PASSWORD };
    const done = await send('/marketplace/sign-in', { ...fields, return: '/marketplace/team' });
    expect(done.headers.get('location')).toBe('/');
    expect(done.headers.getSetCookie()[0]).toStartWith('session=');
  });

  test('a link of staff is one of staff', async () => {
    const { id } = await invited(quiet.deps.store, 'new@larkfield.example', 'builder');
    const answer = await call(quiet.app, 'POST', `/staff/${id}/links`);
    const path = new URL(textAt(answer, 'url')).pathname;
    expect(path).toStartWith('/invitations/');
    const moved = await quiet.app.request(`${ORIGIN}/marketplace${path}`);
    expect(moved.headers.get('location')).toBe(path);
  });
});
