import { expect, test } from 'bun:test';
import { builtInCatalog } from '../../src/components/registry.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { imported } from './examples.ts';

const START = '{name: Start, isTrigger: true, action: {key: webhook, component: {key: webhook-triggers}}}';
const told = (more: string, start = START) => {
  const text = `name: x\ndefinitionVersion: 7\nflows: [{name: f, steps: [${start}]${more}}]\n`;
  const { definition, problems } = imported(text);
  return [...problems, ...checkDefinition(definition, builtInCatalog).problems]
    .filter(({ severity }) => severity === 'error')
    .map(({ path, message }) => `${path} ${message}`);
};

test('which calls a flow takes is right, or it is said where it is not', () => {
  const right =
    ', acceptsWhen: [{field: body.data.type, operator: equal, value: a}, {field: method, operator: exists}]';
  expect(told(right)).toEqual([]);
  const [operator, field] = told(
    ', acceptsWhen: [{field: body.data, operator: equals}, {field: payload.x, operator: exists}]',
  );
  expect(operator).toContain('acceptsWhen[0].operator There is no comparison equals');
  expect(field).toContain('A call has no payload.x: begin with body, headers');
});

test.each(['https://app.example.com', 'http://localhost:3000', '*'])('%s is an origin', (origin) =>
  expect(told(`, allowedOrigins: ["${origin}"]`)).toEqual([]),
);

test.each(['app.example.com', 'https://app.example.com/', 'https://app.example.com/x', '', 'null'])(
  '“%s” is no origin',
  (origin) => expect(told(`, allowedOrigins: ["${origin}"]`)[0]).toContain('is no origin: write it like'),
);

test.each([
  ['catchUp: -1', 'Missed firings that run are 0 to 100.'],
  ['catchUp: 1.5', 'Missed firings that run are 0 to 100.'],
  ['spreadMinutes: 2000', 'Firings are spread over 0 to 1440 minutes.'],
])('of a schedule %s is refused', (meta, said) => {
  const start = `{name: Start, isTrigger: true, action: {key: schedule, component: {key: schedule-triggers}}, schedule: {type: value, value: "0 3 * * *", meta: {${meta}}}}`;
  expect(told('', start)[0]).toContain(said);
});
