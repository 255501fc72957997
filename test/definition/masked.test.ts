import { describe, expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { exportDefinition } from '../../src/definition/document/export.ts';
import { importDefinition, parseDefinition } from '../../src/definition/document/import.ts';
import type { Definition } from '../../src/definition/document/schema.ts';
import { maskedDefinitions } from '../../src/definition/read/masked.ts';

const components = builtInCatalog;
const SECRET = 'canary-of-the-definition';

function definition(parts: {
  steps?: unknown[];
  variables?: unknown[];
  flow?: Record<string, unknown>;
}): Definition {
  const start = {
    name: 'Start',
    isTrigger: true,
    action: { key: 'webhook', component: { key: 'webhook-triggers' } },
  };
  const parsed = parseDefinition({
    definitionVersion: 7,
    name: 'Orders',
    flows: [{ name: 'Main', steps: [start, ...(parts.steps ?? [])], ...parts.flow }],
    requiredConfigVars: parts.variables ?? [],
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

const value = (text: unknown) => ({ type: 'value', value: text });
const step = (inputs: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  name: 'Call',
  action: { key: 'httpGet', component: { key: 'http' } },
  inputs,
  ...more,
});
const connection = (inputs: Record<string, unknown>, key = 'apiKey') => ({
  key: 'System',
  dataType: 'connection',
  connection: { key, component: { key: 'http' } },
  inputs,
});
const header = (name: unknown, item: Record<string, unknown>) => ({
  headers: { type: 'complex', value: [{ name, ...item }] },
});

const hidden: [where: string, written: Parameters<typeof definition>[0]][] = [
  ['a password among the fields of a connection', { variables: [connection({ apiKey: value(SECRET) })] }],
  [
    'a field of an unknown connection that is named like a secret',
    { variables: [connection({ signingKey: value(SECRET) }, 'none')] },
  ],
  [
    'a field that may only be written',
    { variables: [connection({ x: { ...value(SECRET), meta: { writeOnly: true } } })] },
  ],
  ['the default of a password', { variables: [{ key: 'Pin', dataType: 'password', defaultValue: SECRET }] }],
  [
    'the default of a text that is named like a secret',
    { variables: [{ key: 'API key', dataType: 'string', defaultValue: SECRET }] },
  ],
  ['a header of a step', { steps: [step(header('Authorization', value(`Bearer ${SECRET}`)))] }],
  ['a header whose name is an input', { steps: [step(header(value('X-Api-Key'), value(SECRET)))] }],
  [
    'a header that is a template',
    { steps: [step(header('Authorization', { type: 'template', value: `Basic ${SECRET}{{#User}}` }))] },
  ],
  ['an input that is named like a secret', { steps: [step({ clientSecret: value(SECRET) })] }],
  [
    'a list under such a name',
    { steps: [step({ clientSecret: { type: 'complex', value: [value(SECRET), SECRET] } })] },
  ],
  [
    'a step in a branch',
    { steps: [step({}, { branches: [{ name: 'A', steps: [step({ password: value(SECRET) })] }] })] },
  ],
  ['a step in a loop', { steps: [step({}, { steps: [step({ password: value(SECRET) })] })] }],
  ['keys of the organization', { flow: { organizationApiKeys: [SECRET] } }],
  ['keys for tests', { flow: { testApiKeys: [SECRET] } }],
];

describe('a definition without its secrets', () => {
  test.each(hidden)('does not hold %s', (_where, written) => {
    const before = definition(written);
    expect(JSON.stringify(before)).toContain(SECRET);
    const [masked = before] = maskedDefinitions([before], components);
    expect(JSON.stringify(masked)).not.toContain(SECRET);
    expect(JSON.stringify(masked)).toContain('***');
    expect(importDefinition(exportDefinition(masked)).ok).toBe(true);
    // What was given is left as it was.
    expect(JSON.stringify(before)).toContain(SECRET);
  });

  test('is otherwise the same', () => {
    const plain = definition({
      steps: [
        step({ url: value('https://api.example'), ...header('Accept', value('text/plain')) }),
        step({
          password: { type: 'configVar', value: 'Pin' },
          token: { type: 'reference', value: 'call.results' },
        }),
        step({
          ...header('Authorization', { type: 'template', value: 'Bearer {{#User}}{{$call.results.id}}' }),
        }),
      ],
      variables: [connection({ baseUrl: value('https://api.example'), apiKey: value('') })],
    });
    expect(maskedDefinitions([plain], components)).toEqual([plain]);
  });

  test('shows that a secret was changed, and not to what', () => {
    const [was, is, same] = ['one-secret', 'another-secret', 'one-secret'].map((text) =>
      definition({ variables: [connection({ apiKey: value(text) })] }),
    );
    if (!was || !is || !same) throw new Error('There are three.');
    const masked = maskedDefinitions([was, is, same], components).map((each) => JSON.stringify(each));
    expect(masked[0]).not.toBe(masked[1]);
    expect(masked[0]).toBe(masked[2] ?? '');
    expect(masked.join()).not.toContain('-secret');
  });
});
