import { expect, test } from 'bun:test';
import type { Definition } from '../../src/definition/document/schema.ts';
import { changeVersion, type Deployed, deployInstance } from '../../src/models/deployments.ts';
import { isApiKeyOf, listApiKeys } from '../../src/models/endpoint-keys.ts';
import { curlLine, findEndpoint, listEndpoints } from '../../src/models/endpoints.ts';
import {
  customerNamed,
  definition,
  deployed,
  flow,
  publishedNext,
  toolsFor,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING } from '../support/viewers.ts';

const at = shelf();

async function urls({ instance, compiled }: Pick<Deployed, 'instance' | 'compiled'>) {
  const endpoints = await listEndpoints(at.store.read, instance.integrationId, instance.id);
  return Object.fromEntries(
    compiled.flows.map(({ name, stableKey }) => [
      name,
      endpoints.find((each) => each.flowKey === stableKey || each.flowKey === null)?.id,
    ]),
  );
}

async function upgraded(before: Deployed, written: Definition): Promise<Deployed> {
  const { number } = await publishedNext(at.store, before.instance.integrationId, written);
  return await changeVersion(toolsFor(at.store), EVERYTHING, before.instance.id, number);
}

test('each flow has an address of its own that nobody can guess, and it leads to the instance', async () => {
  const made = await deployed(at.store, definition({ flows: [flow('One'), flow('Two')] }));
  const { One, Two } = await urls(made);
  expect(One).not.toBe(Two);
  expect(Buffer.from(One ?? '', 'base64url').byteLength).toBeGreaterThanOrEqual(16);
  const found = await findEndpoint(at.store, One ?? '');
  expect(found?.instance).toEqual(made.instance);
  expect(found?.endpoint.flowKey).toBe('One');
  expect(await findEndpoint(at.store, 'unknown')).toBeUndefined();
});

test('an address stays through an upgrade, also of a flow that has another name now', async () => {
  const made = await deployed(
    at.store,
    definition({ flows: [flow('One', { stableKey: 'first' }), flow('Two'), flow('Gone')] }),
  );
  const before = await urls(made);
  const after = await upgraded(
    made,
    definition({ flows: [flow('Uno', { stableKey: 'first' }), flow('Two'), flow('Three')] }),
  );
  const now = await urls(after);
  expect(now.Uno).toBe(before.One);
  expect(now.Two).toBe(before.Two);
  expect(now.Three).toBeString();
  expect(Object.values(before)).not.toContain(now.Three);
});

test('an address comes back with the version that has its flow', async () => {
  const made = await deployed(at.store, definition({ flows: [flow('One'), flow('Two')] }));
  const before = await urls(made);
  await upgraded(made, definition({ flows: [flow('One')] }));
  const back = await changeVersion(toolsFor(at.store), EVERYTHING, made.instance.id, 1);
  expect(await urls(back)).toEqual(before);
});

test('an integration may have one address an instance, or one for all instances', async () => {
  const flows = [flow('One'), flow('Two')];
  const own = await deployed(at.store, definition({ flows, endpointType: 'instance_specific' }));
  expect(new Set(Object.values(await urls(own))).size).toBe(1);
  const shared = await deployed(at.store, definition({ flows, endpointType: 'shared_instance' }));
  const { id: customerId } = await customerNamed(at.store, 'Second');
  const fields = { customerId, integrationId: shared.integration.id, configVariables: {} };
  const second = await deployInstance(toolsFor(at.store), fields);
  expect(await urls(second)).toEqual(await urls(shared));
  const found = await findEndpoint(at.store, (await urls(shared)).One ?? '');
  expect(found).toMatchObject({ endpoint: { integrationId: shared.integration.id } });
  expect(found?.instance).toBeUndefined();
  expect((await urls(own)).One).not.toBe((await urls(shared)).One);
});

function only({ compiled }: Deployed) {
  const [first] = compiled.flows;
  if (!first) throw new Error('There is one.');
  return first;
}

test('a flow that demands a key gets one that opens it, and no other does', async () => {
  const secured = definition({ flows: [flow('One', { endpointSecurityType: 'customer_required' })] });
  const [a, b] = [await deployed(at.store, secured), await deployed(at.store, secured)];
  const [key] = await listApiKeys(at.store.read, vault, a.instance.id, only(a));
  const text = key?.reveal() ?? '';
  expect(text.length).toBeGreaterThanOrEqual(22);
  const opens = (made: Deployed, given: string | undefined) =>
    isApiKeyOf(at.store, made.instance.id, only(made), given);
  expect(await opens(a, text)).toBe(true);
  expect(await opens(b, text)).toBe(false);
  for (const wrong of [undefined, '', 'x', `${text} `, text.toUpperCase(), text.slice(0, -1)])
    expect(await opens(a, wrong)).toBe(false);
});

test('the key of a flow stays through an upgrade and does not lie on the disk in the clear', async () => {
  const secured = definition({ flows: [flow('One', { endpointSecurityType: 'customer_required' })] });
  const made = await deployed(at.store, secured);
  const keyOf = async (each: Deployed) =>
    (await listApiKeys(at.store.read, vault, each.instance.id, only(each))).map((key) => key.reveal());
  const [key] = await keyOf(made);
  const bytes = await at.bytes();
  expect(bytes.includes(only(made).name)).toBe(true);
  expect(bytes.includes(key ?? '')).toBe(false);
  expect(await keyOf(await upgraded(made, { ...secured, description: 'v2' }))).toEqual([key ?? '']);
});

test('a flow whose keys are optional is open as long as it has none', async () => {
  const open = await deployed(at.store, definition({ flows: [flow('One')] }));
  expect(await isApiKeyOf(at.store, open.instance.id, only(open), undefined)).toBe(true);
  expect(await isApiKeyOf(at.store, open.instance.id, only(open), 'any')).toBe(true);
  expect(await listApiKeys(at.store.read, vault, open.instance.id, only(open))).toEqual([]);
});

test("a flow of the organization opens to the organization's keys", async () => {
  const more = {
    endpointSecurityType: 'organization' as const,
    organizationApiKeys: ['org-key-1', 'org-key-2'],
  };
  const made = await deployed(at.store, definition({ flows: [flow('One', more)] }));
  const opens = (key: string | undefined) => isApiKeyOf(at.store, made.instance.id, only(made), key);
  expect(await opens('org-key-1')).toBe(true);
  expect(await opens('org-key-2')).toBe(true);
  expect(await opens('org-key-3')).toBe(false);
  expect(await opens(undefined)).toBe(false);
  const keys = await listApiKeys(at.store.read, vault, made.instance.id, only(made));
  expect(keys.map((key) => key.reveal())).toEqual(['org-key-1', 'org-key-2']);
});

test('the line for a terminal calls the address, and nothing else whatever a key is made of', async () => {
  expect(curlLine('http://127.0.0.1/trigger/x', '{}')).toBe(
    "curl -X POST http://127.0.0.1/trigger/x -H 'content-type: application/json' -d '{}'",
  );
  const line = curlLine('http://127.0.0.1/trigger/x', '{"a":"it\'s"}', "key'; echo pwned; '$(id)`id`");
  const words = await new Response(Bun.spawn(['sh', '-c', `printf '%s\n' ${line}`]).stdout).text();
  expect(words.split('\n').slice(0, -1)).toEqual([
    ...['curl', '-X', 'POST', 'http://127.0.0.1/trigger/x', '-H', "Api-Key: key'; echo pwned; '$(id)`id`"],
    ...['-H', 'content-type: application/json', '-d', '{"a":"it\'s"}'],
  ]);
});
