import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { eq } from 'drizzle-orm';
import { integrations } from '../../../../src/db/schema.ts';
import { listEndpoints } from '../../../../src/models/endpoints.ts';
import { RESTORABLE } from '../../../../src/models/instance-removal.ts';
import { findInstance } from '../../../../src/models/instances.ts';
import { removeIntegration } from '../../../../src/models/integration-trash.ts';
import { getIntegrationEver } from '../../../../src/models/integrations.ts';
import { at, call, type Desk, listAt, openDesk } from '../../../support/app.ts';
import { definition, deployed } from '../../../support/records.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

let desk: Desk;
let admin: Visitor;
let builder: Visitor;
let made: Awaited<ReturnType<typeof deployed>>;
beforeEach(async () => {
  desk = openDesk();
  admin = await visitorAs(desk, 'admin');
  builder = await visitorAs(desk, 'builder');
  made = await deployed(desk.deps.store, definition({ name: 'Orders <b>' }));
});
afterEach(() => desk.close());

const page = () => `/integrations/${made.integration.id}`;
const remove = () => removeIntegration(desk.deps, made.integration.id);
const webhook = async () => {
  const { integration, instance } = made;
  const [endpoint] = await listEndpoints(desk.deps.store.read, integration.id, instance.id);
  return desk.app.request(`/trigger/${endpoint?.id}`, { method: 'POST', body: '{}' });
};
const stateOf = async () => (await findInstance(desk.deps.store.read, made.instance.id))?.state;

describe('an integration that is removed', () => {
  test('is gone from the list, which offers to undo that and leads to the trash', async () => {
    expect((await builder.get('/integrations')).html).not.toContain('/integrations/trash');
    const { location } = await admin.post(`${page()}/deletion`, { name: 'Orders <b>' });
    const { html } = await admin.get(location ?? '');
    expect(html).toContain('Build the first one');
    expect(html).toContain('The integration is in the trash.');
    expect(html).toContain(`action="${page()}/restoration"`);
    expect(html).toContain('href="/integrations/trash"');
    expect((await admin.post(`${page()}/restoration`, {})).location).toBe(page());
    expect(await stateOf()).toBe('active');
  });

  test('has no pages, and its webhooks answer 404', async () => {
    expect((await webhook()).status).toBe(200);
    await remove();
    for (const rest of ['', '/versions', '/versions/1', '/instances', '/attachments', '/fork', '/deletion'])
      expect([rest, (await builder.get(page() + rest)).status]).toEqual([rest, 404]);
    expect((await builder.get(`/executions?integration=${made.integration.id}`)).status).toBe(404);
    expect((await webhook()).status).toBe(404);
    for (const path of [
      '',
      '/definition',
      '/versions',
      '/versions/1',
      '/versions/1/definition',
      '/attachments',
    ])
      expect([path, (await call(desk.app, 'GET', page() + path)).status]).toEqual([path, 404]);
  });

  test('has its executions still, which name it and do not lead to it', async () => {
    const id = (await webhook()).headers.get('stepwell-executionid');
    await remove();
    const { html, status } = await builder.get(`/executions/${id}`);
    expect(status).toBe(200);
    expect(html).toContain('Orders &lt;b&gt; v1, removed');
    expect(html).not.toContain(`href="${page()}"`);
  });
});

describe('the trash', () => {
  test('tells who removed what, how many instances come back, and the days that are left', async () => {
    await builder.post(`${page()}/deletion`, { name: 'Orders <b>' });
    const week = Date.now() - 7 * 24 * 3_600_000 + 60_000;
    await desk.deps.store.write((tx) => tx.update(integrations).set({ removedAt: week }));
    const { html } = await admin.get('/integrations/trash');
    for (const part of ['Orders &lt;b&gt;', builder.user.name, '24 days', '>1<', '>Restore<'])
      expect(html).toContain(part);
  });

  test('gives back to admins; builders see what is in it and who can', async () => {
    const removed = await builder.post(`${page()}/deletion`, { name: 'Orders <b>' });
    const told = await builder.get(removed.location ?? '');
    expect(told.html).toContain('an admin can restore it');
    const { html, status } = await builder.get('/integrations/trash');
    expect([status, html.includes('An admin restores them')]).toEqual([200, true]);
    for (const each of [html, told.html]) expect(each).not.toMatch(/>(Restore|Undo)</);
    expect((await builder.post(`${page()}/restoration`, {})).status).toBe(403);
    expect(await stateOf()).toBe('removed');
    expect((await admin.post(`${page()}/restoration`, {})).status).toBe(303);
    expect(await stateOf()).toBe('active');
  });

  test('says so when it is empty', async () => {
    expect((await builder.get('/integrations/trash')).html).toContain('The trash is empty');
  });

  test('deletes for good what is called by its name', async () => {
    await remove();
    const path = `/integrations/trash/${made.integration.id}/deletion`;
    expect((await builder.get(path)).html).toContain('instances (1), their executions');
    const refused = await builder.post(path, { name: 'Orders' });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('This is not its name');
    expect((await builder.post(path, { name: 'Orders <b>' })).location).toBe('/integrations/trash');
    const gone = getIntegrationEver(desk.deps.store.read, made.integration.id);
    await expect(gone).rejects.toMatchObject({ code: 'not_found' });
    expect((await builder.post(path, { name: 'Orders <b>' })).status).toBe(404);
  });

  test('does not delete for good what was never removed', async () => {
    const path = `/integrations/trash/${made.integration.id}`;
    expect((await builder.post(`${path}/deletion`, { name: 'Orders <b>' })).status).toBe(404);
    expect((await call(desk.app, 'DELETE', path)).status).toBe(404);
    expect(await stateOf()).toBe('active');
  });

  test('is not for support people, who see no way to it', async () => {
    await remove();
    const support = await visitorAs(desk, 'support');
    expect((await support.get('/integrations/trash')).status).toBe(403);
    expect((await support.post(`${page()}/restoration`, {})).status).toBe(403);
    expect((await support.get('/integrations')).html).not.toContain('/integrations/trash');
    expect(await stateOf()).toBe('removed');
  });
});

describe('the API', () => {
  test('removes, lists what is in the trash, restores and deletes for good', async () => {
    const { id } = made.integration;
    expect((await call(desk.app, 'DELETE', page())).status).toBe(204);
    expect((await call(desk.app, 'DELETE', page())).status).toBe(404);
    const listed = await call(desk.app, 'GET', '/integrations/trash');
    expect(at(listed, 'items.0')).toMatchObject({ id, removedBy: 'STEPWELL_ADMIN_TOKEN', instances: 1 });
    expect((await call(desk.app, 'PUT', `${page()}/restoration`)).status).toBe(200);
    expect((await call(desk.app, 'PUT', `${page()}/restoration`)).status).toBe(200);
    expect(await stateOf()).toBe('active');
    expect((await webhook()).status).toBe(200);
    await call(desk.app, 'DELETE', page());
    expect((await call(desk.app, 'DELETE', `/integrations/trash/${id}`)).status).toBe(204);
    expect(listAt(await call(desk.app, 'GET', '/integrations/trash'), 'items')).toEqual([]);
    expect((await call(desk.app, 'PUT', `${page()}/restoration`)).status).toBe(404);
  });

  test('restores nothing that was removed more than 30 days ago', async () => {
    await remove();
    const { id } = made.integration;
    const removedAt = Date.now() - RESTORABLE - 1000;
    await desk.deps.store.write((tx) =>
      tx.update(integrations).set({ removedAt }).where(eq(integrations.id, id)),
    );
    expect((await call(desk.app, 'PUT', `${page()}/restoration`)).status).toBe(404);
    expect((await builder.get('/integrations/trash')).html).toContain('The trash is empty');
  });
});
