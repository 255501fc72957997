import { afterEach, describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { builtInCatalog } from '../../src/components/registry.ts';
import { createVault } from '../../src/lib/crypto.ts';
import { createCompiledVersions } from '../../src/models/compiled-versions.ts';
import { listLogs } from '../../src/models/logs.ts';
import { replayExecution } from '../../src/models/replays.ts';
import { listStepResults, storedText, wholeText } from '../../src/models/step-results.ts';
import { flow, type Probe, reference, step, value, workshop } from '../support/engine.ts';
import { EVERYTHING } from '../support/viewers.ts';

let shop: ReturnType<typeof workshop>;
afterEach(() => shop.close());

const shopConnection = {
  key: 'Shop',
  dataType: 'connection',
  connection: { key: 'oauth2', component: { key: 'http', version: 'LATEST', isPublic: true } },
  inputs: {
    clientSecret: value('secret-of-the-definition'),
    authorizeUrl: value('https://shop.example/sign-in'),
  },
};

test('secrets of connections stand in no result and no log, whether the customer or the definition gave them', async () => {
  const seen: unknown[] = [];
  shop = workshop({
    leak: {
      perform: (context) => {
        seen.push(context.configVars.Shop);
        context.logger.info(context.configVars.Shop);
        return { data: context.configVars.Shop };
      },
    },
  });
  const engine = await shop.engine();
  const flows = [flow('Main', [step('Leak', 'probe.leak')])];
  const given = { Shop: { password: 'secret-of-the-customer' } };
  const instance = await shop.deploy(flows, { requiredConfigVars: [shopConnection] }, given);
  const { execution, steps } = await shop.run(instance, 'Main', {}, engine);
  expect(execution.status).toBe('succeeded');
  expect(JSON.stringify(seen)).toContain('secret-of-the-definition');
  const shown = JSON.stringify([steps, await listLogs(shop.store.read, execution.id, { limit: 10 })]);
  expect(shown).toContain('https://shop.example/sign-in');
  expect(shown).not.toContain('secret-of-the');
});

describe('a secret that a flow passes on', () => {
  const SECRET = 'canary "of" the+customer/1';
  const given = { Shop: { password: SECRET } };
  const more = { requiredConfigVars: [shopConnection] };
  const secretOf: Probe[string]['perform'] = (context) => ({
    data: Object(Object(context.configVars.Shop).fields).password,
  });
  const persist = (name: string, action: string, inputs: Record<string, unknown>) =>
    step(name, `persist-data.${action}`, { keyInput: value('k'), ...inputs });
  const secret = reference('get.results');

  /** Whether the database or a blob holds the secret in the clear. */
  function isOnDisk(): boolean {
    const names = readdirSync(shop.folder, { recursive: true, encoding: 'utf8' });
    const files = names.map((name) => join(shop.folder, name)).filter((path) => statSync(path).isFile());
    return files.some((path) => {
      const bytes = readFileSync(path);
      return [SECRET, JSON.stringify(SECRET).slice(1, -1)].some((spelling) => bytes.includes(spelling));
    });
  }

  const passed: [what: string, action: string][] = [
    ['into a state', 'saveInstanceValue'],
    ['into a list', 'appendInstanceValueToList'],
    ['into a set', 'addInstanceValueToSet'],
    ['into the state of its run', 'saveExecutionValue'],
    ['into a list of its run', 'appendExecutionValueToList'],
  ];
  test.each(passed)('%s is sealed there, and whole for the steps that read it', async (_what, action) => {
    const seen: unknown[] = [];
    shop = workshop({
      get: { perform: secretOf },
      see: {
        perform: (_context, params) => {
          seen.push([params.value].flat()[0]);
          return { data: null };
        },
      },
    });
    const engine = await shop.engine();
    const steps = [
      step('Get', 'probe.get'),
      persist('Save', action, { valueInput: secret }),
      step('Note', 'log.writeLog', { level: value('info'), message: secret }),
      persist('Load', action.includes('Execution') ? 'getExecutionValue' : 'getInstanceValue', {}),
      step('See', 'probe.see', { value: reference('load.results') }),
    ];
    const instance = await shop.deploy([flow('Main', steps)], more, given);
    for (let run = 0; run < 2; run++)
      expect((await shop.run(instance, 'Main', {}, engine)).execution.status).toBe('succeeded');
    expect(seen).toEqual([SECRET, SECRET]);
    expect(isOnDisk()).toBe(false);
  });

  test('to another flow is sealed in its call, and whole in its run and in a replay of that', async () => {
    const seen: unknown[] = [];
    shop = workshop({
      get: { perform: secretOf },
      see: {
        perform: (context) => {
          seen.push(Object(Object(context.stepResults.start).results).body.data);
          return { data: null };
        },
      },
    });
    const engine = await shop.engine();
    const call = step('Call', 'cross-flow.invokeFlow', { flowName: value('Second'), data: secret });
    const crossFlow = step('Start', 'cross-flow.crossFlow', {}, { isTrigger: true });
    const flows = [
      flow('Main', [step('Get', 'probe.get'), call]),
      { name: 'Second', steps: [crossFlow, step('See', 'probe.see')] },
    ];
    const instance = await shop.deploy(flows, more, given);
    const { steps } = await shop.run(instance, 'Main', {}, engine);
    const called = String(Object(steps.at(-1)?.data).executionId);
    expect((await shop.end(called)).status).toBe('succeeded');
    const tools = {
      store: shop.store,
      vault: createVault(new Uint8Array(32)),
      compiledVersions: createCompiledVersions(builtInCatalog),
    };
    const replay = await replayExecution(tools, EVERYTHING, called, { from: 'start', version: 'original' });
    engine.wake(replay);
    expect((await shop.end(replay.id)).status).toBe('succeeded');
    expect(seen.map(String)).toEqual([SECRET, SECRET]);
    expect(isOnDisk()).toBe(false);
  });

  test('to whoever waits for the run is masked in the error that they are told', async () => {
    shop = workshop({
      get: { perform: secretOf },
      fail: {
        perform: (_context, params) => {
          throw new Error(`no entry with ${params.value}`);
        },
      },
    });
    const engine = await shop.engine();
    const steps = [step('Get', 'probe.get'), step('Fail', 'probe.fail', { value: secret })];
    const instance = await shop.deploy([flow('Main', steps)], more, given);
    const id = await shop.call(instance, 'Main', {});
    const ended = shop.ended.wait(id, 5000);
    engine.wake({ ...(await shop.execution(id)), leaseOwner: null });
    expect(await ended).toMatchObject({ status: 'failed', error: { message: 'no entry with ***' } });
  });

  test('is found among the keys of its endpoints as well', async () => {
    let key = '';
    shop = workshop({
      leak: {
        perform: (context) => {
          key = context.webhookApiKeys.Main?.[0] ?? '';
          context.logger.info(key);
          return { data: { keys: context.webhookApiKeys } };
        },
      },
    });
    const engine = await shop.engine();
    const closed = { endpointSecurityType: 'customer_required' };
    const instance = await shop.deploy([flow('Main', [step('Leak', 'probe.leak')], closed)]);
    const { execution, steps } = await shop.run(instance, 'Main', {}, engine);
    expect(key.length).toBeGreaterThan(20);
    const lines = await listLogs(shop.store.read, execution.id, { limit: 10 });
    expect(JSON.stringify([steps, lines])).not.toContain(key);
    expect(JSON.stringify(steps)).toContain('***');
  });

  test('is found where it is written into a step, in whatever its inputs and results show of it', async () => {
    const seen: unknown[] = [];
    const echo: Probe[string]['perform'] = (_context, params) => {
      seen.push(params.headers);
      return { data: params.headers };
    };
    shop = workshop({ echo: { perform: echo } });
    const engine = await shop.engine();
    const pair = (name: string, text: string) => ({ name, type: 'value', value: text });
    const headers = {
      type: 'complex',
      value: [
        pair('Authorization', 'Bearer written-into-it'),
        pair('X-Auth-Token', 'another-one'),
        pair('Accept', 'text/plain'),
      ],
    };
    const steps = [step('Echo', 'probe.echo', { headers, clientSecret: value('third-one') })];
    const instance = await shop.deploy([flow('Main', steps)]);
    const { id, steps: ran } = await shop.run(instance, 'Main', {}, engine);
    expect(JSON.stringify(seen)).toContain('Bearer written-into-it');
    const { items } = await listStepResults(shop.store.read, id, { limit: 10 });
    const shown = `${JSON.stringify(ran)} ${items.map(({ input }) => Buffer.from(input ?? []).toString()).join()}`;
    expect(shown).toContain('text/plain');
    for (const secret of ['written-into-it', 'another-one', 'third-one']) expect(shown).not.toContain(secret);
  });
});

test('a large result with a secret is masked for those who look, kept for later steps, and kept for a replay', async () => {
  const SECRET = 'canary of the customer';
  const rows = Array.from({ length: 40_000 }, (_each, id) => ({ id, name: `row ${id}` }));
  const seen: unknown[] = [];
  let fails = true;
  shop = workshop({
    list: { perform: () => ({ data: [...rows, { id: SECRET, name: 'é' }] }) },
    look: {
      perform: (_context, { given }) => {
        seen.push(given);
        if (fails) throw new Error('not yet');
        return { data: null };
      },
    },
  });
  const engine = await shop.engine();
  const flows = [
    flow('Main', [
      step('List', 'probe.list'),
      step('Look', 'probe.look', { given: reference('list.results.40000') }),
    ]),
  ];
  const given = { Shop: { password: SECRET } };
  const instance = await shop.deploy(flows, { requiredConfigVars: [shopConnection] }, given);
  const { execution } = await shop.run(instance, 'Main', {}, engine);
  const listed = async (id: string) =>
    (await listStepResults(shop.store.read, id, { limit: 10 })).items.find(({ path }) => path === 'list');
  const row = await listed(execution.id);
  expect(row?.sealedOutput?.length).toBeLessThan(200);
  const { vault } = shop.tools;
  expect(row && (await wholeText(row, vault, shop.store.blobs))).toContain(SECRET);
  const masked = await storedText(row?.output ?? null, shop.store.blobs);
  expect(masked).toContain('"id":"***"');
  expect(masked).not.toContain(SECRET);
  fails = false;
  const how = { from: 'failed-step', version: 'original' } as const;
  const again = await replayExecution(shop.tools, EVERYTHING, execution.id, how);
  engine.wake(again);
  expect((await shop.end(again.id)).status).toBe('succeeded');
  expect(seen).toEqual([
    { id: SECRET, name: 'é' },
    { id: SECRET, name: 'é' },
  ]);
  const copied = await listed(again.id);
  expect(copied && (await wholeText(copied, vault, shop.store.blobs))).toContain(SECRET);
});
