import { afterAll, beforeAll, expect, test } from 'bun:test';
import { call, openDesk, textAt } from '../../../support/app.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

const desk = openDesk();
afterAll(desk.close);
let admin: Visitor;
let kept: string;
let gone: string;
beforeAll(async () => {
  admin = await visitorAs(desk, 'admin', null, 'Dana');
  await admin.post('/customers', { name: 'Kept <b>' });
  kept = textAt(await call(desk.app, 'GET', '/customers'), 'items.0.id');
  gone = textAt(await call(desk.app, 'POST', '/customers', { name: 'Gone' }), 'id');
  await call(desk.app, 'DELETE', `/customers/${gone}`);
});

test('says who did what on what, and links to what is there still', async () => {
  const { html } = await admin.get('/settings/audit');
  expect(html).toContain(`Customer <a href="/customers/${kept}">Kept &lt;b&gt;</a>: made`);
  expect(html).toContain('Customer Gone: deleted');
  expect(html).not.toContain(`/customers/${gone}`);
  expect(html).toContain(`<a href="/settings/audit?actor=${admin.user.id}">Dana</a>`);
});

test('is narrowed by person, kind and time, and each can be dropped again', async () => {
  const byDana = await admin.get(`/settings/audit?actor=${admin.user.id}`);
  expect(byDana.html).toContain('By Dana');
  expect(byDana.html).not.toContain('Customer Gone');
  const byToken = await admin.get('/settings/audit?actor=admin&kind=customer');
  expect(byToken.html).toContain('By STEPWELL_ADMIN_TOKEN');
  expect(byToken.html).toContain('href="/settings/audit?actor=admin"');
  expect(byToken.html).not.toContain('Kept');
  const before = await admin.get('/settings/audit?to=2026-01-01T00:00');
  expect(before.html).toContain('Nothing fits');
  expect((await admin.get('/settings/audit?kind=nothing')).status).toBe(400);
});

test('is read by the API with the same filter, by those who may change settings', async () => {
  const answer = await call(desk.app, 'GET', `/audit?subject=${gone}&action=customer.deleted`);
  expect(answer.json).toMatchObject({
    items: [
      {
        action: 'customer.deleted',
        actor: { kind: 'token', id: 'admin', name: 'STEPWELL_ADMIN_TOKEN' },
        subject: { kind: 'customer', id: gone, name: 'Gone' },
        customerId: gone,
      },
    ],
    nextCursor: null,
  });
  expect((await call(desk.app, 'GET', '/audit?from=2026-13-01')).status).toBe(400);
  const support = await visitorAs(desk, 'support');
  expect((await support.get('/settings/audit')).status).toBe(403);
});

test('a long list is read page by page', async () => {
  for (let n = 0; n < 51; n++) await call(desk.app, 'PATCH', `/customers/${kept}`, { description: `${n}` });
  const first = await admin.get('/settings/audit?kind=customer');
  const older = first.html.match(/href="(\/settings\/audit\?kind=customer&amp;cursor=[^"]+)"/)?.[1] ?? '';
  const next = await admin.get(older.replaceAll('&amp;', '&'));
  expect(next.html).toContain('Customer Gone: deleted');
  expect(next.html).toContain('First page');
});
