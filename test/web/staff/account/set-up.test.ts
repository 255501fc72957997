import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { invite } from '../../../../src/models/invitations.ts';
import { isSetUp, setUpLink } from '../../../../src/models/set-up.ts';
import { createUser } from '../../../../src/models/users.ts';
import { type Desk, openDesk } from '../../../support/app.ts';

let desk: Desk;
beforeEach(() => {
  desk = openDesk();
});
afterEach(() => desk.close());

const ORIGIN = 'http://stepwell.test';
const PASSWORD = 'seven quiet lanterns';
const FIELDS = {
  organization: 'Larkfield',
  name: 'Dana',
  email: 'dana@larkfield.example',
  password: PASSWORD,
};

async function link(): Promise<string> {
  const token = await desk.deps.store.write((tx) => setUpLink(tx, desk.deps.vault));
  return `/set-up/${token}`;
}

async function send(path: string, fields: Record<string, string>) {
  const answer = await desk.app.request(`${ORIGIN}${path}`, {
    method: 'POST',
    body: new URLSearchParams(fields),
    headers: { 'sec-fetch-site': 'same-origin' },
  });
  return { status: answer.status, html: await answer.text(), headers: answer.headers };
}

async function open(path: string) {
  const answer = await desk.app.request(`${ORIGIN}${path}`);
  return { status: answer.status, html: await answer.text() };
}

describe('the set-up link', () => {
  test('makes the first owner, signs in and goes straight on', async () => {
    const path = await link();
    expect((await open(path)).status).toBe(200);
    const done = await send(path, FIELDS);
    expect(done.status).toBe(303);
    expect(done.headers.get('location')).toBe('/');
    const cookie = done.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const account = await desk.app.request(`${ORIGIN}/account`, { headers: { cookie } });
    expect(await account.text()).toContain('Larkfield');
    expect(await isSetUp(desk.deps.store.read)).toBe(true);
  });

  test('works once', async () => {
    const path = await link();
    await send(path, FIELDS);
    expect((await open(path)).status).toBe(410);
    const again = await send(path, { ...FIELDS, email: 'robin@larkfield.example' });
    expect(again.status).toBe(410);
    expect(again.html).toContain('Stepwell is set up already.');
  });

  test('a wrong link opens nothing, and says where the right one is', async () => {
    await link();
    const wrong = await open('/set-up/not-the-token');
    expect(wrong.status).toBe(410);
    expect(wrong.html).toContain('the one that Stepwell prints when it starts');
  });

  test('all that is wrong is said at once, beside its field, and what was typed stays', async () => {
    const path = await link();
    const { status, html } = await send(path, {
      organization: '',
      name: 'Dana',
      email: 'nothing',
      password: 'short',
    });
    expect(status).toBe(422);
    expect(html).toContain('Three things to correct');
    const links = [...html.matchAll(/href="#(field-[a-z]+)"/g)].map(([, id]) => id);
    expect(links).toEqual(['field-organization', 'field-email', 'field-password']);
    expect(html).toContain('value="Dana"');
    expect(html).not.toContain('value="short"');
  });

  test('a password that many people use, or that is made of known words, is refused', async () => {
    const path = await link();
    for (const password of [
      'password1234',
      'passwordpassword',
      '123456789012',
      'Larkfield2026',
      'dana@larkfield.example',
    ])
      expect((await send(path, { ...FIELDS, password })).status).toBe(422);
  });

  test('before it is used the sign-in page says where it is', async () => {
    expect((await open('/sign-in')).html).toContain('Nobody has set up this Stepwell yet.');
    await send(await link(), FIELDS);
    expect((await open('/sign-in')).html).not.toContain('Nobody has set up this Stepwell yet.');
  });
});

describe('the link of an invitation', () => {
  async function invited(purpose: 'set_up' | 'reset' = 'set_up') {
    const token = await desk.deps.store.write(async (tx) => {
      const user = await createUser(tx, { email: 'robin@larkfield.example', role: 'builder' });
      return await invite(tx, user.id, purpose);
    });
    return `/invitations/${token}`;
  }

  test('asks for a name and a password, and signs in', async () => {
    const path = await invited();
    expect((await open(path)).html).toContain('robin@larkfield.example');
    const done = await send(path, { name: 'Robin', password: PASSWORD });
    expect(done.status).toBe(303);
    expect(done.headers.getSetCookie()).toHaveLength(2);
    expect((await open(path)).status).toBe(410);
  });

  test('a weak password is refused, and the link still works', async () => {
    const path = await invited('reset');
    const refused = await send(path, { name: 'Robin', password: 'too short' });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('at least 12 characters');
    expect((await send(path, { name: 'Robin', password: PASSWORD })).status).toBe(303);
  });
});
