import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { packArchive } from '../../../../src/definition/document/archive.ts';
import type { Definition, Flow } from '../../../../src/definition/document/schema.ts';
import { newId } from '../../../../src/lib/ids.ts';
import { readIcon } from '../../../../src/models/icon-files.ts';
import { createIntegration, getDraft, listIntegrations } from '../../../../src/models/integrations.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { putDraft } from '../../../support/drafts.ts';
import { svg } from '../../../support/pictures.ts';
import { definition, flow } from '../../../support/records.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

let desk: Desk;
let builder: Visitor;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
});
afterEach(() => desk.close());

const all = async () => (await listIntegrations(desk.deps.store.read, {}, { limit: 100 })).items;
const send = (fields: Record<string, string | File>) => builder.post('/integrations/import', fields);
const SPLIT = readFileSync('test/journeys/fixtures/split-payload-example.yml', 'utf8');

/** A definition with a reference that leads nowhere, on line 13. */
const ODD = `definitionVersion: 7
name: Odd one
flows:
  - name: Flow
    steps:
      - name: Start
        isTrigger: true
        action: {key: webhook, component: {key: webhook-triggers}}
      - name: Ask
        action: {key: httpGet, component: {key: http}}
        inputs:
          url:
            type: reference
            value: nowhere.results.url
`;

describe('a check before anything is stored', () => {
  test('lists the problems of a pasted text with their lines, errors first, and keeps the text', async () => {
    const { status, html } = await send({ text: ODD, step: 'check' });
    expect(status).toBe(200);
    expect(html).toContain('Odd one');
    expect(html).toContain('>Error<');
    expect(html).toContain('nowhere');
    expect(html).toContain('flows[0].steps[1].inputs.url');
    expect(html).toMatch(/class="num mono">1[1-4]</);
    expect(html).toContain('value: nowhere.results.url');
    expect(html).toContain('name="step" value="import"');
    expect(await all()).toEqual([]);
  });

  test('reads a file, whose text then stands in the field', async () => {
    const file = new File([SPLIT], 'split.yml', { type: 'application/yaml' });
    const { status, html } = await send({ file, text: 'something else', step: 'check' });
    expect(status).toBe(200);
    expect(html).toContain('definitionVersion: 7');
    expect(html).not.toContain('something else');
    expect(html).toContain('2 flows, no problems');
    expect(await all()).toEqual([]);
  });

  test('reads a zip, whose icon is kept until it is imported, also over a draft', async () => {
    const icon = await readIcon(svg());
    const archive = await packArchive(SPLIT, icon);
    const file = new File([new Uint8Array(archive)], 'split.zip', { type: 'application/zip' });
    const { status, html } = await send({ file, step: 'check' });
    expect(status).toBe(200);
    expect(html).toContain('2 flows, no problems');
    const sent = /name="icon" value="([^"]+)"/.exec(html)?.[1] ?? '';
    await send({ text: SPLIT, icon: sent, step: 'import' });
    const [made] = await all();
    expect(made?.icon).toBe(icon.hash);
    const other = await desk.deps.store.write((tx) => createIntegration(tx, definition()));
    const revision = String(other.revision);
    await send({ text: SPLIT, icon: sent, into: other.id, revision, step: 'import' });
    expect((await all()).map((each) => each.icon)).toEqual([icon.hash, icon.hash]);
  });

  test('a zip without a definition, or with a picture that is none, is refused beside the field', async () => {
    const zips = [
      { 'icon.svg': svg() },
      { 'integration.yml': Buffer.from(SPLIT), 'icon.png': Buffer.from('no') },
    ];
    for (const files of zips) {
      const file = new File([new Uint8Array(zipSync(files))], 'split.zip');
      const { status, html } = await send({ file, step: 'import' });
      expect(status).toBe(422);
      expect(html).toMatch(/id="field-file-error"[^>]*>[^<]*(no definition|no PNG)/);
    }
    expect(await all()).toEqual([]);
  });

  test('says that all is well where it is', async () => {
    const { html } = await send({ text: readFileSync('src/models/sample.yaml', 'utf8'), step: 'check' });
    expect(html).toContain('2 flows, no problems. It can be imported as it is.');
  });

  test('what is no definition is refused with what to do', async () => {
    const { status, html } = await send({ text: 'name: Only a name\nflows: 5\n', step: 'import' });
    expect(status).toBe(422);
    expect(html).toContain('This is no definition. Line 2: flows must be a list, not 5');
    expect(html).toContain('class="num mono">2<');
    expect(html).toContain('name: Only a name');
    expect(html).not.toContain('value="import"');
    expect(await all()).toEqual([]);
  });

  test.each([
    ['nothing at all', { text: ' ' }, 'Choose a file, or paste the text of a definition.'],
    ['YAML that cannot be read', { text: 'a: [1,\n b: ]' }, 'This is no definition. Line '],
    [
      'a picture',
      { file: new File([new Uint8Array([0x89, 0x50, 0xff, 0xfe])], 'a.png') },
      'no text in UTF-8',
    ],
    [
      'a file that is too large',
      { file: new File([' '.repeat(5 * 1024 * 1024 + 1)], 'large.yml') },
      'larger than 5 MB',
    ],
  ])('%s is refused', async (_what, fields, sentence) => {
    const { status, html } = await send({ step: 'check', ...fields });
    expect(status).toBe(422);
    expect(html).toContain(sentence);
  });

  test('a text that tries to break out of the page stays text', async () => {
    const probe = `</textarea><script>alert(1)</script>`;
    const text = JSON.stringify({ name: probe, flows: [{ name: probe, steps: [] }], definitionVersion: 7 });
    const { html } = await send({ text, step: 'check' });
    expect(html).not.toContain('<script>alert');
    expect(html).toContain('&lt;/textarea&gt;');
  });
});

describe('an import', () => {
  test('stores what was checked, and nothing runs of it', async () => {
    const { status, location } = await send({ text: SPLIT, step: 'import' });
    expect(status).toBe(303);
    const [made] = await all();
    expect(location).toBe(`/integrations/${made?.id}/parts`);
    expect(made?.publishedVersion).toBeNull();
    expect(desk.told).toMatchObject({ woken: [], rescheduled: 0 });
  });

  test('leads to its page, which shows the problems again', async () => {
    const { location } = await send({ text: ODD, step: 'import' });
    const { html } = await builder.get(location ?? '');
    expect(html).toContain('nowhere');
    expect(html).toContain('1 problem');
  });

  test('that is sent twice is made once', async () => {
    const id = newId('int');
    await send({ id, text: ODD, step: 'import' });
    await send({ id, text: ODD, step: 'import' });
    expect(await all()).toHaveLength(1);
  });
});

describe('a file in the place of a draft', () => {
  const written = (flows: Flow[], name = 'Orders') => definition({ name, flows });
  const textOf = (of: Definition) => JSON.stringify(of);
  const before = written([flow('Import', { stableKey: 'f-1' }), flow('Old', { stableKey: 'f-2' })]);
  const after = written(
    [flow('Take in', { stableKey: 'f-1' }), flow('New', { stableKey: 'f-3' })],
    'Renamed',
  );
  const made = () => desk.deps.store.write((tx) => createIntegration(tx, before));
  const draftOf = (id: string) => getDraft(desk.deps.store.read, id);

  test('is offered from the page of an import, by name', async () => {
    const { id } = await made();
    const { html } = await builder.get('/integrations/import');
    expect(html).toContain('href="/integrations/import?choose=yes"');
    const found = await builder.get('/integrations/import?choose=yes&q=ord');
    expect(found.html).toContain(`href="/integrations/import?into=${id}"`);
    expect((await builder.get('/integrations/import?choose=yes&q=nothing')).html).not.toContain(id);
    expect((await builder.get(`/integrations/import?into=${newId('int')}`)).status).toBe(404);
  });

  test('says before what it changes, which flows are new and which go', async () => {
    const { id } = await made();
    const { status, html } = await send({ into: id, revision: '1', text: textOf(after), step: 'check' });
    expect(status).toBe(200);
    expect(html).toContain('It changes the draft in ');
    expect(html).toContain('New flows, with addresses of their own: New.');
    expect(html).toContain('whose addresses end where it is deployed: Old.');
    expect((await draftOf(id)).definition).toEqual(before);
  });

  test('takes it, keeps keys, and is taken back like any edit', async () => {
    const { id } = await made();
    const fields = { into: id, revision: '1', text: textOf(after), step: 'import' };
    expect(await send(fields)).toMatchObject({ status: 303, location: `/integrations/${id}` });
    expect(await draftOf(id)).toEqual({ definition: after, revision: 2 });
    expect((await send(fields)).status).toBe(303);
    expect((await draftOf(id)).revision).toBe(2);
    expect(await all()).toHaveLength(1);
    await builder.post(`/integrations/${id}/undo`, { revision: '2' });
    expect((await draftOf(id)).definition).toEqual(before);
  });

  test('changes nothing where somebody has changed the draft since, and shows what it would change now', async () => {
    const { id } = await made();
    await desk.deps.store.write((tx) => putDraft(tx, id, { ...before, description: 'Theirs' }, 1));
    const answer = await send({ into: id, revision: '1', text: textOf(after), step: 'import' });
    expect(answer.status).toBe(409);
    expect(answer.html).toContain('Somebody has changed the draft since you opened this.');
    expect(answer.html).toContain('name="revision" value="2"');
    expect((await draftOf(id)).definition.description).toBe('Theirs');
  });
});

test('support people cannot import', async () => {
  const support = await visitorAs(desk, 'support');
  expect((await support.get('/integrations/import')).status).toBe(403);
  expect((await support.post('/integrations/import', { text: ODD, step: 'import' })).status).toBe(403);
  expect(await all()).toEqual([]);
});
