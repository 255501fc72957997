import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import * as v from 'valibot';
import { cleanUp, launch, send, start, TOKEN, temporaryFolder, until } from '../support/binary.ts';
import { flow, integration, step, value, webhook } from '../support/definitions.ts';
import { all, executionEnded, expectStatus, install, startedBy, urlOf } from '../support/journey.ts';

setDefaultTimeout(180_000);
afterAll(cleanUp);

const RUNS = 30;
const Job = v.object({
  job: v.object({ endedAt: v.nullable(v.string()), counts: v.object({ done: v.number() }) }),
});
const Run = v.object({ id: v.string(), replayOf: v.nullable(v.string()) });

test('what a job replays is replayed once each, whenever the process is killed', async () => {
  const dataFolder = temporaryFolder();
  const first = await start({ dataFolder });
  const made = integration('Often', [
    flow('Main', [webhook(), step('Fail', 'probe.missing', { text: value('x') })]),
  ]);
  const instance = await install(first, made);
  const calls = Array.from({ length: RUNS }, () => send(urlOf(instance, 'Main'), { method: 'POST' }));
  const failed = (await Promise.all(calls)).map(startedBy);
  for (const id of failed) expect((await executionEnded(first, id)).status).toBe('failed');
  await first.stop();

  const killed = await start({ dataFolder, env: { STEPWELL_CRASH_AT: 'job:before-commit' } });
  const body = { kind: 'replay', filter: { instance: instance.id }, perMinute: 6000 };
  const begun = await killed.call('POST', '/execution-jobs', body);
  const jobId = v.parse(v.object({ jobId: v.string() }), expectStatus(begun, 202).json).jobId;
  expect(await killed.ended).toBe('SIGKILL');
  const own = { STEPWELL_DATA: dataFolder, STEPWELL_PORT: '0', STEPWELL_ADMIN_TOKEN: TOKEN };
  for (const point of ['job:after-commit', 'job:before-commit', 'job:after-commit']) {
    const again = launch({ args: ['--no-sample'], env: { ...own, STEPWELL_CRASH_AT: point } });
    await again.exited;
    expect([point, again.signalCode]).toEqual([point, 'SIGKILL']);
  }

  const server = await start({ dataFolder });
  const job = await until('the end of the job', async () => {
    const answer = expectStatus(await server.call('GET', `/execution-jobs/${jobId}`), 200);
    const found = v.parse(Job, { job: answer.json }).job;
    return found.endedAt === null ? undefined : found;
  });
  expect(job.counts.done).toBe(RUNS);
  const runs = await all(server, `/executions?instance=${instance.id}`, Run);
  const replayed = runs.flatMap(({ replayOf }) => replayOf ?? []);
  expect(replayed.toSorted()).toEqual(failed.toSorted());
  expect(await server.stop()).toBe(0);
});
