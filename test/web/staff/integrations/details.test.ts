import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { newId } from '../../../../src/lib/ids.ts';
import {
  createIntegration,
  getDraft,
  getIntegration,
  listIntegrations,
} from '../../../../src/models/integrations.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { formOf } from '../../../support/markup.ts';
import { definition, deployed } from '../../../support/records.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

let desk: Desk;
let builder: Visitor;
let support: Visitor;
let id: string;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
  support = await visitorAs(desk, 'support');
  const made = definition({ name: 'Acme', description: 'd', category: 'ERP', documentation: '# Read me' });
  id = (await desk.deps.store.write((tx) => createIntegration(tx, made))).id;
});
afterEach(() => desk.close());

const read = () => getIntegration(desk.deps.store.read, id);
const documentation = async () => (await getDraft(desk.deps.store.read, id)).definition.documentation;
const at = (path = '') => `/integrations/${id}${path}`;
const seenOf = (html: string) => html.match(/name="seen" value="([^"]*)"/)?.[1] ?? '';

describe('the details', () => {
  const fields = { name: 'Acme orders', description: 'New', category: 'CRM', labels: 'eu, orders, eu' };

  test('are saved from the dropdown of any page, which is shown again', async () => {
    const { html } = await builder.get(at('/versions'));
    expect(html).toContain(`name="return" value="${at('/versions')}"`);
    const { status, location } = await builder.post(at(), { ...fields, return: at('/versions') });
    expect([status, location]).toEqual([303, at('/versions')]);
    expect(await read()).toMatchObject({
      name: 'Acme orders',
      description: 'New',
      category: 'CRM',
      labels: ['eu', 'orders'],
    });
    expect((await getDraft(desk.deps.store.read, id)).definition).toMatchObject({ name: 'Acme orders' });
  });

  test('of two people who change different fields at once are both saved', async () => {
    const one = formOf((await builder.get(at())).html, at());
    const other = formOf((await builder.get(at())).html, at());
    await builder.post(at(), { ...one, description: 'Of the first' });
    expect((await builder.post(at(), { ...other, category: 'CRM' })).status).toBe(303);
    expect(await read()).toMatchObject({ description: 'Of the first', category: 'CRM' });
  });

  test('that two people change at once are shown to the second, whose text is saved once it is sent again', async () => {
    const one = formOf((await builder.get(at())).html, at());
    const other = { ...one, description: 'Of the second' };
    await builder.post(at(), { ...one, description: 'Of the first' });
    const refused = await builder.post(at(), other);
    expect(refused.status).toBe(409);
    expect(refused.html).toContain('Somebody changed this to “Of the first” meanwhile.');
    expect(refused.html).toContain('Of the second</textarea>');
    expect(await read()).toMatchObject({ description: 'Of the first' });
    const main = refused.html.slice(refused.html.indexOf('<main'));
    expect((await builder.post(at(), formOf(main, at()))).status).toBe(303);
    expect(await read()).toMatchObject({ description: 'Of the second' });
  });

  test('lead nowhere but to pages of ours', async () => {
    for (const foreign of ['https://evil.test', '//evil.test', '/\\evil.test'])
      expect((await builder.post(at(), { ...fields, return: foreign })).location).toBe('/');
    expect((await builder.post(at(), fields)).location).toBe(at());
  });

  test('that cannot be saved are shown with what was typed', async () => {
    const refused = await builder.post(at(), {
      ...fields,
      name: '',
      description: '<b>',
      return: at('/versions'),
    });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('Type a name');
    expect(refused.html).toContain('&lt;b&gt;');
    expect(refused.html).toContain(`value="${at('/versions')}"`);
    expect((await read()).name).toBe('Acme');
  });

  test('are shown to support people, who cannot change them', async () => {
    const { html } = await support.get(at('/versions'));
    expect(html).toContain('ERP');
    expect(html).not.toContain('Save details');
    expect((await support.post(at(), fields)).status).toBe(403);
    expect((await read()).name).toBe('Acme');
  });
});

describe('the documentation', () => {
  test('is written as Markdown and shown below as it was saved', async () => {
    const { html } = await builder.get(at('/documentation'));
    expect(html).toContain('<h3>Read me</h3>');
    const text = '## How\n\n<script>alert(1)</script> [x](javascript:alert(1))';
    const saved = await builder.post(at('/documentation'), { documentation: text, seen: seenOf(html) });
    expect(saved.location).toBe(at('/documentation'));
    const after = await builder.get(at('/documentation'));
    expect(after.html).toContain('<h3>How</h3>');
    expect(after.html).not.toContain('<script>alert');
    expect(after.html).not.toContain('href="javascript');
  });

  test('that somebody else has changed meanwhile is not overwritten unseen', async () => {
    const seen = seenOf((await builder.get(at('/documentation'))).html);
    await builder.post(at('/documentation'), { documentation: 'Theirs', seen });
    const { status, html } = await builder.post(at('/documentation'), { documentation: 'Mine', seen });
    expect(status).toBe(409);
    expect(html).toContain('Somebody has changed the text');
    expect(html).toContain('<p>Theirs</p>');
    expect(html).toContain('>Mine</textarea>');
    expect(await documentation()).toBe('Theirs');
    await builder.post(at('/documentation'), { documentation: 'Mine', seen: seenOf(html) });
    expect(await documentation()).toBe('Mine');
  });

  test('can be saved after the details have changed', async () => {
    const seen = seenOf((await builder.get(at('/documentation'))).html);
    await builder.post(at(), { name: 'Renamed', description: '', category: '', labels: '' });
    expect((await builder.post(at('/documentation'), { documentation: 'x', seen })).status).toBe(303);
  });

  test('is read by support people, who see no field', async () => {
    const { html } = await support.get(at('/documentation'));
    expect(html).toContain('Read me');
    expect(html).not.toContain('<textarea');
    expect((await support.post(at('/documentation'), { documentation: 'x' })).status).toBe(403);
    const seen = seenOf((await builder.get(at('/documentation'))).html);
    await builder.post(at('/documentation'), { documentation: '', seen });
    expect((await support.get(at('/documentation'))).html).toContain('Nothing written yet');
  });
});

describe('a fork', () => {
  test('is a copy of the draft under a new name', async () => {
    const { html } = await builder.get(at('/fork'));
    expect(html).toContain('<dialog class="dialog" open');
    expect(html).toContain('value="Acme (copy)"');
    expect(html).toMatch(/>Add</);
    const fork = newId('int');
    const fields = { id: fork, name: 'Second', description: 'Other' };
    expect((await builder.post(at('/forks'), fields)).location).toBe(`/integrations/${fork}`);
    await builder.post(at('/forks'), fields);
    expect((await listIntegrations(desk.deps.store.read, {}, { limit: 9 })).items).toHaveLength(2);
    const { definition: copied } = await getDraft(desk.deps.store.read, fork);
    expect(copied).toMatchObject({ name: 'Second', description: 'Other', documentation: '# Read me' });
    expect(copied.flows).toEqual((await getDraft(desk.deps.store.read, id)).definition.flows);
    expect((await read()).name).toBe('Acme');
  });

  test('needs a name', async () => {
    const { status, html } = await builder.post(at('/forks'), { name: '', description: 'kept' });
    expect(status).toBe(422);
    expect(html).toContain('Type a name');
    expect(html).toContain('kept');
  });

  test('is not for support people', async () => {
    expect((await support.get(at('/fork'))).status).toBe(403);
    expect((await support.post(at('/forks'), { name: 'x' })).status).toBe(403);
  });
});

describe('a deletion', () => {
  test('says what goes, and wants the name typed exactly', async () => {
    const { integration } = await deployed(desk.deps.store, definition({ name: 'Orders <b>' }));
    const path = `/integrations/${integration.id}/deletion`;
    const { html } = await builder.get(path);
    expect(html).toContain('1 instance of customers');
    expect(html).toContain('1 version and no attachments.');
    expect(html).toContain('Remove integration');
    for (const name of ['', 'orders <b>', 'Orders']) {
      const refused = await builder.post(path, { name });
      expect(refused.status).toBe(422);
      expect(refused.html).toContain('This is not its name');
    }
    expect((await builder.post(path, { name: 'Orders <b>' })).location).toBe(
      `/integrations?removed=${integration.id}`,
    );
    expect((await builder.get(`/integrations/${integration.id}/versions`)).status).toBe(404);
    expect((await builder.post(path, { name: 'Orders <b>' })).status).toBe(404);
    expect(desk.told.rescheduled).toBe(1);
  });

  test('takes a name with line breaks as it can be typed', async () => {
    const made = definition({ name: 'Two\nlines  ' });
    const { id: odd } = await desk.deps.store.write((tx) => createIntegration(tx, made));
    expect((await builder.post(`/integrations/${odd}/deletion`, { name: 'Two lines' })).status).toBe(303);
  });

  test('of what nobody has says so', async () => {
    expect((await builder.get(at('/deletion'))).html).toContain('no instances');
  });

  test('is not for support people, who see no such thing in the menu', async () => {
    expect((await support.get(at('/deletion'))).status).toBe(403);
    expect((await support.post(at('/deletion'), { name: 'Acme' })).status).toBe(403);
    const { html } = await support.get(at('/versions'));
    expect(html).not.toContain('/deletion');
    expect(html).not.toContain('/fork');
    expect(html).toContain(at('/definition'));
  });
});
