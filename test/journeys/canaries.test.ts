import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type Answer, cleanUp, type Server, send, start, until } from '../support/binary.ts';
import { canaryFreeFiles, expectNone, NEEDLES, secretOf } from '../support/canaries.ts';
import {
  code,
  flow,
  integration,
  jsonHeader,
  reference,
  step,
  template,
  trigger,
  value,
  variable,
  webhook,
} from '../support/definitions.ts';
import { executionEnded, executionsOf, type Instance, install, logsOf, stepsOf } from '../support/journey.ts';
import { owner } from '../support/journey-people.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';

/*
 * 1,000 secrets of four customers, each of which goes in ten spellings through every place where a flow can leave a value.
 * All begin alike and go on with what every spelling writes in another way, so that one look finds any of them.
 */
setDefaultTimeout(180_000);
const CUSTOMERS = 4;
const SECRETS = 250;
const MOST_PAGES = 60;

/** How the code of the flow writes each of them. */
const SPELL = `
  const json = (text) => JSON.stringify(text).slice(1, -1);
  const entities = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  const WAYS = {
    plain: (text) => text,
    json,
    jsonInJson: (text) => json(json(text)),
    component: encodeURIComponent,
    lowerCase: (text) => encodeURIComponent(text).replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    form: (text) => new URLSearchParams({ a: text }).toString().slice(2),
    html: (text) => text.replace(/[&<>"']/g, (character) => entities[character]),
    basic: (text) => 'Basic ' + Buffer.from('user:' + text).toString('base64'),
    base64: (text) => Buffer.from('x' + text).toString('base64'),
    base64url: (text) => Buffer.from(text).toString('base64url'),
    hex: (text) => Buffer.from(text).toString('hex'),
  };
  const secrets = Object.values(context.configVars.System.fields);
  const spelled = Object.fromEntries(Object.entries(WAYS).map(([way, write]) => [way, secrets.map(write)]));`;

/** Results over 256 KB, which become files: text with every secret in every way, bytes with every secret, and much else. */
const LARGE = `${SPELL}
  const words = Array.from({ length: 60_000 }, (_, index) => Math.imul(index, 2654435761).toString(36));
  return { data: [words, spelled, words] };`;
const LARGE_FILE = `${LARGE.replace(/return .*/, '')}
  return { data: Buffer.from(JSON.stringify([words, secrets, words])), contentType: 'application/json' };`;

let server: Server;
let upstream: Upstream;
const instances: Instance[] = [];
const answers: Answer[] = [];
const keyOf = (instance: Instance) => instance.flows.find(({ name }) => name === 'Main')?.apiKeys[0] ?? '';

beforeAll(async () => {
  upstream = startUpstream();
  // What it was sent comes back, as some systems do in their error pages.
  upstream.answer = (call) => new Response(call.body, { headers: { 'content-type': 'text/plain' } });
  server = await start({ env: { STEPWELL_EGRESS_ALLOW: '127.0.0.1' } });
  const persist = (name: string, action: string) =>
    step(name, `persist-data.${action}`, { keyInput: value('kept'), valueInput: reference('spell.results') });
  const main = (isLarge: boolean) =>
    flow(
      'Main',
      [
        webhook(),
        ...(isLarge ? [code('Large', LARGE), code('Large file', LARGE_FILE)] : []),
        code(
          'Spell',
          `${SPELL}\nfor (const all of Object.values(spelled)) context.logger.info(all[0], all[1]);\ncontext.logger.warn(spelled, context.webhookApiKeys);\nreturn { data: spelled };`,
        ),
        persist('Save', 'saveInstanceValue'),
        persist('Append', 'appendCrossFlowValueToList'),
        persist('Remember', 'saveExecutionValue'),
        step('Call', 'cross-flow.invokeFlow', {
          flowName: value('Second'),
          data: reference('spell.results'),
        }),
        step('Send', 'http.httpPost', {
          url: value(upstream.url),
          data: template('{{$spell.results}}'),
          headers: jsonHeader,
          debugRequest: value('true'),
        }),
        code('Break', `${SPELL}\nthrow new TypeError(Object.values(spelled).flat().join(' '));`),
      ],
      { endpointSecurityType: 'customer_required' },
    );
  const second = flow('Second', [
    trigger('cross-flow.crossFlow'),
    code('Spell', 'return { data: stepResults.trigger.results.body.data };'),
    persist('Save', 'saveIntegrationValue'),
    persist('Add', 'addCrossFlowValueToSet'),
    step('Log', 'log.writeLog', { level: value('info'), message: template('{{$trigger.results.body}}') }),
  ]);
  const system = variable('System', 'connection', {
    connection: { key: 'none', component: { key: 'none', version: 'LATEST', isPublic: true } },
    inputs: {},
  });
  for (let customer = 0; customer < CUSTOMERS; customer++) {
    const fields = Object.fromEntries(
      Array.from({ length: SECRETS }, (_, index) => [`s${index}`, secretOf(customer, index)]),
    );
    const definition = integration(`Canaries ${customer}`, [main(customer === 0), second], {
      requiredConfigVars: [system],
    });
    instances.push(await install(server, definition, { System: { fields } }));
  }
});
afterAll(async () => {
  upstream.stop();
  await cleanUp();
});

test('every needle is one: it finds the spelling that it is for', () => {
  const secret = secretOf(1, 1);
  const written = [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    Buffer.from(secret).toString('hex'),
  ];
  for (const before of ['', 'x', 'user:']) written.push(Buffer.from(before + secret).toString('base64'));
  for (const text of written) expect(NEEDLES.some((needle) => text.includes(needle))).toBe(true);
});

test('1,000 secrets in ten spellings reach the system that they are for', async () => {
  const calls = instances.map(async (instance, index) => {
    const url = instance.flows.find(({ name }) => name === 'Main')?.webhookUrl ?? '';
    const waits = { 'stepwell-synchronous': String(index === 0) };
    return await send(url, { method: 'POST', headers: { 'api-key': keyOf(instance), ...waits } });
  });
  answers.push(...(await Promise.all(calls)));
  // The first caller waits: for the failure, or, on a slow machine, in vain.
  expect(answers.map(({ status }) => status === 200)).toEqual([false, true, true, true]);
  for (const instance of instances) {
    await until('both flows to end', async () => {
      const runs = await executionsOf(server, instance.id);
      return runs.filter(({ status }) => status === 'failed' || status === 'succeeded').length === 2;
    });
  }
  const got = upstream.calls.map(({ body }) => JSON.parse(body).plain);
  const all = Array.from({ length: CUSTOMERS }, (_, customer) =>
    Array.from({ length: SECRETS }, (_, index) => secretOf(customer, index)),
  );
  expect(got.sort((a, b) => (a[0] < b[0] ? -1 : 1))).toEqual(all);
});

test('none stands in an answer, an execution, a step, a log line, or an instance as the API shows it', async () => {
  for (const answer of answers) expectNone('an answer', answer.text + JSON.stringify([...answer.headers]));
  for (const instance of instances) {
    const runs = await executionsOf(server, instance.id);
    for (const { id } of runs) {
      const ended = await executionEnded(server, id);
      const steps = await stepsOf(server, id);
      const texts = JSON.stringify([ended, steps, await logsOf(server, id)]);
      expectNone(`the execution ${id}`, texts, [keyOf(instance)]);
      expect(texts).toContain('***');
    }
    for (const path of ['', '/config-variables'])
      expectNone('an instance', (await server.call('GET', `/instances/${instance.id}${path}`)).text);
  }
});

test('none stands on a page of an execution or an instance, or in a file to download', async () => {
  const setUpUrl = async () => server.url + (/\/set-up\/[\w-]+/.exec(server.output())?.[0] ?? '');
  const cookies = await owner({ setUpUrl });
  const cookie = Object.entries(cookies)
    .map(([name, text]) => `${name}=${text}`)
    .join('; ');
  const [instance] = instances;
  if (!instance) throw new Error('There is one.');
  const runs = await executionsOf(server, instance.id);
  const begun = [`/instances/${instance.id}`, ...runs.map(({ id }) => `/executions/${id}`)];
  const seen = new Set<string>();
  for (const path of begun) {
    const left = [path];
    while (left.length > 0 && seen.size < MOST_PAGES) {
      const next = left.shift() ?? '';
      if (seen.has(next)) continue;
      seen.add(next);
      const page = await send(server.url + next, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
      expect([next, page.status < 400]).toEqual([next, true]);
      expectNone(next, page.text);
      for (const [, href = ''] of page.text.matchAll(/href="(\/[^"]*)"/g)) {
        const link = href.replaceAll('&amp;', '&');
        if (link.startsWith(path) && !link.includes('/stream')) left.push(link);
      }
    }
  }
  expect([...seen].some((path) => path.includes('log-file'))).toBe(true);
  expect(seen.size).toBeGreaterThan(10);
});

test('none stands in a file of the data folder or in what the process writes, before and after its stop', async () => {
  const keys = instances.map(keyOf);
  const names = canaryFreeFiles(server.dataFolder, keys);
  expect(names).toContain('stepwell.db-wal');
  expect(names.filter((name) => name.startsWith('blobs/')).length).toBeGreaterThanOrEqual(2);
  await server.stop();
  expect(canaryFreeFiles(server.dataFolder, keys)).toContain('stepwell.db');
  expectNone('the process log', server.output(), keys);
});
