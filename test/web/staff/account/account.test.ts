import { afterAll, describe, expect, test } from 'bun:test';
import { acceptInvitation, invite } from '../../../../src/models/invitations.ts';
import { createSession, listSessions } from '../../../../src/models/sessions.ts';
import { openDesk } from '../../../support/app.ts';
import { csrfIn } from '../../../support/markup.ts';
import { visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);

const OLD = 'seven quiet lanterns';
const NEW = 'nine loud harvest moons';

describe('your account', () => {
  test('a new name shows at once', async () => {
    const visitor = await visitorAs(desk, 'support');
    expect((await visitor.post('/account', { name: 'Robin “R” <Lee>' })).location).toBe('/account?done=name');
    const { html } = await visitor.get('/account?done=name');
    expect(html).toContain('Your name is saved.');
    expect(html).toContain('Robin “R” &lt;Lee&gt;');
    const refused = await visitor.post('/account', { name: '  ' });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('Give a name.');
  });

  test('a new password needs the old one, and ends the sessions in other browsers', async () => {
    const before = await visitorAs(desk, 'builder');
    const { store } = desk.deps;
    const link = await store.write((tx) => invite(tx, before.user.id, 'reset'));
    await acceptInvitation(desk.deps, link, { name: 'Dana', password: OLD });
    const session = { userId: before.user.id, address: '10.0.0.9', agent: 'Firefox/140.0 (X11; Linux)' };
    const tokens = await store.write(async (tx) => [
      await createSession(tx, session),
      await createSession(tx, session),
    ]);
    const [token = ''] = tokens;
    const send = async (fields: Record<string, string>) => {
      const page = await desk.app.request('http://stepwell.test/account', {
        headers: { cookie: `session=${token}` },
      });
      const csrf = csrfIn(await page.text());
      return await desk.app.request('http://stepwell.test/account/password', {
        method: 'POST',
        body: new URLSearchParams({ ...fields, _csrf: csrf }),
        headers: { cookie: `session=${token}`, 'sec-fetch-site': 'same-origin' },
      });
    };
    expect((await send({ old: 'something else', next: NEW })).status).toBe(422);
    expect((await send({ old: OLD, next: 'short' })).status).toBe(422);
    expect(await listSessions(store.read, before.user.id)).toHaveLength(2);
    expect((await send({ old: OLD, next: NEW })).status).toBe(303);
    expect(await listSessions(store.read, before.user.id)).toHaveLength(1);
  });

  test('sessions are listed with their browsers, and can be ended one by one or all others at once', async () => {
    const visitor = await visitorAs(desk, 'admin');
    const more = {
      userId: visitor.user.id,
      address: '10.0.0.9',
      agent: 'Mozilla/5.0 (Windows NT 10.0) Firefox/140.0',
    };
    await desk.deps.store.write(async (tx) => {
      for (let i = 0; i < 3; i++) await createSession(tx, more);
    });
    const { html } = await visitor.get('/account');
    expect(html).toContain('Firefox on Windows');
    expect(html).toContain('This one');
    const hash = html.match(/\/account\/sessions\/(\w{64})/)?.[1];
    await visitor.post(`/account/sessions/${hash}`);
    expect(await listSessions(desk.deps.store.read, visitor.user.id)).toHaveLength(3);
    await visitor.post('/account/sessions');
    expect(await listSessions(desk.deps.store.read, visitor.user.id)).toHaveLength(1);
  });

  test('a session of someone else cannot be ended', async () => {
    const one = await visitorAs(desk, 'owner');
    const other = await visitorAs(desk, 'support');
    const [session] = await listSessions(desk.deps.store.read, one.user.id);
    expect((await other.post(`/account/sessions/${session?.hash}`)).status).toBe(404);
    expect((await one.get('/account')).status).toBe(200);
  });

  test('the theme is kept in the browser and comes back to the page', async () => {
    const visitor = await visitorAs(desk, 'support');
    const chosen = await visitor.post('/theme', { theme: 'dark', return: '/keyboard' });
    expect(chosen.location).toBe('/keyboard');
    expect(chosen.headers.get('set-cookie')).toStartWith('theme=dark; Max-Age=31536000');
    const { html } = await visitor.get('/keyboard', { cookie: `session=${visitor.token}; theme=dark` });
    for (const group of ['Where a step is chosen', 'Where a reference is chosen'])
      expect(html).toContain(group);
    expect(html).toContain('<html lang="en" data-theme="dark">');
    const system = await visitor.post('/theme', { theme: 'system', return: '//evil.example' });
    expect(system.location).toBe('/');
    expect(system.headers.get('set-cookie')).toStartWith('theme=; Max-Age=0');
  });
});
