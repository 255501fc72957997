import { describe, expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import type { Flow, Step } from '../../src/definition/document/schema.ts';
import { declaredOf } from '../../src/definition/read/declared.ts';
import { summaryOf, triggerSummary } from '../../src/definition/read/summary.ts';
import { imported } from './examples.ts';

const components = builtInCatalog;

function stepOf(component: string, action: string, more = ''): Step {
  const yaml = `name: x\nflows: [{name: f, steps: [{name: S, action: {key: ${action}, component: {key: ${component}}}${more && `, ${more}`}}]}]`;
  const [step] = imported(yaml).definition.flows[0]?.steps ?? [];
  if (!step) throw new Error('no step');
  return step;
}

function summary(component: string, action: string, inputs = ''): string {
  const step = stepOf(component, action, inputs && `inputs: {${inputs}}`);
  return summaryOf(step, declaredOf(step, components));
}

function started(component: string, action: string, more: string, flow: Partial<Flow> = {}): string {
  const step = stepOf(component, action, `isTrigger: true${more && `, ${more}`}`);
  return triggerSummary(step, declaredOf(step, components), { name: 'f', steps: [step], ...flow });
}

describe('what a step does, on one line', () => {
  test.each([
    [
      'http',
      'httpGet',
      'url: {type: value, value: "https://acme.test/orders"}',
      'GET https://acme.test/orders',
    ],
    ['http', 'httpPost', 'url: {type: configVar, value: Shop URL}', 'POST {{#Shop URL}}'],
    [
      'http',
      'httpDelete',
      'url: {type: template, value: "{{#Shop}}/{{$a.results.id}}"}',
      'DELETE {{#Shop}}/{{$a.results.id}}',
    ],
    [
      'http',
      'rawRequest',
      'method: {type: value, value: PATCH}, url: {type: reference, value: a.results.url}',
      'PATCH a.results.url',
    ],
    [
      'loop',
      'loopOverItems',
      'items: {type: reference, value: a.results.body.lines}',
      'Loop over a.results.body.lines',
    ],
    ['loop', 'loopNTimes', 'iterationCount: {type: value, value: "5"}', 'Loop 5 times'],
    ['loop', 'breakLoop', '', 'Leaves the loop'],
    [
      'branch',
      'branchOnValue',
      'inputValue: {type: reference, value: a.results.kind}',
      'Branch on a.results.kind',
    ],
    ['code', 'runCode', 'code: {type: value, value: "a;\\nb;\\n"}', 'Code · 2 lines'],
    ['sleep', 'sleep', 'ms: {type: value, value: "500"}', 'Sleep · “500”'],
    [
      'acme-erp',
      'createOrder',
      'connection: {type: configVar, value: Acme connection}',
      'acme-erp · createOrder · Acme connection',
    ],
    [
      'acme-erp',
      'createOrder',
      'note: {type: value, value: Hello}, number: {type: reference, value: a.results.n}',
      'acme-erp · createOrder · a.results.n',
    ],
    ['acme-erp', 'createOrder', 'apiKey: {type: value, value: sk-123}', 'acme-erp · createOrder'],
    ['http', 'httpGet', '', 'HTTP · GET request'],
  ])('%s %s with %s', (component, action, inputs, line) => {
    expect(summary(component, action, inputs)).toBe(line);
  });

  test('a branch names what its conditions look at, once each', () => {
    const term = (path: string) => `{name: "", type: reference, value: ${path}}`;
    const both = `[and, [isTrue, ${term('a.results.x')}], [equal, ${term('a.results.x')}, ${term('a.results.y')}]]`;
    const inputs = `conditions: {type: complex, value: [{name: Yes, type: complex, value: ${both}}]}`;
    expect(summary('branch', 'branchOnExpression', inputs)).toBe('Branch on a.results.x and 1 more');
  });

  test('a long text with line breaks is one short line', () => {
    const line = summary('acme', 'do', `note: {type: value, value: "a\\n${'b'.repeat(9000)}"}`);
    expect(line).toMatch(/^acme · do · “a b+…$/);
    expect(line.length).toBe(200);
  });

  test('what is private under the key of a built-in component is shown by its keys', () => {
    const step = stepOf('http', 'httpGet');
    step.action.component.isPublic = false;
    expect(summaryOf(step, declaredOf(step, components))).toBe('http · httpGet');
    expect(declaredOf(step, components)).toMatchObject({ isInstalled: false, isKnown: false });
  });
});

describe('what starts a flow, on one line', () => {
  const webhook = (flow: Partial<Flow>) => started('webhook-triggers', 'webhook', '', flow);

  test('a webhook says how its caller is answered and who needs a key', () => {
    expect(webhook({})).toBe('Webhook · answers at once · customer may set a key');
    expect(webhook({ isSynchronous: true, endpointSecurityType: 'organization' })).toBe(
      'Webhook · answers with the result · key of the organization',
    );
  });

  test('a schedule says when, in words, and where that is', () => {
    const line = (schedule: string) => started('schedule-triggers', 'schedule', `schedule: ${schedule}`);
    expect(line('{type: value, value: "0 2 * * *", meta: {timeZone: Europe/Berlin}}')).toBe(
      'Schedule · Daily at 02:00 · Europe/Berlin',
    );
    expect(line('{type: value, value: "7 3 */5 * *"}')).toBe('Schedule · 7 3 */5 * *');
    expect(line('{type: configVar, value: How often}')).toBe('Schedule · As “How often” says');
  });

  test('what happens to an instance is no call', () => {
    expect(started('management-triggers', 'instanceDeploy', '')).not.toContain('answers');
  });
});
