import { afterAll, describe, expect, test } from 'bun:test';
import { exportDefinition } from '../../../../src/definition/document/export.ts';
import type { Definition, Step } from '../../../../src/definition/document/schema.ts';
import { createIntegration, getDraft, getIntegration } from '../../../../src/models/integrations.ts';
import { EXAMPLES, imported } from '../../../definition/examples.ts';
import { openDesk } from '../../../support/app.ts';
import { formOf } from '../../../support/markup.ts';
import { definition, flow, trigger } from '../../../support/records.ts';
import { visitorAs } from '../../../support/visitor.ts';
import { ORDERS } from '../integrations/orders.ts';

const desk = openDesk();
afterAll(desk.close);
const builder = await visitorAs(desk, 'builder');
const { read } = desk.deps.store;

const made = async (written: Definition) =>
  (await desk.deps.store.write((tx) => createIntegration(tx, written))).id;
const draftOf = async (id: string) => (await getDraft(read, id)).definition;
const revisionOf = async (id: string) => (await getIntegration(read, id)).revision;

/** What the form of a step holds as it is printed. */
async function formFor(id: string, step: string, flowAddress = '1') {
  const { html } = await builder.get(`/integrations/${id}?flow=${flowAddress}&step=${step}`);
  return formOf(html, `/integrations/${id}/steps/details`);
}
const save = (id: string, fields: Record<string, string>) =>
  builder.post(`/integrations/${id}/steps/details`, fields);

const logStep = (more: Partial<Step> = {}): Step => ({
  name: 'Note',
  stableKey: 'note',
  action: { key: 'writeLog', component: { key: 'log' } },
  inputs: { message: { type: 'value', value: 'Hello' } },
  ...more,
});
const oneFlow = (...steps: Step[]) =>
  definition({
    flows: [flow('Main', { stableKey: 'main', steps: [trigger('webhook-triggers', 'webhook'), ...steps] })],
  });

describe('every step of a definition is saved as it is', () => {
  test.each([{ name: 'Orders', text: ORDERS }, ...EXAMPLES])(
    '$name',
    async ({ text }) => {
      const { definition: written } = imported(text);
      const id = await made(written);
      const before = exportDefinition(await draftOf(id));
      const { outline } = await desk.deps.drafts.get(read, { id, revision: 1 });
      for (const { address, all } of outline.flows) {
        for (const { number } of all) {
          const answer = await save(id, await formFor(id, number, address));
          expect([number, answer.status, await revisionOf(id)]).toEqual([number, 303, 1]);
        }
      }
      expect(exportDefinition(await draftOf(id))).toBe(before);
    },
    180_000,
  );

  test('also what a browser would change by itself: ends of lines, blanks at the ends, lines in a field of one', async () => {
    const id = await made(
      oneFlow(
        logStep({
          inputs: {
            message: { type: 'value', value: ' two\r\nlines ' },
            level: { type: 'value', value: 'odd level' },
            odd: {
              type: 'complex',
              value: [
                { type: 'value', value: 'a\nb' },
                { type: 'configVar', value: ' x ' },
              ],
            },
          },
        }),
      ),
    );
    expect((await save(id, await formFor(id, '1'))).status).toBe(303);
    expect(await revisionOf(id)).toBe(1);
  });
});

describe('the form of a step', () => {
  const saved = async (steps: Step[], change: Record<string, string>, number = '1') => {
    const id = await made(oneFlow(...steps));
    const form = await formFor(id, number);
    const answer = await save(id, { ...form, ...change });
    const after = (await draftOf(id)).flows[0]?.steps ?? [];
    return { id, answer, steps: after.slice(1), html: answer.html };
  };

  test('changes an input, and leaves out what is emptied', async () => {
    const changed = await saved([logStep()], { 'in.message': 'Other' });
    expect(changed.steps[0]?.inputs).toEqual({ message: { type: 'value', value: 'Other' } });
    const emptied = await saved([logStep()], { 'in.message': '' });
    expect(emptied.steps[0]?.inputs).toEqual({});
  });

  test('changes how an input gets its value: text stays text, and a reference begins empty', async () => {
    const template = await saved([logStep()], { 'in.message-mode': 'template' });
    expect(template.steps[0]?.inputs).toEqual({ message: { type: 'template', value: 'Hello' } });
    const reference = await saved([logStep()], { 'in.message-mode': 'reference' });
    expect(reference.steps[0]?.inputs).toEqual({ message: { type: 'reference', value: '' } });
    const again = await formFor(reference.id, '1');
    expect(again['in.message-mode']).toBe('reference');
    await save(reference.id, { ...again, 'in.message': 'start.results.body' });
    const [, step] = (await draftOf(reference.id)).flows[0]?.steps ?? [];
    expect(step?.inputs?.message).toEqual({ type: 'reference', value: 'start.results.body' });
  });

  test('renames the step with all that refers to it, and says what it does when it fails', async () => {
    const second = logStep({
      name: 'Later',
      stableKey: 'later',
      inputs: { message: { type: 'reference', value: 'note.results' } },
    });
    const { steps } = await saved([logStep(), second], {
      name: 'Remember',
      notes: 'Why\r\nnot',
      failure: 'retry',
      attempts: '5',
      delay: '30',
      doubles: 'true',
    });
    expect(steps[0]).toMatchObject({ name: 'Remember', description: 'Why\nnot' });
    expect(steps[0]?.errorConfig).toEqual({
      errorHandlerType: 'retry',
      maxAttempts: 5,
      delaySeconds: 30,
      usesExponentialBackoff: true,
      ignoreFinalError: false,
    });
    expect(steps[1]?.inputs?.message?.value).toBe('remember.results');
  });

  test('keeps a secret that is not typed anew, and prints none', async () => {
    const http: Step = {
      name: 'Get',
      action: { key: 'httpGet', component: { key: 'http' } },
      inputs: {
        headers: {
          type: 'complex',
          value: [
            { name: { type: 'value', value: 'Authorization' }, type: 'value', value: 'Bearer very-secret' },
          ],
        },
      },
    };
    const id = await made(oneFlow(http));
    const { html } = await builder.get(`/integrations/${id}?step=1`);
    expect(html).not.toContain('very-secret');
    const form = formOf(html, `/integrations/${id}/steps/details`);
    await save(id, { ...form, 'in.headers.1.key': 'X-More', 'in.headers.1': 'yes' });
    const headers = (await draftOf(id)).flows[0]?.steps[1]?.inputs?.headers?.value;
    expect(headers).toMatchObject([{ value: 'Bearer very-secret' }, { type: 'value', value: 'yes' }]);
  });

  test('prints no code that is a secret', async () => {
    const code = { type: 'value' as const, value: 'const key = "very-secret";', meta: { writeOnly: true } };
    const run: Step = {
      name: 'Run',
      action: { key: 'runCode', component: { key: 'code' } },
      inputs: { code },
    };
    const id = await made(oneFlow(run));
    expect((await builder.get(`/integrations/${id}?step=1`)).html).not.toContain('very-secret');
    expect((await save(id, await formFor(id, '1'))).status).toBe(303);
    expect((await draftOf(id)).flows[0]?.steps[1]?.inputs?.code).toEqual(code);
  });

  test('of a branch adds, renames and takes out branches with their conditions', async () => {
    const branch: Step = {
      name: 'Which',
      action: { key: 'branchOnExpression', component: { key: 'branch' } },
      inputs: {
        conditions: {
          type: 'complex',
          value: [
            {
              name: 'EU',
              type: 'complex',
              value: [
                'and',
                ['equal', { type: 'reference', value: 'start.results.x' }, { type: 'value', value: '1' }],
              ],
            },
          ],
        },
      },
      branches: [
        { name: 'EU', steps: [logStep()] },
        { name: 'Else', steps: [] },
      ],
    };
    const { steps } = await saved([branch], {
      'in.conditions.0.key': 'Europe',
      'in.conditions.0.0.1.op': 'isTrue',
      'in.conditions.0.0.1.left': 'start.results.y',
      'in.conditions.1.key': 'US',
      'in.conditions.1.0.0.op': 'or',
      'in.conditions.1.0.0.left': 'start.results.z',
    });
    const [step] = steps;
    expect(step?.branches?.map(({ name, steps: inner }) => [name, inner?.length])).toEqual([
      ['Europe', 1],
      ['US', 0],
      ['Else', 0],
    ]);
    expect(step?.inputs?.conditions?.value).toEqual([
      {
        name: 'Europe',
        type: 'complex',
        value: [
          'and',
          ['equal', { type: 'reference', value: 'start.results.x' }, { type: 'value', value: '1' }],
          ['isTrue', { type: 'reference', value: 'start.results.y' }, { type: 'value', value: '' }],
        ],
      },
      {
        name: 'US',
        type: 'complex',
        value: [
          'and',
          ['or', ['exists', { type: 'reference', value: 'start.results.z' }, { type: 'value', value: '' }]],
        ],
      },
    ]);
    const gone = await saved([branch], {
      'in.conditions.0.key': '',
      'in.conditions.1.key': 'Typed name',
      'in.conditions.0.0.0.left': 'start.results.typed',
      'in.conditions.0.0.op': 'or',
    });
    expect(gone.answer.status).toBe(422);
    expect(gone.html).toContain('The branch EU has steps: move or delete them first.');
    // What was typed beside it stands in the form still, to be saved once it can be.
    const kept = formOf(gone.html, `/integrations/${gone.id}/steps/details`);
    expect(kept).toMatchObject({
      'in.conditions.0.key': '',
      'in.conditions.1.key': 'Typed name',
      'in.conditions.0.0.0.left': 'start.results.typed',
      'in.conditions.0.0.op': 'or',
    });
    expect((await save(gone.id, { ...kept, 'in.conditions.0.key': 'EU' })).status).toBe(303);
  });

  test.each<[string, Record<string, string>, string]>([
    ['a name of blanks', { name: '  ' }, 'Type a name, for example Write log message.'],
    ['a name without a letter', { name: '#!' }, 'A step needs a letter'],
    ['the name of another step', { name: 'LATER' }, 'is referred to as later already'],
    ['a name of 10,000 letters', { name: 'x'.repeat(10_000) }, '200'],
    ['no attempts', { failure: 'retry', attempts: '0' }, 'a number from 1 to 10'],
    ['attempts in words', { failure: 'retry', attempts: 'many' }, 'a number from 1 to 10'],
    ['a delay before now', { failure: 'retry', delay: '-1' }, 'a number from 0 to 3,600'],
    ['a delay of half a second', { failure: 'retry', delay: '0.5' }, 'a number from 0 to 3,600'],
  ])('says what is wrong, and keeps what was typed: %s', async (_, change, said) => {
    const later = logStep({ name: 'Later', stableKey: 'later' });
    const { id, answer, html, steps } = await saved([logStep(), later], { ...change, 'in.message': 'Kept' });
    expect(answer.status).toBe(422);
    expect(html).toContain(said);
    expect([steps[0]?.name, steps[0]?.errorConfig]).toEqual(['Note', undefined]);
    const [[field, typed] = ['', '']] = Object.entries(change).filter(([name]) => name !== 'failure');
    expect(formOf(html, `/integrations/${id}/steps/details`)[field]).toBe(typed);
    expect(steps[0]?.inputs?.message?.value).toBe('Kept');
  });

  test('of a schedule says when it fires next, and refuses a zone that is none', async () => {
    const start: Step = {
      name: 'Nightly',
      isTrigger: true,
      action: { key: 'schedule', component: { key: 'schedule-triggers' } },
    };
    const id = await made(definition({ flows: [flow('Main', { steps: [start] })] }));
    const form = await formFor(id, 'trigger');
    const wrong = await save(id, {
      ...form,
      'cron.unit': 'day',
      'cron.time': '02:00',
      'cron.zone': 'Berlin',
    });
    expect(wrong.status).toBe(422);
    expect(wrong.html).toContain('“Berlin” is no time zone');
    await save(id, { ...form, 'cron.unit': 'day', 'cron.zone': 'Europe/Berlin' });
    const daily = await formFor(id, 'trigger');
    expect(daily).toMatchObject({ 'cron.count': '1', 'cron.time': '00:00' });
    expect((await save(id, { ...daily, 'cron.time': '26:00' })).status).toBe(422);
    await save(id, { ...daily, 'cron.time': '2:00' });
    expect((await draftOf(id)).flows[0]?.steps[0]?.schedule).toEqual({
      type: 'value',
      value: '0 2 * * *',
      meta: { scheduleType: 'day', timeZone: 'Europe/Berlin' },
    });
    const { html } = await builder.get(`/integrations/${id}?step=trigger`);
    expect(html.match(/, 02:00/g)?.length).toBeGreaterThanOrEqual(5);
  });

  test('of a schedule says whether its distance is kept, how many missed firings run, and over what they are spread', async () => {
    const schedule = { type: 'value' as const, value: '0 */13 * * *', meta: { scheduleType: 'hour' } };
    const start: Step = {
      ...{ name: 'Often', isTrigger: true, schedule },
      action: { key: 'schedule', component: { key: 'schedule-triggers' } },
    };
    const id = await made(definition({ flows: [flow('Main', { steps: [start] })] }));
    const form = await formFor(id, 'trigger');
    expect(form).toMatchObject({ 'cron.catch-up': '1', 'cron.spread': '0' });
    const before = await builder.get(`/integrations/${id}?step=trigger`);
    expect(before.html).toContain('it fires at midnight, sooner than 13 hours later');
    const wrong = await save(id, { ...form, 'cron.catch-up': '101', 'cron.spread': 'much' });
    expect(wrong.status).toBe(422);
    for (const most of [100, 1440]) expect(wrong.html).toContain(`Type a number from 0 to ${most}.`);
    await save(id, { ...form, 'cron.distance': 'true', 'cron.catch-up': '0', 'cron.spread': '15' });
    const meta = { scheduleType: 'hour', timeZone: '', keepsDistance: true, catchUp: 0, spreadMinutes: 15 };
    expect((await draftOf(id)).flows[0]?.steps[0]?.schedule?.meta).toEqual(meta);
    const { html } = await builder.get(`/integrations/${id}?step=trigger`);
    expect(html).toContain('Every 13 hours');
    expect(html).not.toContain('it fires at midnight');
    const usual = await formFor(id, 'trigger');
    delete usual['cron.distance'];
    await save(id, { ...usual, 'cron.catch-up': '1', 'cron.spread': '0' });
    expect((await draftOf(id)).flows[0]?.steps[0]?.schedule?.meta).toEqual({
      scheduleType: 'hour',
      timeZone: '',
    });
  });
});

describe('a step', () => {
  const named = async (id: string) => (await draftOf(id)).flows[0]?.steps.map(({ name }) => name);
  const about = (revision: number, step: string) => ({ revision: String(revision), flow: 'main', step });

  test('is added, copied, moved and deleted, and each leads to the page that shows it', async () => {
    const id = await made(oneFlow(logStep()));
    const at = (what: string) => `/integrations/${id}/steps${what}`;
    const add = { revision: '1', flow: 'main', after: 'note', choice: 'sleep/sleep' };
    const added = await builder.post(at(''), add);
    expect([added.status, added.location]).toEqual([303, expect.stringContaining('step=2')]);
    await builder.post(at('/copies'), about(2, 'note'));
    expect(await named(id)).toEqual(['Start', 'Note', 'Note 2', expect.any(String)]);
    const moved = await builder.post(at('/moves'), { ...about(3, 'note'), way: 'down' });
    expect(moved.location).toContain('step=2');
    expect((await named(id))?.slice(1, 3)).toEqual(['Note 2', 'Note']);
    await builder.post(at('/removal'), about(4, 'note'));
    expect(await named(id)).not.toContain('Note');
  });

  test('that is deleted says which steps still refer to it', async () => {
    const inputs = { message: { type: 'template' as const, value: 'Of {{$note.results}}' } };
    const id = await made(oneFlow(logStep(), logStep({ name: 'Later', stableKey: 'later', inputs })));
    const gone = await builder.post(`/integrations/${id}/steps/removal`, about(1, 'note'));
    const { html } = await builder.get(gone.location ?? '');
    expect(html).toContain('Note is deleted. Later still refers to it: choose other values, or undo.');
    const forged = await builder.get(`/integrations/${id}?said=Tm90ZQ.x`);
    expect(forged.html).not.toContain('class="toast" role="status"');
  });

  test('is chosen among all components, those that flows are made of first, and what is left out is said', async () => {
    const id = await made(oneFlow(logStep()));
    const picker = async (query = '') =>
      (await builder.get(`/integrations/${id}/steps/new?flow=main&after=note${query}`)).html;
    const choices = (html: string) =>
      [...html.matchAll(/ value="([\w-]+)\/\w+"/g)].map(([, key = '']) => key);
    const all = await picker();
    const shown = [...new Set(choices(all))];
    const catalog = desk.deps.catalog.list().filter(({ actions }) => Object.keys(actions).length > 0);
    expect(shown.toSorted()).toEqual(catalog.map(({ key }) => key).toSorted());
    expect(shown.indexOf('http')).toBeLessThan(shown.indexOf('aws-s3'));
    expect(all).toMatch(/[\d,]+ of [\d,]+ actions; search for the others/);
    const found = await picker('&q=slack');
    expect(choices(found).length).toBeGreaterThan(30);
    expect(found).not.toContain('search for the others');
  });

  test('that is sent twice is added once, also when it was changed in between', async () => {
    const id = await made(oneFlow(logStep()));
    const { html } = await builder.get(`/integrations/${id}/steps/new?flow=main&after=note`);
    const form = { ...formOf(html, `/integrations/${id}/steps`), choice: 'log/writeLog' };
    const first = await builder.post(`/integrations/${id}/steps`, form);
    await save(id, { ...(await formFor(id, '2')), name: 'Renamed' });
    const second = await builder.post(`/integrations/${id}/steps`, form);
    expect([second.status, second.location]).toEqual([303, first.location]);
    expect((await draftOf(id)).flows[0]?.steps.map(({ name }) => name)).toEqual(['Start', 'Note', 'Renamed']);
  });

  test('that is disabled is greyed and says so, and its menu enables it', async () => {
    const id = await made(oneFlow(logStep(), logStep({ name: 'Later', stableKey: 'later' })));
    const page = `/integrations/${id}?flow=main&step=1`;
    const turn = async (active: string) =>
      await builder.post(`/integrations/${id}/steps/activation`, {
        ...about(await revisionOf(id), 'note'),
        active,
      });
    expect((await builder.get(page)).html).toContain('Disable step');
    expect((await turn('no')).status).toBe(303);
    const off = await builder.get(page);
    expect(off.html).toContain('Enable step');
    expect(off.html.split('data-disabled=""')).toHaveLength(2);
    expect(off.html).toContain('runs pass over it');
    const text = exportDefinition(await draftOf(id));
    expect(text).toContain('isDisabled: true');
    expect(exportDefinition(imported(text).definition)).toBe(text);
    await turn('yes');
    expect(exportDefinition(await draftOf(id))).not.toContain('isDisabled');
  });

  test('takes the connection that the flow already uses for its component', async () => {
    const http: Step = {
      name: 'Get',
      stableKey: 'get',
      action: { key: 'httpGet', component: { key: 'http' } },
      inputs: { connection: { type: 'configVar', value: 'Shop' } },
    };
    const id = await made(oneFlow(http));
    await builder.post(`/integrations/${id}/steps`, {
      revision: '1',
      flow: 'main',
      after: 'get',
      choice: 'http/httpPost',
    });
    const added = (await draftOf(id)).flows[0]?.steps[2];
    expect(added?.inputs?.connection).toEqual({ type: 'configVar', value: 'Shop' });
  });

  test.each<[string, string, Record<string, string>, number]>([
    ['an action that is not there', '', { choice: 'no/such', after: 'note' }, 400],
    ['no place', '', { choice: 'log/writeLog' }, 400],
    ['a place that is gone', '', { choice: 'log/writeLog', after: 'gone' }, 422],
    ['a trigger as a step', '', { choice: 'webhook-triggers/webhook', after: 'note' }, 400],
    ['a step that is gone', '/removal', { step: 'gone' }, 404],
    ['a flow that is gone', '/removal', { flow: 'gone', step: 'note' }, 404],
    ['the trigger', '/removal', { step: 'start' }, 422],
    ['no draft', '/moves', { step: 'note', revision: '' }, 400],
    ['a draft that is still to come', '/moves', { step: 'note', revision: '99' }, 412],
    ['a draft of nonsense', '/moves', { step: 'note', revision: '1e3' }, 400],
  ])('is refused in words, and nothing is changed: %s', async (_, what, fields, status) => {
    const id = await made(oneFlow(logStep()));
    const answer = await builder.post(`/integrations/${id}/steps${what}`, {
      revision: '1',
      flow: 'main',
      ...fields,
    });
    expect(answer.status).toBe(status);
    expect(answer.html).not.toContain('fault of Stepwell');
    expect(await revisionOf(id)).toBe(1);
  });

  test('that two people change at once: other things are both kept, the same is shown to the second', async () => {
    const id = await made(oneFlow(logStep()));
    const form = await formFor(id, '1');
    expect((await save(id, { ...form, notes: 'Mine' })).status).toBe(303);
    expect((await save(id, { ...form, 'in.message': 'Theirs' })).status).toBe(303);
    expect((await draftOf(id)).flows[0]?.steps[1]).toMatchObject({
      description: 'Mine',
      inputs: { message: { value: 'Theirs' } },
    });
    const late = await save(id, { ...form, 'in.message': 'Late' });
    expect(late.status).toBe(409);
    expect(late.html).toContain('Late');
    expect(late.html).toContain('changed an input');
    const again = formOf(late.html, `/integrations/${id}/steps/details`);
    expect((await save(id, again)).status).toBe(303);
    expect((await draftOf(id)).flows[0]?.steps[1]?.inputs?.message?.value).toBe('Late');
  });
});

describe('of two people', () => {
  const condition = (name: string, value: string) => ({
    name,
    type: 'complex' as const,
    value: [
      'and',
      ['equal', { type: 'reference' as const, value: 'start.results.x' }, { type: 'value' as const, value }],
    ],
  });
  const branch = (): Step => ({
    name: 'Which',
    stableKey: 'which',
    action: { key: 'branchOnExpression', component: { key: 'branch' } },
    inputs: { conditions: { type: 'complex', value: [condition('EU', 'DE')] } },
    branches: [
      { name: 'EU', steps: [] },
      { name: 'Else', steps: [] },
    ],
  });

  test('who change the same input, schedule or handler in different places, the second is asked', async () => {
    const id = await made(oneFlow(branch()));
    const form = await formFor(id, '1');
    const added = { 'in.conditions.1.key': 'US', 'in.conditions.1.0.0.op': 'exists' };
    expect((await save(id, { ...form, ...added })).status).toBe(303);
    expect((await save(id, { ...form, 'in.conditions.0.0.0.right': 'FR' })).status).toBe(409);
    const names = (await draftOf(id)).flows[0]?.steps[1]?.branches?.map(({ name }) => name);
    expect(names).toEqual(['EU', 'US', 'Else']);
  });

  test('the second who does it all the same does that alone', async () => {
    const id = await made(oneFlow(logStep()));
    const form = await formFor(id, '1');
    await save(id, { ...form, 'in.message': 'Mine', notes: 'Mine', name: 'Mine' });
    const late = await save(id, { ...form, 'in.message': 'Theirs' });
    expect(late.status).toBe(409);
    expect((await save(id, formOf(late.html, `/integrations/${id}/steps/details`))).status).toBe(303);
    expect((await draftOf(id)).flows[0]?.steps[1]).toMatchObject({
      ...{ name: 'Mine', description: 'Mine' },
      inputs: { message: { value: 'Theirs' } },
    });
  });
});

describe('a form that is saved as it is keeps', () => {
  test.each<[string, Partial<Step>]>([
    ['another try without a wait', { errorConfig: { errorHandlerType: 'retry', maxAttempts: 5 } }],
    [
      'more tries than are offered',
      { errorConfig: { errorHandlerType: 'retry', maxAttempts: 20, delaySeconds: 7200 } },
    ],
    [
      'an empty item of a list',
      {
        inputs: {
          odd: {
            type: 'complex',
            value: [
              { type: 'value', value: '' },
              { type: 'value', value: 'b' },
            ],
          },
        },
      },
    ],
    [
      'a comparison that is none',
      {
        action: { key: 'branchOnExpression', component: { key: 'branch' } },
        inputs: {
          conditions: {
            type: 'complex',
            value: [
              {
                name: 'A',
                type: 'complex',
                value: ['and', ['isEqual', { type: 'value', value: '1' }, { type: 'value', value: '1' }]],
              },
            ],
          },
        },
        branches: [{ name: 'A', steps: [] }],
      },
    ],
  ])('%s', async (_, more) => {
    const id = await made(oneFlow(logStep(more)));
    expect((await save(id, await formFor(id, '1'))).status).toBe(303);
    expect(await revisionOf(id)).toBe(1);
  });

  test('a schedule that was wrong before, while something else is changed', async () => {
    const schedule = { type: 'value' as const, value: '*/90 * * * *', meta: { timeZone: 'Mars/X' } };
    const start = trigger('schedule-triggers', 'schedule', { schedule });
    const id = await made(definition({ flows: [flow('Main', { steps: [start] })] }));
    const saved = await save(id, { ...(await formFor(id, 'trigger')), notes: 'Saved' });
    expect(saved.status).toBe(303);
    expect((await draftOf(id)).flows[0]?.steps[0]).toMatchObject({ description: 'Saved', schedule });
  });

  test('a step in a flow whose name ends with a blank', async () => {
    const id = await made(
      definition({ flows: [flow('Main ', { steps: [trigger('webhook-triggers', 'webhook'), logStep()] })] }),
    );
    expect((await save(id, { ...(await formFor(id, '1')), notes: 'Saved' })).status).toBe(303);
    expect((await draftOf(id)).flows[0]?.steps[1]?.description).toBe('Saved');
  });

  test('a branch that no row names when another is changed', async () => {
    const action = { key: 'branchOnExpression', component: { key: 'branch' } };
    const inputs = {
      conditions: {
        type: 'complex' as const,
        value: [
          {
            name: 'A',
            type: 'complex' as const,
            value: ['and', ['exists', { type: 'value' as const, value: '1' }]],
          },
        ],
      },
    };
    const branches = ['A', 'Other', 'Else'].map((name) => ({ name, steps: [] }));
    const id = await made(oneFlow(logStep({ action, inputs, branches })));
    await save(id, { ...(await formFor(id, '1')), 'in.conditions.0.key': 'B' });
    expect((await draftOf(id)).flows[0]?.steps[1]?.branches?.map(({ name }) => name)).toEqual([
      'B',
      'Other',
      'Else',
    ]);
  });
});

test('steps that share a key are not changed, and the answer says what to do', async () => {
  const id = await made(oneFlow(logStep(), logStep({ name: 'Twin' })));
  for (const what of ['/removal', '/moves', '/details']) {
    const fields = { revision: '1', flow: 'main', step: 'note', way: 'down', notes: 'x' };
    const answer = await builder.post(`/integrations/${id}/steps${what}`, fields);
    expect([what, answer.status]).toEqual([what, 422]);
    expect(answer.html).toContain('have the same key');
  }
  expect((await draftOf(id)).flows[0]?.steps.slice(1, 3).map(({ name }) => name)).toEqual(['Note', 'Twin']);
});
