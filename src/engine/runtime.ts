import { isDeepStrictEqual } from 'node:util';
import type { Catalog } from '../components/catalog.ts';
import type { Store } from '../db/store.ts';
import type { CompiledFlow, CompiledIntegration } from '../definition/compile/compiled.ts';
import { BoundedCache } from '../lib/bounded-cache.ts';
import type { Vault } from '../lib/crypto.ts';
import { createOpenRedactor, type Redactor } from '../lib/redact.ts';
import type { CompiledVersions } from '../models/compiled-versions.ts';
import type { ConfigValues } from '../models/config-values.ts';
import { missingNames, runtimeValue, userVariables } from '../models/config-variables.ts';
import { declarationOf } from '../models/connection-oauth.ts';
import type { ConnectionTokens } from '../models/connection-tokens.ts';
import { type Customer, getCustomer } from '../models/customers.ts';
import { endpointOf, listEndpoints, personalUrl, triggerUrl } from '../models/endpoints.ts';
import type { Execution } from '../models/executions.ts';
import { readRunSecrets } from '../models/instance-secrets.ts';
import { type Instance, instanceInMemory } from '../models/instances.ts';
import { isOfTests } from '../models/test-customer.ts';
import { type ConfiguredUser, configuredUser } from '../models/user-configurations.ts';
import { systemViewer } from '../models/viewer.ts';
import { LiveConnections } from './live-connections.ts';
import { type Parts, partsOf } from './parts.ts';

/** All that the runs of one instance have in common, until one of its settings or the components change. */
export type Runtime = {
  instance: Instance;
  customer: Customer;
  /** The person whose values these are; undefined where they are the instance's own. */
  user: ConfiguredUser | undefined;
  /** Why no run of theirs can be. */
  refusal: string | undefined;
  compiled: CompiledIntegration;
  parts: Parts;
  /** Values as steps receive them. */
  configVars: Record<string, unknown>;
  /** Those whose tokens are renewed while runs use them. */
  connections: LiveConnections;
  redact: Redactor;
  webhookUrls: Record<string, string>;
  webhookApiKeys: Record<string, string[]>;
};

/** What runtimes are read with. */
export type RuntimeTools = {
  store: Store;
  vault: Vault;
  compiledVersions: CompiledVersions;
  catalog: Catalog;
  /** Without it no token is renewed. */
  tokens?: ConnectionTokens | undefined;
  publicUrl: () => string;
};

/** Runtimes by instance and version, kept until the instance or the components change. */
export type Runtimes = {
  /** Undefined when the instance is gone. @throws when its version cannot be read */
  get(execution: Execution): Promise<Runtime | undefined>;
};

const KEPT = 1000;
type Kept = { revision: number; components: number; url: string; runtime: Runtime };

/** An empty keep of runtimes; the oldest goes first. */
export function createRuntimes(tools: RuntimeTools): Runtimes {
  const kept = new BoundedCache<Kept>({ most: KEPT });
  const parts = new WeakMap<CompiledIntegration, Parts>();
  const shared = (compiled: CompiledIntegration): Parts => {
    const known = parts.get(compiled) ?? partsOf(compiled, tools.catalog);
    parts.set(compiled, known);
    return known;
  };
  return {
    async get(execution) {
      const instance = await instanceInMemory(tools.store, execution.instanceId);
      if (!instance) return undefined;
      const { version, userId } = execution;
      const user = userId === null ? undefined : await configuredUser(tools.store, instance.id, userId);
      const id = `${instance.id}/${version}/${userId ?? ''}`;
      const known = kept.get(id);
      const url = tools.publicUrl();
      const components = tools.catalog.revision;
      const isCurrent = known?.revision === instance.revision && known.components === components;
      if (isCurrent && known.url === url && isDeepStrictEqual(known.runtime.user, user)) return known.runtime;
      const loaded = await load(tools, instance, execution, user);
      const runtime = { ...loaded, parts: shared(loaded.compiled) };
      kept.set(id, { revision: instance.revision, components, url, runtime });
      return runtime;
    },
  };
}

async function load(
  tools: RuntimeTools,
  instance: Instance,
  execution: Execution,
  user: ConfiguredUser | undefined,
): Promise<Omit<Runtime, 'parts'>> {
  const { read } = tools.store;
  const compiled = await tools.compiledVersions.get(read, instance.integrationId, execution.version);
  const reread = () => readRunSecrets(read, tools, execution, compiled);
  const { stored, apiKeys, secrets } = await reread();
  const redact = createOpenRedactor(secrets);
  const configVars = resolvedValues(tools, compiled, stored);
  const connections = new LiveConnections(tools, configVars, stored, async () => {
    const again = await reread();
    redact.add(again.secrets);
    Object.assign(configVars, resolvedValues(tools, compiled, again.stored));
    return again.stored;
  });
  return {
    instance,
    customer: await getCustomer(read, systemViewer('runs', instance.customerId), instance.customerId),
    user,
    refusal: execution.userId === null ? undefined : refusalOf(user, compiled, stored),
    compiled,
    configVars,
    connections,
    redact,
    webhookUrls: await urlsOf(tools, instance, compiled, user),
    webhookApiKeys: apiKeys,
  };
}

function refusalOf(
  user: ConfiguredUser | undefined,
  { configVars }: CompiledIntegration,
  { values }: ConfigValues,
): string | undefined {
  if (!user)
    return 'The person whom this execution is for has not set up the integration, or has removed their answers. Replay it once they have.';
  const missing = missingNames(userVariables(configVars), values);
  if (missing.length === 0) return undefined;
  return `${user.name} has to answer ${missing.join(', ')} before flows can run for them. Replay this execution then.`;
}

function resolvedValues(
  { catalog }: Pick<RuntimeTools, 'catalog'>,
  compiled: CompiledIntegration,
  { values }: ConfigValues,
): Record<string, unknown> {
  return Object.fromEntries(
    compiled.configVars.map((variable) => {
      const { key, connection } = variable;
      const kind = { component: connection?.componentKey ?? null, key: connection?.connectionKey ?? null };
      return [key, runtimeValue(variable, values.get(key), declarationOf(catalog, kind))];
    }),
  );
}

async function urlsOf(
  tools: RuntimeTools,
  instance: Instance,
  compiled: CompiledIntegration,
  user: ConfiguredUser | undefined,
): Promise<Record<string, string>> {
  // Nothing calls a test instance: it has no address of its own, and that of customers is not for it.
  const endpoints = isOfTests(instance)
    ? []
    : await listEndpoints(tools.store.read, instance.integrationId, instance.id);
  const urlOf = (flow: CompiledFlow): string => {
    const own = endpointOf(endpoints, flow);
    if (!own) return '';
    // At an address of several customers the call says whom it is for.
    return user && own.instanceId !== null
      ? personalUrl(tools.publicUrl(), own.id, user.configurationId)
      : triggerUrl(tools.publicUrl(), own.id);
  };
  return Object.fromEntries(compiled.flows.map((flow) => [flow.name, urlOf(flow)]));
}
