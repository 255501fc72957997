import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import * as v from 'valibot';
import { cleanUp, launch, type Server, start, TOKEN, temporaryFolder, until } from '../support/binary.ts';
import { flow, integration, trigger } from '../support/definitions.ts';
import { all, createCustomer, deploy, expectStatus, importDefinition, publish } from '../support/journey.ts';

setDefaultTimeout(180_000);
afterAll(cleanUp);

/** More than two groups that share a commit. */
const INSTANCES = 45;
const Job = v.object({
  id: v.string(),
  endedAt: v.nullable(v.string()),
  counts: v.object({ upgraded: v.number() }),
});
const Run = v.object({ instanceId: v.string(), version: v.number() });
const Row = v.object({ subject: v.object({ id: v.string() }) });

async function deployAll(server: Server): Promise<string> {
  const written = integration('Often', [flow('On deploy', [trigger('management-triggers.instanceDeploy')])]);
  const { id } = await importDefinition(server, written);
  await publish(server, id);
  await Promise.all(
    Array.from({ length: INSTANCES }, async (_, number) => {
      const customerId = await createCustomer(server, `Customer ${number}`);
      await deploy(server, { integrationId: id, customerId });
    }),
  );
  await publish(server, id);
  return id;
}

test('instances that are put on a version are put there once each, whenever the process is killed', async () => {
  const dataFolder = temporaryFolder();
  const first = await start({ dataFolder });
  const id = await deployAll(first);
  await first.stop();
  const path = `/integrations/${id}/instance-upgrades`;

  const killed = await start({ dataFolder, env: { STEPWELL_CRASH_AT: 'upgrade:before-commit' } });
  // It may die before it answers.
  await killed.call('PUT', path, { version: 2 }).catch(() => undefined);
  expect(await killed.ended).toBe('SIGKILL');
  const own = { STEPWELL_DATA: dataFolder, STEPWELL_PORT: '0', STEPWELL_ADMIN_TOKEN: TOKEN };
  const again = launch({ args: ['--no-sample'], env: { ...own, STEPWELL_CRASH_AT: 'upgrade:after-commit' } });
  await again.exited;
  expect(again.signalCode).toBe('SIGKILL');

  const server = await start({ dataFolder });
  const [job] = await until('the end of the job', async () => {
    const answer = expectStatus(await server.call('GET', path), 200);
    const { items } = v.parse(v.object({ items: v.array(Job) }), answer.json);
    return items[0]?.endedAt ? items : undefined;
  });
  expect(job?.counts.upgraded).toBe(INSTANCES);
  const rows = await all(server, '/audit?action=instance.version_changed', Row);
  expect([rows.length, new Set(rows.map(({ subject }) => subject.id)).size]).toEqual([INSTANCES, INSTANCES]);
  const runs = (await all(server, '/executions', Run)).filter(({ version }) => version === 2);
  expect([runs.length, new Set(runs.map(({ instanceId }) => instanceId)).size]).toEqual([
    INSTANCES,
    INSTANCES,
  ]);
  expect(await server.stop()).toBe(0);
});
