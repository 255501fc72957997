import type { CompiledFlow, CompiledIntegration } from '../../definition/compile/compiled.ts';
import { AppError } from '../../lib/errors.ts';
import { customerByExternalId } from '../../models/customers.ts';
import { isApiKeyOf, isKnownApiKey } from '../../models/endpoint-keys.ts';
import type { Endpoint } from '../../models/endpoints.ts';
import { anyActiveInstance, type Instance, instanceOfCustomer } from '../../models/instances.ts';
import { getDraftText } from '../../models/integrations.ts';
import { type StoredRequest, textIn } from '../../models/requests.ts';
import { isOfTests } from '../../models/test-customer.ts';
import { configuredUserAt, configuredUserNamed, notSetUp } from '../../models/user-configurations.ts';
import type { Deps } from '../kit/deps.ts';

export type Found = { endpoint: Endpoint; instance: Instance | undefined };
export type Called = { instance: Instance; compiled: CompiledIntegration; flow: CompiledFlow };

/** What is known of a call before it is read: the flow that it is for, or how to find it by what the call says. */
export type Door =
  | { kind: 'flow'; called: Called }
  | {
      kind: 'content';
      /** @throws AppError `unauthorized`, `bad_request`, `not_found` */
      find(request: StoredRequest): Promise<Called>;
    };

/**
 * Whoever lacks the key is told that and nothing else: not whether an instance is paused, which flows there are, or
 * what is wrong with the call.
 * @throws AppError `unauthorized` when the key opens nothing here; `not_found`
 */
export async function doorOf(deps: Deps, found: Found, key: string | undefined): Promise<Door> {
  const { endpoint, instance } = found;
  if (endpoint.instanceId === null) return await sharedDoor(deps, endpoint, key);
  if (!instance || instance.state === 'removed') throw nothingHere();
  if (isOfTests(instance)) return { kind: 'flow', called: await calledDraft(deps, endpoint, instance) };
  const compiled = await deps.compiledVersions.get(deps.store.read, instance.integrationId, instance.version);
  const flow =
    endpoint.flowKey === null
      ? onlyFlow(compiled)
      : (compiled.flows.find((each) => each.stableKey === endpoint.flowKey) ?? noSuchFlow());
  const called = flow && { instance, compiled, flow };
  if (called) return { kind: 'flow', called: isOpen(called.flow) ? called : await opened(deps, called, key) };
  const known = await knownFlows(compiled, (each) => opens(deps, instance, each, key));
  return {
    kind: 'content',
    find: async (request) =>
      await opened(deps, { instance, compiled, flow: flowByContent(compiled, request, known) }, key),
  };
}

/** A test URL leads to the draft as it is now, and asks for no key. */
async function calledDraft(
  { store, compiledVersions }: Deps,
  { flowKey }: Endpoint,
  instance: Instance,
): Promise<Called> {
  const { integrationId } = instance;
  const draft = await getDraftText(store.read, integrationId);
  const compiled = await compiledVersions.draft(store.read, integrationId, draft);
  const flow = compiled.flows.find(({ stableKey }) => stableKey === flowKey);
  if (flow) return { instance, compiled, flow };
  throw new AppError('not_found', 'The flow of this test URL is not in the draft any more.');
}

/** An address of several customers: whose it is, and so which keys open it, is in the call. */
async function sharedDoor(deps: Deps, endpoint: Endpoint, key: string | undefined): Promise<Door> {
  const { store } = deps;
  const compiled = await deps.compiledVersions.newest(store.read, endpoint.integrationId);
  if (!compiled) throw nothingHere();
  const known = await knownFlows(compiled, async (flow) => {
    if (flow.endpointSecurity === 'organization') return await isApiKeyOf(store, '', flow, key);
    if (flow.endpointSecurity !== 'customer_required') return true;
    return key !== undefined && (await isKnownApiKey(store, endpoint.integrationId, key));
  });
  return {
    kind: 'content',
    async find(request) {
      const instance = await sharedInstance(deps, endpoint, compiled, request);
      if (!instance || instance.state === 'removed') throw nothingHere();
      const own = await deps.compiledVersions.get(store.read, instance.integrationId, instance.version);
      const flow = onlyFlow(own) ?? flowByContent(own, request, known);
      return await opened(deps, { instance, compiled: own, flow }, key);
    },
  };
}

/** The flows at an address that a caller may know of. */
type Known = { names: string[]; isAll: boolean };

/** @throws AppError `unauthorized` where that is none */
async function knownFlows(
  { flows }: CompiledIntegration,
  isKnown: (flow: CompiledFlow) => Promise<boolean>,
): Promise<Known> {
  const names: string[] = [];
  for (const flow of flows) if (await isKnown(flow)) names.push(flow.name);
  if (names.length === 0 && flows.length > 0) throw wrongKey();
  return { names, isAll: names.length === flows.length };
}

async function opened(deps: Deps, called: Called, key: string | undefined): Promise<Called> {
  if (isOpen(called.flow) || (await opens(deps, called.instance, called.flow, key))) return called;
  throw wrongKey();
}

const isOpen = (flow: CompiledFlow) => flow.endpointSecurity === 'unsecured';

async function opens(
  { store }: Deps,
  instance: Instance,
  flow: CompiledFlow,
  key: string | undefined,
): Promise<boolean> {
  return isOpen(flow) || (await isApiKeyOf(store, instance.id, flow, key));
}

function wrongKey(): AppError {
  return new AppError(
    'unauthorized',
    'The header Api-Key is missing or has a key that does not open this flow.',
  );
}

function nothingHere(): AppError {
  return new AppError('not_found', 'There is no webhook at this address. Was its instance removed?');
}

function noSuchFlow(): never {
  throw new AppError('not_found', 'The flow of this address is not in the version that is deployed now.');
}

/** The flow of an address that leads to one whatever the call says: a preprocess flow reads the call itself. */
function onlyFlow({ flows, preprocessFlowName }: CompiledIntegration): CompiledFlow | undefined {
  if (flows.length === 1) return flows[0];
  return preprocessFlowName ? flows.find(({ name }) => name === preprocessFlowName) : undefined;
}

async function sharedInstance(
  deps: Deps,
  { integrationId }: Endpoint,
  compiled: CompiledIntegration,
  request: StoredRequest,
): Promise<Instance | undefined> {
  const { read } = deps.store;
  if (compiled.preprocessFlowName) return await anyActiveInstance(read, integrationId);
  const externalId = textIn(request, compiled.externalCustomerIdField);
  if (externalId === undefined) {
    throw new AppError(
      'bad_request',
      'This address serves several customers, and the call does not say which one it is for.',
    );
  }
  const customer = await customerByExternalId(read, externalId);
  return customer && (await instanceOfCustomer(read, integrationId, customer.id));
}

function flowByContent(
  compiled: CompiledIntegration,
  request: StoredRequest,
  { names, isAll }: Known,
): CompiledFlow {
  const name = textIn(request, compiled.flowNameField);
  const flow = compiled.flows.find((each) => each.name === name);
  if (flow) return flow;
  // Otherwise a stranger could try which names there are.
  if (name !== undefined && !isAll) throw wrongKey();
  throw new AppError(
    'bad_request',
    `This address serves several flows, and the call does not name one of them (${names.join(', ')}).`,
  );
}

/**
 * The person whom a call names, for whom the flow then runs; null where it names nobody, or nothing asks each person.
 * @param configurationId of the person whose own address is called
 * @throws AppError `bad_request` for somebody who has not set the instance up; `not_found` at the address of such a person
 */
export async function userOf(
  { store }: Deps,
  { instance, compiled }: Called,
  request: StoredRequest,
  configurationId: string | undefined,
): Promise<string | null> {
  if (configurationId !== undefined) {
    const owner = await configuredUserAt(store.read, instance, configurationId);
    if (owner) return owner.id;
    throw new AppError(
      'not_found',
      'Whoever this address is for has not set up this integration, or not any more.',
    );
  }
  const externalId = textIn(request, compiled.externalCustomerUserIdField);
  if (externalId === undefined || isOfTests(instance)) return null;
  const user = await configuredUserNamed(store.read, instance, externalId);
  if (user) return user.id;
  throw new AppError('bad_request', `The call names ${notSetUp(externalId)}`);
}

/** The flows that calls of the address may be for; none where there is nothing any more. */
export async function flowsAt(deps: Deps, { endpoint, instance }: Found): Promise<CompiledFlow[]> {
  const { store, compiledVersions } = deps;
  if (endpoint.instanceId === null)
    return (await compiledVersions.newest(store.read, endpoint.integrationId))?.flows ?? [];
  if (!instance || instance.state === 'removed') return [];
  if (isOfTests(instance)) return [(await calledDraft(deps, endpoint, instance)).flow];
  const { flows } = await compiledVersions.get(store.read, instance.integrationId, instance.version);
  return flows.filter(({ stableKey }) => endpoint.flowKey === null || endpoint.flowKey === stableKey);
}
