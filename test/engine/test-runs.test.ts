import { afterEach, expect, test } from 'bun:test';
import type { Trigger } from '../../src/components/component.ts';
import type { Definition } from '../../src/definition/document/schema.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { enqueue } from '../../src/models/executions.ts';
import { getDraft } from '../../src/models/integrations.ts';
import { packRequest } from '../../src/models/requests.ts';
import { readStates } from '../../src/models/states.ts';
import { configureTests } from '../../src/models/test-configuration.ts';
import { testRequest } from '../../src/models/test-requests.ts';
import { latestTestResults, startTest } from '../../src/models/test-runs.ts';
import { putDraft } from '../support/drafts.ts';
import { flow, type Probe, reference, type Step, step, until, value, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const echo: Probe[string]['perform'] = (_context, { text }) => ({ data: text });
const say = (name: string, text: string): Step => step(name, 'probe.say', { text: value(text) });

async function edited(id: string, change: (before: Definition) => Definition): Promise<void> {
  const { definition, revision } = await getDraft(shop.store.read, id);
  await shop.store.write((tx) => putDraft(tx, id, change(definition), revision));
}

/** A step of the first flow says something else from now on. */
async function says(id: string, text: string): Promise<void> {
  await edited(id, (before) =>
    structuredClone({
      ...before,
      flows: JSON.parse(
        JSON.stringify(before.flows).replace(/"value":"[^"]*"/, () => `"value":${JSON.stringify(text)}`),
      ),
    }),
  );
}

async function tested(integrationId: string, more: { until?: string; body?: unknown } = {}) {
  const request = testRequest({ body: more.body });
  return await startTest(shop.tools, integrationId, { flow: 'Main', until: more.until, request });
}

test('a test run runs the draft as it is at that moment, whatever becomes of it, and not what was published', async () => {
  shop = workshop({ say: { perform: echo } });
  const { integrationId } = await shop.deploy([flow('Main', [say('Say', 'published')])]);
  await says(integrationId, 'draft');
  const first = await tested(integrationId);
  await says(integrationId, 'later');
  const second = await tested(integrationId);
  await shop.engine();
  expect((await shop.end(first.id)).status).toBe('succeeded');
  await shop.end(second.id);
  expect((await shop.steps(first.id))[0]?.data).toBe('draft');
  expect((await shop.steps(second.id))[0]?.data).toBe('later');
  expect((await tested(integrationId)).version).toBe(second.version);
});

test('after a crash a test run goes on, on its draft, and no finished step runs again', async () => {
  const calls: string[] = [];
  let hangs = true;
  const perform: Probe[string]['perform'] = ({ stepId }) => {
    calls.push(stepId);
    return hangs && stepId === 'second' ? new Promise(() => undefined) : { data: stepId };
  };
  shop = workshop({ work: { perform } });
  const steps = ['First', 'Second', 'Third'].map((name) => step(name, 'probe.work'));
  const { integrationId } = await shop.deploy([flow('Main', steps)]);
  const engine = await shop.engine();
  const run = await tested(integrationId);
  engine.wake(run);
  await until(() => calls.includes('second') || undefined);
  hangs = false;
  await edited(integrationId, (before) => ({ ...before, flows: [] }));
  await shop.engine();
  expect((await shop.end(run.id)).status).toBe('succeeded');
  expect(calls).toEqual(['first', 'second', 'second', 'third']);
});

test('a run up to a step runs that step and none after it', async () => {
  shop = workshop({ say: { perform: echo } });
  const loop = step(
    'Each',
    'loop.loopOverItems',
    { items: reference('start.results.body.data') },
    { steps: [say('In', 'in'), say('Out', 'out')] },
  );
  const { integrationId } = await shop.deploy([flow('Main', [say('Say', 'x'), loop, say('After', 'y')])]);
  const engine = await shop.engine();
  const run = await tested(integrationId, { until: 'in', body: ['a', 'b'] });
  engine.wake(run);
  await shop.end(run.id);
  expect((await shop.steps(run.id)).map(({ path }) => path)).toEqual([
    'say',
    'each',
    'each[0].in',
    'each[1].in',
  ]);
});

test('a test instance has states of its own, whatever customers’ instances remember', async () => {
  const perform: Probe[string]['perform'] = (context) => {
    for (const state of [context.instanceState, context.crossFlowState, context.integrationState])
      state.count = Number(state.count ?? 0) + 1;
    return { data: [context.instanceState.count, context.isSimulatedTestExecution] };
  };
  shop = workshop({ count: { perform } });
  const engine = await shop.engine();
  const instance = await shop.deploy([flow('Main', [step('Count', 'probe.count')])]);
  for (let round = 0; round < 2; round++) {
    const run = await tested(instance.integrationId);
    engine.wake(run);
    await shop.end(run.id);
    expect((await shop.steps(run.id))[0]?.data).toEqual([round + 1, true]);
  }
  for (const [scope, owner] of [
    ['crossFlow', instance.id],
    ['integration', instance.integrationId],
  ] as const)
    expect(await readStates(shop.store.read, scope, owner, 'all')).toEqual([]);
});

test('tests run with values of their own, and a flow that a test calls is a test as well', async () => {
  shop = workshop({
    tell: { perform: (context) => ({ data: [context.configVars.Word, context.webhookUrls] }) },
  });
  const call = step('Call', 'cross-flow.invokeFlow', { flowName: value('Other') });
  const { integrationId } = await shop.deploy(
    [flow('Main', [step('Tell', 'probe.tell'), call]), flow('Other', [])],
    { requiredConfigVars: [{ key: 'Word', dataType: 'string', defaultValue: 'default' }] },
    { Word: 'of the customer' },
  );
  await configureTests(shop.tools, integrationId, { Word: 'of tests' });
  const engine = await shop.engine();
  const run = await tested(integrationId);
  engine.wake(run);
  await shop.end(run.id);
  expect((await shop.steps(run.id))[0]?.data).toEqual(['of tests', { Main: '', Other: '' }]);
  const { executionId } = Object((await shop.steps(run.id))[1]?.data);
  const called = await shop.end(String(executionId));
  expect([called.instanceId, called.customerId]).toEqual([run.instanceId, run.customerId]);
  const latest = await latestTestResults(shop.store.read, EVERYTHING, integrationId, 'Main');
  expect(latest?.execution.id).toBe(run.id);
  expect(latest?.steps.get('tell')?.status).toBe('succeeded');
});

const FOUND = { 'prismatic-simulated-trigger-result': '{"payload":{"body":{"data":"simulated"}}}' };

test('a test may say what its trigger has found, which is not asked then; a customer’s call may not', async () => {
  shop = workshop({ say: { perform: echo } });
  const display = { label: 'Look', description: '' };
  const look: Trigger = {
    ...{ key: 'look', display, inputs: [], scheduleSupport: 'valid', isPollingTrigger: true },
    synchronousResponseSupport: 'invalid',
    perform: (_context, payload) => Promise.resolve({ payload: { ...payload, body: { data: 'asked' } } }),
  };
  const polls = { key: 'polls', display, actions: {}, triggers: { look }, dataSources: {}, connections: [] };
  shop.catalog.add(polls);
  const steps = [
    step('Start', 'polls.look', {}, { isTrigger: true }),
    step('Say', 'probe.say', { text: reference('start.results.body.data') }),
  ];
  const instance = await shop.deploy([{ name: 'Main', steps }]);
  const engine = await shop.engine();
  const tries = async (headers: Record<string, string>) => {
    const run = await startTest(shop.tools, instance.integrationId, {
      ...{ flow: 'Main', until: undefined, request: testRequest({ headers }) },
    });
    engine.wake(run);
    const { status, error } = await shop.end(run.id);
    return [status, error?.message ?? (await shop.steps(run.id))[0]?.data];
  };
  expect(await tries(FOUND)).toEqual(['succeeded', 'simulated']);
  expect(await tries({})).toEqual(['succeeded', 'asked']);
  expect(await tries({ 'stepwell-simulated-trigger-result': 'nothing' })).toEqual([
    'failed',
    expect.stringContaining('must be JSON like'),
  ]);
  const payload = await packRequest(testRequest({ headers: FOUND }), shop.store.blobs, shop.tools.vault);
  const called = { ...targetOf(instance, 'Main'), kind: 'webhook' as const, payload };
  const queued = await shop.store.write((tx) => enqueue(tx, called));
  engine.wake(queued);
  await shop.end(queued.id);
  expect((await shop.steps(queued.id))[0]?.data).toBe('asked');
});
