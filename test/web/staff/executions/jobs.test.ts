import { afterAll, beforeAll, expect, test } from 'bun:test';
import { openJobs } from '../../../../src/models/execution-job-list.ts';
import { goOnWithJob } from '../../../../src/models/execution-jobs.ts';
import { addTexts } from '../../../../src/models/execution-texts.ts';
import { openDesk } from '../../../support/app.ts';
import { type Visitor, visitorAs } from '../../../support/visitor.ts';
import { deployedOrders, failedRows, run } from './executed.ts';

const desk = openDesk();
const { deps, told } = desk;
let owner: Visitor;
let support: Visitor;
let failed: string;
let done: string;

beforeAll(async () => {
  owner = await visitorAs(desk, 'owner');
  support = await visitorAs(desk, 'support');
  const { instanceId } = await deployedOrders(desk, 'Bramble & Co');
  const error = { message: 'The warehouse is closed' };
  failed = await run(desk, instanceId, { rows: failedRows, status: 'failed', error });
  done = await run(desk, instanceId);
  await addTexts(deps, 100, 0);
});
afterAll(desk.close);

const idsIn = (html: string) => [...html.matchAll(/<tr id="execution-([^"]+)"/g)].map(([, id]) => id);

async function finish(): Promise<void> {
  for (let turn = 0; turn < 9; turn++)
    for (const job of await openJobs(deps.store.read)) await goOnWithJob(deps, job, () => false);
}

test('the list finds executions by words of their error, and keeps what else it is narrowed to', async () => {
  const { html } = await owner.get('/executions?text=warehouse&status=failed');
  expect(idsIn(html)).toEqual([failed]);
  expect(html).toContain('Clear the filter: With “warehouse”');
  expect(html).toContain('<input type="hidden" name="status" value="failed"');
  expect(idsIn((await owner.get('/executions?text=nothing')).html)).toEqual([]);
  expect(idsIn((await owner.get('/executions?version=1')).html)).toEqual([done, failed]);
  expect(idsIn((await owner.get('/executions?version=2&text=')).html)).toEqual([]);
});

test('it is said what a job would do before it is begun, and how far it is after', async () => {
  const { html: list } = await owner.get('/executions?status=failed');
  expect(list).toContain('href="/executions/jobs/new?status=failed&amp;kind=replay"');
  const { html } = await support.get('/executions/jobs/new?status=failed&kind=replay');
  expect(html).toContain('The filter shows 1 execution.');
  expect(html).toContain('name="filter.status" value="failed"');
  const begun = await support.post('/executions/jobs', {
    kind: 'replay',
    'filter.status': 'failed',
    from: 'failed-step',
    version: 'original',
    perMinute: '600',
  });
  expect(begun.status).toBe(303);
  expect(told.executionJobs).toBe(1);
  const page = begun.location ?? '';
  expect((await owner.get(page)).html).toContain('Looking for executions');
  await finish();
  const { html: after } = await owner.get(page);
  expect(after).toContain('1 execution replayed.');
  expect(after).toContain(`href="/executions/${failed}"`);
  expect(after).toContain('600 a minute');
  expect((await owner.get(`${page}?outcome=refused`)).html).toContain('No execution of this job');
  expect((await owner.get('/executions/jobs')).html).toContain(`href="${page}"`);
});

test('a job is stopped on its page, and what waits stays as it is', async () => {
  const { location } = await support.post('/executions/jobs', { kind: 'replay', from: 'start' });
  const page = location ?? '';
  expect((await support.post(`${page}/cancellation`)).location).toBe(page);
  expect((await owner.get(page)).html).toContain('Stopped by The support');
});

test('a rate that is none is refused at its field, and a filter that cannot be read begins nothing', async () => {
  const wrong = await owner.post('/executions/jobs', {
    kind: 'replay',
    'filter.status': 'failed',
    perMinute: '1.5',
  });
  expect(wrong.status).toBe(422);
  expect(wrong.html).toContain('whole number from 1 to 60,000');
  expect(wrong.html).toContain('value="1.5"');
  const odd = await owner.post('/executions/jobs', { kind: 'replay', 'filter.status': 'all of them' });
  expect(odd.status).toBe(400);
  expect(await openJobs(deps.store.read)).toEqual([]);
});

test('a filter that shows none says so, and one that is none warns', async () => {
  const none = await owner.get('/executions/jobs/new?kind=cancel&flow=Other');
  expect(none.html).toContain('None that the filter shows is open.');
  expect((await owner.get('/executions/jobs/new?kind=replay')).html).toContain('There is no filter');
});

test('people keep filters by name, each their own, and delete them', async () => {
  const here = '/executions?status=failed';
  expect((await owner.get(here)).html).toContain('Keep this filter');
  await owner.post('/executions/filters', { here, name: 'Broken' });
  const { html } = await owner.get(here);
  expect(html).toContain('>Broken<');
  expect(html).not.toContain('Keep this filter');
  expect((await support.get('/executions')).html).not.toContain('>Broken<');
  const id = /\/executions\/filters\/(flt_\w+)\/deletion/.exec(html)?.[1] ?? '';
  expect((await support.post(`/executions/filters/${id}/deletion`)).status).toBe(404);
  await owner.post(`/executions/filters/${id}/deletion`);
  expect((await owner.get('/executions')).html).not.toContain('>Broken<');
  const nameless = await owner.post('/executions/filters', { here, name: ' ' });
  expect((await owner.get(nameless.location ?? '')).html).toContain('give it a name');
});
