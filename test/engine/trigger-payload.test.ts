import { expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import type { Step } from '../../src/definition/document/schema.ts';
import { triggerPayload } from '../../src/engine/trigger-payload.ts';
import type { StoredRequest } from '../../src/models/requests.ts';
import { compileDefinition } from '../definition/compiled.ts';

const told = {
  ...{
    webhookUrls: {},
    webhookApiKeys: {},
    invokeUrl: '',
    executionId: 'exe_1',
    startedAt: '',
    globalDebug: false,
  },
  customer: { id: '', externalId: '', name: '' },
  instance: { id: '', name: '' },
  user: { id: '', email: '', name: '', externalId: '' },
  integration: { id: '', name: '', versionSequenceId: '', externalVersion: '' },
  flow: { id: '', name: '', stableId: '' },
};

const call: StoredRequest = {
  ...{ method: 'POST', queryParameters: {}, pathFragment: '', contentType: 'application/json' },
  headers: { 'x-github-event': 'push' },
  body: { kind: 'text', text: '{}' },
};

const component = (key: string) => ({ key, version: 'LATEST', isPublic: true });
const shout: Step = {
  name: 'Shout',
  action: { key: 'upperCase', component: component('text-manipulation') },
  inputs: { text: { type: 'reference', value: 'hook.results.headers.X-GitHub-Event' } },
};
const hook: Step = {
  name: 'Hook',
  isTrigger: true,
  action: { key: 'webhook', component: component('webhook-triggers') },
};

test.each<[string, Step[]]>([
  ['the flow', [hook, shout]],
  ['a branch of its trigger', [{ ...hook, branches: [{ name: 'Notification', steps: [shout] }] }]],
])('a header is also there as a step of %s spells it', (_where, steps) => {
  const { flows } = compileDefinition({ name: 'Headers', flows: [{ name: 'Main', steps }] }, builtInCatalog);
  const { headers } = flows.map((flow) => triggerPayload(call, told, flow))[0] ?? {};
  expect(headers).toEqual({ 'x-github-event': 'push', 'X-GitHub-Event': 'push' });
});
