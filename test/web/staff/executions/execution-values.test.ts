import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { countStoreWork } from '../../../db/store-work.ts';
import { request } from '../../../support/api-runs.ts';
import { openDesk } from '../../../support/app.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { PROBE } from '../../../support/world.ts';
import { foreignMarkup } from '../../../views/vocabulary.ts';
import { deployedOrders, type Row, run } from './executed.ts';

const counting = countStoreWork();
const desk = openDesk();
let instanceId: string;
let owner: Visitor;

beforeAll(async () => {
  ({ instanceId } = await deployedOrders(desk));
  owner = await visitorAs(desk, 'owner');
});
afterAll(counting.stop);
afterAll(desk.close);

const withOutput = (output: unknown, input: unknown = {}) =>
  run(desk, instanceId, { rows: [{ path: 'getOrder', name: 'Get order', input, output }] });
const fragment = { 'hx-request': 'true' };

/** Five megabytes that do not compress to nothing. */
function large() {
  let seed = 7;
  const next = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed.toString(36);
  };
  return {
    orders: Array.from({ length: 70_000 }, (_, id) => ({
      id,
      keys: [next(), next(), next()],
      'a/b': { deep: next() },
    })),
  };
}

describe('a large result', () => {
  test('of five megabytes does not come with the page, nor is it read for it', async () => {
    const value = large();
    expect(JSON.stringify(value).length).toBeGreaterThan(4_500_000);
    const id = await withOutput(value);
    // What every page needs is read with the first.
    await owner.get('/account');
    const { kilobytes } = await counting.work(desk.deps.store, async () => {
      const { html } = await owner.get(`/executions/${id}`);
      expect(html.length).toBeLessThan(100_000);
      expect(html).toContain('Show this large value');
    });
    expect(kilobytes).toBeLessThan(500);
  });

  test('is read level by level, in pieces', async () => {
    const value = large();
    const id = await withOutput(value);
    const values = `/executions/${id}/values?step=getOrder&part=output`;
    const top = await owner.get(`${values}&at=`, fragment);
    expect(top.html).toContain('<b>orders</b> [70,000]');
    expect(foreignMarkup(`<ul>${top.html}</ul>`)).toEqual([]);
    const next = await owner.get(`${values}&at=%2Forders&from=100`, fragment);
    expect(next.html).toContain('data-path="getOrder.results.orders.100"');
    expect(next.html).toContain('at=%2Forders&amp;from=200');
    const deep = await owner.get(`${values}&at=${encodeURIComponent('/orders/69999/a~1b')}`, fragment);
    expect(deep.html).toContain(`<b>deep</b> <q>${value.orders[69_999]?.['a/b'].deep}</q>`);
  });

  test('is read on a page of its own without scripts', async () => {
    const id = await withOutput(large());
    const { status, html } = await owner.get(
      `/executions/${id}/values?step=getOrder&part=output&at=%2Forders`,
    );
    expect(status).toBe(200);
    expect(html).toContain('<h1>Output</h1>');
    expect(html).toContain('getOrder.results.orders');
    expect(html).toContain('… 69,900 more');
  });

  test('of some hundred kilobytes shows its first levels', async () => {
    const id = await withOutput({
      rows: Array.from({ length: 5000 }, (_, row) => ({ row, text: 'x'.repeat(60) })),
    });
    const { html } = await owner.get(`/executions/${id}`);
    expect(html).toContain('<b>rows</b> [5,000]');
    expect(html).toContain('hx-target="closest li"');
    expect(html.length).toBeLessThan(60_000);
  });

  test('leads nowhere where there is nothing', async () => {
    const id = await withOutput({ a: 1 });
    for (const rest of [
      'step=getOrder&part=output&at=%2Fb',
      'step=nothing&part=input',
      'step=getOrder&at=a.b',
    ])
      expect((await owner.get(`/executions/${id}/values?${rest}`)).status).toBe(404);
  });
});

describe('a file', () => {
  const file = (id: string, rest: string) => owner.get(`/executions/${id}/payloads?${rest}`);

  test.each([
    ['JSON', { a: [1, 'ü'] }, 'json', '{"a":[1,"ü"]}'],
    ['text', '<script>alert(1)</script>', 'txt', '<script>alert(1)</script>'],
    ['bytes', new Uint8Array([104, 105]), 'bin', 'hi'],
  ])('of %s is what the step gave, never to be opened here', async (_, output, kind, expected) => {
    const id = await withOutput(output);
    const { html: text, headers } = await file(id, 'step=getOrder&part=output');
    expect(text).toBe(expected);
    expect(headers.get('content-disposition')).toBe(`attachment; filename="${id}-getOrder-output.${kind}"`);
    expect(headers.get('content-type')).toBe('application/octet-stream');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toBe(`default-src 'none'; sandbox`);
  });

  test('of the request is what came', async () => {
    const text = '{ "order" : 1 }\n';
    const id = await run(desk, instanceId, { request: request({ kind: 'text', text }) });
    expect((await file(id, 'part=request')).html).toBe(text);
    expect((await file(id, 'step=nothing&part=input')).status).toBe(404);
  });
});

describe('what others have written', () => {
  test('stays text, as key, value, log line, header, error and detail', async () => {
    const error = { message: PROBE, step: PROBE, name: PROBE, stack: PROBE, detail: { [PROBE]: PROBE } };
    const value = { [PROBE]: { [PROBE]: [PROBE] } };
    const rows: Row[] = [
      { path: 'getOrder', name: 'Get order', input: value, output: value },
      { path: 'createSalesOrder', name: PROBE, status: 'failed', input: value, error },
    ];
    const call = request(
      { kind: 'text', text: JSON.stringify(value) },
      {
        headers: { [PROBE]: PROBE },
        queryParameters: { [PROBE]: PROBE },
        pathFragment: PROBE,
        method: PROBE,
      },
    );
    const logs = [{ level: 'error' as const, step: 'Get order', message: PROBE }];
    const id = await run(desk, instanceId, { rows, logs, error, request: call, status: 'failed' });
    const at = encodeURIComponent(`/${PROBE.replaceAll('~', '~0').replaceAll('/', '~1')}`);
    for (const rest of [
      '',
      '?step=getOrder',
      '?step=.trigger',
      '?tab=error',
      '?step=getOrder&tab=logs',
      '/request',
      '/values?step=getOrder&part=input',
      `/values?step=getOrder&part=output&at=${at}`,
      `?step=${encodeURIComponent(PROBE)}`,
    ]) {
      const { status, html } = await owner.get(`/executions/${id}${rest}`);
      expect([rest, status]).toEqual([rest, 200]);
      expect(html).not.toMatch(/<script>alert|<img src=x|<svg onload/);
    }
  });
});
