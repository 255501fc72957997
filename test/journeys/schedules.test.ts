import { Database } from 'bun:sqlite';
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { join } from 'node:path';
import * as v from 'valibot';
import { cleanUp, start, temporaryFolder, until } from '../support/binary.ts';
import { flow, integration, post, schedule, trigger, value, variable } from '../support/definitions.ts';
import { executionsOf, failureOf, install } from '../support/journey.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

setDefaultTimeout(180_000);
let upstream: Upstream;
beforeAll(() => {
  upstream = startUpstream();
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

const env = { STEPWELL_EGRESS_ALLOW: '127.0.0.1' };
const every = (cron: string) =>
  integration('Regular', [flow('Main', [schedule(cron), post('Report', value(`${upstream.url}/report`))])]);

/** Says that the schedules of the folder should have fired first so long ago, as after a downtime. */
function setBack(dataFolder: string, instanceId: string, milliseconds: number): number {
  const database = new Database(join(dataFolder, 'stepwell.db'));
  const first = Math.floor((Date.now() - milliseconds) / 60_000) * 60_000;
  database.run('update schedules set next_run_at = ? where instance_id = ?', [first, instanceId]);
  database.close();
  return first;
}

function originsOf(dataFolder: string): string[] {
  const database = new Database(join(dataFolder, 'stepwell.db'), { readonly: true });
  const rows = database.query("select origin from executions where kind = 'schedule'").all();
  database.close();
  return v.parse(v.array(v.object({ origin: v.string() })), rows).map((row) => row.origin);
}

test('a schedule of every second fires by itself, each time once', async () => {
  const server = await start({ env });
  const instance = await install(server, every('* * * * * *'));
  await until('two firings', async () => {
    const runs = await executionsOf(server, instance.id);
    return runs.filter((run) => run.status === 'succeeded').length >= 2;
  });
  expect((await executionsOf(server, instance.id)).every((run) => run.kind === 'schedule')).toBe(true);
  await server.stop();
  const origins = originsOf(server.dataFolder);
  expect(new Set(origins).size).toBe(origins.length);
});

test('after a downtime the last missed firing runs once, and the others are recorded as skipped with the reason', async () => {
  const dataFolder = temporaryFolder();
  const before = await start({ dataFolder, env });
  const instance = await install(before, every('* * * * *'));
  await before.stop();
  const minutes = 30;
  setBack(dataFolder, instance.id, minutes * 60_000);
  const calls = upstream.calls.length;
  const server = await start({ dataFolder, env });
  const runs = await until('the missed firing to run', async () => {
    const all = await executionsOf(server, instance.id);
    return all.some((run) => run.status === 'succeeded') && all;
  });
  const skipped = runs.filter((run) => run.status === 'skipped');
  // The clock may have reached another minute meanwhile, and with it a firing of its own.
  expect([minutes, minutes + 1]).toContain(skipped.length);
  for (const run of skipped) {
    expect(run.error).toMatchObject({ message: expect.stringContaining('was not running') });
  }
  const ran = runs.filter((run) => run.status === 'succeeded');
  expect([1, 2]).toContain(ran.length);
  expect(upstream.calls.length - calls).toBe(ran.length);
  await server.stop();
  const origins = originsOf(dataFolder);
  expect(new Set(origins).size).toBe(origins.length);
});

test('after days of downtime the record of missed firings stays short', async () => {
  const dataFolder = temporaryFolder();
  const before = await start({ dataFolder, env });
  const instance = await install(before, every('* * * * *'));
  await before.stop();
  setBack(dataFolder, instance.id, 3 * 24 * 3_600_000);
  const server = await start({ dataFolder, env });
  const runs = await until('the missed firing to run', async () => {
    const all = await executionsOf(server, instance.id);
    return all.some((run) => run.status === 'succeeded') && all;
  });
  const skipped = runs.filter((run) => run.status === 'skipped');
  expect(skipped.length).toBeLessThanOrEqual(101);
  expect(JSON.stringify(skipped)).toMatch(/and (at least )?\d{4} before it/);
  await server.stop();
});

test('a paused instance fires nothing and makes up for nothing when it is enabled again', async () => {
  const server = await start({ env });
  const instance = await install(server, every('* * * * * *'));
  await until('a firing', async () => (await executionsOf(server, instance.id)).length > 0);
  const activation = `/instances/${instance.id}/activation`;
  await server.call('DELETE', activation);
  const paused = await until('the runs to end', async () => {
    const runs = await executionsOf(server, instance.id);
    return runs.every((run) => run.status === 'succeeded') && runs.length;
  });
  const from = Date.now();
  await until('two seconds to pass', () => Date.now() - from > 2_000);
  expect(await executionsOf(server, instance.id)).toHaveLength(paused);
  await server.call('PUT', activation);
  await until('a firing', async () => (await executionsOf(server, instance.id)).length > paused);
  const runs = await executionsOf(server, instance.id);
  expect(runs.filter((run) => run.status === 'skipped')).toEqual([]);
  await server.stop();
});

test('a schedule that the customer chooses follows the config variable', async () => {
  const chosen = integration(
    'Chosen',
    [
      flow('Main', [
        trigger(
          'schedule-triggers.schedule',
          {},
          {
            schedule: {
              type: 'configVar',
              value: 'When',
              meta: { scheduleType: 'custom', timeZone: 'UTC' },
            },
          },
        ),
        post('Report', value(`${upstream.url}/chosen`)),
      ]),
    ],
    { requiredConfigVars: [variable('When', 'schedule')] },
  );
  const server = await start({ env });
  const instance = await install(server, chosen, { When: '0 0 1 1 *' });
  const path = `/instances/${instance.id}/config-variables`;
  const refused = await server.call('PUT', path, { When: 'now and then' });
  expect(refused.status).toBe(422);
  expect(failureOf(refused).issues.map((issue) => issue.path)).toEqual(['configVariables.When']);
  expect(await executionsOf(server, instance.id)).toEqual([]);
  expect((await server.call('PUT', path, { When: '* * * * * *' })).status).toBe(200);
  await until('a firing', async () => (await executionsOf(server, instance.id)).length > 0);
  await server.stop();
});
