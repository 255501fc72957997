import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { importDefinition } from '../../../../src/definition/document/import.ts';
import type { Definition } from '../../../../src/definition/document/schema.ts';
import { deployInstance } from '../../../../src/models/deployments.ts';
import { undoDraft } from '../../../../src/models/draft-edits.ts';
import { createIntegration, getDraft, getIntegration } from '../../../../src/models/integrations.ts';
import { getVersion, listVersions, publishVersion, restoreVersion } from '../../../../src/models/versions.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { putDraft } from '../../../support/drafts.ts';
import { customerNamed, definition, flow, published } from '../../../support/records.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

let desk: Desk;
let builder: Visitor;
let support: Visitor;
beforeEach(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder', null, 'Dana <i>');
  support = await visitorAs(desk, 'support');
});
afterEach(() => desk.close());

const store = () => desk.deps.store;
const at = (id: string, path = '/versions') => `/integrations/${id}${path}`;
const made = async (more: Partial<Definition> = {}) =>
  (await store().write((tx) => createIntegration(tx, definition(more)))).id;
const change = (id: string, more: Partial<Definition>) =>
  store().write(async (tx) => {
    const draft = await getDraft(tx, id);
    await putDraft(tx, id, { ...draft.definition, ...more }, draft.revision);
  });
const versionsOf = async (id: string) => (await listVersions(store().read, id, { limit: 50 })).items;
const revisionOf = async (id: string) => String((await getIntegration(store().read, id)).revision);

describe('the version history', () => {
  test('before the first version shows the draft, and publishes it with a note and the name of who did', async () => {
    const id = await made();
    const { html } = await builder.get(at(id));
    expect(html).toContain('Unpublished draft');
    expect(html).toContain('all of it becomes v1');
    expect(html).toContain('No versions yet');
    expect(html).not.toContain('Discard draft');
    const answer = await builder.post(at(id), { note: ' First ', revision: await revisionOf(id) });
    expect([answer.status, answer.location]).toEqual([303, at(id)]);
    expect(await versionsOf(id)).toMatchObject([{ number: 1, note: 'First', publishedBy: 'Dana <i>' }]);
    const after = await builder.get(at(id));
    expect(after.html).not.toContain('Unpublished draft');
    expect(after.html).toContain('Dana &lt;i&gt;');
  });

  test('tells what the draft changes, by meaning', async () => {
    const { id } = await published(store(), definition());
    await change(id, { requiredConfigVars: [{ key: 'Prefix <b>', dataType: 'string', defaultValue: 'x' }] });
    const { html } = await builder.get(at(id));
    expect(html).toContain('1 change since v1');
    expect(html).toContain('Config › Prefix &lt;b&gt;');
    expect(html).toContain('string, “x”</ins>');
    expect(html).toContain('In v1');
  });

  test('names the errors of a draft, with the way to each, and publishes nothing before they are corrected', async () => {
    const id = await made({
      flows: [
        {
          name: 'Flow',
          steps: [
            {
              name: 'Start',
              isTrigger: true,
              action: { key: 'webhook', component: { key: 'webhook-triggers' } },
            },
            {
              name: 'Ask',
              action: { key: 'httpGet', component: { key: 'http' } },
              inputs: { url: { type: 'reference', value: 'nowhere.results' } },
            },
          ],
        },
      ],
    });
    const { html } = await builder.get(at(id));
    expect(html).toContain('The draft has 1 error.');
    expect(html).toContain(`href="/integrations/${id}?flow=1&amp;step=1#field-in.url"`);
    const refused = await builder.post(at(id), { note: 'Mine', revision: await revisionOf(id) });
    expect(refused.status).toBe(422);
    expect(refused.html).toContain('Nothing was published: the draft has 1 error.');
    expect(refused.html).toContain('>Mine</textarea>');
    expect(await versionsOf(id)).toEqual([]);
    await change(id, { flows: [flow('Flow')] });
    const sent = await builder.post(at(id), { note: 'Mine', revision: await revisionOf(id) });
    expect(sent.status).toBe(303);
  });

  test('wants a note', async () => {
    const id = await made();
    const { status, html } = await builder.post(at(id), { note: ' ', revision: await revisionOf(id) });
    expect(status).toBe(422);
    expect(html).toContain('Say what you changed');
    expect(await versionsOf(id)).toEqual([]);
  });

  test('publishes nothing that has changed since it was looked at', async () => {
    const id = await made();
    const seen = await revisionOf(id);
    await change(id, { name: 'Changed' });
    const { status, html } = await builder.post(at(id), { note: 'My <note>', revision: seen });
    expect(status).toBe(409);
    expect(html).toContain('has changed since you opened this page');
    expect(html).toContain('My &lt;note&gt;');
    expect(await versionsOf(id)).toEqual([]);
  });

  test('tells whose note was not used when another has published the same draft', async () => {
    const id = await made();
    const revision = await revisionOf(id);
    await builder.post(at(id), { note: 'Of the first', revision });
    const late = await builder.post(at(id), { note: 'Of <the> second', revision });
    expect(late.status).toBe(409);
    expect(late.html).toContain('The draft was published already');
    expect(late.html).toContain('Yours was not used: “Of &lt;the&gt; second”');
    expect(await versionsOf(id)).toMatchObject([{ number: 1, note: 'Of the first' }]);
  });

  test('publishes once what is sent twice', async () => {
    const id = await made();
    const fields = { note: 'x', revision: await revisionOf(id) };
    const answers = [await builder.post(at(id), fields), await builder.post(at(id), fields)];
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await versionsOf(id)).toHaveLength(1);
  });

  test('switches a version off and on again: what runs on it goes on', async () => {
    const { id } = await published(store(), definition());
    expect((await builder.get(at(id))).html).toMatch(/role="switch"[^>]*checked=""/);
    const off = await builder.post(at(id, '/versions/1/availability'), { return: at(id) });
    expect(off.location).toBe(at(id));
    expect((await getVersion(store().read, id, 1)).available).toBe(false);
    expect((await builder.get(at(id))).html).not.toMatch(/role="switch"[^>]*checked/);
    expect((await support.get(at(id))).html).toContain('Unavailable');
    await builder.post(at(id, '/versions/1/availability'), { available: 'on' });
    expect((await getVersion(store().read, id, 1)).available).toBe(true);
    expect((await support.get(at(id))).html).toContain('Available');
  });

  test('counts the instances of each version', async () => {
    const { id } = await published(store(), definition());
    const customer = await customerNamed(store(), 'Acme');
    await deployInstance(desk.deps, { integrationId: id, customerId: customer.id, configVariables: {} });
    await change(id, { name: 'Next' });
    const { html } = await builder.get(at(id));
    expect(html).toContain('1 instance can be upgraded afterwards.');
    expect(html).toContain('<td class="wide num">1</td>');
  });

  test('goes on page by page, with the draft on the first', async () => {
    const { id } = await published(store(), definition());
    for (let more = 0; more < 24; more++) await store().write((tx) => publishVersion(tx, id, `Note ${more}`));
    await change(id, { name: 'Next' });
    const first = await builder.get(at(id));
    expect(first.html).toContain('v25');
    expect(first.html).not.toContain('>v5</a>');
    const next = first.html.match(/href="([^"]*cursor=[^"]*)"/)?.[1] ?? '';
    const { html } = await builder.get(next);
    expect(html).toContain('>v5</a>');
    expect(html).not.toContain('Unpublished draft');
  });

  test('is read by support people, who publish and switch nothing', async () => {
    const { id } = await published(store(), definition());
    await change(id, { name: 'Next' });
    const { html } = await support.get(at(id));
    expect(html).toContain('Unpublished draft');
    for (const part of ['publish</button>', 'role="switch"', 'draft-reset', 'name="note"'])
      expect(html).not.toContain(part);
    expect((await support.post(at(id), { note: 'x' })).status).toBe(403);
    expect((await support.post(at(id, '/versions/1/availability'))).status).toBe(403);
    expect((await support.post(at(id, '/draft-reset'))).status).toBe(403);
    expect((await support.get(at(await made()))).html).toContain('No versions yet');
  });
});

describe('a draft that is discarded', () => {
  test('says how it comes back, as it does', async () => {
    const { id } = await published(store(), definition({ description: 'One' }));
    await change(id, { description: 'Two' });
    const { html } = await builder.get(at(id, '/draft-reset'));
    expect(html.replaceAll(/\s+/g, ' ')).toContain(
      '1 change since then goes; Undo on the Flows page brings it back.',
    );
    await builder.post(at(id, '/draft-reset'));
    expect((await getDraft(store().read, id)).definition.description).toBe('One');
    await store().write(async (tx) => await undoDraft(tx, id, (await getIntegration(tx, id)).revision));
    expect((await getDraft(store().read, id)).definition.description).toBe('Two');
  });

  test('is asked about first, and becomes the last version', async () => {
    const { id } = await published(store(), definition({ name: 'Published' }));
    await change(id, { name: 'Changed' });
    const { html } = await builder.get(at(id, '/draft-reset'));
    expect(html).toContain('1 change since then goes');
    expect((await builder.post(at(id, '/draft-reset'))).location).toBe(at(id));
    expect(await getIntegration(store().read, id)).toMatchObject({ name: 'Published' });
    expect((await builder.get(at(id))).html).not.toContain('Unpublished draft');
    expect((await builder.post(at(id, '/draft-reset'))).status).toBe(303);
    expect((await builder.get(at(id, '/draft-reset'))).status).toBe(404);
  });
});

describe('a version that becomes the draft again', () => {
  const twice = async () => {
    const { id } = await published(store(), definition({ name: 'First' }));
    await change(id, { name: 'Second' });
    await store().write((tx) => publishVersion(tx, id, 'Second'));
    return id;
  };

  test('is asked about first: what changes, and what goes', async () => {
    const id = await twice();
    const where = at(id, '/versions/1/restoration');
    expect((await builder.get(at(id, '/versions/1'))).html).toContain(where);
    expect((await builder.get(where)).html).toContain('changes it in 1 place');
    expect((await builder.get(where)).html).not.toContain('never published goes');
    await change(id, { name: 'Third' });
    expect((await builder.get(where)).html).toContain('never published goes');
    const [, revision = ''] = /name="revision" value="(\d+)"/.exec((await builder.get(where)).html) ?? [];
    expect((await builder.post(where, { revision })).location).toBe(`/integrations/${id}`);
    expect(await getIntegration(store().read, id)).toMatchObject({ name: 'First', publishedVersion: 2 });
  });

  test('does not take away what somebody has changed meanwhile', async () => {
    const id = await twice();
    const where = at(id, '/versions/1/restoration');
    const [, revision = ''] = /name="revision" value="(\d+)"/.exec((await builder.get(where)).html) ?? [];
    await change(id, { name: 'By another' });
    const refused = await builder.post(where, { revision });
    expect([refused.status, refused.html.includes('The draft has changed since')]).toEqual([409, true]);
    expect(await getIntegration(store().read, id)).toMatchObject({ name: 'By another' });
    expect((await builder.post(where, { revision: 'x' })).status).toBe(409);
  });

  test('is not offered where the draft is just that, nor to support people', async () => {
    const id = await twice();
    expect((await builder.get(at(id, '/versions/2'))).html).not.toContain('restoration');
    expect((await support.get(at(id, '/versions/1'))).html).not.toContain('restoration');
    expect((await support.post(at(id, '/versions/1/restoration'))).status).toBe(403);
  });

  test('counts as published where it is the newest one', async () => {
    const id = await twice();
    await change(id, { name: 'Third' });
    await store().write((tx) => restoreVersion(tx, id, 2));
    expect((await builder.get(at(id))).html).not.toContain('Unpublished draft');
  });
});

describe('one version', () => {
  test('is compared with the one before, and with the draft', async () => {
    const { id } = await published(store(), definition({ description: 'One' }));
    await change(id, { description: 'Two' });
    await store().write((tx) => publishVersion(tx, id, 'Second', 'Robin'));
    await change(id, { description: 'Three' });
    const { html } = await support.get(at(id, '/versions/2'));
    for (const part of ['Second', 'Robin', 'Available', 'In v1', 'In v2', '>One</del>', '>Two</ins>'])
      expect(html).toContain(part);
    const draft = await support.get(at(id, '/versions/2?against=draft'));
    for (const part of ['In the draft', '>Two</del>', '>Three</ins>']) expect(draft.html).toContain(part);
    expect((await support.get(at(id, '/versions/1'))).html).toContain('>Three</ins>');
  });

  test('shows code that has changed line by line', async () => {
    const code = (line: string) => {
      const value = `const a = 1;\n${line}\nreturn a;\n`;
      const action = { key: 'runCode', component: { key: 'code' } };
      const step = {
        name: 'Run',
        stableKey: 'run',
        action,
        inputs: { code: { type: 'value' as const, value } },
      };
      return { flows: [flow('Main', { stableKey: 'main', steps: [...flow('Main').steps, step] })] };
    };
    const { id } = await published(store(), definition(code('const b = 2;')));
    await change(id, code('const b = "<3>";'));
    const { html } = await support.get(at(id));
    expect(html).toContain('<del class="badge" data-tone="bad">- const b = 2;</del>');
    expect(html).toContain('+ const b = &quot;&lt;3&gt;&quot;;</ins>');
    expect(html).toContain('<span>  return a;</span>');
  });

  test('is compared with any other, from the older one to the newer one', async () => {
    const { id } = await published(store(), definition({ description: 'One' }));
    for (const description of ['Two', 'Three', 'Four']) {
      await change(id, { description });
      await store().write((tx) => publishVersion(tx, id, ''));
    }
    for (const path of ['/versions/4?against=1', '/versions/1?against=4']) {
      const { html } = await support.get(at(id, path));
      for (const part of ['In v1', 'In v4', '>One</del>', '>Four</ins>']) expect(html).toContain(part);
    }
    expect((await support.get(at(id, '/versions/4?against=draft'))).html).toContain('Both say the same.');
    expect((await support.get(at(id, '/versions/4?against=4'))).html).toContain('Both say the same.');
    expect((await support.get(at(id, '/versions/4?against=9'))).status).toBe(404);
    for (const odd of ['0', 'x', '-1'])
      expect((await support.get(at(id, `/versions/4?against=${odd}`))).status).toBe(400);
  });

  test('is chosen with what it is compared with in the history, without a script', async () => {
    const { id } = await published(store(), definition({ description: 'One' }));
    await change(id, { description: 'Two' });
    await store().write((tx) => publishVersion(tx, id, ''));
    const { html } = await support.get(at(id, '/versions'));
    expect(html).toContain(`action="${at(id, '/versions/2')}"`);
    for (const part of ['name="version"', 'name="against"', '>The draft</option>', '>v1</option>'])
      expect(html).toContain(part);
    const chosen = await support.get(at(id, '/versions/1?version=2&against=1'));
    expect(chosen.location).toBe(at(id, '/versions/2?against=1'));
    expect((await support.get(at(id, '/versions/2?version=1&against=draft'))).location).toBe(
      at(id, '/versions/1?against=draft'),
    );
  });

  test('that is alone has nothing to be compared with', async () => {
    const { id } = await published(store(), definition());
    expect((await builder.get(at(id, '/versions/1'))).html).toContain('Nothing to compare with yet');
  });

  test.each(['0', '2', 'x', '1.5', '99999999999'])('does not exist under the number %s', async (number) => {
    const { id } = await published(store(), definition());
    expect((await builder.get(at(id, `/versions/${number}`))).status).toBe(404);
    expect((await builder.get(at(id, `/versions/${number}/definition`))).status).toBe(404);
    expect((await builder.post(at(id, `/versions/${number}/availability`))).status).toBe(404);
  });

  test('that differs in very much shows the first changes and says how many there are', async () => {
    const { id } = await published(store(), definition());
    const variables = Array.from({ length: 300 }, (_, index) => ({
      key: `Variable ${index}`,
      dataType: 'string',
    }));
    await change(id, { requiredConfigVars: variables });
    const { html } = await builder.get(at(id));
    expect(html).toContain('300 changes since v1');
    expect(html).toContain('The first 200 of 300 changes');
  });
});

describe('the export', () => {
  test('is the draft, or a version, as a YAML file that can be imported again', async () => {
    const { id } = await published(store(), definition({ name: 'Bestellungen / "Süd"\r\nX: y' }));
    await change(id, { description: 'Draft' });
    const draft = await support.get(at(id, '/definition'));
    expect(draft.headers.get('content-type')).toStartWith('application/yaml');
    expect(draft.headers.get('content-disposition')).toBe(
      `attachment; filename="Bestellungen-Sud-X-y.yml"; filename*=UTF-8''Bestellungen-S%C3%BCd-X-y.yml`,
    );
    const read = importDefinition(draft.html);
    expect(read.ok && read.definition.description).toBe('Draft');
    const version = await support.get(at(id, '/versions/1/definition'));
    expect(version.headers.get('content-disposition')).toContain('-v1.yml');
    expect(version.html).not.toContain('Draft');
  });

  test('has a name for an integration whose own leaves none', async () => {
    const id = await made({ name: '/// 🙂' });
    const { headers } = await support.get(at(id, '/definition'));
    expect(headers.get('content-disposition')).toContain('filename="integration.yml"');
  });
});
