import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedShop } from '../support/api-records.ts';
import { ran, request } from '../support/api-runs.ts';
import { at, call, openDesk } from '../support/app.ts';
import { type Visitor, visitorAs } from '../support/visitor.ts';

const folder = mkdtempSync(join(tmpdir(), 'stepwell-not-kept-'));
const desk = openDesk(undefined, folder);
const { app, deps } = desk;
let instanceId: string;
let owner: Visitor;
beforeAll(async () => {
  ({ instanceId } = await deployedShop(app));
  owner = await visitorAs(desk, 'owner');
});
afterAll(desk.close);

const noise = () =>
  Array.from({ length: 9 }, () =>
    Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64'),
  ).join('');

const LOST: [how: string, lose: (path: string) => void][] = [
  ['its file is gone', (path) => rmSync(path)],
  ['its folder is gone', (path) => rmSync(join(path, '..'), { recursive: true })],
  ['its file is empty', (path) => truncateSync(path, 0)],
  ['its file is cut', (path) => truncateSync(path, 1000)],
  ['its file holds something else', (path) => writeFileSync(path, 'PK')],
  [
    'a folder lies in its place',
    (path) => {
      rmSync(path);
      mkdirSync(path);
    },
  ],
];

/** Loses all that lies in files of their own. */
function loseAll(lose: (path: string) => void): void {
  const blobs = join(folder, 'blobs');
  for (const parent of readdirSync(blobs))
    for (const name of readdirSync(join(blobs, parent))) lose(join(blobs, parent, name));
}

describe.each(LOST)('a value is no longer kept when %s', (_, lose) => {
  let id: string;
  beforeAll(async () => {
    rmSync(join(folder, 'blobs'), { recursive: true, force: true });
    mkdirSync(join(folder, 'blobs'));
    const body = request({ kind: 'text', text: JSON.stringify({ noise: noise() }) });
    const steps = [{ path: 'first', input: { noise: noise() }, output: { data: noise() } }];
    id = await ran(deps, instanceId, steps, { status: 'succeeded' }, body);
    loseAll(lose);
  });

  test('the API says so of the execution and of its steps', async () => {
    const execution = await call(app, 'GET', `/executions/${id}`);
    expect([execution.status, at(execution, 'request'), at(execution, 'notKept')]).toEqual([
      200,
      null,
      ['request'],
    ]);
    const steps = await call(app, 'GET', `/executions/${id}/steps`);
    expect([steps.status, at(steps, 'items.0.output'), at(steps, 'items.0.notKept')]).toEqual([
      200,
      null,
      ['input', 'output'],
    ]);
  });

  test('pages say so in its place', async () => {
    const pages = [`/executions/${id}`, `/executions/${id}?step=first`, `/executions/${id}/request`];
    for (const path of pages) expect([path, (await owner.get(path)).status]).toEqual([path, 200]);
    expect((await owner.get(`/executions/${id}/request`)).html).toContain('no longer kept');
    const values = await owner.get(`/executions/${id}/values?step=first&part=output&at=`);
    expect([values.status, values.html]).toEqual([404, expect.stringContaining('no longer kept')]);
    const file = await owner.get(`/executions/${id}/payloads?step=first&part=output`);
    expect([file.status, file.html]).toEqual([404, expect.stringContaining('no longer kept')]);
  });

  test('the stored answer of a synchronous call says so', async () => {
    const signature = deps.vault.sign(`result:${id}`);
    const answer = await app.request(`/results/${id}?signature=${signature}`);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('no longer kept')]);
  });

  test('nobody calls it a fault of the server', () => {
    expect(desk.lines.filter((line) => line.includes('"error"'))).toEqual([]);
  });
});
