import { afterAll, describe, expect, test } from 'bun:test';
import { type BundleProcess, bundleCalls, describeBundle } from '../../src/components/bundle-calls.ts';
import { type BundleDescription, readDescription } from '../../src/components/bundle-description.ts';
import { componentOf } from '../../src/components/bundled.ts';
import { type Catalog, createCatalog } from '../../src/components/catalog.ts';
import type { ActionContext, Component, Params } from '../../src/components/component.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import { openPool } from '../sandbox/pools.ts';
import { bundle, bundleNamed, bundleWith, type Fixture } from '../support/bundles.ts';
import { closedHost } from '../support/host.ts';
import { createContext, createPayload } from './context.ts';

const pool = openPool();
afterAll(async () => await pool.close());

const run: BundleProcess = (call) =>
  pool.call({ ...call, isolation: call.bundle.hash, owner: 'acme', deadlineMs: 60_000 });
const hostWith = (catalog: Catalog) => ({ ...closedHost, ...bundleCalls(run, catalog) });
const builtIn = createCatalog(builtInComponents());
const host = hostWith(builtIn);
const inContext = (overrides: Partial<ActionContext> = {}) => createContext({ host, ...overrides });

async function component(name: Fixture): Promise<Component & { description: BundleDescription }> {
  const reference = await bundleNamed(name);
  const description = await describeBundle(run, reference);
  return { ...componentOf(description, reference), description };
}

/** An action of these few lines. */
async function perform(body: string, context: ActionContext, params: Params = {}) {
  const reference = bundleWith({ run: `async (context, params) => { ${body} }` });
  const { actions } = componentOf(await describeBundle(run, reference), reference);
  return await actions.run?.perform(context, params);
}

describe('what a bundle declares', () => {
  test('its inputs are of every type, as they were written', async () => {
    const { actions } = await component('fields');
    const inputs = actions.echo?.inputs ?? [];
    expect(inputs.map(({ key, type }) => `${key}: ${type}`)).toEqual([
      ...['text: string', 'data: data', 'lines: text', 'secret: password', 'flag: boolean', 'script: code'],
      ...['condition: conditional', 'account: connection', 'objects: objectSelection', 'map: objectFieldMap'],
      ...['form: jsonForm', 'object: dynamicObjectSelection', 'field: dynamicFieldSelection', 'day: date'],
      ...['instant: timestamp', 'flow: flow', 'tags: string', 'pairs: string', 'address: structuredObject'],
      ...['target: dynamicObject'],
    ]);
    const named = (wanted: string) => inputs.find(({ key }) => key === wanted);
    expect(named('text')).toMatchObject({ default: 'abc', model: [{ label: 'ABC', value: 'abc' }] });
    expect(named('flag')?.default).toBe('false');
    expect(named('pairs')).toMatchObject({ collection: 'keyvaluelist', keyLabel: 'Name', label: 'Value' });
    expect(named('object')?.dataSource).toBe('objects');
    expect(named('address')?.inputs).toMatchObject([{ key: 'city', type: 'string' }]);
    expect(named('target')?.inputs).toMatchObject([{ key: 'mail', inputs: [{ key: 'to' }] }]);
  });

  test('its triggers say what they support and which functions they have', async () => {
    const { triggers } = await component('orders');
    const facts = Object.values(triggers).map((trigger) => [
      ...[trigger.key, trigger.scheduleSupport, trigger.synchronousResponseSupport],
      ...[trigger.isPollingTrigger ?? false, trigger.onInstanceDeploy !== undefined],
      trigger.webhookDelete !== undefined,
    ]);
    expect(facts).toEqual([
      ['orderPlaced', 'invalid', 'valid', false, true, true],
      ['newOrders', 'required', 'invalid', true, false, false],
      ['everyHour', 'required', 'invalid', false, false, false],
    ]);
    expect(triggers.newOrders?.inputs.map(({ key }) => key)).toEqual(['since']);
  });

  test.each([
    ['invalid', 'valid'],
    ['valid', 'invalid'],
    ['required', 'invalid'],
  ])(
    'where %s is all that a trigger says of schedules, callers that wait are %s',
    (scheduleSupport, wanted) => {
      const trigger = { display: { label: 'T' }, inputs: [], hasPerform: true, scheduleSupport };
      const read = readDescription({ key: 'k', display: { label: 'K' }, triggers: { trigger } });
      const { triggers } = componentOf(read, bundle(''));
      expect(String(triggers.trigger?.synchronousResponseSupport)).toBe(wanted);
    },
  );

  test('its connections say how one signs in, and templates are asked of nobody', async () => {
    const { connections, public: isPublic } = await component('sign-ins');
    expect(isPublic).toBe(true);
    expect(connections.map(({ key, label, oauth2Type }) => [key, label, oauth2Type])).toEqual([
      ['basic', 'Basic', undefined],
      ['person', 'Person', 'authorization_code'],
      ['program', 'Program', 'client_credentials'],
      ['database', 'Database', undefined],
    ]);
    const person = connections.find(({ key }) => key === 'person');
    expect(person).toMatchObject({
      oauth2PkceMethod: 'S256',
      oauth2Config: { allowedTokenParams: ['shop'] },
    });
    expect(person?.inputs.find(({ key }) => key === 'tokenUrl')).toMatchObject({
      ...{ type: 'template', shown: false, default: 'https://{{#domain}}/token' },
    });
  });

  test('what decides where an action leads is told', async () => {
    const { actions, triggers } = await component('routes');
    expect(actions.choose).toMatchObject({ allowsBranching: true, staticBranchNames: ['Large', 'Small'] });
    expect(actions.chooseNamed?.dynamicBranchInput).toBe('names');
    expect([actions.stop?.terminateExecution, actions.leave?.breakLoop]).toEqual([true, true]);
    expect(triggers.pages?.scheduleSupport).toBe('required');
  });

  test('an integration that is written as code tells its definition, from the same load as its key', async () => {
    const { description } = await component('two-flows');
    expect(description.codeNativeIntegrationYAML).toContain('name: Two flows');
    expect(description.codeNativeIntegrationYAML).toContain(description.key);
  });

  const part = { display: { label: 'A' }, inputs: [], hasPerform: true };
  const good = { key: 'k', display: { label: 'K' } };
  const input = { key: 'n', label: 'N', type: 'string' };
  test.each([
    ['no object', 'text', 'the default export must be Object and is "text"'],
    ['no key', { display: { label: 'K' } }, 'key is missing'],
    ['no label', { key: 'k', display: {} }, 'display.label is missing'],
    [
      'no function',
      { ...good, actions: { a: { ...part, hasPerform: undefined } } },
      'actions.a must have a function perform',
    ],
    [
      'no inputs',
      { ...good, actions: { a: { ...part, inputs: {} } } },
      'actions.a.inputs must be Array and is Object',
    ],
    [
      'two inputs',
      { ...good, actions: { a: { ...part, inputs: [input, input] } } },
      'actions.a.inputs has two inputs with the key n',
    ],
    [
      'two actions',
      { ...good, actions: { a: { ...part, key: 'act' }, b: { ...part, key: 'act' } } },
      'actions have two with the key act',
    ],
    ['a key that no address can have', { ...good, key: 'a/b' }, 'key must be 1 to 100 letters'],
    ['nothing in it', good, 'the default export declares no action, trigger, data source or connection'],
    [
      'two connections',
      { ...good, connections: [0, 1].map(() => ({ key: 'c', inputs: [] })) },
      'connections have two with the key c',
    ],
    [
      'an unknown support',
      { ...good, triggers: { t: { ...part, scheduleSupport: 'maybe' } } },
      'triggers.t.scheduleSupport must be',
    ],
  ])('%s is refused, with the place', (_what, described, problem) => {
    expect(() => readDescription(described)).toThrow(`The bundle is not a component: ${problem}`);
    expect(() => readDescription(described)).toThrow('build it and upload it again.');
  });

  test('fields that nobody knows, and types of inputs that are still to come, do not matter', () => {
    const inputs = [{ ...input, type: 'hologram', canCallComponentFunctions: true, placeholder: 5 }];
    const { actions } = readDescription({
      ...good,
      hooks: {},
      actions: { a: { ...part, authorization: {}, inputs } },
    });
    expect(actions.a?.inputs).toEqual([{ ...input, type: 'string', placeholder: '' }]);
  });
});

describe('calls', () => {
  test('give an action its context and its params, raw, and no more', async () => {
    const body = 'return { data: [Object.keys(context).sort(), params, arguments.length] }';
    const reference = bundleWith({ run: `async function (context, params) { ${body} }` });
    const { actions } = componentOf(await describeBundle(run, reference), reference);
    const { data } = (await actions.run?.perform(inContext(), { n: '5', extra: 1 })) ?? {};
    const [keys, params, count] = Array.isArray(data) ? data : [];
    expect({ params, count }).toEqual({ params: { n: '5', extra: 1 }, count: 2 });
    expect(keys).toEqual(
      expect.arrayContaining([
        '_components',
        'configVars',
        'crossFlowState',
        'executionFrame',
        'logger',
        'webhookUrls',
      ]),
    );
    expect(keys).not.toContain('host');
  });

  test('clean inputs inside the bundle, nested ones too', async () => {
    const { actions } = await component('fields');
    const result = await actions.echo?.perform(inContext(), { address: { city: 'bonn' }, extra: '1' });
    expect(result?.data).toMatchObject({ address: { city: 'BONN' }, extra: '1' });
  });

  test('change the states in place, by a value or below one, and take what is removed away', async () => {
    const context = inContext({ instanceState: { a: { b: 1 }, gone: 1, same: 1 }, executionState: { x: 1 } });
    const { instanceState } = context;
    await perform(
      'context.instanceState.a.b = 2; delete context.instanceState.gone; context.crossFlowState.n = 1n;',
      context,
    );
    expect(context.instanceState).toBe(instanceState);
    expect(context.instanceState).toEqual({ a: { b: 2 }, same: 1 });
    expect([context.crossFlowState, context.executionState]).toEqual([{ n: 1n }, { x: 1 }]);
  });

  test('answer what the contract knows, and drop the rest', async () => {
    const body = `return { data: 1, contentType: 'text/csv', statusCode: 201, headers: { a: 1 }, branch: 'B', iterations: {},
      instanceState: { n: 1 }, error: null }`;
    expect(await perform(body, inContext())).toEqual({
      ...{ data: 1, contentType: 'text/csv', statusCode: 201, headers: { a: '1' }, branch: 'B' },
      instanceState: { n: 1 },
    });
    expect(await perform('', inContext())).toBeUndefined();
    await expect(perform('return [1]', inContext())).rejects.toThrow(
      'The action answered a list instead of { data }.',
    );
  });

  test('give a trigger its payload, and pass its answer to the caller on', async () => {
    const { triggers } = await component('orders');
    const result = await triggers.orderPlaced?.perform(inContext(), createPayload({ id: 1 }), {
      topic: 'sales',
    });
    expect(result?.payload).toMatchObject({ body: { data: { topic: 'sales', ordered: { id: 1 } } } });
    expect(result?.response).toEqual({ statusCode: 202, contentType: 'text/plain', body: 'taken' });
  });

  test('give a trigger the headers of a call as its code spells them, and in their usual spelling', async () => {
    const reference = bundle(`const perform = async (context, { headers }) =>
      ({ payload: [headers['X-GitHub-Event'], headers['x-github-event'], headers.Authorization] });
      exports.default = { key: 'own', display: { label: 'Own' }, triggers: { called: { display: { label: 'Called' },
        inputs: [], perform } } };`);
    const { triggers } = componentOf(await describeBundle(run, reference), reference);
    const payload = { ...createPayload(), headers: { 'x-github-event': 'push', authorization: 'Bearer' } };
    const result = await triggers.called?.perform(inContext(), payload, {});
    expect(result?.payload).toEqual(['push', 'push', 'Bearer']);
  });

  test('keep where polling goes on among the states', async () => {
    const { triggers } = await component('orders');
    const context = inContext();
    const types = [];
    for (let i = 0; i < 3; i++)
      types.push((await triggers.newOrders?.perform(context, createPayload(), { since: '0' }))?.resultType);
    expect(types).toEqual(['completed', 'completed', 'polled_no_changes']);
    expect(context.instanceState).toEqual({ __prismaticInternal: { polling: { since: 2 } } });
  });

  test('give a data source its part of the context', async () => {
    const { dataSources } = await component('pickers');
    const lines: unknown[] = [];
    const { configVars, customer, instance, user, signal, logger } = createContext();
    const warn = (line: unknown) => lines.push(line);
    const context = { configVars, customer, instance, user, signal, host, logger: { ...logger, warn } };
    const answers = [];
    for (const key of ['shops', 'name', 'count', 'open', 'objects'])
      answers.push((await dataSources[key]?.perform(context, { prefix: 'in ' }))?.result);
    expect(answers).toEqual([
      [{ key: 'b', label: 'in Berlin' }, 'Bonn'],
      ...['Acme', 3, true, [{ object: { key: 'order' }, fields: [{ key: 'sum' }] }]],
    ]);
    expect(lines).toEqual(['asked by Acme']);
    await expect(dataSources.broken?.perform(context, {})).rejects.toThrow('the shop is closed');
  });
});

describe('another component that is called from within', () => {
  const invoke = (key: string, values = '{}', isPublic = true) => {
    const [of, part] = key.split('.');
    return `context._components.invoke({ component: { key: '${of}', signature: 'x', isPublic: ${isPublic} }, key: '${part}' }, context, ${values})`;
  };

  test('sees the states of the call, changes them, and answers its data', async () => {
    const context = inContext();
    const body = `context.instanceState.before = 1;
      await ${invoke('persist-data.saveInstanceValue', "{ keyInput: 'k', valueInput: 'v' }")};
      const { data } = await ${invoke('persist-data.getInstanceValue', "{ keyInput: 'before' }")};
      return { data: [data, context.instanceState.k] };`;
    expect((await perform(body, context))?.data).toEqual([1, 'v']);
    expect(context.instanceState).toEqual({ before: 1, k: 'v' });
  });

  test.each([
    [
      'that is not here',
      invoke('nothing.run'),
      'There is no action nothing.run in this installation. Add the component, and run again.',
    ],
    [
      'that is private',
      invoke('math.add', '{}', false),
      'There is no action math.add in this installation. Add the component, and run again.',
    ],
    [
      'without a name',
      'context._components.invoke({}, context, {})',
      'Name the component and its action as the manifest of the component does.',
    ],
  ])('%s fails the call in words', async (_what, call, message) => {
    await expect(perform(`await ${call}`, inContext())).rejects.toThrow(message);
  });

  test('comes to an end, however components call each other', async () => {
    const reference = bundleWith({ run: `async (context) => ({ data: await ${invoke('own.run')} })` });
    const catalog = createCatalog(builtInComponents());
    const endless = hostWith(catalog);
    const own = componentOf(await describeBundle(run, reference), reference);
    catalog.add({ ...own, public: true });
    await expect(own.actions.run?.perform(createContext({ host: endless }), {})).rejects.toThrow(
      'Components call each other more than 4 times over.',
    );
  });

  test('may be a trigger, of which each function is called by its name', async () => {
    const call = (event: string) =>
      `context._components.invokeTrigger({ component: { key: 'webhook-triggers', isPublic: true }, key: 'webhook'${event} }, context, params.payload, {})`;
    const payload = createPayload({ id: 1 });
    expect(
      (await perform(`return { data: await ${call('')} }`, inContext(), { payload }))?.data,
    ).toMatchObject({
      payload: { body: { data: { id: 1 } } },
    });
    const event = ", triggerEventFunctionName: 'onInstanceDeploy'";
    expect((await perform(`return { data: await ${call(event)} }`, inContext(), { payload }))?.data).toEqual(
      {},
    );
  });
});
