import { afterAll, expect, test } from 'bun:test';
import { openJobs } from '../../../src/models/execution-job-list.ts';
import { goOnWithJob } from '../../../src/models/execution-jobs.ts';
import { addTexts } from '../../../src/models/execution-texts.ts';
import { deployedShop } from '../../support/api-records.ts';
import { ran } from '../../support/api-runs.ts';
import { call, issuePaths, openDesk, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app, deps } = desk;
afterAll(desk.close);

const failed = { status: 'failed' as const, error: { message: 'The warehouse is closed' } };

test('executions are found by words, replayed by filter, and what has become of each is told', async () => {
  const { instanceId } = await deployedShop(app, 'Jobs');
  const id = await ran(deps, instanceId, [{ path: 'note', status: 'failed' }], failed);
  const done = await ran(deps, instanceId, []);
  await addTexts(deps, 100, 0);
  const found = await call(app, 'GET', '/executions?text=warehouse%20clos');
  expect(found.json).toMatchObject({ items: [{ id }] });
  expect((await call(app, 'GET', '/executions?version=2')).json).toMatchObject({ items: [] });

  const body = { kind: 'replay', filter: { instance: instanceId }, from: 'failed-step', perMinute: 6000 };
  const dry = await call(app, 'POST', '/execution-jobs', { ...body, dryRun: true });
  expect([dry.status, dry.json]).toEqual([202, { count: 2, isAll: true }]);
  const jobId = textAt(await call(app, 'POST', '/execution-jobs', body), 'jobId');
  for (let turn = 0; turn < 4; turn++)
    for (const job of await openJobs(deps.store.read)) await goOnWithJob(deps, job, () => false);

  const { json } = await call(app, 'GET', `/execution-jobs/${jobId}`);
  expect(json).toMatchObject({
    kind: 'replay',
    filter: { instance: instanceId, to: expect.stringContaining('T') },
    perMinute: 6000,
    isListed: true,
    isCut: false,
    endedAt: expect.any(String),
    counts: { waiting: 0, done: 1, refused: 1 },
    reasons: [{ count: 1 }],
    runs: {
      items: [
        { executionId: id, outcome: 'done', replayId: expect.stringMatching(/^exe_/) },
        { executionId: done, outcome: 'refused', reason: expect.stringContaining('no failed step') },
      ],
    },
  });
  const refused = await call(app, 'GET', `/execution-jobs/${jobId}?outcome=refused`);
  expect(refused.json).toMatchObject({ runs: { items: [{ executionId: done }] } });
  expect((await call(app, 'GET', '/execution-jobs')).json).toMatchObject({ items: [{ id: jobId }] });
  expect((await call(app, 'PUT', `/execution-jobs/${jobId}/cancellation`)).json).toMatchObject({
    cancelledBy: null,
  });
});

test('what is wrong in a job is told by its path, and nothing is begun', async () => {
  const wrong = await call(app, 'POST', '/execution-jobs', {
    kind: 'delete',
    filter: { status: 'odd', customers: 'x' },
    perMinute: 0,
  });
  expect(wrong.status).toBe(422);
  expect(issuePaths(wrong).toSorted()).toEqual(['filter.customers', 'filter.status', 'kind', 'perMinute']);
  expect(await openJobs(deps.store.read)).toEqual([]);
  expect((await call(app, 'GET', '/execution-jobs/job_0')).status).toBe(404);
});
