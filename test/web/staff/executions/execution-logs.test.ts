import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openDesk } from '../../../support/app.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedOrders, run } from './executed.ts';

const desk = openDesk();
let id: string;
let owner: Visitor;
const LINES = 10_000;

beforeAll(async () => {
  const { instanceId } = await deployedOrders(desk);
  owner = await visitorAs(desk, 'owner');
  const levels = ['info', 'info', 'debug', 'warn', 'error'] as const;
  const logs = Array.from({ length: LINES }, (_, index) => ({
    level: levels[index % 5] ?? 'info',
    step: 'Get order',
    message: `line ${index + 1};`,
  }));
  id = await run(desk, instanceId, {
    logs,
    rows: [{ path: 'getOrder', name: 'Get order', from: 0, to: 60_000 }],
  });
});
afterAll(desk.close);

const lines = (html: string) => [...html.matchAll(/line (\d+);/g)].map(([, number]) => Number(number));

test('of a long log the newest lines are shown, with the way to all', async () => {
  const { html } = await owner.get(`/executions/${id}?step=.trigger`);
  expect(lines(html)).toEqual(Array.from({ length: 200 }, (_, index) => LINES - 199 + index));
  expect(html).toContain('Showing the newest 200 log lines');
  expect(html).toContain('All 10,000');
});

test('older lines are a click away', async () => {
  const { html } = await owner.get(`/executions/${id}?step=.trigger&before=9801`);
  expect(lines(html)[0]).toBe(9601);
  expect(html).toContain('Showing older log lines.');
});

test('lines are chosen by their level', async () => {
  const { html } = await owner.get(`/executions/${id}?step=.trigger&level=warn`);
  expect(lines(html)).toHaveLength(200);
  expect(lines(html).every((number) => [3, 4].includes((number - 1) % 5))).toBe(true);
  expect(html).toMatch(/<option value="warn" selected/);
  expect((await owner.get(`/executions/${id}?level=loud`)).status).toBe(400);
});

test('the lines of a step are beside it', async () => {
  const { html } = await owner.get(`/executions/${id}?step=getOrder&tab=logs`);
  expect(html).toContain('100+');
  expect(lines(html).filter((number) => number <= 100)).toHaveLength(100);
});

const forged = '2026-01-31T08:00:00.000Z info  [Other] paid';
test.each([
  ['a line break', `a\n${forged}`],
  ['one of Windows', `a\r\n${forged}`],
  ['a carriage return', `a\r${forged}`],
  ['a line separator', `a\u2028${forged}`],
  ['a paragraph separator', `a\u2029${forged}`],
  ['a next line', `a\u0085${forged}`],
  ['a form feed', `a\f${forged}`],
  ['a vertical tab', `a\v${forged}`],
  ['three of them', `a\n\n\n${forged}`],
  ['a sign that a terminal obeys', `a\u001b[2K\u001b[1G${forged}`],
])('a message with %s makes no line of its own in the file', async (_what, message) => {
  const logs = [
    { level: 'info' as const, step: 'Get order', message },
    { level: 'info' as const, step: `Get\n${forged}`, message: 'end' },
  ];
  const { instanceId } = await deployedOrders(desk);
  const one = await run(desk, instanceId, {
    logs,
    rows: [{ path: 'getOrder', name: 'Get order', from: 0, to: 1 }],
  });
  const { html: text } = await owner.get(`/executions/${one}/log-file`);
  const begun = text.split(/[\n\v\f\r\u0085\u2028\u2029]/).filter((line) => /^\S/.test(line));
  expect(begun).toHaveLength(2);
  expect(text).not.toContain('\u001b');
  expect(text).toContain(forged);
});

test('the file has every line', async () => {
  const { status, headers, html: text } = await owner.get(`/executions/${id}/log-file`);
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('text/plain; charset=utf-8');
  expect(headers.get('content-disposition')).toBe(`attachment; filename="${id}.log"`);
  expect(headers.get('content-security-policy')).toContain('sandbox');
  expect(lines(text)).toEqual(Array.from({ length: LINES }, (_, index) => index + 1));
  expect(text).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info {2}\[Get order\] line 1;\n/);
});
