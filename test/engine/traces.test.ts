import { afterEach, expect, test } from 'bun:test';
import { readSettings } from '../../src/lib/config.ts';
import { createEgress } from '../../src/lib/egress.ts';
import { openTraces } from '../../src/lib/traces.ts';
import { targetOf } from '../../src/models/deployments.ts';
import { enqueue } from '../../src/models/executions.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { flow, step, value, workshop } from '../support/engine.ts';
import { closedHost } from '../support/host.ts';

type Attribute = { key: string; value: { stringValue?: string; intValue?: number } };
type Span = {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  status: { code?: number };
  attributes: Attribute[];
};
type Sent = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };

let open: { stop(): unknown }[] = [];
afterEach(() => {
  for (const each of open) each.stop();
  open = [];
});

/** A collector of ours, and another system that notes what it is called with. */
function outside() {
  const spans: Span[] = [];
  const seen: { headers: Headers[]; collected: Headers[]; texts: string[] } = {
    ...{ headers: [], collected: [], texts: [] },
  };
  const collector = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      if (new URL(request.url).pathname !== '/v1/traces') return new Response('', { status: 404 });
      const text = await request.text();
      seen.texts.push(text);
      seen.collected.push(request.headers);
      const sent: Sent = JSON.parse(text);
      spans.push(...sent.resourceSpans.flatMap((each) => each.scopeSpans.flatMap(({ spans }) => spans)));
      return Response.json({});
    },
  });
  const upstream = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      seen.headers.push(request.headers);
      return Response.json({ ok: true });
    },
  });
  open.push(collector, upstream);
  return { spans, seen, collector: `http://127.0.0.1:${collector.port}`, upstream: upstream.port };
}

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

test('a run, its steps and its calls are spans of the caller’s trace, which is led on to the other system', async () => {
  const { spans, seen, collector, upstream } = outside();
  const settings = readSettings({ 'otlp-endpoint': collector, 'otlp-headers': 'x-team=ours' }, {});
  const traces = await openTraces(settings);
  const { fetch } = createEgress({ allow: ['127.0.0.1'] });
  const shop = workshop(
    {
      fail: {
        perform: () => {
          throw new Error('password=hunter2');
        },
      },
    },
    () => ({ ...closedHost, fetch }),
    traces,
  );
  const url = `http://127.0.0.1:${upstream}/hooks/secret-path?key=secret-key`;
  const instance = await shop.deploy([
    flow('Orders', [
      step('Ask', 'http.httpGet', { url: value(url), responseType: value('json') }),
      step('Break', 'probe.fail'),
    ]),
  ]);
  const engine = await shop.engine();
  const request = {
    ...internalRequest({ card: '4111' }),
    headers: { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` },
  };
  const { store, vault } = shop.tools;
  const payload = await packRequest(request, store.blobs, vault);
  const run = await store.write((tx) =>
    enqueue(tx, { ...targetOf(instance, 'Orders'), kind: 'webhook', payload }),
  );
  engine.wake(run);
  expect((await shop.end(run.id)).status).toBe('failed');
  await shop.close();
  await traces?.close();
  const named = (name: string) => {
    const span = spans.find((each) => each.name === name);
    if (!span) throw new Error(`There is no span ${name}, but ${spans.map((each) => each.name).join()}.`);
    return span;
  };
  const [root, ask, get, failed] = [named('run Orders'), named('Ask'), named('GET'), named('Break')];
  expect(spans.map(({ traceId }) => traceId)).toEqual(Array(4).fill(CALLER.traceId));
  expect([root, ask, get, failed].map(({ parentSpanId }) => parentSpanId)).toEqual([
    ...[CALLER.spanId, root.spanId, ask.spanId, root.spanId],
  ]);
  expect([root, ask, get, failed].map(({ status }) => status.code === 2)).toEqual([true, false, false, true]);
  expect(seen.headers[0]?.get('traceparent')).toBe(`00-${CALLER.traceId}-${get.spanId}-01`);
  expect(seen.collected[0]?.get('x-team')).toBe('ours');
  const said = seen.texts.join();
  expect(said).toContain(run.id);
  for (const secret of ['hunter2', 'secret-path', 'secret-key', '4111']) expect(said).not.toContain(secret);
});

test('without a collector nothing is traced', async () => {
  expect(await openTraces(readSettings({}, {}))).toBeUndefined();
});

test('headers for the collector are pairs', () => {
  expect(() => readSettings({ 'otlp-headers': 'nothing' }, {})).toThrow('name=value');
});
