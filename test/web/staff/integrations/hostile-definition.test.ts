import { afterAll, beforeAll, expect, test } from 'bun:test';
import type { Definition, Step } from '../../../../src/definition/document/schema.ts';
import { createIntegration } from '../../../../src/models/integrations.ts';
import { type Desk, openDesk } from '../../../support/app.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';

const SCRIPT = '"><script>alert(1)</script><img src=x onerror=alert(1)>';
const text = (value: string) => ({ type: 'value' as const, value });

function nested(depth: number): Step {
  const steps = depth === 0 ? [] : [nested(depth - 1)];
  return {
    name: `${depth}${SCRIPT}`,
    action: { key: SCRIPT, component: { key: SCRIPT } },
    branches: [{ name: SCRIPT, steps }, { name: 'Else' }],
  };
}

const hostile: Definition = {
  name: SCRIPT,
  description: SCRIPT,
  requiredConfigVars: [
    {
      key: SCRIPT,
      dataType: SCRIPT,
      description: SCRIPT,
      defaultValue: SCRIPT.repeat(200),
      pickList: [SCRIPT],
    },
    {
      key: 'constructor',
      dataType: 'toString',
      connection: { key: 'valueOf', component: { key: 'hasOwnProperty' } },
    },
    { key: 'constructor', dataType: 'toString' },
  ],
  configPages: [
    {
      name: SCRIPT,
      tagline: SCRIPT,
      elements: [
        { type: 'htmlElement', value: `<script>alert(1)</script><p onclick="alert(1)">Read me</p>` },
        { type: 'configVar', value: SCRIPT },
        { type: 'configVar', value: SCRIPT },
        { type: 'configVar', value: 'nowhere' },
        { type: 'configVar', value: null },
      ],
    },
  ],
  flows: [
    {
      name: SCRIPT,
      stableKey: SCRIPT,
      description: SCRIPT,
      steps: [
        {
          name: SCRIPT,
          isTrigger: true,
          action: { key: 'toString', component: { key: '__proto__' } },
          schedule: { type: 'value', value: SCRIPT, meta: { timeZone: SCRIPT } },
        },
        nested(12),
        {
          name: '',
          description: SCRIPT,
          action: { key: 'runCode', component: { key: 'code' } },
          inputs: {
            code: text(`</pre>${SCRIPT}`),
            [SCRIPT]: text(SCRIPT.repeat(3000)),
            template: { type: 'template', value: `{{$${SCRIPT}}}{{#${SCRIPT}}}${SCRIPT}` },
            reference: { type: 'reference', value: SCRIPT },
            variable: { type: 'configVar', value: SCRIPT },
            list: {
              type: 'complex',
              value: [[SCRIPT, [[SCRIPT]]], { type: 'value', value: null, name: text(SCRIPT) }],
            },
            conditions: {
              type: 'complex',
              value: [{ name: SCRIPT, type: 'complex', value: [SCRIPT, SCRIPT, SCRIPT] }],
            },
          },
        },
      ],
    },
  ],
};

let desk: Desk;
let builder: Visitor;
let id: string;
beforeAll(async () => {
  desk = openDesk();
  builder = await visitorAs(desk, 'builder');
  id = (await desk.deps.store.write((tx) => createIntegration(tx, hostile))).id;
});
afterAll(() => desk.close());

test.each([
  '',
  '?step=trigger',
  '?step=1',
  '?step=1.1.1',
  '?step=2',
  `?step=${encodeURIComponent(SCRIPT)}`,
  '/configuration',
])('names, keys and values that are markup stay text at %s', async (query) => {
  // The visitor refuses a page with markup that is not ours.
  const { status, html } = await builder.get(`/integrations/${id}${query}`);
  expect(status).toBe(200);
  expect(html).not.toMatch(/<script>|<img/);
  expect(html).toContain('&lt;script&gt;');
});
