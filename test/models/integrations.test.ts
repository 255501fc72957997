import { expect, test } from 'bun:test';
import { builtInCatalog, builtInComponents } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { newId } from '../../src/lib/ids.ts';
import { getExecution } from '../../src/models/executions.ts';
import { deleteIntegration } from '../../src/models/integration-trash.ts';
import {
  createIntegration,
  getDraft,
  getIntegration,
  listIntegrations,
  updateIntegration,
} from '../../src/models/integrations.ts';
import { newDefinition, triggerStep } from '../../src/models/new-definition.ts';
import { writeStates } from '../../src/models/states.ts';
import { listVersions } from '../../src/models/versions.ts';
import { putDraft } from '../support/drafts.ts';
import { keptStates, set } from '../support/kept-states.ts';
import { definition, deployed, queued, refusal } from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();

const create = (more: Parameters<typeof definition>[0] = {}) =>
  at.store.write((tx) => createIntegration(tx, definition(more)));

test('an integration takes its name, description, category and labels from its definition', async () => {
  const made = await create({ description: 'To the shop', category: 'Sales', labels: ['a', 'b'] });
  expect(made).toMatchObject({ name: 'Orders', description: 'To the shop', category: 'Sales', revision: 1 });
  expect(made.labels).toEqual(['a', 'b']);
  expect(await getIntegration(at.store.read, made.id)).toEqual(made);
  expect(await create()).toMatchObject({ description: '', category: '', labels: [] });
});

test('the draft is kept whole, also fields that we do not know', async () => {
  const written = definition({ fromElsewhere: { nested: [1, 'zwei', null] }, documentation: '# Ü' });
  const { id } = await at.store.write((tx) => createIntegration(tx, written));
  expect(await getDraft(at.store.read, id)).toEqual({ definition: written, revision: 1 });
});

test('a new integration begins with one flow that a webhook starts', async () => {
  const fields = { name: 'New', description: 'd', category: 'c', labels: ['l'] };
  const { id } = await at.store.write((tx) => createIntegration(tx, newDefinition(fields)));
  const draft = (await getDraft(at.store.read, id)).definition;
  expect(draft.flows.map(({ steps }) => steps.map((step) => step.action.key))).toEqual([['webhook']]);
  expect(await getIntegration(at.store.read, id)).toMatchObject(fields);
  expect(draft.flows[0]?.stableKey).not.toBe(newDefinition(fields).flows[0]?.stableKey);
});

test('a saved draft counts the revision up and renames the integration', async () => {
  const { id } = await create();
  const saved = await at.store.write((tx) => putDraft(tx, id, definition({ name: 'Invoices' }), 1));
  expect(saved).toMatchObject({ name: 'Invoices', revision: 2 });
  expect((await getDraft(at.store.read, id)).definition.name).toBe('Invoices');
});

test('of two who saw the same revision the second is refused and changes nothing', async () => {
  const { id } = await create();
  const both = await Promise.allSettled(
    ['First', 'Second'].map((name) => at.store.write((tx) => putDraft(tx, id, definition({ name }), 1))),
  );
  expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  const stale = at.store.write((tx) => putDraft(tx, id, definition({ name: 'Third' }), 1));
  expect((await refusal(stale)).code).toBe('precondition_failed');
  expect(await getIntegration(at.store.read, id)).toMatchObject({ name: 'First', revision: 2 });
});

test('a changed name stands in the definition as well', async () => {
  const { id } = await create({ description: 'old', labels: ['x'] });
  const changed = await at.store.write((tx) => updateIntegration(tx, id, { name: 'New', labels: ['y'] }));
  expect(changed).toMatchObject({ name: 'New', description: 'old', labels: ['y'], revision: 2 });
  expect((await getDraft(at.store.read, id)).definition).toMatchObject({ name: 'New', labels: ['y'] });
});

test('the list is searched by part of the name, in any case, and by category', async () => {
  for (const name of ['Shop orders', 'order_sync', 'Ordersync', '100 % shop', 'Invoices'])
    await create({ name, category: name === 'Invoices' ? 'Finance' : 'Sales' });
  const named = async (name: string) =>
    (await listIntegrations(at.store.read, { name }, { limit: 9 })).items.map((each) => each.name);
  expect(await named('ORDER')).toEqual(['Shop orders', 'order_sync', 'Ordersync']);
  expect(await named('r_s')).toEqual(['order_sync']);
  expect(await named('%')).toEqual(['100 % shop']);
  expect(await named('\\')).toEqual([]);
  expect(await named('')).toHaveLength(5);
  const finance = await listIntegrations(at.store.read, { category: 'Finance' }, { limit: 9 });
  expect(finance.items.map((each) => each.name)).toEqual(['Invoices']);
});

test('the list comes page by page, without drafts', async () => {
  for (const name of ['a', 'b', 'c']) await create({ name });
  const first = await listIntegrations(at.store.read, {}, { limit: 2 });
  const rest = await listIntegrations(at.store.read, {}, { limit: 2, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...rest.items].map((each) => each.name)).toEqual(['a', 'b', 'c']);
  expect(rest.nextCursor).toBeNull();
  expect(Object.keys(first.items[0] ?? {})).not.toContain('draft');
});

test('what goes with an integration goes: versions, instances, executions and what they remember', async () => {
  const { store } = at;
  const { integration, instance } = await deployed(store);
  const run = await queued(store, instance);
  const owners = {
    flow: `${instance.id}/import`,
    crossFlow: instance.id,
    integration: integration.id,
  };
  const changes = (['flow', 'crossFlow', 'integration'] as const).map((scope) => set(scope, 'k', 'v'));
  await store.write((tx) => writeStates(tx, owners, changes));
  await deleteIntegration(store, integration.id, () => {});
  expect((await refusal(getIntegration(store.read, integration.id))).code).toBe('not_found');
  expect((await listVersions(store.read, integration.id, { limit: 9 })).items).toEqual([]);
  expect((await refusal(getExecution(store.read, EVERYTHING, run.id))).code).toBe('not_found');
  expect(await keptStates(store.read, owners)).toEqual([]);
});

test('what is not there is said to be not there', async () => {
  const { store } = at;
  const attempts = [
    () => getIntegration(store.read, 'int_none'),
    () => getDraft(store.read, 'int_none'),
    () => store.write((tx) => putDraft(tx, 'int_none', definition(), 1)),
    () => store.write((tx) => updateIntegration(tx, 'int_none', { name: 'x' })),
    () => deleteIntegration(store, 'int_none', () => {}),
  ];
  for (const attempt of attempts) expect((await refusal(attempt())).code).toBe('not_found');
});

test('an integration that is made twice under one id is made once', async () => {
  const id = newId('int');
  const make = (name: string) => at.store.write((tx) => createIntegration(tx, definition({ name }), id));
  expect((await make('First')).name).toBe('First');
  expect((await make('Second')).name).toBe('First');
});

test('details that are saved as they were leave the draft as it is', async () => {
  const made = await create({ description: 'd', labels: ['a'] });
  const same = { name: 'Orders', description: 'd', category: '', labels: ['a'] };
  expect(await at.store.write((tx) => updateIntegration(tx, made.id, same))).toEqual(made);
  const changed = await at.store.write((tx) => updateIntegration(tx, made.id, { documentation: '# Read' }));
  expect(changed.revision).toBe(2);
  expect((await getDraft(at.store.read, made.id)).definition.documentation).toBe('# Read');
});

test('a new integration can begin with any trigger, a schedule with its cron line', async () => {
  const fields = { name: 'New', description: '', category: '', labels: [] };
  const begun = builtInComponents().flatMap((component) =>
    Object.values(component.triggers).map((trigger) =>
      newDefinition(fields, triggerStep(component, trigger, '*/5 * * * *')),
    ),
  );
  expect(begun.length).toBeGreaterThan(5);
  for (const each of begun) {
    const { problems } = checkDefinition(each, builtInCatalog);
    // What a trigger cannot do without is filled in on its page.
    const isOther = (message: string) => !message.endsWith(': fill it in.');
    expect(problems.filter(({ severity, message }) => severity === 'error' && isOther(message))).toEqual([]);
  }
  const schedules = begun.flatMap(({ flows }) => flows[0]?.steps[0]?.schedule?.value ?? []);
  // Of schedule-triggers.schedule, and of the triggers that poll.
  const polling = builtInComponents().flatMap(({ triggers }) =>
    Object.values(triggers).filter(({ isPollingTrigger }) => isPollingTrigger === true),
  );
  expect(polling.map(({ key }) => key)).toContain('pollTable');
  expect(schedules).toEqual(Array.from({ length: polling.length + 1 }, () => '*/5 * * * *'));
});
