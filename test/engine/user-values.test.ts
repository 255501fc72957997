/** Runs that are for one of a customer's people: with what that person has answered, over what the instance has. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { parseDefinition } from '../../src/definition/document/import.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { deleteCustomerUser, updateCustomerUser } from '../../src/models/customer-users.ts';
import { changeVersion, targetOf } from '../../src/models/deployments.ts';
import { enqueue } from '../../src/models/executions.ts';
import type { Instance } from '../../src/models/instances.ts';
import { getDraft } from '../../src/models/integrations.ts';
import { removeOwnAnswers } from '../../src/models/own-answers.ts';
import { replayExecution } from '../../src/models/replays.ts';
import { internalRequest, packRequest } from '../../src/models/requests.ts';
import { createUser } from '../../src/models/users.ts';
import { publishVersion } from '../../src/models/versions.ts';
import { putDraft } from '../support/drafts.ts';
import { flow, step, workshop } from '../support/engine.ts';
import { type Someone, setUp, viewerOfPerson } from '../support/own-answers.ts';
import { EVERYTHING } from '../support/viewers.ts';

const shop = workshop({
  tell: {
    perform: ({ configVars, user, webhookUrls }) => ({ data: { configVars, user, urls: webhookUrls } }),
  },
  call: { perform: async (context) => await context.invokeFlow('Tell', {}, { waits: true }) },
});
let engine: Engine;
let instance: Instance;
let ada: Someone;
let bob: Someone;

const secret = { ...{ key: 'Password', dataType: 'string' }, stableKey: 'password' };
const variables = [
  { key: 'Region', dataType: 'string', stableKey: 'region' },
  { key: 'Signature', dataType: 'string', stableKey: 'signature' },
  secret,
  {
    ...{ key: 'Mailbox', dataType: 'connection', stableKey: 'mailbox', inputs: {} },
    connection: { key: 'apiKey', component: { key: 'http', version: 'LATEST', isPublic: true } },
  },
];
const pageOf = (name: string, keys: string[], userLevelConfigured = false) => ({
  ...{ name, userLevelConfigured },
  elements: keys.map((value) => ({ type: 'configVar', value })),
});
const settings = {
  requiredConfigVars: variables,
  configPages: [pageOf('All', ['Region']), pageOf('Each', ['Signature', 'Password', 'Mailbox'], true)],
};
const flows = [
  flow('Tell', [step('Tell', 'probe.tell')], { isSynchronous: true }),
  flow('Call', [step('Call', 'probe.call')]),
];
const answersOf = (name: string) => ({
  Signature: `Yours, ${name}`,
  Password: `password-of-${name}`,
  Mailbox: { fields: { apiKey: `key-of-${name}` } },
});

beforeAll(async () => {
  engine = await shop.engine();
  instance = await shop.deploy(flows, settings, { Region: 'eu' });
  const { customerId } = instance;
  const person = async (name: string) => {
    const facts = { name, role: 'customer_member', customerId, externalId: `ext-${name}` } as const;
    const { id } = await shop.store.write((tx) =>
      createUser(tx, { email: `${name}@example.test`, ...facts }),
    );
    await setUp(shop.tools, { id, customerId }, instance.id, answersOf(name));
    return { id, customerId };
  };
  [ada, bob] = [await person('ada'), await person('bob')];
});
afterAll(shop.close);

async function run(userId: string | null, name = 'Tell') {
  const payload = await packRequest(internalRequest({}), shop.store.blobs, shop.tools.vault);
  const wanted = { ...targetOf(instance, name), kind: 'webhook' as const, payload, userId };
  const { id } = await shop.store.write((tx) => enqueue(tx, wanted));
  engine.wake(await shop.execution(id));
  return await ended(id);
}

async function ended(id: string) {
  return { id, execution: await shop.end(id), data: (await shop.steps(id))[0]?.data };
}

test('each person’s run has their own values over those of the instance, and knows whose they are', async () => {
  const mine = await run(ada.id);
  expect(mine.data).toEqual({
    configVars: {
      ...{ Region: 'eu', Signature: 'Yours, ada' },
      ...{ Password: '***', Mailbox: expect.objectContaining({ fields: { apiKey: '***' } }) },
    },
    user: { id: ada.id, email: 'ada@example.test', name: 'ada', externalId: 'ext-ada' },
    urls: {
      Tell: expect.stringMatching(/\/trigger\/[\w-]+\.ucf_\w+$/),
      Call: expect.stringMatching(/\/trigger\/[\w-]+\.ucf_\w+$/),
    },
  });
  expect((await run(bob.id)).data).toMatchObject({ configVars: { Signature: 'Yours, bob' } });
});

test('a run that is for nobody has the values of the instance alone', async () => {
  const { data } = await run(null);
  expect(data).toMatchObject({ configVars: { Region: 'eu' }, user: { id: '', externalId: '' } });
  expect(JSON.stringify(data)).not.toMatch(/Yours|ucf_/);
});

test('flows that a flow calls, and replays, are for the same person', async () => {
  const called = await run(bob.id, 'Call');
  expect(called.data).toMatchObject({ user: { id: bob.id } });
  const replay = await replayExecution(shop.tools, EVERYTHING, called.id, {
    from: 'start',
    version: 'original',
  });
  engine.wake(replay);
  expect((await ended(replay.id)).data).toMatchObject({ configVars: { Signature: 'Yours, bob' } });
});

test('what a person changes, and what they are called, the next run knows', async () => {
  await setUp(shop.tools, bob, instance.id, { Signature: 'Bye' });
  await shop.store.write((tx) =>
    updateCustomerUser(tx, EVERYTHING, bob.customerId, bob.id, { name: 'Robert' }),
  );
  expect((await run(bob.id)).data).toMatchObject({
    configVars: { Signature: 'Bye', Password: '***' },
    user: { name: 'Robert' },
  });
});

test('where another version asks a person for more, their runs say what is missing, and others go on', async () => {
  const more = {
    ...settings,
    requiredConfigVars: [...variables, { key: 'Language', dataType: 'string', stableKey: 'language' }],
    configPages: [pageOf('All', ['Region']), pageOf('Each', ['Signature', 'Mailbox', 'Language'], true)],
  };
  const parsed = parseDefinition({ definitionVersion: 7, name: 'test', description: '', flows, ...more });
  if (!parsed.ok) throw new Error('It is no definition.');
  await shop.store.write(async (tx) => {
    const { revision } = await getDraft(tx, instance.integrationId);
    await putDraft(tx, instance.integrationId, parsed.definition, revision);
    await publishVersion(tx, instance.integrationId, 'Next');
  });
  instance = (await changeVersion(shop.tools, EVERYTHING, instance.id, 2)).instance;
  expect(instance.state).toBe('active');
  expect((await run(ada.id)).execution).toMatchObject({
    status: 'failed',
    error: {
      message: 'ada has to answer Language before flows can run for them. Replay this execution then.',
    },
  });
  expect((await run(null)).execution.status).toBe('succeeded');
  await setUp(shop.tools, ada, instance.id, { Language: 'en' });
  expect((await run(ada.id)).data).toMatchObject({
    configVars: { Signature: 'Yours, ada', Language: 'en', Mailbox: { fields: { apiKey: '***' } } },
  });
});

test('of somebody who has removed their answers, or is removed, a run fails and says so', async () => {
  await removeOwnAnswers(shop.tools, viewerOfPerson(ada), instance.id);
  await shop.store.write((tx) => deleteCustomerUser(tx, shop.tools, EVERYTHING, bob.customerId, bob.id));
  for (const { id } of [ada, bob])
    expect((await run(id)).execution).toMatchObject({
      status: 'failed',
      error: { message: expect.stringMatching(/^The person whom this execution is for has not set up/) },
    });
});
