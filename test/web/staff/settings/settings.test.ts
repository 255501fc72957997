import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { findApiToken } from '../../../../src/models/api-tokens.ts';
import { acceptInvitation, openInvitation } from '../../../../src/models/invitations.ts';
import { findUserByEmail } from '../../../../src/models/users.ts';
import { createApp } from '../../../../src/web/app.ts';
import { openDesk } from '../../../support/app.ts';
import { until } from '../../../support/binary.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);
let owner: Visitor;
let admin: Visitor;
beforeAll(async () => {
  owner = await visitorAs(desk, 'owner');
  admin = await visitorAs(desk, 'admin');
});

const PNG = new File([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')], 'logo.png', {
  type: 'image/png',
});

describe('the organization', () => {
  test('name, accent and logo are saved, and customers get them', async () => {
    const done = await admin.post('/settings', { name: 'Larkfield', accent: '#0F766E', logo: PNG });
    expect(done.location).toBe('/settings?done=saved');
    const { html } = await admin.get('/settings?done=saved');
    expect(html).toContain('value="Larkfield"');
    expect(html).toContain('value="#0f766e"');
    const address = html.match(/src="(\/logo\?v=\w+)"/)?.[1] ?? '';
    const logo = await desk.app.request(`http://stepwell.test${address}`);
    expect(logo.headers.get('content-type')).toBe('image/png');
    expect(logo.headers.get('x-content-type-options')).toBe('nosniff');
    const signIn = await desk.app.request('http://stepwell.test/sign-in');
    expect(await signIn.text()).toContain('--accent: #0f766e');
  });

  test('what cannot be read is refused beside its field, and nothing is changed', async () => {
    const svg = new File(['<svg onload="alert(1)"/>'], 'logo.svg', { type: 'image/png' });
    const refused = await admin.post('/settings', { name: 'Other', accent: 'red;}', logo: svg });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('six hexadecimal digits');
    const image = await admin.post('/settings', { name: 'Other', accent: '', logo: svg });
    expect(image.html).toContain('no PNG, JPEG or WebP image');
    expect((await admin.get('/settings')).html).toContain('value="Larkfield"');
  });

  test('a logo can be taken away again', async () => {
    await admin.post('/settings', { name: 'Larkfield', accent: '', logo: PNG });
    await admin.post('/settings', { name: 'Larkfield', accent: '', removeLogo: 'on' });
    expect((await admin.get('/settings')).html).not.toContain('/logo?v=');
  });
});

describe('staff', () => {
  const linkIn = (html: string) => html.match(/\/invitations\/([\w-]{43})/)?.[1] ?? '';

  test('are invited by a link that is shown once', async () => {
    const made = await admin.post('/settings/staff', { email: 'robin@larkfield.example', role: 'builder' });
    expect(made.status).toBe(200);
    const token = linkIn(made.html);
    expect((await openInvitation(desk.deps.store.read, token)).kind).toBe('open');
    const list = await admin.get('/settings/staff');
    expect(list.html).toContain('robin@larkfield.example');
    expect(list.html).toContain('Invited');
    expect(linkIn(list.html)).toBe('');
    await acceptInvitation(desk.deps, token, { name: 'Robin', password: 'seven quiet lanterns' });
    expect((await admin.get('/settings/staff')).html).toContain('Robin');
  });

  test('an address that is in use, or is none, is refused beside the field', async () => {
    for (const email of ['robin@larkfield.example', 'nothing', '']) {
      const refused = await admin.post('/settings/staff', { email, role: 'builder' });
      expect(refused.status).toBe(422);
      expect(refused.html).toContain('id="field-email-error"');
    }
    const { html } = await admin.post('/settings/staff', {
      email: ' Robin@Larkfield.example ',
      role: 'builder',
    });
    expect(html).toContain(
      'robin@larkfield.example has an account already. To make another link, choose the name in the list below.',
    );
  });

  test('only owners make, change and remove owners', async () => {
    expect((await admin.get('/settings/staff')).html).not.toContain('<option value="owner"');
    const refused = await admin.post('/settings/staff', { email: 'x@larkfield.example', role: 'owner' });
    expect(refused.status).toBe(403);
    expect(await findUserByEmail(desk.deps.store.read, 'x@larkfield.example')).toBeUndefined();
    for (const verb of ['role', 'links', 'removal'])
      expect((await admin.post(`/settings/staff/${owner.user.id}/${verb}`, { role: 'support' })).status).toBe(
        403,
      );
    const made = await owner.post('/settings/staff', { email: 'y@larkfield.example', role: 'owner' });
    expect(made.status).toBe(200);
  });

  test('another role holds at once, and signs out', async () => {
    const builder = await visitorAs(desk, 'builder');
    const changed = await admin.post(`/settings/staff/${builder.user.id}/role`, { role: 'support' });
    expect(changed.location).toBe('/settings/staff');
    expect((await builder.get('/account')).status).toBe(303);
    const odd = await admin.post(`/settings/staff/${builder.user.id}/role`, { role: 'customer_admin' });
    expect(odd.status).toBe(422);
  });

  test('somebody who is removed is out; the only owner stays', async () => {
    const builder = await visitorAs(desk, 'builder');
    await admin.post(`/settings/staff/${builder.user.id}/removal`);
    expect((await builder.get('/account')).status).toBe(303);
    const lone = openDesk();
    const only = await visitorAs(lone, 'owner');
    const link = await only.post(`/settings/staff/${only.user.id}/links`);
    await acceptInvitation(lone.deps, linkIn(link.html), { name: 'Only', password: 'seven quiet lanterns' });
    const again = await visitorAs(lone, 'owner');
    const refused = await again.post(`/settings/staff/${only.user.id}/removal`);
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('is the only owner');
    await lone.close();
  });

  test('each person has a page of its own, over the list', async () => {
    const builder = await visitorAs(desk, 'builder', null, 'Ada “A” <b>Lovelace</b>');
    const { html } = await admin.get(`/settings/staff/${builder.user.id}`);
    expect(html).toContain('<dialog class="dialog" open');
    expect(html).toContain('Remove Ada “A” &lt;b&gt;Lovelace&lt;/b&gt;');
  });
});

describe('API tokens', () => {
  test('a token is shown once, works, and is seen to have been used', async () => {
    const made = await admin.post('/settings/tokens', { name: 'Nightly', role: 'support' });
    const token = made.html.match(/swt_[\w-]{43}/)?.[0] ?? '';
    expect((await admin.get('/settings/tokens')).html).not.toContain(token);
    const headers = { authorization: `Bearer ${token}` };
    const answer = await desk.app.request('http://stepwell.test/api/v1/customers', { headers });
    expect(answer.status).toBe(200);
    const refused = await desk.app.request('http://stepwell.test/api/v1/customers', {
      method: 'POST',
      headers,
    });
    expect(refused.status).toBe(403);
    // The use is noted beside the answer, not before it.
    const used = await until('the use of the token', async () => {
      const { html } = await admin.get('/settings/tokens');
      return html.includes('Nightly') && !html.includes('>Never<');
    });
    expect(used).toBe(true);
  });

  test('a form that is sent twice makes one token, and says that it was shown already', async () => {
    const { html } = await admin.get('/settings/tokens');
    const id = html.match(/name="id" value="(tok_[^"]+)"/)?.[1] ?? '';
    const first = await admin.post('/settings/tokens', { id, name: 'Once', role: 'support' });
    expect(first.html).toContain('Copy the token of Once now.');
    const again = await admin.post('/settings/tokens', { id, name: 'Once', role: 'support' });
    expect(again.status).toBe(409);
    expect(again.html).toContain('The token Once was made when this was sent first.');
    expect(again.html).not.toMatch(/swt_/);
    expect((await admin.get('/settings/tokens')).html.match(/>Once</g)).toHaveLength(1);
  });

  test('a revoked token opens nothing', async () => {
    const made = await admin.post('/settings/tokens', { name: 'Short', role: 'builder' });
    const token = made.html.match(/swt_[\w-]{43}/)?.[0] ?? '';
    const found = await findApiToken(desk.deps.store.read, token);
    const asked = await admin.get(`/settings/tokens/${found?.id}/revocation`);
    expect(asked.html).toContain('<strong>Short</strong> are refused from then on. It was never used');
    await admin.post(`/settings/tokens/${found?.id}/revocation`);
    const headers = { authorization: `Bearer ${token}` };
    expect((await desk.app.request('http://stepwell.test/api/v1/customers', { headers })).status).toBe(401);
  });

  test('an owner’s token is made and revoked by owners alone', async () => {
    expect((await admin.post('/settings/tokens', { name: 'All', role: 'owner' })).status).toBe(403);
    const made = await owner.post('/settings/tokens', { name: 'All', role: 'owner' });
    const found = await findApiToken(desk.deps.store.read, made.html.match(/swt_[\w-]{43}/)?.[0] ?? '');
    expect((await admin.get(`/settings/tokens/${found?.id}/revocation`)).status).toBe(403);
    expect((await admin.post(`/settings/tokens/${found?.id}/revocation`)).status).toBe(403);
    expect((await owner.post(`/settings/tokens/${found?.id}/revocation`)).status).toBe(303);
  });

  test('without a name none is made', async () => {
    const refused = await admin.post('/settings/tokens', { name: ' ', role: 'support' });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('id="field-name-error"');
  });
});

describe('API tokens and who made them', () => {
  test('the tokens of somebody who is removed go with them, unless they are to stay and be warned of', async () => {
    const tokenOf = async (maker: Visitor, name: string, role: string) => {
      const { html } = await maker.post('/settings/tokens', { name, role });
      return html.match(/swt_[\w-]{43}/)?.[0] ?? '';
    };
    const isOpen = async (token: string) => (await findApiToken(desk.deps.store.read, token)) !== undefined;
    for (const revoke of ['on', 'off']) {
      const leaver = await visitorAs(desk, 'admin', null, 'Robin');
      const token = await tokenOf(leaver, `Nightly ${revoke}`, 'builder');
      const { html } = await admin.get(`/settings/staff/${leaver.user.id}`);
      expect(html).toContain(`Nightly ${revoke} (Builder)`);
      expect(html).toMatch(/id="removal-revoke"[^>]* checked/);
      await admin.post(`/settings/staff/${leaver.user.id}/removal`, { revoke });
      expect(await isOpen(token)).toBe(revoke === 'off');
    }
    expect((await admin.get('/settings/tokens')).html).toContain('Its maker has left');
  });

  test('who may do less from now on loses the tokens that may do more, but for an owner’s in the hands of an admin', async () => {
    const made = async (maker: Visitor, name: string, role: string) => {
      const { html } = await maker.post('/settings/tokens', { name, role });
      const token = html.match(/swt_[\w-]{43}/)?.[0] ?? '';
      return async () => (await findApiToken(desk.deps.store.read, token)) !== undefined;
    };
    const former = await visitorAs(desk, 'owner');
    const tokens = [
      await made(former, 'As owner', 'owner'),
      await made(former, 'As builder', 'builder'),
      await made(former, 'As support', 'support'),
    ];
    const left = async () => await Promise.all(tokens.map((isOpen) => isOpen()));
    const role = `/settings/staff/${former.user.id}/role`;
    await owner.post(role, { role: 'builder' });
    expect(await left()).toEqual([true, true, true]);
    expect((await admin.get('/settings/tokens')).html).toContain('Its maker is Builder now');
    expect((await admin.get(`/settings/staff/${former.user.id}`)).html).toContain('until an owner revokes');
    await admin.post(role, { role: 'support', revoke: 'on' });
    expect(await left()).toEqual([true, false, true]);
    await owner.post(`/settings/staff/${former.user.id}/removal`, { revoke: 'on' });
    expect(await left()).toEqual([false, false, false]);
  });
});

test('the system page says what runs here, and for whom it is', async () => {
  const { html } = await admin.get('/settings/system');
  for (const text of ['Version', 'Write-ahead log', 'Schema', 'Fully confined', 'public addresses only'])
    expect(html).toContain(text);
  for (const role of ['builder', 'support'] as const)
    expect((await (await visitorAs(desk, role)).get('/settings/system')).status).toBe(403);
});

test.each([
  [
    { level: 'full', reason: 'All holds', network: 'guarded', networkReason: '' },
    ['Fully confined', 'whom steps may call'],
    [],
  ],
  [
    { level: 'partial', reason: 'there is no Landlock', network: 'closed', networkReason: 'error 16' },
    ['Partly confined', 'nobody'],
    ['held less tightly than it could be: there is no Landlock.', 'has no network: error 16.'],
  ],
  [
    { level: 'none', reason: 'it is off', network: 'open', networkReason: 'nothing is asked' },
    ['Not confined', 'anybody, unchecked'],
    ['held less tightly than it could be: it is off.', 'may connect to anything: nothing is asked.'],
  ],
] as const)('the system page says what holds foreign code: $level', async (confinement, values, warnings) => {
  const app = createApp({
    ...desk.deps,
    about: { ...desk.deps.about, confinement: async () => confinement },
  });
  const { html } = await (await visitorAs({ ...desk, app }, 'owner')).get('/settings/system');
  for (const text of [...values, ...warnings, 'STEPWELL_SANDBOX']) expect(html).toContain(text);
  expect(html.includes('Foreign code is held') || html.includes('has no network')).toBe(warnings.length > 0);
});
