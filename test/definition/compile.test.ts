import { describe, expect, test } from 'bun:test';
import type { CompiledFlow, CompiledIntegration } from '../../src/definition/compile/compiled.ts';
import { compileDefinition } from './compiled.ts';
import { action, installed, nothingInstalled, trigger } from './components.ts';
import { EXAMPLES, example, imported } from './examples.ts';

function compiled(text: string, catalog = nothingInstalled): CompiledIntegration {
  return compileDefinition(imported(text).definition, catalog);
}

function compiledFlow(yaml: string, catalog = nothingInstalled): CompiledFlow {
  const [flow] = compiled(`name: x\ndefinitionVersion: 7\nflows:\n${yaml}`, catalog).flows;
  if (!flow) throw new Error('no flow');
  return flow;
}

const TRIGGER = '{name: Start, isTrigger: true, action: {key: webhook, component: {key: webhook-triggers}}}';

describe('every definition', () => {
  test.each(EXAMPLES)('$name can be made ready to run', ({ text }) => {
    const { flows } = compiled(text);
    expect(flows.every((flow) => flow.trigger.key !== '' && flow.steps.every(({ key }) => key !== ''))).toBe(
      true,
    );
  });

  test('keeps its loops, branches and error handling', () => {
    const { flows } = compileDefinition(example('stock-levels').definition, nothingInstalled);
    const pages = flows[0]?.steps.find(({ name }) => name === 'Up To A Hundred Pages');
    const branch = pages?.steps.find(({ name }) => name === 'Anything There');
    expect(branch?.branches.map(({ name, steps }) => [name, steps.length])).toEqual([
      ['Nothing', 1],
      ['Else', 1],
    ]);
    expect(branch?.errorHandler).toEqual({ kind: 'fail' });
    const each = pages?.steps.find(({ name }) => name === 'Each Level');
    expect(each?.steps.map(({ name }) => name)).toEqual(['Low', 'Wait A Little']);
    expect(flows[2]?.steps.map(({ errorHandler }) => errorHandler.kind)).toEqual(['fail', 'retry']);
  });

  test('keeps its schedule', () => {
    const { flows } = compileDefinition(example('stock-levels').definition, nothingInstalled);
    expect(flows.map(({ schedule }) => schedule)).toMatchObject([
      { kind: 'cron', cron: '*/1 * * * *', timeZone: 'UTC' },
      expect.objectContaining({ kind: 'configVar', key: 'Every' }),
      undefined,
      undefined,
    ]);
  });
});

describe('the inputs of a step', () => {
  const catalog = installed({
    http: {
      actions: [
        action('httpPost', [
          { key: 'url', label: 'URL', type: 'string', required: true },
          { key: 'timeout', label: 'Timeout', type: 'string', default: '30' },
          { key: 'debug', label: 'Debug', type: 'boolean' },
          { key: 'headers', label: 'Headers', type: 'string', collection: 'keyvaluelist' },
          { key: 'tags', label: 'Tags', type: 'string', collection: 'valuelist', default: ['a'] },
          {
            key: 'query',
            label: 'Query',
            type: 'string',
            collection: 'keyvaluelist',
            default: [{ key: 'p', value: 1 }],
          },
          { key: 'connection', label: 'Connection', type: 'connection' },
          { key: 'map', label: 'Map', type: 'objectFieldMap', default: { fields: [] } },
        ]),
      ],
    },
  });

  test('that are not set have what the component declares', () => {
    const inputs =
      '{url: {type: value, value: ""}, timeout: {type: value, value: ""}, connection: {type: configVar, value: ""}}';
    const step = `{name: Post, action: {key: httpPost, component: {key: http}}, inputs: ${inputs}}`;
    const flow = compiledFlow(`  - {name: f, steps: [${TRIGGER}, ${step}]}\n`, catalog);
    const text = (value: string) => ({ kind: 'value' as const, value });
    expect(flow.steps[0]?.inputs).toEqual([
      { key: 'url', value: text('') },
      { key: 'timeout', value: text('30') },
      { key: 'debug', value: text('false') },
      { key: 'headers', value: { kind: 'pairs', items: [] } },
      { key: 'tags', value: { kind: 'list', items: [text('a')] } },
      { key: 'query', value: { kind: 'pairs', items: [{ name: text('p'), value: text('1') }] } },
      { key: 'map', value: text('{"fields":[]}') },
    ]);
  });

  test('that are set stay, also those that the component does not know', () => {
    const inputs = '{url: {type: reference, value: start.results.url}, extra: {type: value, value: x}}';
    const step = `{name: Post, action: {key: httpPost, component: {key: http}}, inputs: ${inputs}}`;
    const flow = compiledFlow(`  - {name: f, steps: [${TRIGGER}, ${step}]}\n`, catalog);
    expect(flow.steps[0]?.action?.key).toBe('httpPost');
    expect(flow.steps[0]?.inputs.slice(0, 2)).toEqual([
      { key: 'url', value: { kind: 'reference', step: 'start', root: 'results', path: ['url'] } },
      { key: 'extra', value: { kind: 'value', value: 'x' } },
    ]);
  });
});

describe('a flow', () => {
  test('has sensible settings when the file says nothing', () => {
    expect(compiledFlow(`  - {name: Main Flow, steps: [${TRIGGER}]}\n`)).toMatchObject({
      name: 'Main Flow',
      stableKey: 'Main Flow',
      isSynchronous: false,
      endpointSecurity: 'customer_optional',
      organizationApiKeys: [],
      schedule: undefined,
      retry: undefined,
      queue: { usesFifoQueue: false, singletonExecutions: false },
    });
  });

  test('keeps its retries, its queue and where ids are found in the payload', () => {
    const flow = compiledFlow(`  - name: f
    stableKey: stable
    endpointSecurityType: organization
    organizationApiKeys: [secret]
    retryConfig: {maxAttempts: 3, delayMinutes: 4, usesExponentialBackoff: true, uniqueRequestIdField: body.data.id}
    queueConfig: {usesFifoQueue: true, concurrencyLimit: 5, dedupeIdField: {type: reference, value: onTrigger.results.headers.x-id}}
    steps: [${TRIGGER}]
`);
    expect(flow.stableKey).toBe('stable');
    expect(flow.organizationApiKeys).toEqual(['secret']);
    expect(flow.retry).toEqual({
      maxAttempts: 3,
      delayMinutes: 4,
      usesExponentialBackoff: true,
      uniqueRequestIdField: ['body', 'data', 'id'],
    });
    expect(flow.queue).toEqual({
      usesFifoQueue: true,
      concurrencyLimit: 5,
      singletonExecutions: false,
      dedupeIdField: ['headers', 'x-id'],
    });
  });

  test('may have its schedule in a config variable', () => {
    const schedule = 'schedule: {type: configVar, value: When, meta: {timeZone: Europe/Berlin}}';
    const flow = compiledFlow(`  - {name: f, steps: [${TRIGGER.slice(0, -1)}, ${schedule}}]}\n`);
    expect(flow.schedule).toMatchObject({ kind: 'configVar', key: 'When', timeZone: 'Europe/Berlin' });
  });

  test('finds its trigger in the component', () => {
    const catalog = installed({ 'webhook-triggers': { triggers: [trigger('webhook', [])] } });
    expect(compiledFlow(`  - {name: f, steps: [${TRIGGER}]}\n`, catalog).trigger).toMatchObject({
      name: 'Start',
      key: 'start',
      trigger: { component: { key: 'webhook-triggers' }, key: 'webhook' },
    });
  });

  test('that has no trigger yet has one that nothing can start', () => {
    const flow = compiledFlow(
      '  - {name: f, steps: [{name: Log, action: {key: writeLog, component: {key: log}}}]}\n',
    );
    expect(flow.trigger.trigger.component.key).toBe('');
    expect(flow.steps).toHaveLength(1);
  });

  test.each([
    ['ignore', { kind: 'ignore' }],
    ['fail', { kind: 'fail' }],
    [
      'retry, maxAttempts: 3, delaySeconds: 5',
      {
        kind: 'retry',
        maxAttempts: 3,
        delaySeconds: 5,
        usesExponentialBackoff: false,
        ignoreFinalError: false,
      },
    ],
  ] as const)('handles errors of a step with %s', (written, expected) => {
    const step = `{name: S, action: {key: a, component: {key: c}}, errorConfig: {errorHandlerType: ${written}}}`;
    expect(compiledFlow(`  - {name: f, steps: [${TRIGGER}, ${step}]}\n`).steps[0]?.errorHandler).toEqual(
      expected,
    );
  });
});

test('an integration keeps how calls find their flow and customer', () => {
  expect(
    compiled(`name: x
definitionVersion: 7
version: 2
endpointType: shared_instance
preprocessFlowName: Route
flowNameField: {type: reference, value: onExecution.results.data.flow}
externalCustomerIdField: {type: reference, value: onExecution.results.data.customer}
flows: []
`),
  ).toMatchObject({
    name: 'x',
    externalVersion: '2',
    endpointType: 'shared_instance',
    preprocessFlowName: 'Route',
    flowNameField: ['data', 'flow'],
    externalCustomerIdField: ['data', 'customer'],
  });
});
