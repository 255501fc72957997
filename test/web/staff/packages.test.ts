import { afterAll, beforeAll, expect, test } from 'bun:test';
import { findPackage } from '../../../src/lib/code-packages.ts';
import { call, type Desk, openDesk } from '../../support/app.ts';
import { type Visitor, visitorAs } from '../../support/visitor.ts';

let desk: Desk;
let admin: Visitor;
beforeAll(async () => {
  desk = openDesk();
  admin = await visitorAs(desk, 'admin');
});
afterAll(() => desk.close());

const FILE = 'papaparse@5.4.1/papaparse.min.js';
const upload = (specifier: string, text = 'module.exports = 1;') =>
  admin.post('/packages', { specifier, file: new File([text], 'papaparse.min.js') });
const found = (text: string) => findPackage(desk.deps.catalog.packages(), text);

test('an admin uploads what code requires from then on, and deletes it again', async () => {
  expect(found(FILE)).toBeUndefined();
  const sent = await upload(FILE);
  expect([sent.status, sent.headers.get('location')]).toEqual([303, '/packages']);
  expect(await found(FILE)?.source()).toBe('module.exports = 1;');
  const { html } = await admin.get('/packages');
  expect(html).toContain(FILE);
  expect(html).toContain('lodash@4.18.1');
  expect((await upload(FILE)).status).toBe(409);
  const [deletion = ''] = /\/packages\/pkg_\w+\/deletion/.exec(html) ?? [];
  expect((await admin.get(deletion)).html).toContain('fails from then on');
  const kept = found(FILE);
  expect((await admin.post(deletion, {})).status).toBe(303);
  expect(found(FILE)).toBeUndefined();
  expect(kept?.source()).rejects.toThrow('was deleted under Components › Packages');
});

test.each([
  ['papaparse', 'module.exports = 1;', 'Write it as code requires it'],
  ['papaparse@5/papaparse.js', 'module.exports = 1;', 'Write it as code requires it'],
  ['papaparse@5.4.1', 'module.exports = 1;', 'Write it as code requires it'],
  ['../secret@1.0.0/x.js', 'module.exports = 1;', 'Write it as code requires it'],
  [FILE, ' ', 'The file holds no JavaScript'],
])('%s is refused, and what was typed stays', async (specifier, text, message) => {
  const { html, status } = await upload(specifier, text);
  expect(status).toBe(422);
  expect(html).toContain(message);
  expect(html).toContain(`value="${specifier}"`);
});

test('who may not change settings sees what there is, and uploads nothing', async () => {
  const builder = await visitorAs(desk, 'builder');
  expect((await builder.get('/packages')).html).not.toContain('Upload a package');
  expect((await builder.post('/packages', { specifier: FILE })).status).toBe(403);
  expect((await builder.get('/components')).html).toContain('href="/packages"');
});

test('a program adds, lists and deletes packages', async () => {
  const file = { specifier: '@acme/units@2.1.0/dist/units.js', source: 'exports.kilo = 1000;' };
  const added = await call(desk.app, 'POST', '/packages', file);
  expect(added).toMatchObject({ status: 201, json: { specifier: file.specifier, size: 20 } });
  expect((await call(desk.app, 'POST', '/packages', file)).status).toBe(409);
  const listed = await call(desk.app, 'GET', '/packages');
  expect(listed.json).toMatchObject({ items: [{ specifier: file.specifier }], nextCursor: null });
  const id = String(Reflect.get(Object(added.json), 'id'));
  expect((await call(desk.app, 'DELETE', `/packages/${id}`)).status).toBe(204);
  expect((await call(desk.app, 'DELETE', `/packages/${id}`)).status).toBe(404);
});

test('a file of nearly 5 MB is taken by page and by program, a larger one by neither', async () => {
  const lines = (megabytes: number) => '// "a"\n'.repeat(Math.floor((megabytes * 1024 * 1024) / 7));
  const byProgram = async (specifier: string, source: string) =>
    (await call(desk.app, 'POST', '/packages', { specifier, source })).status;
  expect((await upload('large@1.0.0/page.js', lines(4.9))).status).toBe(303);
  expect(await byProgram('large@1.0.0/program.js', lines(4.9))).toBe(201);
  expect((await upload('large@1.0.0/more.js', lines(5.1))).status).toBe(422);
  expect(await byProgram('large@1.0.0/more.js', lines(5.1))).toBe(422);
});
