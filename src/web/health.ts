import type { Context } from 'hono';
import { messageOf } from '../lib/errors.ts';
import type { StorageFault } from '../lib/storage-error.ts';
import { countOpenExecutions } from '../models/executions.ts';
import { systemViewer } from '../models/viewer.ts';
import type { Confinement, Deps } from './kit/deps.ts';
import type { PlainRoute } from './kit/mount.ts';

/** For those who watch over the process: whether it lives, whether it takes work, and a few figures. */
export const healthRoutes: PlainRoute<Deps>[] = [
  { method: 'GET', path: '/healthz', access: 'anyone', answer: (_, c) => c.json({ status: 'ok' }) },
  { method: 'GET', path: '/readyz', access: 'anyone', answer: answerReadiness },
  { method: 'GET', path: '/metrics', access: 'anyone', answer: answerMetrics },
];

async function answerReadiness(deps: Deps, c: Context): Promise<Response> {
  const status = await readiness(deps);
  if (status === 'ok') return c.json({ status });
  return c.json({ status }, 503, { 'retry-after': '5' });
}

async function answerMetrics(deps: Deps, c: Context): Promise<Response> {
  return c.body(await metrics(deps), 200, { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' });
}

/** Who watches over the process has no role: the figures are of all together. */
const WATCH = systemViewer('health');

type Readiness = 'ok' | 'stopping' | 'unavailable' | StorageFault;

async function readiness({ store, isOpen, log }: Deps): Promise<Readiness> {
  if (!isOpen()) return 'stopping';
  if (store.condition) return store.condition.fault;
  try {
    await countOpenExecutions(store.read, WATCH, 1);
    return 'ok';
  } catch (error) {
    log.error('The store cannot be read', { error: messageOf(error) });
    return 'unavailable';
  }
}

/** Counting more would take longer than the figure is worth: this many wait too long in any case. */
const MOST_COUNTED = 10_000;

/** The process that finds it out starts with the first code. */
const UNKNOWN = {
  level: 'unknown',
  reason: 'no code has run yet',
  network: 'unknown',
  networkReason: '',
};

async function metrics({ store, engine, isOpen, live, about }: Deps): Promise<string> {
  const open = await countOpenExecutions(store.read, WATCH, MOST_COUNTED);
  const { freeBytes } = await store.facts();
  const { rss, heapUsed } = process.memoryUsage();
  const figures: [name: string, help: string, value: number][] = [
    ['stepwell_up', '1 while webhooks are taken, 0 while the process stops.', isOpen() ? 1 : 0],
    [
      'stepwell_store_up',
      '1 while data can be written, 0 from a write that failed until one succeeds.',
      store.condition ? 0 : 1,
    ],
    ['stepwell_disk_free_bytes', 'Left on the disk of the data folder.', freeBytes],
    ['stepwell_executions_running', 'Executions that hold a slot now.', engine.running()],
    ['stepwell_executions_open', `Executions that have not ended, counted up to ${MOST_COUNTED}.`, open],
    ['stepwell_live_pages', 'Pages that are watched live now.', live.open],
    ['stepwell_process_resident_memory_bytes', 'Memory of the process.', rss],
    ['stepwell_process_heap_bytes', 'Memory of its JavaScript objects.', heapUsed],
    ['stepwell_process_uptime_seconds', 'Since the process was started.', Math.round(process.uptime())],
  ];
  const lines = figures.map(([name, help, value]) => gauge(name, help, value));
  return [...lines, sandbox(about.knownConfinement())].join('');
}

const gauge = (name: string, help: string, value: number, labels = '') =>
  `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name}${labels} ${value}\n`;

function sandbox(confinement: Confinement | undefined): string {
  const { level, reason, network, networkReason } = confinement ?? UNKNOWN;
  const labels = Object.entries({ level, reason, network, network_reason: networkReason })
    .map(([name, text]) => `${name}="${text.replace(/[\\"\n]/g, ' ')}"`)
    .join(',');
  const help = '1 while foreign code is fully confined, else 0; its labels say what holds and why.';
  return gauge('stepwell_sandbox_confined', help, level === 'full' ? 1 : 0, `{${labels}}`);
}
