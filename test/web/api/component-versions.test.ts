import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { call, listAt, openDesk, TOKEN, textAt } from '../../support/app.ts';
import { bundleText, smallBundle, zipOf } from '../../support/bundles.ts';
import { png } from '../../support/pictures.ts';

const desk = openDesk();
const { app } = desk;
afterAll(desk.close);

let acme: string;
beforeAll(async () => {
  acme = await bundleText('acme');
});

const publish = (file: Uint8Array, type = 'application/zip') =>
  call(app, 'POST', '/components', file, { 'content-type': type });
const publishText = (text: string) => publish(Buffer.from(text), 'text/javascript');

test('a bundle of the SDK is published, with what it has, and is listed beside the built-in ones', async () => {
  const zip = zipOf({ 'dist/index.js': acme, 'dist/icon.png': png(64) });
  const made = await publish(zip);
  expect(made).toMatchObject({
    status: 201,
    json: {
      ...{ key: 'acme-erp', version: 1, integrationId: null },
      ...{ actions: ['createItem'], triggers: ['itemChanged'] },
      ...{ dataSources: ['warehouses'], connections: ['apiKey'] },
    },
  });
  const signature = textAt(made, 'signature');
  const form = new FormData();
  form.append('file', new File([zip], 'acme.zip'));
  const again = await app.request('/api/v1/components', {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}` },
    body: form,
  });
  expect([again.status, await again.json()]).toEqual([200, made.json]);
  const shown = await call(app, 'GET', '/components/acme-erp');
  expect(shown.json).toMatchObject({ label: 'Acme ERP', version: 1, signature, isPublic: false });
  expect(shown.json).toMatchObject({
    actions: [{ key: 'createItem', inputs: { required: ['account', 'name'] } }],
    connections: [{ key: 'apiKey', description: 'A key of the account.' }],
  });
  const found = listAt(await call(app, 'GET', '/components?q=acme'), 'items');
  expect(found).toMatchObject([{ key: 'acme-erp', category: 'ERP', version: 1 }]);
  const builtIn = listAt(await call(app, 'GET', '/components?q=liquid-template'), 'items');
  expect(builtIn).toMatchObject([{ version: null, signature: null }]);
});

test('versions are listed, newest first, and deleted unless something uses them', async () => {
  for (const label of ['One', 'Two']) await publishText(smallBundle('versions', { label }));
  const versions = listAt(await call(app, 'GET', '/components/versions/versions'), 'items');
  expect(versions).toMatchObject([
    { version: 2, publishedBy: 'STEPWELL_ADMIN_TOKEN' },
    { version: 1, publishedBy: 'STEPWELL_ADMIN_TOKEN' },
  ]);
  expect(listAt(await call(app, 'GET', '/components/http/versions'), 'items')).toEqual([]);
  expect((await call(app, 'GET', '/components/nothing/versions')).status).toBe(404);

  const step = { name: 'Act', action: { key: 'act', component: { key: 'versions', version: 2 } } };
  const start = { key: 'webhook', component: { key: 'webhook-triggers' } };
  const flow = { name: 'Import', steps: [{ name: 'Start', isTrigger: true, action: start }, step] };
  const definition = { definitionVersion: 7, name: 'Uses it', flows: [flow] };
  await call(app, 'POST', '/integrations/import', JSON.stringify(definition));
  const refused = await call(app, 'DELETE', '/components/versions/versions/2');
  expect([refused.status, textAt(refused, 'error.message')]).toEqual([
    409,
    expect.stringContaining('Version 2 of versions is used by Uses it (draft).'),
  ]);
  expect((await call(app, 'DELETE', '/components/versions')).status).toBe(409);
  expect((await call(app, 'DELETE', '/components/versions/versions/1')).status).toBe(204);
  expect((await call(app, 'DELETE', '/components/versions/versions/1')).status).toBe(404);
  expect((await call(app, 'DELETE', '/components/http')).status).toBe(404);
});

test('the code of an integration makes it, and what it says goes to its draft', async () => {
  const made = await publishText(await bundleText('orders-in-code'));
  const id = textAt(made, 'integrationId');
  expect([made.status, textAt(made, 'key')]).toEqual([201, id]);
  const answer = await call(app, 'GET', `/integrations/${id}/definition`, undefined, {
    accept: 'application/json',
  });
  const steps = listAt(answer, 'flows.0.steps');
  const own = { component: { key: id, version: 'LATEST', isPublic: false } };
  expect(steps).toMatchObject([
    { action: { key: 'import_onTrigger', ...own } },
    { action: { key: 'import_onExecution', ...own } },
  ]);
  const published = await call(app, 'POST', `/integrations/${id}/versions`, { note: '' });
  expect(published).toMatchObject({ status: 201, json: { problems: [] } });
  expect(listAt(await call(app, 'GET', `/components?q=${id}`), 'items')).toEqual([]);
});

describe('a broken bundle is refused with what to do:', () => {
  const part = (inputs: string) =>
    `key: 'a', display: { label: 'A', description: '' }, perform() {}, inputs: ${inputs}`;
  const parts = (actions: string) =>
    `exports.default = { key: 'broken', display: { label: 'B', description: '' }, actions: ${actions} }`;
  const input = `{ key: 'x', label: 'X', type: 'string' }`;
  test.each<[what: string, text: string, said: string]>([
    ['no default export', 'exports.other = 1', 'no default export. Write "export default component('],
    [
      'throws at load',
      'throw new Error("no region is set")',
      'throws when it is loaded: no region is set. Correct',
    ],
    ['asks for what is not in it', 'require("left-pad")', "Cannot find module 'left-pad'"],
    ['no JavaScript', 'this is no program', 'This is no JavaScript that can be run'],
    ['wrong types', parts(`'none'`), 'actions must be Object and is "none". Correct this in its source'],
    [
      'an action without its function',
      parts(`{ a: { ...{ ${part('[]')} }, perform: 1 } }`),
      'actions.a must have a function perform',
    ],
    [
      'two inputs of one key',
      parts(`{ a: { ${part(`[${input}, ${input}]`)} } }`),
      'has two inputs with the key x',
    ],
    [
      'two actions of one key',
      parts(`{ a: { ${part('[]')} }, b: { ${part('[]')} } }`),
      'actions have two with the key a',
    ],
    ['a key that is none', smallBundle('my component'), 'key must be 1 to 100 letters'],
    ['declares nothing', parts('{}'), 'declares no action, trigger, data source or connection. Correct'],
    ['ends its process', 'process.exit(3)', 'could not be loaded'],
    ['without a key', `exports.default = { display: { label: 'B' }, actions: {} }`, 'key is missing'],
  ])('%s', async (_what, text, said) => {
    const answer = await publishText(text);
    expect(answer.status).toBe(422);
    expect(textAt(answer, 'error.message')).toContain(said);
  });

  const whole = () => zipOf({ 'index.js': smallBundle('broken') });
  test.each<[what: string, file: () => Uint8Array, said: string]>([
    [
      'a zip that leads out of its folder',
      () => zipOf({ 'index.js': smallBundle('broken'), '../x.js': 'x' }),
      'a file that would lie outside its folder (../x.js). Pack the contents of dist anew',
    ],
    ['a zip that is cut off', () => whole().slice(0, -30), 'cut off or damaged. Pack dist anew'],
    ['neither a zip nor JavaScript', () => png(8), 'neither a zip nor JavaScript. Upload the zip of dist'],
    [
      'a zip without the module',
      () => zipOf({ 'src/main.js': smallBundle('broken') }),
      'The zip has no index.js, neither at its top nor in one folder. Upload the zip of dist',
    ],
    ['nothing at all', () => new Uint8Array(), 'The file is empty. Upload the zip of dist'],
  ])('%s', async (_what, file, said) => {
    const answer = await publish(file());
    expect([answer.status, textAt(answer, 'error.message')]).toEqual([422, expect.stringContaining(said)]);
  });

  test('the key of a built-in component', async () => {
    const answer = await publishText(smallBundle('http'));
    expect([answer.status, textAt(answer, 'error.message')]).toEqual([
      409,
      expect.stringContaining('http is the key of a built-in component. Give yours another one'),
    ]);
  });

  test('a loop without end when it is loaded, and the server answers others meanwhile', async () => {
    const answer = publishText('for (;;);');
    expect((await call(app, 'GET', '/components?limit=1')).status).toBe(200);
    const { status, text } = await answer;
    expect([status, text]).toEqual([
      422,
      expect.stringContaining('does not come to an end when it is loaded'),
    ]);
  });

  test('one of 200 MB, before it is read', async () => {
    const headers = { 'content-type': 'application/zip', 'content-length': String(200 * 1024 * 1024) };
    const answer = await call(app, 'POST', '/components', new Uint8Array(1), headers);
    expect([answer.status, answer.text]).toEqual([413, expect.stringContaining('50 MB')]);
  });

  test('nothing of it is kept', async () => {
    expect((await call(app, 'GET', '/components/broken')).status).toBe(404);
  });
});

test('the types of a component are a TypeScript module that the SDK takes', async () => {
  await publishText(acme);
  const answer = await call(app, 'GET', '/components/acme-erp/manifest');
  expect(answer.headers.get('content-disposition')).toBe('attachment; filename="acme-erp.ts"');
  expect(answer.text).toContain('"kind"?: "part" | "service";');
  expect(answer.text).toContain('"account": Connection;');
  expect(() => new Bun.Transpiler({ loader: 'ts' }).transformSync(answer.text)).not.toThrow();
});

test('what a component may call is set and read, and null lets it call all', async () => {
  await publishText(smallBundle('held'));
  const at = '/components/held/hosts';
  const set = (hosts: string[] | null, path = at) => call(app, 'PUT', path, { hosts });
  expect((await call(app, 'GET', '/components/held')).json).toMatchObject({ hosts: null });
  const saved = { hosts: ['api.acme.example:443', '*.acme.example', '10.0.0.0/8'] };
  expect(await set([' API.acme.example:443', ...saved.hosts])).toMatchObject({ status: 200, json: saved });
  await publishText(smallBundle('held', { label: 'Two' }));
  expect((await call(app, 'GET', '/components/held')).json).toMatchObject({ version: 2, ...saved });
  const refused = await set(['https://acme.example']);
  expect([refused.status, textAt(refused, 'error.message')]).toEqual([
    422,
    'The list has the entry "https://acme.example": write a host name, *.suffix, an IP address or a CIDR range, each with an optional :port.',
  ]);
  expect((await set(Array.from({ length: 101 }, (_, at) => `${at}.example`))).status).toBe(422);
  expect((await set([], '/components/http/hosts')).status).toBe(404);
  expect((await set(null)).json).toEqual({ hosts: null });
});
