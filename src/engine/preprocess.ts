import type { Database } from '../db/store.ts';
import { readPath } from '../definition/document/references.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import { sealedIfSecretInTurns } from '../lib/sealed.ts';
import { customerByExternalId } from '../models/customers.ts';
import { targetOf } from '../models/deployments.ts';
import type { Execution } from '../models/executions.ts';
import { type Instance, instanceOfCustomer } from '../models/instances.ts';
import { enqueueCall, requestKeysOf } from '../models/request-keys.ts';
import { packRequest, requestPlace, type StoredRequest } from '../models/requests.ts';
import { configuredUserNamed, notSetUp } from '../models/user-configurations.ts';
import type { ExecuteTools } from './run-execution.ts';
import type { Runtime } from './runtime.ts';

/**
 * The run that a preprocess flow leads to (`views/help/webhooks.md#addresses`): its result says which flow the call
 * is for and, at a shared address, which customer. Undefined for any other run.
 * @param request reads the call, which is handed on as it came
 * @returns what enqueues it, for the write that ends the preprocess run
 * @throws AppError `invalid` when the result leads nowhere
 */
export async function routedRun(
  tools: ExecuteTools,
  execution: Execution,
  { instance, compiled, redact }: Runtime,
  result: unknown,
  request: () => Promise<StoredRequest>,
): Promise<((tx: Database) => Promise<Execution[]>) | undefined> {
  const isRouting = execution.kind === 'webhook' && compiled.endpointType !== 'flow_specific';
  if (!isRouting || execution.flow !== compiled.preprocessFlowName) return undefined;
  const name = textAt(result, compiled.flowNameField);
  const flow = compiled.flows.find((each) => each.name === name);
  if (!flow || flow.name === execution.flow) {
    throw new AppError(
      'invalid',
      `The result of the preprocess flow names no other flow (it says ${name ?? 'nothing'}).`,
    );
  }
  const shared = compiled.endpointType === 'shared_instance';
  const wanted = shared
    ? await customersInstance(tools, instance, textAt(result, compiled.externalCustomerIdField))
    : instance;
  const id = newId('exe');
  const mask = tools.asideOf?.(execution.customerId).mask;
  const seal = (text: string) => sealedIfSecretInTurns(text, { ...tools, redact, mask }, requestPlace(id));
  const call = await request();
  const payload = await packRequest(call, tools.store.blobs, tools.vault, seal);
  const origin = `preprocess:${execution.id}`;
  const named = await userNamed(tools, wanted, textAt(result, compiled.externalCustomerUserIdField));
  // Who has called the address of one person is not asked again whom the call is for.
  const userId = named ?? (wanted.id === instance.id ? execution.userId : null);
  const run = { ...targetOf(wanted, flow.name), id, kind: 'webhook' as const, userId, payload, origin };
  const keys = requestKeysOf(flow, wanted.id, call);
  return async (tx) => {
    const taken = await enqueueCall(tx, run, keys);
    return taken.isRepeat ? [] : [taken.execution];
  };
}

async function customersInstance(
  tools: ExecuteTools,
  asked: Instance,
  externalId: string | undefined,
): Promise<Instance> {
  const { read } = tools.store;
  const customer = externalId === undefined ? undefined : await customerByExternalId(read, externalId);
  const instance = customer && (await instanceOfCustomer(read, asked.integrationId, customer.id));
  if (instance?.state === 'active') return instance;
  throw new AppError(
    'invalid',
    `The result of the preprocess flow names no customer with an active instance (it says ${externalId ?? 'nothing'}).`,
  );
}

async function userNamed(
  { store }: ExecuteTools,
  instance: Instance,
  externalId: string | undefined,
): Promise<string | null> {
  if (externalId === undefined) return null;
  const user = await configuredUserNamed(store.read, instance, externalId);
  if (user) return user.id;
  throw new AppError('invalid', `The result of the preprocess flow names ${notSetUp(externalId)}`);
}

function textAt(result: unknown, path: string[] | undefined): string | undefined {
  const value = path && readPath(result, path);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
