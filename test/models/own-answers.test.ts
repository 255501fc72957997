import { expect, test } from 'bun:test';
import type { ConfigVar, Definition } from '../../src/definition/document/schema.ts';
import { missingNames, runtimeValue, userVariables } from '../../src/models/config-variables.ts';
import { connectionChoices } from '../../src/models/connection-pointers.ts';
import { deleteCustomerUser } from '../../src/models/customer-users.ts';
import { changeVersion, setActive } from '../../src/models/deployments.ts';
import { listExecutions } from '../../src/models/execution-list.ts';
import { getRequest } from '../../src/models/executions.ts';
import { applyOwnAnswers, ownAnswers, ownSetUps, removeOwnAnswers } from '../../src/models/own-answers.ts';
import { requestOpener, unpackRequest } from '../../src/models/requests.ts';
import { configuredUserNamed, listUserConfigurations } from '../../src/models/user-configurations.ts';
import { createUser } from '../../src/models/users.ts';
import { answer, type Someone, setUp, viewerOfPerson } from '../support/own-answers.ts';
import {
  configured,
  customerNamed,
  deployed,
  flow,
  publishedNext,
  refusal,
  toolsFor,
  trigger,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const REGION: ConfigVar = { key: 'Region', dataType: 'string' };
const SIGNATURE: ConfigVar = { key: 'Signature', dataType: 'string' };
const KEY = 'key-very-secret';

const mailbox = (baseUrl: string): ConfigVar => ({
  ...{ key: 'Mailbox', dataType: 'connection', connection: { key: 'apiKey', component: { key: 'http' } } },
  inputs: { baseUrl: { type: 'value', value: baseUrl } },
});

/** What the instance is asked first, then what each person is. */
function asking(own: ConfigVar[]): Definition {
  const { configPages = [], ...written } = configured([REGION]);
  const elements = own.map(({ key }) => ({ type: 'configVar', value: key }));
  const page = { name: 'You', userLevelConfigured: true, elements };
  return { ...written, requiredConfigVars: [REGION, ...own], configPages: [...(configPages ?? []), page] };
}

async function world(written = asking([SIGNATURE, mailbox('https://api.example')])) {
  const tools = toolsFor(at.store);
  const { instance, integration, customer } = await deployed(at.store, written, { Region: 'eu' });
  const person = async (name: string): Promise<Someone> => {
    const facts = { role: 'customer_member', customerId: customer.id, externalId: name } as const;
    const email = `${name}-${customer.id}@example.test`;
    const { id } = await at.store.write((tx) => createUser(tx, { email, name, ...facts }));
    return { id, customerId: customer.id };
  };
  const own = async (who: Someone, number = 1) =>
    await ownAnswers(at.store.read, tools, viewerOfPerson(who), { ...instance, version: number });
  return { tools, instance, integration, customer, ada: await person('ada'), bob: await person('bob'), own };
}

const MINE = { Signature: 'Yours', Mailbox: { fields: { apiKey: KEY } } };

test('what one person answers holds when all of it is there, and is theirs alone', async () => {
  const { tools, instance, ada, bob, own } = await world();
  expect(instance.state).toBe('active');
  await answer(tools, ada, instance.id, { Signature: 'Yours' });
  const { issues } = await refusal(applyOwnAnswers(tools, viewerOfPerson(ada), instance.id));
  expect(issues.map(({ path }) => path)).toEqual(['configVariables.Mailbox']);
  expect(await configuredUserNamed(at.store.read, instance, 'ada')).toBeUndefined();
  await setUp(tools, ada, instance.id, MINE);
  expect(await configuredUserNamed(at.store.read, instance, 'ada')).toMatchObject({ id: ada.id });
  expect(Object.fromEntries((await own(ada)).values)).toEqual({ Region: 'eu', ...MINE });
  expect(Object.fromEntries((await own(bob)).values)).toEqual({ Region: 'eu' });
  const listed = await listUserConfigurations(at.store.read, EVERYTHING, instance.id, { limit: 10 });
  expect(listed.items.map(({ name }) => name)).toEqual(['ada']);
  const elsewhere = viewerFor((await customerNamed(at.store, 'Other')).id);
  const foreign = await listUserConfigurations(at.store.read, elsewhere, instance.id, { limit: 10 });
  expect(foreign.items).toEqual([]);
});

test('an account that one person has connected is no choice of others, and theirs is no connection of others', async () => {
  const { tools, instance, customer, ada, bob, own } = await world();
  await setUp(tools, ada, instance.id, MINE);
  const id = (await own(ada)).own.pointed.get('Mailbox')?.id ?? '';
  expect(id).toMatch(/^con_/);
  const { configVars } = await tools.compiledVersions.get(at.store.read, instance.integrationId, 1);
  for (const viewer of [EVERYTHING, viewerFor(customer.id)]) {
    const choices = await connectionChoices(at.store.read, viewer, { customerId: customer.id }, configVars);
    expect([...choices.values()].flat()).toEqual([]);
  }
  const taken = await refusal(answer(tools, bob, instance.id, { Mailbox: { connection: id } }));
  expect(taken.issues).toEqual([
    { path: 'configVariables.Mailbox', message: 'Mailbox: connect an account of your own.' },
  ]);
});

test('nobody of the organization answers for a person', async () => {
  const { tools, instance } = await world();
  await expect(applyOwnAnswers(tools, EVERYTHING, instance.id)).rejects.toMatchObject({ code: 'forbidden' });
});

test('a version that sends an account’s secrets elsewhere has them typed again, and until then none is sent', async () => {
  const { tools, instance, integration, ada, own } = await world();
  await setUp(tools, ada, instance.id, MINE);
  await publishedNext(at.store, integration.id, asking([SIGNATURE, mailbox('https://other.example')]));
  const { compiled } = await changeVersion(tools, EVERYTHING, instance.id, 2);
  const variables = userVariables(compiled.configVars);
  const moved = (await own(ada, 2)).values;
  expect(missingNames(variables, moved)).toEqual(['Mailbox (apiKey)']);
  const sent = variables.map((variable) => runtimeValue(variable, moved.get(variable.key)));
  expect(JSON.stringify(sent)).not.toContain(KEY);
  const setUps = await ownSetUps(at.store.read, tools, viewerOfPerson(ada), [{ ...instance, version: 2 }]);
  expect(setUps.get(instance.id)).toMatchObject({ missing: ['Mailbox (apiKey)'] });
  await setUp(tools, ada, instance.id, { Mailbox: { fields: { apiKey: 'another-secret' } } });
  expect(missingNames(variables, (await own(ada, 2)).values)).toEqual([]);
});

test('what is removed is gone, and can be answered anew', async () => {
  const { tools, instance, ada, own } = await world();
  await setUp(tools, ada, instance.id, MINE);
  await removeOwnAnswers(tools, viewerOfPerson(ada), instance.id);
  expect((await own(ada)).configuration).toBeUndefined();
  await setUp(tools, ada, instance.id, MINE);
  expect(Object.fromEntries((await own(ada)).values)).toEqual({ Region: 'eu', ...MINE });
});

const PERSON_FLOWS = ['userLevelConfigDeploy', 'userLevelConfigRemove'].map((key) =>
  flow(key, { steps: [trigger('management-triggers', key)] }),
);

test('flows that want to know of it run when somebody has set up, with their values, and when they have removed it', async () => {
  const written = { ...asking([SIGNATURE]), flows: [flow('Import'), ...PERSON_FLOWS] };
  const { tools, instance, ada } = await world(written);
  const runs = async () =>
    (await listExecutions(at.store.read, EVERYTHING, { instance: instance.id }, { limit: 10 })).items;
  await answer(tools, ada, instance.id, { Signature: 'Yours' });
  expect(await runs()).toEqual([]);
  await applyOwnAnswers(tools, viewerOfPerson(ada), instance.id);
  await removeOwnAnswers(tools, viewerOfPerson(ada), instance.id);
  const made = await runs();
  expect(made.map(({ flow: name, kind, userId }) => [name, kind, userId]).sort()).toEqual([
    ['userLevelConfigDeploy', 'user_deploy', ada.id],
    ['userLevelConfigRemove', 'user_remove', null],
  ]);
  for (const { id } of made) {
    const payload = (await getRequest(at.store.read, id)) ?? Buffer.alloc(0);
    const { body } = await unpackRequest(payload, at.store.blobs, requestOpener(tools.vault, id));
    expect(body).toMatchObject({ value: { user: { id: ada.id, name: 'ada', externalId: 'ada' } } });
  }
});

test('they run as well when the person is removed with all that they have set up', async () => {
  const written = { ...asking([SIGNATURE]), flows: [flow('Import'), ...PERSON_FLOWS] };
  const { tools, instance, customer, ada, bob } = await world(written);
  await setUp(tools, ada, instance.id, { Signature: 'Yours' });
  await answer(tools, bob, instance.id, { Signature: 'Not finished' });
  for (const { id } of [ada, bob])
    await at.store.write((tx) => deleteCustomerUser(tx, tools, EVERYTHING, customer.id, id));
  const { items } = await listExecutions(at.store.read, EVERYTHING, { instance: instance.id }, { limit: 10 });
  expect(items.map(({ flow: name, userId }) => [name, userId]).sort()).toEqual([
    ['userLevelConfigDeploy', ada.id],
    ['userLevelConfigRemove', null],
  ]);
});

test('no flow runs where answers that never held are removed, or the instance is paused', async () => {
  const written = { ...asking([SIGNATURE]), flows: [flow('Import'), ...PERSON_FLOWS] };
  const { tools, instance, ada } = await world(written);
  await answer(tools, ada, instance.id, { Signature: 'Yours' });
  await removeOwnAnswers(tools, viewerOfPerson(ada), instance.id);
  await setActive(tools, EVERYTHING, instance.id, false);
  await setUp(tools, ada, instance.id, { Signature: 'Yours' });
  const { items } = await listExecutions(at.store.read, EVERYTHING, { instance: instance.id }, { limit: 10 });
  expect(items).toEqual([]);
});
