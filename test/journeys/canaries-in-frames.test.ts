/*
 * 1,000 secrets of people who come by a token of another site, typed into the wizards of a frame as a host page fills them
 * in: some wait as answers, some hold, some were refused. So does what the tokens say.
 */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { cleanUp, type Server, send, start } from '../support/binary.ts';
import { canaryFreeFiles, expectNone, secretOf } from '../support/canaries.ts';
import { flow, integration, variable, webhook } from '../support/definitions.ts';
import { expectStatus, importDefinition, publish } from '../support/journey.ts';
import { owner } from '../support/journey-people.ts';
import { csrfIn, formOf } from '../support/markup.ts';
import { anyKey, HOST, hostToken } from '../support/tokens.ts';

setDefaultTimeout(180_000);
const PEOPLE = [0, 1, 2, 3];
/** Half of them in the wizard of the instance, half in that of the person. */
const EACH = 125;

const account = (key: string) =>
  variable(key, 'connection', {
    connection: { key: 'none', component: { key: 'none', version: 'LATEST', isPublic: true } },
    inputs: Object.fromEntries(
      Array.from({ length: EACH }, (_, index) => [`password${index}`, { type: 'value', value: '' }]),
    ),
  });
const page = (name: string, key: string, userLevelConfigured: boolean) => ({
  ...{ name, userLevelConfigured },
  elements: [{ type: 'configVar', value: key }],
});

let server: Server;
let listed: string;
const tokens: string[] = [];
const seen: [what: string, text: string][] = [];
const note = (what: string, { text, headers }: { text: string; headers: Headers }) => {
  seen.push([what, text + JSON.stringify([...headers].filter(([name]) => name !== 'set-cookie'))]);
};

beforeAll(async () => {
  server = await start({});
  const definition = integration('Canaries in frames', [flow('Main', [webhook()])], {
    requiredConfigVars: [account('System'), account('Mine')],
    configPages: [page('System', 'System', false), page('You', 'Mine', true)],
  });
  listed = (await importDefinition(server, definition)).id;
  await publish(server, listed);
  expectStatus(await server.call('PUT', `/integrations/${listed}/listing`, {}), 200, 201);
  expectStatus(await server.call('PATCH', '/embedding', { origins: [HOST], makesPeople: true }), 200);
  expectStatus(await server.call('POST', '/embedding/keys', { name: 'Host', key: anyKey().publicKey }), 201);
});
afterAll(cleanUp);

/** Somebody in a frame: what they ask for, and send of the form that stands there. */
async function arrived(person: number) {
  const claims = { sub: `person-${person}`, customer: `customer-${person}`, note: secretOf(person, 999) };
  const token = await hostToken(anyKey(), claims);
  tokens.push(token);
  const authorization = `Bearer ${token}`;
  note(
    'the sign-in',
    await send(`${server.url}/embedded/authenticate`, { method: 'POST', headers: { authorization } }),
  );
  const begun = await send(`${server.url}/embedded/sessions`, {
    ...{ method: 'POST', body: '{}' },
    headers: { authorization, 'sec-fetch-site': 'same-origin' },
  });
  expectStatus(begun, 200);
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
  const headers = { cookie, accept: 'text/html', 'sec-fetch-site': 'same-origin' };
  const get = async (path: string) => {
    const answer = await send(server.url + path, { headers });
    note(path, answer);
    return answer.text;
  };
  const post = async (path: string, html: string, typed: Record<string, string> = {}) => {
    const sent = { _csrf: csrfIn(html), ...typed };
    const answer = await send(server.url + path, {
      method: 'POST',
      headers,
      body: new URLSearchParams(sent),
    });
    note(path, answer);
    return { status: answer.status, location: answer.headers.get('location') ?? '', html: answer.text };
  };
  return { get, post };
}

/** The form of a page with a secret in each of its fields for one, as a host page sets them. @param from which come first */
function filled(html: string, path: string, person: number, from: number): Record<string, string> {
  const fields = formOf(html, path);
  const names = [...html.matchAll(/<input[^>]*type="password"[^>]*>/g)].flatMap(
    ([tag]) => /name="(c[^"]+)"/.exec(tag)?.[1] ?? [],
  );
  expect(names).toHaveLength(EACH);
  const typed = names.map((name, index) => [name, secretOf(person, from + index)]);
  return { ...fields, ...Object.fromEntries(typed), go: 'next' };
}

test('1,000 secrets are typed in frames, some of them in vain, and wait or hold', async () => {
  for (const person of PEOPLE) {
    const { get, post } = await arrived(person);
    const offer = `/embedded/marketplace/integrations/${listed}`;
    const begun = await post(`${offer}/activations`, await get(offer));
    const answers = begun.location.split('?')[0] ?? '';
    expect(answers).toContain('/answers');
    const first = `${answers}/1`;
    const html = await get(first);
    const form = filled(html, first, person, 0);
    const outdated = await post(first, html, { ...form, version: '7' });
    expect(outdated.status).toBe(409);
    expect((await post(`${first}/form`, html, form)).status).toBe(200);
    expect((await post(first, html, form)).status).toBe(303);
    for (const path of [first, `${answers}/review`]) expect(await get(path)).toContain('System');
    const own = answers.replace('/answers', '/own-answers');
    const mine = await get(`${own}/1`);
    expect((await post(`${own}/1`, mine, filled(mine, `${own}/1`, person, EACH))).status).toBe(303);
    await get(`${own}/1`);
    if (person % 2 === 0) continue;
    for (const path of [`${answers}/review`, `${own}/review`]) {
      const ended = await post(path, await get(path));
      expect([path, ended.status]).toEqual([path, 303]);
      await get(ended.location);
    }
  }
});

test('none stands on a page of a frame, or in what the page around is told', () => {
  expect(seen.length).toBeGreaterThan(PEOPLE.length * 10);
  for (const [what, text] of seen) expectNone(what, text, tokens);
});

test('none stands in what the API and the pages of staff say', async () => {
  const found = expectStatus(await server.call('GET', `/instances?integration=${listed}`), 200);
  const ids = [...new Set([...found.text.matchAll(/ins_\w+/g)].map(([id]) => id))];
  expect(ids).toHaveLength(PEOPLE.length);
  const paths = ids.flatMap((id) =>
    ['', '/configuration', '/user-configurations'].map((rest) => `/instances/${id}${rest}`),
  );
  for (const path of [...paths, '/connections', '/audit', '/customers'])
    expectNone(path, expectStatus(await server.call('GET', path), 200).text, tokens);
  const setUpUrl = async () => server.url + (/\/set-up\/[\w-]+/.exec(server.output())?.[0] ?? '');
  const cookies = Object.entries(await owner({ setUpUrl })).map(([name, text]) => `${name}=${text}`);
  const headers = { cookie: cookies.join('; '), 'sec-fetch-site': 'same-origin' };
  const pages = ids.flatMap((id) => [
    `/instances/${id}`,
    `/instances/${id}/configuration`,
    `/instances/${id}/answers/review`,
  ]);
  for (const path of [...pages, '/connections', '/settings/audit'])
    expectNone(path, expectStatus(await send(server.url + path, { headers }), 200).text, tokens);
});

test('none stands in a file of the data folder or in what the process writes, and no token does', async () => {
  expect(canaryFreeFiles(server.dataFolder, tokens)).toContain('stepwell.db-wal');
  await server.stop();
  expect(canaryFreeFiles(server.dataFolder, tokens)).toContain('stepwell.db');
  expectNone('the process log', server.output(), tokens);
});
