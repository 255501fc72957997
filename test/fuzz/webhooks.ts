import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { Random } from '../chaos/random.ts';
import { type Server, send, start, until } from '../support/binary.ts';
import {
  branchOn,
  code,
  flow,
  integration,
  pairs,
  reference,
  step,
  template,
  value,
  webhook,
} from '../support/definitions.ts';
import { all, install, urlOf } from '../support/journey.ts';
import { type RawAnswer, sendRaw } from './raw-http.ts';
import { type Generated, generateRequest } from './requests.ts';

export type FuzzSummary = {
  requests: number;
  /** How many answers had each status; `none` where the connection was closed. */
  statuses: Record<string, number>;
  stored: number;
  ended: Record<string, number>;
  wrong: string[];
  /** Most memory that the process has had, in MB. */
  peak: number;
  seconds: number;
};

const AT_ONCE = 24;
const READ_AGAIN = 150;

/** Sends so many generated requests to flows that work on what they get. */
export async function fuzzWebhooks(count: number, seed: number): Promise<FuzzSummary> {
  const began = performance.now();
  const server = await start({ env: { STEPWELL_MAX_EXECUTIONS_PER_INSTANCE: '50' } });
  const instance = await install(server, target());
  const targets = ['Echo', 'Echo', 'Work', 'Static'].map((name) => new URL(urlOf(instance, name)).pathname);
  targets.push(...targets, ...targets, new URL(urlOf(instance, 'Code')).pathname);
  const random = new Random(seed);
  const summary: FuzzSummary = {
    requests: count,
    statuses: {},
    stored: 0,
    ended: {},
    wrong: [],
    peak: 0,
    seconds: 0,
  };
  const accepted = new Set<string>();
  const port = Number(new URL(server.url).port);
  let sent = 0;
  const worker = async () => {
    for (; sent < count && summary.wrong.length < 20; ) {
      sent += 1;
      const request = generateRequest(random, targets);
      try {
        note(summary, accepted, request, await sendRaw(port, request));
      } catch (error) {
        summary.wrong.push(`${error} for ${shown(request)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await verify(server, instance.id, summary, accepted);
  summary.peak = peakOf(server.pid);
  const code = await server.stop();
  if (code !== 0) summary.wrong.push(`the process ended with ${code}`);
  summary.wrong.push(...complaintsOf(server));
  summary.seconds = (performance.now() - began) / 1000;
  return summary;
}

function target() {
  const parts = ['headers', 'queryParameters', 'pathFragment', 'body', 'rawBody'];
  const echo = pairs(Object.fromEntries(parts.map((part) => [part, reference(`trigger.results.${part}`)])));
  return integration('Fuzzed', [
    flow('Echo', [webhook(), step('Echo', 'collection-tools.createObject', { keyValueInput: echo })]),
    flow('Work', [
      webhook(),
      step('Log', 'log.writeLog', { level: value('info'), message: reference('trigger.results.body') }),
      step('Text', 'text-manipulation.upperCase', {
        text: template('{{$trigger.results.body.data.a}} of {{$trigger.results.queryParameters}}'),
      }),
      branchOn('Choose', { A: 'a' }, reference('trigger.results.body.data.id'), [
        {
          name: 'A',
          steps: [
            step('Keep', 'persist-data.saveExecutionValue', {
              keyInput: value('a'),
              valueInput: reference('trigger.results.body.data'),
            }),
          ],
        },
        { name: 'Else', steps: [] },
      ]),
      step(
        'Each',
        'loop.loopOverItems',
        { items: reference('trigger.results.body.data') },
        {
          steps: [step('Item', 'text-manipulation.upperCase', { text: reference('each.currentItem') })],
          errorConfig: { errorHandlerType: 'ignore' },
        },
      ),
    ]),
    flow('Code', [webhook(), code('Code', 'return { data: stepResults.trigger.results };')]),
    flow('Static', [webhook({ statusCode: value('202'), body: value('taken') })]),
  ]);
}

function note(summary: FuzzSummary, accepted: Set<string>, request: Generated, answer: RawAnswer): void {
  const status = answer?.status ?? 'none';
  summary.statuses[status] = (summary.statuses[status] ?? 0) + 1;
  if (!answer) {
    if (!request.mayBeClosed) summary.wrong.push(`no answer to ${shown(request)}`);
    return;
  }
  const [, id] = /\r\nstepwell-executionid: (\S+)/i.exec(answer.head) ?? [];
  // A flow that fails on such data is right to say so; whoever waits for its result is told with 500.
  const isFailedRun = answer.status === 500 && id !== undefined && answer.body.includes('"execution_failed"');
  if (answer.status >= 500 && !isFailedRun)
    summary.wrong.push(`${answer.status} ${answer.body.slice(0, 300)} to ${shown(request)}`);
  if (answer.status >= 200 && answer.status < 300 && request.isCall) {
    if (id === undefined) summary.wrong.push(`${answer.status} without an execution to ${shown(request)}`);
    else accepted.add(id);
  }
}

const Run = v.looseObject({ id: v.string(), status: v.string() });

/** Whatever was answered 2xx is stored, ends, and can be read. */
async function verify(
  server: Server,
  instanceId: string,
  summary: FuzzSummary,
  accepted: Set<string>,
): Promise<void> {
  await until(
    'all runs to end',
    async () => {
      for (const status of ['running', 'waiting', 'queued']) {
        const { text } = await server.call('GET', `/executions?status=${status}&limit=1`);
        if (!text.includes('"items":[]')) return false;
      }
      return true;
    },
    120,
  );
  const runs = await all(server, `/executions?instance=${instanceId}`, Run);
  const stored = new Map(runs.map((run) => [run.id, run.status]));
  summary.stored = stored.size;
  for (const status of stored.values()) summary.ended[status] = (summary.ended[status] ?? 0) + 1;
  for (const id of accepted) {
    const status = stored.get(id) ?? 'not there';
    if (status !== 'succeeded' && status !== 'failed')
      summary.wrong.push(`${id} was answered 2xx and is ${status}`);
  }
  const every = Math.max(1, Math.floor(runs.length / READ_AGAIN));
  for (const { id } of runs.filter((_, index) => index % every === 0)) {
    for (const path of [`/executions/${id}`, `/executions/${id}/steps`, `/executions/${id}/logs`]) {
      const { status, json } = await server.call('GET', path);
      if (status !== 200 || json === undefined) summary.wrong.push(`${path} answers ${status}`);
    }
  }
  if ((await send(`${server.url}/healthz`)).status !== 200) summary.wrong.push('it is not healthy any more');
}

function shown(request: Generated): string {
  return JSON.stringify(request.bytes.subarray(0, 600).toString('latin1'));
}

/** What the process itself has logged as unforeseen. */
export function complaintsOf(server: Server): string[] {
  const lines = server.output().split('\n');
  return lines.filter((line) => /"level":"error"/.test(line)).map((line) => line.slice(0, 1_500));
}

export function peakOf(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kilobytes) / 1024);
}
