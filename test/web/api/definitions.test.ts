import { afterAll, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { importDefinition } from '../../../src/definition/document/import.ts';
import { shopDefinition } from '../../support/api-records.ts';
import { at, call, issuePaths, listAt, openDesk, TOKEN, textAt } from '../../support/app.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

const MB = 1024 * 1024;

async function draft() {
  const id = textAt(await call(app, 'POST', '/integrations/import', JSON.stringify(shopDefinition)), 'id');
  return `/integrations/${id}/definition`;
}

test('a file is imported whatever its content type says, and what is odd about it is listed', async () => {
  const yaml = 'name: Odd\nflows:\n  - name: One\n    steps: []\n';
  for (const type of ['application/yaml', 'text/plain', 'application/x-www-form-urlencoded', 'nonsense']) {
    const answer = await call(app, 'POST', '/integrations/import', yaml, { 'content-type': type });
    expect(answer.status).toBe(201);
    expect(answer.json).toMatchObject({ name: 'Odd' });
    expect(listAt(answer, 'problems').length).toBeGreaterThan(0);
  }
});

test('the sample comes in and goes out unchanged', async () => {
  const yaml = readFileSync('src/models/sample.yaml', 'utf8');
  const id = textAt(await call(app, 'POST', '/integrations/import', yaml), 'id');
  const answer = await call(app, 'GET', `/integrations/${id}/definition`, undefined, { accept: 'text/yaml' });
  expect(importDefinition(answer.text)).toMatchObject({
    ok: true,
    definition: Bun.YAML.parse(yaml) as object,
  });
});

test('a file that is no definition is refused with every fault and its line', async () => {
  const answer = await call(app, 'POST', '/integrations/import', 'name: 5\nflows: none\n');
  expect(answer.status).toBe(422);
  expect(issuePaths(answer)).toEqual(['name', 'flows']);
  expect(answer.text).toContain('Line 1: ');
  for (const file of ['', '\xff\xfe', '- a\n- b', '{"name": ', 'a: &x 1\nb: *x'])
    expect((await call(app, 'POST', '/integrations/import', file)).status).toBe(422);
  const bytes = new Uint8Array([0xff, 0xfe, 0x00]);
  const binary = await app.request('/api/v1/integrations/import', {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: bytes,
  });
  expect(binary.status).toBe(422);
});

test('a file over 5 MB is refused, also when its length is not announced', async () => {
  const large = `name: Large\nflows: []\ndescription: ${'x'.repeat(5 * MB)}`;
  expect((await call(app, 'POST', '/integrations/import', large)).status).toBe(413);
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent += 1;
      controller.enqueue(new Uint8Array(MB));
    },
  });
  const request = new Request('http://stepwell.test/api/v1/integrations/import', {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: stream,
  });
  expect((await app.request(request)).status).toBe(413);
  expect(sent).toBeLessThan(10);
});

test('the draft is answered as YAML or JSON, with its revision as ETag', async () => {
  const path = await draft();
  const json = await call(app, 'GET', path);
  expect(json.headers.get('etag')).toBe('"1"');
  expect(json.json).toEqual(shopDefinition);
  const asked = {
    'application/yaml': true,
    'text/yaml, */*': true,
    'application/x-yaml;q=0.9, application/json;q=0.5': true,
    'application/json, application/yaml;q=0.5': false,
    'application/json, application/yaml': false,
    '*/*': false,
    'text/html': false,
  };
  for (const [accept, isYaml] of Object.entries(asked)) {
    const { headers, text } = await call(app, 'GET', path, undefined, { accept });
    expect([accept, headers.get('content-type')?.includes('yaml')]).toEqual([accept, isYaml]);
    expect(text.startsWith('{')).toBe(!isYaml);
  }
});

test('who has the draft already is told that it is unchanged', async () => {
  const path = await draft();
  for (const seen of ['"1"', 'W/"1"', '"7", "1"', '*']) {
    const answer = await call(app, 'GET', path, undefined, { 'if-none-match': seen });
    expect([seen, answer.status, answer.text]).toEqual([seen, 304, '']);
    expect(answer.headers.get('etag')).toBe('"1"');
  }
  expect((await call(app, 'GET', path, undefined, { 'if-none-match': '"2"' })).status).toBe(200);
});

test('a draft is replaced by who has read it as it is, and by nobody else', async () => {
  const path = await draft();
  const next = { ...shopDefinition, name: 'Shop 2' };
  expect((await call(app, 'PUT', path, next)).status).toBe(428);
  const saved = await call(app, 'PUT', path, next, { 'if-match': '"1"' });
  expect(saved.status).toBe(200);
  expect(saved.headers.get('etag')).toBe('"2"');
  expect(saved.json).toMatchObject({ name: 'Shop 2' });
  expect(listAt(saved, 'problems')).not.toContainEqual(expect.objectContaining({ severity: 'error' }));
  for (const stale of ['"1"', 'W/"2"', '2', '"x"', ''])
    expect((await call(app, 'PUT', path, next, { 'if-match': stale })).status).toBe(412);
  const yaml = (await call(app, 'GET', path, undefined, { accept: 'application/yaml' })).text;
  expect((await call(app, 'PUT', path, yaml, { 'if-match': '"1", "2"' })).status).toBe(200);
  expect((await call(app, 'PUT', path, yaml, { 'if-match': '*' })).headers.get('etag')).toBe('"4"');
});

test('of two who save at the same time one is refused', async () => {
  const path = await draft();
  const save = (name: string) => call(app, 'PUT', path, { ...shopDefinition, name }, { 'if-match': '"1"' });
  const answers = await Promise.all([save('A'), save('B'), save('C')]);
  expect(answers.map((answer) => answer.status).sort()).toEqual([200, 412, 412]);
});

test('what cannot be a draft is refused', async () => {
  const path = await draft();
  const put = (body: unknown, headers = {}) =>
    call(app, 'PUT', path, body, { 'if-match': '"1"', ...headers });
  expect((await put({ name: 'No flows' })).status).toBe(422);
  expect(issuePaths(await put({ name: 'x', flows: [{ name: 5, steps: [] }] }))).toEqual(['flows[0].name']);
  expect((await put('name: x\nflows: 5')).status).toBe(422);
  expect((await put('{"name": ', { 'content-type': 'application/json' })).status).toBe(400);
  expect((await put('name: x', { 'content-type': 'text/html' })).status).toBe(415);
  expect((await put(`a: ${'x'.repeat(5 * MB)}`)).status).toBe(413);
  expect(at(await call(app, 'GET', path), 'name')).toBe('Shop');
  const missing = '/integrations/int_0/definition';
  expect((await call(app, 'GET', missing)).status).toBe(404);
  expect((await call(app, 'PUT', missing, shopDefinition, { 'if-match': '"1"' })).status).toBe(404);
});
