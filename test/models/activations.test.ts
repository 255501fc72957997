import { expect, test } from 'bun:test';
import { MASK } from '../../src/lib/secret-fields.ts';
import {
  answeredValues,
  applyAnswers,
  beginActivation,
  configureInstance,
  discardAnswers,
  giveUpUpgrade,
  saveAnswers,
} from '../../src/models/activations.ts';
import { readConfigValues } from '../../src/models/config-values.ts';
import { askedVersion, begunWizard } from '../../src/models/configuration-drafts.ts';
import { changeVersion, setActive, updateInstance } from '../../src/models/deployments.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { findInstance, getInstance } from '../../src/models/instances.ts';
import { beginUpgrade, goOnWithUpgrade } from '../../src/models/upgrades.ts';
import { setVersionAvailable } from '../../src/models/versions.ts';
import {
  CONNECTION,
  configured,
  customerNamed,
  deployed,
  onDeploy,
  published,
  publishedNext,
  refusal,
  toolsFor,
  vault,
} from '../support/records.ts';
import { shelf } from '../support/stores.ts';
import { EVERYTHING, viewerFor } from '../support/viewers.ts';

const at = shelf();
const REGION = { key: 'Region', dataType: 'string' };
const COUNT = { key: 'Count', dataType: 'number', defaultValue: '5' };
const WRITTEN = configured([REGION, COUNT, CONNECTION], { flows: [onDeploy] });
const KEY = { fields: { apiKey: 'key-very-secret' } };

const tools = () => toolsFor(at.store);
const valuesOf = async (id: string) =>
  Object.fromEntries((await readConfigValues(at.store.read, vault, id)).values);

async function begun(written = WRITTEN) {
  const integration = await published(at.store, written);
  const customer = await customerNamed(at.store, 'Bramble & Co');
  const instance = await beginActivation(tools(), { customerId: customer.id, integrationId: integration.id });
  const { configVars } = await tools().compiledVersions.get(at.store.read, integration.id, 1);
  const answer = (given: Record<string, unknown>, unset: string[] = []) =>
    saveAnswers(tools(), EVERYTHING, instance.id, { given, unset }, configVars);
  return { id: instance.id, integration, customer, instance, configVars, answer };
}

const stateOf = async (id: string) => (await findInstance(at.store.read, id))?.state;

test('what is answered page by page holds all at once, when the wizard is finished', async () => {
  const { id, answer, instance, configVars } = await begun();
  expect(instance).toMatchObject({ state: 'needs_configuration', name: WRITTEN.name, version: 1 });
  await answer({ Region: 'eu' });
  await answer({ [CONNECTION.key]: KEY });
  expect(await valuesOf(id)).toEqual({});
  const { values } = await answeredValues(at.store.read, tools(), instance, configVars);
  expect(Object.fromEntries(values)).toEqual({ Region: 'eu', [CONNECTION.key]: KEY });
  const { instance: active, queued } = await applyAnswers(tools(), EVERYTHING, id);
  expect(active.state).toBe('active');
  expect(queued).toHaveLength(1);
  expect(await valuesOf(id)).toEqual({ Region: 'eu', [CONNECTION.key]: KEY });
  expect(await begunWizard(at.store.read, id)).toBeUndefined();
});

test('a wizard in want of an answer is not finished, and keeps those that it has', async () => {
  const { id, answer } = await begun();
  await answer({ Count: 7 });
  const { issues } = await refusal(applyAnswers(tools(), EVERYTHING, id));
  expect(issues.map(({ path }) => path)).toEqual([
    'configVariables.Region',
    `configVariables.${CONNECTION.key}`,
  ]);
  expect(await stateOf(id)).toBe('needs_configuration');
  expect(await begunWizard(at.store.read, id)).toBe('activation');
  await answer({ Region: 'eu', [CONNECTION.key]: KEY });
  await applyAnswers(tools(), EVERYTHING, id);
  expect(await valuesOf(id)).toMatchObject({ Count: 7, Region: 'eu' });
});

test('a wrong answer is refused and changes none of those before', async () => {
  const { answer, instance, configVars } = await begun();
  await answer({ Region: 'eu' });
  const { issues } = await refusal(answer({ Count: 'many', Region: 'us' }));
  expect(issues.map(({ path }) => path)).toEqual(['configVariables.Count']);
  const { values } = await answeredValues(at.store.read, tools(), instance, configVars);
  expect(values.get('Region')).toBe('eu');
});

test('a version that asks nothing waits for the end of its wizard, also when it is upgraded', async () => {
  const { id, integration } = await begun(configured([COUNT]));
  expect(await stateOf(id)).toBe('needs_configuration');
  await publishedNext(at.store, integration.id, configured([COUNT], { description: 'Next' }));
  await changeVersion(tools(), EVERYTHING, id, 2);
  expect(await stateOf(id)).toBe('needs_configuration');
  await applyAnswers(tools(), EVERYTHING, id);
  expect(await stateOf(id)).toBe('active');
});

test.each([
  ['enabling it', (id: string) => setActive(tools(), EVERYTHING, id, true)],
  ['a change that enables it', (id: string) => updateInstance(tools(), EVERYTHING, id, { paused: false })],
])('%s ends a wizard that has nothing more to ask', async (_how, enable) => {
  const { id } = await begun(configured([COUNT]));
  await enable(id);
  expect(await stateOf(id)).toBe('active');
  expect(await begunWizard(at.store.read, id)).toBeUndefined();
});

test('answers to change a running instance wait beside its values until all hold', async () => {
  const { instance, customer } = await deployed(at.store, configured([REGION, COUNT]), { Region: 'eu' });
  const { configVars } = await tools().compiledVersions.get(at.store.read, instance.integrationId, 1);
  const own = viewerFor(customer.id);
  await saveAnswers(tools(), own, instance.id, { given: { Region: 'us' }, unset: [] }, configVars);
  expect(await valuesOf(instance.id)).toEqual({ Region: 'eu' });
  expect(await begunWizard(at.store.read, instance.id)).toBe('change');
  await updateInstance(tools(), EVERYTHING, instance.id, { configVariables: { Count: 9 } });
  expect(await stateOf(instance.id)).toBe('active');
  await applyAnswers(tools(), own, instance.id);
  expect(await valuesOf(instance.id)).toEqual({ Region: 'us', Count: 9 });
});

test('a paused instance stays paused when its answers hold', async () => {
  const { instance } = await deployed(at.store, configured([REGION]), { Region: 'eu' });
  await setActive(tools(), EVERYTHING, instance.id, false);
  const { configVars } = await tools().compiledVersions.get(at.store.read, instance.integrationId, 1);
  await saveAnswers(tools(), EVERYTHING, instance.id, { given: { Region: 'us' }, unset: [] }, configVars);
  expect((await applyAnswers(tools(), EVERYTHING, instance.id)).instance.state).toBe('paused');
  expect(await valuesOf(instance.id)).toEqual({ Region: 'us' });
});

test('answers that are discarded are forgotten; an activation begins anew', async () => {
  const { id, answer, instance, configVars } = await begun();
  await answer({ Region: 'eu' });
  await discardAnswers(tools(), EVERYTHING, id);
  const { values } = await answeredValues(at.store.read, tools(), instance, configVars);
  expect([...values]).toEqual([]);
  expect(await begunWizard(at.store.read, id)).toBe('activation');
  const { instance: running } = await deployed(at.store, configured([REGION]), { Region: 'eu' });
  await saveAnswers(tools(), EVERYTHING, running.id, { given: { Region: 'us' }, unset: [] }, configVars);
  await discardAnswers(tools(), EVERYTHING, running.id);
  expect(await begunWizard(at.store.read, running.id)).toBeUndefined();
});

test('an answer that is taken back leaves the default, and the later of two answers holds', async () => {
  const { id, answer } = await begun(configured([COUNT]));
  await answer({ Count: 7 });
  await answer({}, ['Count']);
  await answer({ Count: 8 });
  await answer({}, ['Count']);
  await applyAnswers(tools(), EVERYTHING, id);
  expect(await valuesOf(id)).toEqual({});
});

test('secrets among the answers lie sealed, are kept where they are masked, and go with the instance', async () => {
  const { id, answer } = await begun();
  await answer({ Region: 'eu', [CONNECTION.key]: KEY });
  expect((await at.bytes()).includes('key-very-secret')).toBe(false);
  await answer({ [CONNECTION.key]: { fields: { apiKey: MASK } } });
  await removeInstance(tools(), EVERYTHING, id);
  expect(await begunWizard(at.store.read, id)).toBeUndefined();
});

test('answers to an older version keep what the newer one asks, but no secrets, which it may send elsewhere', async () => {
  const { id, integration, answer, configVars } = await begun();
  await answer({ Region: 'eu', Count: 3, [CONNECTION.key]: KEY });
  await publishedNext(at.store, integration.id, configured([REGION, CONNECTION], { flows: [onDeploy] }));
  const { instance } = await changeVersion(tools(), EVERYTHING, id, 2);
  const next = await tools().compiledVersions.get(at.store.read, integration.id, 2);
  const { values } = await answeredValues(at.store.read, tools(), instance, next.configVars);
  expect(Object.fromEntries(values)).toEqual({ Region: 'eu' });
  expect(configVars).toHaveLength(3);
});

/** A running instance that is to get a version which asks for more, with answers given for its own version. */
async function aimed() {
  const older = configured([REGION, COUNT, CONNECTION], { flows: [onDeploy] });
  const { instance, customer } = await deployed(at.store, older, { Region: 'eu', [CONNECTION.key]: KEY });
  const { id, integrationId } = instance;
  const newer = configured([REGION, { key: 'Prefix', dataType: 'string' }, CONNECTION], {
    flows: [onDeploy],
  });
  await publishedNext(at.store, integrationId, newer);
  const job = await at.store.write((tx) => beginUpgrade(tx, EVERYTHING, { integrationId, version: 2 }));
  while (await goOnWithUpgrade(tools(), job));
  const { configVars } = await tools().compiledVersions.get(at.store.read, integrationId, 2);
  const answer = (given: Record<string, unknown>) =>
    saveAnswers(tools(), viewerFor(customer.id), id, { given, unset: [] }, configVars);
  const asked = async () =>
    await askedVersion(at.store.read, await getInstance(at.store.read, EVERYTHING, id));
  return { id, integrationId, instance, customer, configVars, answer, asked };
}

test('the end of a wizard takes the instance to the version that it has asked for, values and all, at once', async () => {
  const { id, customer, instance, configVars, answer, asked } = await aimed();
  expect(await asked()).toBe(2);
  const { issues } = await refusal(applyAnswers(tools(), EVERYTHING, id));
  expect(issues.map(({ path }) => path)).toEqual(['configVariables.Prefix']);
  await answer({ Prefix: 'A-', [CONNECTION.key]: { fields: { apiKey: MASK } } });
  expect(await findInstance(at.store.read, id)).toMatchObject({ version: 1, state: 'active' });
  const { values } = await answeredValues(at.store.read, tools(), instance, configVars);
  expect(Object.fromEntries(values)).toEqual({ Region: 'eu', Prefix: 'A-', [CONNECTION.key]: KEY });
  const { instance: upgraded, queued } = await applyAnswers(tools(), viewerFor(customer.id), id);
  expect(upgraded).toMatchObject({ version: 2, state: 'active' });
  expect(queued).toHaveLength(1);
  expect(await valuesOf(id)).toEqual({ Region: 'eu', Prefix: 'A-', [CONNECTION.key]: KEY });
  expect(await begunWizard(at.store.read, id)).toBeUndefined();
});

test('answers that are discarded leave the other version waiting; given up, the instance stays on its own', async () => {
  const { id, answer, asked } = await aimed();
  await answer({ Prefix: 'A-' });
  await discardAnswers(tools(), EVERYTHING, id);
  expect(await asked()).toBe(2);
  await giveUpUpgrade(tools(), EVERYTHING, id);
  expect(await asked()).toBe(1);
  expect(await begunWizard(at.store.read, id)).toBeUndefined();
  await giveUpUpgrade(tools(), EVERYTHING, id);
  expect((await applyAnswers(tools(), EVERYTHING, id)).instance.version).toBe(1);
});

test('what is answered already waits on, when the instance gets that version in another way', async () => {
  const { id, answer, asked } = await aimed();
  await answer({ Prefix: 'A-' });
  await changeVersion(tools(), EVERYTHING, id, 2);
  expect([await asked(), await begunWizard(at.store.read, id)]).toEqual([2, 'change']);
  expect(await stateOf(id)).toBe('needs_configuration');
  expect((await applyAnswers(tools(), EVERYTHING, id)).instance.state).toBe('active');
  expect(await valuesOf(id)).toMatchObject({ Prefix: 'A-' });
});

test('a change of its values by a program leaves the other version waiting', async () => {
  const { id, asked } = await aimed();
  const given = { Region: 'us', [CONNECTION.key]: { fields: { apiKey: MASK } } };
  await updateInstance(tools(), EVERYTHING, id, { configVariables: given });
  expect(await findInstance(at.store.read, id)).toMatchObject({ version: 1, state: 'active' });
  expect(await asked()).toBe(2);
});

test('a program that answers all that the other version asks takes the instance there, or changes nothing', async () => {
  const { id, asked } = await aimed();
  const given = { Region: 'us', [CONNECTION.key]: { fields: { apiKey: MASK } } };
  const set = (values: Record<string, unknown>, seen: number[] = []) =>
    configureInstance(tools(), EVERYTHING, id, values, (_, version) => seen.push(version) > 0);
  const { issues } = await refusal(set(given));
  expect(issues.map(({ path }) => path)).toEqual(['configVariables.Prefix']);
  expect(await findInstance(at.store.read, id)).toMatchObject({ version: 1, state: 'active' });
  expect(await valuesOf(id)).not.toMatchObject({ Region: 'us' });
  expect(await asked()).toBe(2);
  const seen: number[] = [];
  await set({ ...given, Prefix: 'A-' }, seen);
  expect(seen).toEqual([2]);
  expect(await findInstance(at.store.read, id)).toMatchObject({ version: 2, state: 'active' });
  expect(await valuesOf(id)).toMatchObject({ Region: 'us', Prefix: 'A-' });
  expect(await begunWizard(at.store.read, id)).toBeUndefined();
});

test('nothing is taken to a version that was made unavailable meanwhile', async () => {
  const { id, integrationId, answer } = await aimed();
  await answer({ Prefix: 'A-' });
  await at.store.write((tx) => setVersionAvailable(tx, integrationId, 2, false));
  expect((await refusal(applyAnswers(tools(), EVERYTHING, id))).code).toBe('version_unavailable');
  expect(await findInstance(at.store.read, id)).toMatchObject({ version: 1, state: 'active' });
  expect(await begunWizard(at.store.read, id)).toBe('change');
});

test('another customer neither reads nor finishes a wizard', async () => {
  const { id, configVars } = await begun();
  const stranger = viewerFor((await customerNamed(at.store, 'Somebody else')).id);
  const answers = { given: { Region: 'eu' }, unset: [] };
  expect((await refusal(saveAnswers(tools(), stranger, id, answers, configVars))).code).toBe('not_found');
  expect((await refusal(applyAnswers(tools(), stranger, id))).code).toBe('not_found');
  expect((await refusal(discardAnswers(tools(), stranger, id))).code).toBe('not_found');
});
