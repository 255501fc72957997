/** The help ships with the binary, and what it shows to be called is called here and answers as it says. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { MANUAL } from '../../src/web/staff/help/manual.ts';
import { type Answer, cleanUp, type Server, send, start } from '../support/binary.ts';
import type { Json } from '../support/definitions.ts';
import {
  createCustomer,
  deploy,
  executionEnded,
  type Instance,
  importText,
  publish,
  urlOf,
} from '../support/journey.ts';
import { fences, fencesByInfo } from '../views/help/fences.ts';

setDefaultTimeout(180_000);
let server: Server;
beforeAll(async () => {
  server = await start();
});
afterAll(cleanUp);

let customers = 0;

async function deployed(yaml: string, configVariables: Record<string, Json> = {}): Promise<Instance> {
  const { id: integrationId } = await importText(server, yaml);
  await publish(server, integrationId);
  customers += 1;
  const customerId = await createCustomer(server, `Reader ${customers}`);
  return await deploy(server, { integrationId, customerId, configVariables });
}

/** Sends what a `curl` line says, as far as our examples use it: -X, -H, -d, and variables. */
async function curl(line: string, variables: Record<string, string>): Promise<Answer> {
  const filled = line
    .replaceAll('\\\n', ' ')
    .replaceAll(/\$([A-Z_]+)/g, (whole, name) => variables[name] ?? whole);
  const [program, ...words] = [...filled.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(
    ([, single, double, bare]) => single ?? double ?? bare ?? '',
  );
  expect(program).toBe('curl');
  const headers = new Headers();
  const init: { method?: string; body?: string } = {};
  let url = '';
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-H') {
      const [, name = '', value = ''] = /^([^:]+): ?(.*)$/.exec(words.shift() ?? '') ?? [];
      headers.set(name, value);
    } else if (word === '-d') init.body = words.shift() ?? '';
    else if (word === '-X') init.method = words.shift() ?? '';
    else url = word;
  }
  return await send(url, { method: init.body === undefined ? 'GET' : 'POST', ...init, headers });
}

/** Each call of a page with the answer that it shows. */
function calls(name: string): { call: string; answer: string }[] {
  const blocks = fencesByInfo(name);
  return blocks.flatMap(([info, call], index) => {
    const [next, answer = ''] = blocks[index + 1] ?? [];
    return info === 'sh' && call.startsWith('curl') && next === 'json' ? [{ call: call.trim(), answer }] : [];
  });
}

/** Ids are new each time. */
const shown = (answer: Answer): unknown => JSON.parse(answer.text.replaceAll(/"exe_\w+"/g, '"exe_…"'));

test('every help page is in the binary', async () => {
  for (const name of MANUAL) {
    const { status, text } = await send(`${server.url}/help/${name}`);
    expect([name, status]).toEqual([name, 200]);
    expect(text).toContain('<article');
  }
  expect((await send(`${server.url}/help?q=ballast`)).text).toContain('<mark>ballast</mark>');
});

describe('calls of webhooks answer as the help says', () => {
  let variables: Record<string, string>;
  beforeAll(async () => {
    const [echo = ''] = fences('webhooks', 'yaml complete');
    const open = await deployed(echo);
    const locked = await deployed(echo.replace('unsecured', 'customer_required'));
    const key = locked.flows[0]?.apiKeys[0] ?? '';
    variables = { URL: urlOf(open), LOCKED_URL: urlOf(locked), KEY: key };
  });

  test.each(calls('webhooks'))('$call', async ({ call, answer }) => {
    const got = await curl(call, variables);
    expect(shown(got)).toEqual(JSON.parse(answer));
    const id = got.headers.get('stepwell-executionid');
    if (id !== null) expect((await executionEnded(server, id)).status).toBe('succeeded');
  });
});

test('the flow of “Building a flow” answers as the help says', async () => {
  const [flow = ''] = fences('building-a-flow', 'yaml complete');
  const variables = { URL: urlOf(await deployed(flow)) };
  const [example, ...others] = calls('building-a-flow');
  expect(others).toEqual([]);
  expect(shown(await curl(example?.call ?? '', variables))).toEqual(JSON.parse(example?.answer ?? ''));
});

test('config variables are set by the call of “Configuration”', async () => {
  const [document = ''] = fences('definition-format', 'yaml complete');
  const { id } = await deployed(document, { 'Shop Name': 'Westwind' });
  const [call = ''] = fences('configuration', 'sh');
  const answer = await curl(call, { SERVER: server.url, INSTANCE: id, TOKEN: server.token });
  expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('Nordwind')]);
});
