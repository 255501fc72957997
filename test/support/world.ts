/** An installation with one of everything, all of whose texts try to break out of the pages that show them. */

import { eq } from 'drizzle-orm';
import { connections } from '../../src/db/schema.ts';
import type { Store } from '../../src/db/store.ts';
import { importDefinition } from '../../src/definition/document/import.ts';
import type { Definition } from '../../src/definition/document/schema.ts';
import { newId } from '../../src/lib/ids.ts';
import { instanceSubject, raiseAlert } from '../../src/models/alerts.ts';
import { createApiToken } from '../../src/models/api-tokens.ts';
import { addAttachments } from '../../src/models/attachments.ts';
import { addConnection } from '../../src/models/connection-changes.ts';
import { keepBundle, publishComponent, publishedComponents } from '../../src/models/custom-components.ts';
import { inviteCustomerUser } from '../../src/models/customer-users.ts';
import { createCustomer } from '../../src/models/customers.ts';
import { sendTest } from '../../src/models/deliveries.ts';
import { deployInstance } from '../../src/models/deployments.ts';
import { addEmbeddingKey, listEmbeddingKeys } from '../../src/models/embedding-keys.ts';
import { createEventWebhook } from '../../src/models/event-webhooks.ts';
import { beginJob } from '../../src/models/execution-jobs.ts';
import { removeIntegration } from '../../src/models/integration-trash.ts';
import { createIntegration, getDraft } from '../../src/models/integrations.ts';
import { inviteStaff } from '../../src/models/invitations.ts';
import { putListing } from '../../src/models/listings.ts';
import { createMonitor } from '../../src/models/monitors.ts';
import { addPackage } from '../../src/models/packages.ts';
import { addSharedConnection } from '../../src/models/shared-connection-changes.ts';
import { sharedCatalogue } from '../../src/models/shared-connections.ts';
import { addPayload } from '../../src/models/test-payloads.ts';
import { beginUpgrade } from '../../src/models/upgrades.ts';
import { publishVersion } from '../../src/models/versions.ts';
import { systemViewer } from '../../src/models/viewer.ts';
import { shopDefinition, shopValues } from './api-records.ts';
import { queue, ran, request } from './api-runs.ts';
import type { Desk } from './app.ts';
import { putDraft } from './drafts.ts';
import { setUp } from './own-answers.ts';
import { anyKey } from './tokens.ts';
import { EVERYTHING } from './viewers.ts';
import { monitorFields } from './watching.ts';

/** What runs a script wherever a page prints it unescaped: in text, in an attribute, in a URL. */
export const PROBE = `"'><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>`;
const LINK_PROBE = `[link](javascript:alert(1)) <a href="javascript:alert(1)">x</a> ![x](javascript:alert(1)) ${PROBE}`;

export type World = Awaited<ReturnType<typeof makeWorld>>;

/**
 * @param probe stands in every text that people or callers can set
 * @param domain of the addresses of its people, where there are two worlds
 */
export async function makeWorld({ deps }: Desk, probe = PROBE, domain = 'example') {
  const { store } = deps;
  const named = (text: string) => `${text} ${probe}`.trim();
  const { integration, customer, invited, token } = await store.write(async (tx) => {
    const integration = await createIntegration(tx, hostile(named));
    await publishVersion(tx, integration.id, named('First'), named('Dana'));
    const { definition, revision } = await getDraft(tx, integration.id);
    await putDraft(tx, integration.id, { ...definition, description: named('Changed') }, revision);
    const fields = {
      externalId: named('acme'),
      description: named('Buyer'),
      labels: [named('eu')],
      limits: {},
    };
    const customer = await createCustomer(tx, { name: named('Acme'), ...fields });
    const { user } = await inviteStaff(tx, { email: `robin@larkfield.${domain}`, role: 'support' });
    const made = await createApiToken(tx, {
      name: named('Script'),
      role: 'builder',
      createdBy: { id: user.id, name: named('Dana') },
    });
    return { integration, customer, invited: user.id, token: made };
  });
  const person = await store.write(async (tx) => {
    await putListing(tx, integration.id, { blurb: named('Sends orders.'), position: 1, labels: [] });
    const fields = { email: `kim@acme.${domain}`, name: named('Kim'), role: 'customer_member' } as const;
    return (await inviteCustomerUser(tx, EVERYTHING, customer.id, fields)).user.id;
  });
  const wanted = {
    integrationId: integration.id,
    customerId: customer.id,
    configVariables: { ...shopValues },
  };
  const { instance } = await deployInstance(deps, { ...wanted, name: named('Shop') });
  await setUp(deps, { id: person, customerId: customer.id }, instance.id, { Signature: named('Greetings') });
  const step = {
    path: 'note',
    input: { [probe]: probe },
    output: { data: { [probe]: [probe, { deep: probe }] } },
  };
  const failed = { path: 'note', status: 'failed' as const, error: { message: probe, stack: probe } };
  const call = request(
    { kind: 'text', text: JSON.stringify({ [probe]: probe }) },
    { headers: { 'x-odd': probe, 'content-type': 'application/json' }, queryParameters: { [probe]: probe } },
  );
  const succeeded = await ran(deps, instance.id, [step], { status: 'succeeded' }, call);
  const error = { message: probe, step: 'note', stack: probe, name: probe };
  const execution = await ran(deps, instance.id, [failed], { status: 'failed', error }, call);
  const queued = await queue(deps, instance.id, {}, call);
  const embeddingKey = await store.write(async (tx) => {
    const [known] = await listEmbeddingKeys(tx);
    return known ?? (await addEmbeddingKey(tx, { name: named('Product'), key: anyKey().publicKey }));
  });
  const trashed = await store.write((tx) => createIntegration(tx, hostile(named)));
  await removeIntegration(deps, trashed.id);
  const odd = { headers: { 'x-odd': probe }, body: { [probe]: probe } };
  const payload = await store.write((tx) =>
    addPayload(tx, deps.vault, integration.id, named('One order'), odd),
  );
  const upgrade = await store.write((tx) =>
    beginUpgrade(tx, systemViewer('a test'), {
      integrationId: integration.id,
      version: 1,
      instances: [instance.id],
    }),
  );
  const job = await store.write((tx) =>
    beginJob(tx, systemViewer('a test', customer.id), {
      kind: 'replay',
      filter: { customer: customer.id, flow: named('Orders'), text: probe },
      from: 'start',
      version: 'original',
    }),
  );
  const component = await publishedOwn(deps, named('Own parts'));
  const codePackage = await store.write((tx) =>
    addPackage(
      tx,
      store,
      { specifier: `units@2.1.0/${domain}.js`, source: 'exports.kilo = 1000;' },
      named('Dana'),
    ),
  );
  const { monitor, eventWebhook, delivery } = await watched(deps, instance.id, named);
  const attachment = await attached(store, integration.id, named('table.csv'), named('Dana'));
  return {
    integration: integration.id,
    trashed: trashed.id,
    attachment,
    component,
    codePackage: codePackage.id,
    ...{ monitor, eventWebhook, delivery },
    payload: payload.id,
    upgrade: upgrade.id,
    job: job.id,
    customer: customer.id,
    instance: instance.id,
    execution,
    succeeded,
    queued,
    invited,
    person,
    token: token.apiToken.id,
    embeddingKey: embeddingKey.id,
    ...(await connected(deps, customer.id, named)),
  };
}

/** A monitor with an alert, and an event webhook with something that waits to be sent. */
async function watched({ store, vault }: Desk['deps'], instanceId: string, named: (text: string) => string) {
  return await store.write(async (tx) => {
    const url = 'https://hub.example/hook';
    const fields = { name: named('Hub'), url, events: ['alert.opened' as const] };
    const { webhook } = await createEventWebhook(tx, vault, fields);
    const monitor = await createMonitor(
      tx,
      EVERYTHING,
      monitorFields({ name: named('Failures'), instanceId, webhookId: webhook.id }),
    );
    const subject = await instanceSubject(tx, instanceId);
    if (!subject) throw new Error('There is no such instance.');
    const found = { monitorId: monitor.id, subjectId: instanceId, message: named('It broke') };
    await raiseAlert(tx, found, subject, 1_750_000_000_000);
    const delivery = await sendTest(tx, webhook.id);
    return { monitor: monitor.id, eventWebhook: webhook.id, delivery };
  });
}

/** That of the instance, one of the same kind in its place, and one that somebody signs in for. */
async function connected(
  { store, vault, catalog }: Desk['deps'],
  customerId: string,
  named: (text: string) => string,
) {
  const [used] = await store.read
    .select({ id: connections.id })
    .from(connections)
    .where(eq(connections.customerId, customerId));
  const http = { component: 'http', label: named('System') };
  const tools = { vault, catalog };
  const inputs = {
    authorizeUrl: 'https://login.example.com/authorize',
    tokenUrl: 'https://login.example.com/token',
    ...{ clientId: 'app', clientSecret: 'secret-of-the-app' },
  };
  const made = await store.write(async (tx) => ({
    spare: await addConnection(tx, tools, {
      ...{ ...http, connection: 'apiKey', customerId: null },
      inputs: { apiKey: 'key-of-the-spare' },
    }),
    signIn: await addConnection(tx, tools, { ...http, connection: 'authorizationCode', customerId, inputs }),
  }));
  const shared = await store.write((tx) =>
    addSharedConnection(tx, tools, {
      ...{ name: named('Ours'), component: 'http', connection: 'apiKey', scope: 'per_customer' },
      inputs: { baseUrl: 'https://ours.example.com' },
    }),
  );
  catalog.share(await sharedCatalogue(store.read, vault));
  return { connection: used?.id ?? '', shared, ...made };
}

async function attached(store: Store, integration: string, name: string, addedBy: string): Promise<string> {
  const file = await store.blobs.receive(new Blob(['code;name\n1;one\n']).stream());
  await file.keep();
  const [added] = await store.write((tx) => addAttachments(tx, integration, [{ ...file, name }], addedBy));
  return added?.id ?? '';
}

/** A custom component of one action, as it is once it was read. */
export async function publishedOwn(deps: Desk['deps'], label: string, key = 'own-parts'): Promise<string> {
  const display = { label, description: label };
  const input = { key: 'name', label, type: 'string', comments: label };
  const act = { key: 'act', display, inputs: [input], hasPerform: true, examplePayload: { data: label } };
  const kept = await keepBundle(deps.store.blobs, {
    ...{ key, label, text: label, icon: null, signature: `of ${label}`, hash: label, definition: undefined },
    description: { key, display, actions: { act } },
  });
  const tools = { catalog: deps.catalog, blobs: deps.store.blobs };
  const { version } = await deps.store.write((tx) => publishComponent(tx, tools, kept, label));
  await catalogued(deps);
  return version.component;
}

/** The catalogue knows what is kept, as it does after a start. */
export async function catalogued({ store, vault, catalog }: Desk['deps']): Promise<void> {
  catalog.share(await sharedCatalogue(store.read, vault));
  for (const version of await publishedComponents(store.read, store.blobs)) catalog.publish(version);
}

const SIGNATURE = { key: 'Signature', dataType: 'string', stableKey: 'signature' } as const;

function hostile(named: (text: string) => string): Definition {
  const imported = importDefinition(JSON.stringify({ ...shopDefinition, flows: flows(named) }));
  if (!imported.ok) throw new Error('The definition of the world is none.');
  return {
    ...imported.definition,
    name: named('Shop'),
    description: named('Orders'),
    category: named('ERP'),
    labels: [named('eu')],
    requiredConfigVars: [...(imported.definition.requiredConfigVars ?? []), SIGNATURE],
    configPages: [
      ...(imported.definition.configPages ?? []),
      {
        ...{ name: named('Yours'), tagline: named('Each alone'), userLevelConfigured: true },
        elements: [{ type: 'configVar', value: 'Signature' }],
      },
    ],
    documentation: `# ${named('Read me')}\n\n${LINK_PROBE}`,
  };
}

/** The shop's flow with a branch, a loop, a note and every mode of input. */
function flows(named: (text: string) => string) {
  const [flow] = shopDefinition.flows;
  const steps = (flow?.steps ?? []).map((step) => ({
    ...step,
    description: named('Note'),
    ...(step.action.key === 'writeLog'
      ? { inputs: { ...step.inputs, [named('odd')]: { type: 'value', value: named('x') } } }
      : {}),
  }));
  const strange = {
    name: named('Strange'),
    action: { key: named('do'), component: { key: named('unknown'), version: 'LATEST', isPublic: false } },
    inputs: { [named('a')]: { type: 'reference', value: named('note.results') } },
  };
  return [{ ...flow, description: named('About orders'), steps: [...steps, strange] }];
}

/** What customers' pages call things, by what these are. */
const PORTAL_NOUNS: Record<string, string> = { mine: 'instances', activity: 'executions' };

/** Addresses of a path of the table: of things that are there, or of none (`unknown`, `malformed`). */
export function addressesOf(path: string, world: World, kind: 'known' | 'unknown' | 'malformed'): string {
  const [, first = '', second = ''] = path.replace(/^\/embedded/, '').split('/');
  const noun = first === 'marketplace' ? (PORTAL_NOUNS[second] ?? second) : first;
  const own: Record<string, string> = {
    integrations: world.integration,
    customers: world.customer,
    instances: world.instance,
    executions: world.execution,
    'shared-connections': world.shared,
    connections: world.signIn,
    packages: world.codePackage,
    monitors: world.monitor,
    'event-webhooks': world.eventWebhook,
  };
  const prefixes = {
    integrations: 'int',
    customers: 'cus',
    instances: 'ins',
    executions: 'exe',
    connections: 'con',
    'shared-connections': 'shc',
    packages: 'pkg',
    monitors: 'mon',
    'event-webhooks': 'ewh',
  } as const;
  const idOf = () => {
    if (kind === 'malformed') return '..%2F%00%3Cscript%3E';
    if (kind === 'known' && path.startsWith('/integrations/trash/')) return world.trashed;
    if (kind === 'known') return own[noun] ?? idOfSettings(path, world);
    const prefix = Object.entries(prefixes).find(([name]) => name === noun)?.[1] ?? 'usr';
    return newId(prefix);
  };
  return path
    .replace(':id', idOf)
    .replace(':attachment', kind === 'known' ? world.attachment : 'nothing')
    .replace(':user', kind === 'known' ? world.person : newId('usr'))
    .replace(':job', kind === 'known' ? jobOf(path, world) : 'nothing')
    .replace(':delivery', kind === 'known' ? world.delivery : newId('msg'))
    .replace(':payload', kind === 'known' ? world.payload : 'nothing')
    .replace(':number', kind === 'known' ? '1' : '99')
    .replace(':page', kind === 'known' ? knownPage(path) : 'nothing')
    .replace(':key', kind === 'known' ? world.component : 'nothing')
    .replace(/:\w+/g, kind === 'known' ? 'some' : 'nothing');
}

export function jobOf(path: string, world: World): string {
  return path.startsWith('/execution') ? world.job : world.upgrade;
}

function idOfSettings(path: string, world: World): string {
  if (path.includes('/embedding/keys/')) return world.embeddingKey;
  return path.includes('tokens') ? world.token : world.invited;
}

/** A page of help, or of a wizard. */
function knownPage(path: string): string {
  return path.startsWith('/help') ? 'webhooks' : '1';
}
