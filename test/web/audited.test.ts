/** Every row of the tables of routes that changes something leaves a row in the audit: with who did what, and on what. */
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eq } from 'drizzle-orm';
import { packInRow } from '../../src/db/payload.ts';
import { users } from '../../src/db/schema.ts';
import { hashToken } from '../../src/lib/crypto.ts';
import { hashPassword } from '../../src/lib/passwords.ts';
import { type AuditEntry, listAudit } from '../../src/models/audit.ts';
import { aimDraft, keepAnswers } from '../../src/models/configuration-drafts.ts';
import { setActive } from '../../src/models/deployments.ts';
import { undoDraft } from '../../src/models/draft-edits.ts';
import { listEndpointKeys } from '../../src/models/endpoint-keys.ts';
import { noteEvent } from '../../src/models/flow-activity.ts';
import { readIcon } from '../../src/models/icon-files.ts';
import { setIcon } from '../../src/models/icons.ts';
import { removeInstance } from '../../src/models/instance-removal.ts';
import { getInstance } from '../../src/models/instances.ts';
import { removeIntegration } from '../../src/models/integration-trash.ts';
import { getDraft, getIntegration } from '../../src/models/integrations.ts';
import { invite } from '../../src/models/invitations.ts';
import { installSample } from '../../src/models/new-sample.ts';
import { pauseExecution } from '../../src/models/pauses.ts';
import { pinOutput, stepToPin } from '../../src/models/pinned-outputs.ts';
import { createSession } from '../../src/models/sessions.ts';
import { setUpLink } from '../../src/models/set-up.ts';
import { sharedCatalogue } from '../../src/models/shared-connections.ts';
import { setState } from '../../src/models/state-values.ts';
import { stateOwners, writeStates } from '../../src/models/states.ts';
import { configureTests } from '../../src/models/test-configuration.ts';
import { makeTestUrl } from '../../src/models/test-urls.ts';
import { publishVersion } from '../../src/models/versions.ts';
import { routes } from '../../src/web/api/table.ts';
import { portalRoutes } from '../../src/web/portal/pages.ts';
import { pageRoutes } from '../../src/web/staff/pages.ts';
import { shopDefinition, shopValues } from '../support/api-records.ts';
import { goThrough, queue } from '../support/api-runs.ts';
import { call, type Desk, openDesk } from '../support/app.ts';
import { smallBundle } from '../support/bundles.ts';
import { putDraft } from '../support/drafts.ts';
import { filledIn } from '../support/markup.ts';
import { answer, ownAccount } from '../support/own-answers.ts';
import { svg } from '../support/pictures.ts';
import { flow } from '../support/records.ts';
import { hostKey } from '../support/tokens.ts';
import { EVERYTHING } from '../support/viewers.ts';
import { type PageAnswer, type Visitor, visitorAs } from '../support/visitor.ts';
import { catalogued, jobOf, makeWorld, publishedOwn, type World } from '../support/world.ts';

type At = { desk: Desk; world: World };
/** What is left behind, and how the route is called so that it succeeds. */
type Example = {
  action: string;
  path?: (world: World) => string;
  body?: unknown | ((world: World) => unknown);
  headers?: Record<string, string>;
  before?: (at: At) => Promise<unknown>;
};

const newFolder = () => mkdtempSync(join(tmpdir(), 'stepwell-audited-'));
const original = newFolder();
let world: World;
beforeAll(async () => {
  const desk = openDesk(undefined, original);
  world = await makeWorld(desk, '');
  // Its folder stays.
  await desk.deps.store.close();
});
afterAll(() => rmSync(original, { recursive: true }));

/** Each has an installation of its own, a copy: what is deleted by one is there for the next. */
async function inWorld(work: (at: At) => Promise<void>): Promise<void> {
  const folder = newFolder();
  cpSync(original, folder, { recursive: true });
  const desk = openDesk(undefined, folder);
  const { catalog, store, vault } = desk.deps;
  await catalogued(desk.deps);
  try {
    // As at a start.
    catalog.share(await sharedCatalogue(store.read, vault));
    await work({ desk, world });
  } finally {
    await desk.close();
  }
}

async function notedIn({ desk }: At, action: string): Promise<AuditEntry | undefined> {
  const { items } = await listAudit(desk.deps.store.read, { action }, { limit: 1 });
  return items[0];
}

const pausedRun = ({ desk: { deps }, world }: At) =>
  deps.store.write((tx) => pauseExecution(tx, EVERYTHING, world.queued));
const pausedInstance = ({ desk: { deps }, world }: At) => setActive(deps, EVERYTHING, world.instance, false);
const secondVersion = ({ desk: { deps }, world }: At) =>
  deps.store.write((tx) => publishVersion(tx, world.integration, 'Second'));

const undone = ({ desk: { deps }, world }: At) =>
  deps.store.write(async (tx) => {
    const { revision } = await getIntegration(tx, world.integration);
    return await undoDraft(tx, world.integration, revision);
  });

const secondFlow = ({ desk: { deps }, world }: At) =>
  deps.store.write(async (tx) => {
    const { definition, revision } = await getDraft(tx, world.integration);
    const flows = [...definition.flows, flow('Second')];
    return await putDraft(tx, world.integration, { ...definition, flows }, revision);
  });

/** With the first of two versions of a custom component. */
const oldStep = async ({ desk: { deps }, world }: At) => {
  await publishedOwn(deps, 'Newer');
  await deps.store.write(async (tx) => {
    const { definition, revision } = await getDraft(tx, world.integration);
    const action = { key: 'act', component: { key: world.component, version: 1 } };
    const flows = definition.flows.map((each) => ({
      ...each,
      steps: [...each.steps, { name: 'Act', action }],
    }));
    return await putDraft(tx, world.integration, { ...definition, flows }, revision);
  });
};

const secondPage = ({ desk: { deps }, world }: At) =>
  deps.store.write(async (tx) => {
    const { definition, revision } = await getDraft(tx, world.integration);
    const configPages = [...(definition.configPages ?? []), { name: 'Second' }];
    return await putDraft(tx, world.integration, { ...definition, configPages }, revision);
  });

/** What a form of the designer says of the step Note. */
const onNote = { revision: '2', flow: 'orders', step: 'note' };
const withIcon = async ({ desk: { deps }, world }: At) => {
  const icon = await readIcon(svg());
  await deps.store.write((tx) => setIcon(tx, world.integration, icon));
};

const pinOfNote = ({ integration }: World) => `/integrations/${integration}/pinned-outputs/orders/note`;
const pinned = async ({ desk: { deps }, world: { integration } }: At) => {
  const place = await stepToPin(deps, integration, { flow: 'orders', step: 'note' });
  await deps.store.write((tx) => pinOutput(tx, deps, integration, place, { output: 0 }));
};

const testUrlOfOrders = ({ integration }: World) => `/integrations/${integration}/test-urls/orders`;
const withTestUrl = ({ desk: { deps }, world }: At) => makeTestUrl(deps, world.integration, 'orders');

const inTrash = ({ desk: { deps }, world }: At) => removeIntegration(deps, world.integration);
const configured = ({ desk: { deps }, world }: At) => configureTests(deps, world.integration, shopValues);

const answered = ({ desk: { deps }, world }: At) =>
  deps.store.write(async (tx) => {
    const instance = await getInstance(tx, EVERYTHING, world.instance);
    await keepAnswers(tx, deps.vault, instance, undefined, { given: { Region: 'us' }, unset: [] });
  });

const aimed = ({ desk: { deps }, world }: At) =>
  deps.store.write(async (tx) =>
    aimDraft(tx, deps.vault, await getInstance(tx, EVERYTHING, world.instance), 2),
  );

/** An execution as another server has written it. */
const ONE_FILE = {
  ...{ stepwell: 'execution', format: 1, id: 'exe_1', version: 1, status: 'failed', isRedacted: false },
  integration: { name: 'Shop' },
  flow: { name: 'Orders', key: 'orders' },
  request: { headers: {}, queryParameters: {}, body: { order: 1 } },
  ...{ steps: [], log: [] },
};

const stateOf = ({ instance }: World) => `/instances/${instance}/states/cursor`;
const remembered = ({ desk: { deps }, world }: At) =>
  setState(deps, EVERYTHING, world.instance, undefined, { key: 'cursor', value: 7 });

const removed = ({ desk: { deps }, world }: At) => removeInstance(deps, EVERYTHING, world.instance);

/** The trigger of the flow has noted how far it has come. */
const hasPolled = ({ desk: { deps }, world }: At) =>
  deps.store.write(async (tx) => {
    const owners = stateOwners(await getInstance(tx, EVERYTHING, world.instance), { stableKey: 'orders' });
    const value = await packInRow('{"polling":{"since":1}}');
    await writeStates(tx, owners, [{ scope: 'flow', key: '__prismaticInternal', size: 42, value }]);
  });
const cursorOfOrders = ({ instance }: World) => `/instances/${instance}/polling-cursors/orders`;

const keyOfOrders = async ({ desk: { deps }, world }: At) => {
  const [key] = await listEndpointKeys(deps, EVERYTHING, world.instance);
  return key?.id ?? '';
};
let oldKey = '';
const hasKey = async (at: At) => {
  oldKey = await keyOfOrders(at);
};

/** A flow could not do what it has to do when the instance is deployed. */
const deploymentFailed = async ({ desk: { deps }, world }: At) => {
  const id = await queue(deps, world.instance, { kind: 'deploy' });
  await goThrough(deps, id, [], { status: 'failed', error: { message: 'The other system is away.' } });
  const place = { instanceId: world.instance, flowKey: 'orders' };
  await deps.store.write((tx) => noteEvent(tx, place, id));
};

/** What changes nothing of the installation, and why it is not noted. */
const NOT_NOTED: Record<string, string> = {
  '/sign-in': 'where somebody is signed in stands under their account',
  '/sign-out': 'ends nothing but one’s own session',
  '/theme': 'a cookie of the browser',
  '/executions/filters': 'a person’s own, of which nobody else learns',
  '/executions/filters/:id/deletion': 'a person’s own, of which nobody else learns',
  '/instances/new/form': 'prints a form again as it was sent',
  '/integrations/:id/configuration/preview': 'prints a form again as it was sent',
  '/instances/:id/configuration/form': 'prints a form again as it was sent',
  '/instances/:id/answers/:page/form': 'prints a form again as it was sent',
  '/marketplace/mine/:id/answers/:page/form': 'prints a form again as it was sent',
  '/marketplace/mine/:id/own-answers/:page/form': 'prints a form again as it was sent',
  '/marketplace/sign-in': 'where somebody is signed in stands under their account',
  '/marketplace/sign-out': 'ends nothing but one’s own session',
  '/marketplace/theme': 'a cookie of the browser',
  callDataSource: 'asks another system, and keeps nothing of the answer',
  checkConnection: 'asks another system, and keeps nothing of the answer',
  '/connections/:id/checks': 'asks another system, and keeps nothing of the answer',
};

const API: Record<string, Example> = {
  createIntegration: { action: 'integration.created', body: { name: 'New' } },
  importIntegration: { action: 'integration.created', body: JSON.stringify(shopDefinition) },
  updateIntegration: { action: 'integration.updated', body: { name: 'Other' } },
  deleteIntegration: { action: 'integration.removed' },
  restoreIntegration: { action: 'integration.restored', before: inTrash },
  deleteRemovedIntegration: { action: 'integration.deleted', before: inTrash },
  listIntegration: { action: 'integration.listing_changed', body: {} },
  unlistIntegration: { action: 'integration.unlisted' },
  forkIntegration: { action: 'integration.created', body: { name: 'Copy' } },
  setIcon: { action: 'integration.icon_changed', body: svg() },
  removeIcon: { action: 'integration.icon_removed', before: withIcon },
  editDraft: {
    action: 'integration.edited',
    headers: { 'if-match': '*' },
    body: { commands: [{ kind: 'add-config-var', configVar: { key: 'Currency', dataType: 'string' } }] },
  },
  undoEdit: { action: 'integration.edit_undone', headers: { 'if-match': '*' } },
  redoEdit: { action: 'integration.edit_redone', headers: { 'if-match': '*' }, before: undone },
  replaceDefinition: {
    action: 'integration.definition_replaced',
    body: shopDefinition,
    headers: { 'if-match': '*' },
  },
  resetDraft: { action: 'integration.draft_reset' },
  restoreVersion: { action: 'integration.version_restored' },
  addAttachment: {
    action: 'integration.attachment_added',
    path: ({ integration }) => `/integrations/${integration}/attachments?name=table.csv`,
    body: 'code;name',
  },
  startTest: {
    action: 'integration.tested',
    body: { flow: 'Orders' },
    before: configured,
  },
  setTestConfiguration: { action: 'integration.tests_configured', body: {} },
  addPayload: { action: 'integration.payload_added', body: { name: 'Another', body: { order: 1 } } },
  renamePayload: { action: 'integration.payload_renamed', body: { name: 'Renamed' } },
  deletePayload: { action: 'integration.payload_deleted' },
  makeTestUrl: { action: 'integration.test_url_made', path: testUrlOfOrders },
  removeTestUrl: { action: 'integration.test_url_removed', path: testUrlOfOrders, before: withTestUrl },
  pinOutput: { action: 'integration.output_pinned', path: pinOfNote, body: { output: 0 } },
  unpinOutput: { action: 'integration.output_unpinned', path: pinOfNote, before: pinned },
  replaceAttachment: { action: 'integration.attachment_replaced', body: 'code;name' },
  renameAttachment: { action: 'integration.attachment_renamed', body: { name: 'codes.csv' } },
  deleteAttachment: { action: 'integration.attachment_deleted' },
  upgradeInstances: { action: 'instance.version_changed', body: {}, before: secondVersion },
  beginInstanceUpgrades: {
    action: 'integration.upgrade_started',
    body: { version: 2 },
    before: secondVersion,
  },
  cancelInstanceUpgrade: { action: 'integration.upgrade_cancelled' },
  giveUpUpgrade: { action: 'instance.upgrade_given_up', before: aimed },
  publishVersion: { action: 'integration.published', body: { note: 'Next' } },
  updateVersion: { action: 'integration.version_unavailable', body: { available: false } },
  createCustomer: { action: 'customer.created', body: { name: 'New' } },
  updateCustomer: { action: 'customer.updated', body: { name: 'Other' } },
  deleteCustomer: { action: 'customer.deleted' },
  inviteCustomerUser: {
    action: 'person.invited',
    body: { email: 'n@acme.example', role: 'customer_admin' },
  },
  updateCustomerUser: { action: 'person.role_changed', body: { role: 'customer_admin' } },
  makeCustomerUserLink: { action: 'person.link_made' },
  removeCustomerUser: { action: 'person.removed' },
  createInstance: {
    action: 'instance.deployed',
    body: ({ customer, integration }: World) => ({
      customerId: customer,
      integrationId: integration,
      configVariables: shopValues,
    }),
  },
  updateInstance: { action: 'instance.configured', body: { name: 'Other' } },
  deleteInstance: { action: 'instance.removed' },
  restoreInstance: { action: 'instance.restored', before: removed },
  activateInstance: { action: 'instance.enabled', before: pausedInstance },
  pauseInstance: { action: 'instance.paused' },
  changeInstanceVersion: {
    action: 'instance.version_changed',
    body: { version: 2 },
    before: secondVersion,
  },
  setConfigVariables: { action: 'instance.configured', body: { Margin: 3 } },
  addEndpointKey: { action: 'instance.key_added', body: { flow: 'orders' } },
  revokeEndpointKey: {
    action: 'instance.key_revoked',
    path: ({ instance }) => `/instances/${instance}/endpoint-keys/${oldKey}`,
    before: hasKey,
  },
  setPollingCursor: {
    action: 'instance.polling_moved',
    path: cursorOfOrders,
    body: { cursor: { since: 2 } },
    before: hasPolled,
  },
  resetPollingCursor: { action: 'instance.polling_reset', path: cursorOfOrders, before: hasPolled },
  repeatEvents: { action: 'instance.events_repeated', before: deploymentFailed },
  setConfiguration: {
    action: 'instance.configured',
    headers: { 'if-match': '*' },
    body: { values: { ...shopValues, Margin: 3 } },
  },
  publishComponent: {
    action: 'component.published',
    body: smallBundle('another'),
    headers: { 'content-type': 'text/javascript' },
  },
  setComponentHosts: { action: 'component.hosts_changed', body: { hosts: ['api.acme.example'] } },
  deleteComponent: { action: 'component.deleted' },
  deleteComponentVersion: { action: 'component.version_deleted' },
  createConnection: {
    action: 'connection.created',
    body: { component: 'http', connection: 'apiKey', label: 'New', inputs: { apiKey: 'key-of-the-new' } },
  },
  createSharedConnection: {
    action: 'shared_connection.created',
    body: { name: 'Ours too', component: 'http', connection: 'apiKey', scope: 'customer' },
  },
  updateSharedConnection: { action: 'shared_connection.updated', body: { name: 'Other' } },
  deleteSharedConnection: { action: 'shared_connection.deleted' },
  fillSharedConnection: {
    action: 'connection.created',
    body: ({ customer }: World) => ({ owner: customer, inputs: { apiKey: 'key-of-ours' } }),
  },
  updateConnection: { action: 'connection.updated', body: { label: 'Other' } },
  deleteConnection: { action: 'connection.deleted' },
  makeConnectionLink: { action: 'connection.link_made' },
  revokeConnection: { action: 'connection.disconnected' },
  replaceConnection: {
    action: 'connection.replaced',
    path: ({ connection }) => `/connections/${connection}/replacements`,
    body: ({ spare }: World) => ({ by: spare }),
  },
  inviteStaff: { action: 'person.invited', body: { email: 'n@larkfield.example', role: 'builder' } },
  updateStaff: { action: 'person.role_changed', body: { role: 'builder' } },
  makeStaffLink: { action: 'person.link_made' },
  removeStaff: { action: 'person.removed' },
  addPackage: {
    action: 'package.added',
    body: { specifier: 'left@1.0.0/left.js', source: 'module.exports = 1;' },
  },
  deletePackage: { action: 'package.deleted' },
  createMonitor: { action: 'monitor.created', body: { name: 'Failures', trigger: 'failed' } },
  updateMonitor: { action: 'monitor.updated', body: { name: 'Other' } },
  deleteMonitor: { action: 'monitor.deleted' },
  createEventWebhook: {
    action: 'event_webhook.created',
    body: { name: 'Hub', url: 'https://hub.example', events: ['version.published'] },
  },
  updateEventWebhook: { action: 'event_webhook.updated', body: { name: 'Other' } },
  deleteEventWebhook: { action: 'event_webhook.deleted' },
  rotateEventSecret: { action: 'event_webhook.secret_rotated' },
  testEventWebhook: { action: 'event_webhook.tested' },
  sendDeliveryAgain: { action: 'event_webhook.sent_again' },
  createToken: { action: 'token.created', body: { name: 'Import', role: 'support' } },
  revokeToken: { action: 'token.revoked' },
  updateEmbedding: { action: 'organization.updated', body: { origins: ['https://app.larkfield.test'] } },
  addEmbeddingKey: {
    action: 'embedding_key.added',
    body: () => ({ name: 'Next', key: hostKey().publicKey }),
  },
  removeEmbeddingKey: { action: 'embedding_key.removed' },
  updateOrganization: { action: 'organization.updated', body: { name: 'Larkfield' } },
  keepExecutionPayload: { action: 'integration.payload_added', body: {} },
  importExecution: { action: 'integration.payload_added', body: { file: ONE_FILE } },
  setKeeping: { action: 'instance.keeping_changed', body: { data: 'never' } },
  setState: { action: 'instance.state_set', path: stateOf, body: { value: 1 } },
  deleteState: { action: 'instance.state_removed', path: stateOf, before: remembered },
  resetStates: { action: 'instance.states_reset' },
  beginExecutionJob: {
    action: 'execution.replay_job_started',
    body: { kind: 'replay', filter: { status: 'failed' } },
  },
  cancelExecutionJob: { action: 'execution.job_cancelled' },
  replayExecution: { action: 'execution.replayed', body: {} },
  cancelExecution: {
    action: 'execution.cancelled',
    path: ({ queued }) => `/executions/${queued}/cancellation`,
  },
  pauseExecution: { action: 'execution.paused', path: ({ queued }) => `/executions/${queued}/pause` },
  resumeExecution: {
    action: 'execution.resumed',
    path: ({ queued }) => `/executions/${queued}/pause`,
    before: pausedRun,
  },
};

/** What customers' pages call things. */
const NOUNS: Record<string, string> = {
  mine: 'instances',
  integrations: 'integrations',
  connections: 'connections',
};

function nounOf(path: string): string {
  const [, first = '', second = ''] = path.split('/');
  return first === 'marketplace' ? (NOUNS[second] ?? '') : first;
}

function addressIn(path: string, world: World): string {
  const ids: Record<string, string> = {
    integrations: world.integration,
    customers: world.customer,
    instances: world.instance,
    executions: world.execution,
    connections: world.signIn,
    'shared-connections': world.shared,
    staff: world.invited,
    tokens: world.token,
    packages: world.codePackage,
    monitors: world.monitor,
    'event-webhooks': world.eventWebhook,
    embedding: world.embeddingKey,
  };
  return path
    .replace(':id', ids[nounOf(path)] ?? '')
    .replace(':key', world.component)
    .replace(':number', '1')
    .replace(':user', world.person)
    .replace(':attachment', world.attachment)
    .replace(':job', jobOf(path, world))
    .replace(':payload', world.payload)
    .replace(':delivery', world.delivery);
}

const changing = routes.filter(({ method, name }) => method !== 'GET' && !NOT_NOTED[name]);

describe('every call of the API that changes something is noted with its token', () => {
  test.each(changing.map(({ name, method, path }) => [name, method, path] as const))(
    '%s',
    async (name, method, path) => {
      const example = API[name];
      if (!example) throw new Error(`${name} is new: say here which row it leaves in the audit.`);
      await inWorld(async (at) => {
        await example.before?.(at);
        const body = typeof example.body === 'function' ? example.body(at.world) : example.body;
        const address = example.path?.(at.world) ?? addressIn(path, at.world);
        const answer = await call(at.desk.app, method, address, body, example.headers);
        expect(answer.status, answer.text).toBeLessThan(300);
        const row = await notedIn(at, example.action);
        expect(row).toMatchObject({
          actorKind: 'token',
          actorId: 'admin',
          actorName: 'STEPWELL_ADMIN_TOKEN',
        });
        expect(row?.subjectName).not.toBe('');
      });
    },
  );
});

type Sent = At & { visitor: Visitor };
type FormExample = {
  action: string;
  /** Where the form is sent to. */
  path?: (at: Sent) => string | Promise<string>;
  /** The page that holds the form: what it prints is sent along. */
  page?: (at: Sent) => string;
  /** What is typed there, by label. */
  typed?: Record<string, string>;
  fields?: Record<string, string> | ((at: Sent) => Record<string, string>);
  files?: Record<string, File>;
  before?: (at: Sent) => Promise<unknown>;
  /** Nobody is signed in: it is noted as done by whoever the link is for. */
  isOpen?: true;
};

const PASSWORD = 'seven quiet lanterns';
const on =
  (path: string) =>
  ({ world }: At) =>
    addressIn(path, world);
const staffAt =
  (rest: string) =>
  ({ world }: At) =>
    `/settings/staff/${world.invited}${rest}`;
const queuedAt =
  (rest: string) =>
  ({ world }: At) =>
    `/executions/${world.queued}${rest}`;
const answeredAlone = ({ desk: { deps }, world, visitor }: Sent) =>
  answer(deps, { id: visitor.user.id, customerId: world.customer }, world.instance, {
    Signature: 'Greetings',
  });
const withSample = ({ desk: { deps } }: At) => installSample(deps);
const another = { userId: '', address: '10.0.0.9', agent: 'Firefox' };
const sessionElsewhere = ({ desk: { deps }, visitor }: Sent) =>
  deps.store.write((tx) => createSession(tx, { ...another, userId: visitor.user.id }));
const withPassword = async ({ desk: { deps }, visitor }: Sent) => {
  const passwordHash = await hashPassword(PASSWORD);
  await deps.store.write((tx) => tx.update(users).set({ passwordHash }).where(eq(users.id, visitor.user.id)));
};

const eventWebhookAt =
  (rest: string) =>
  ({ world }: { world: World }) =>
    `/event-webhooks/${world.eventWebhook}${rest}`;

const FORMS: Record<string, FormExample> = {
  '/set-up/:token': {
    action: 'organization.set_up',
    isOpen: true,
    path: async ({ desk: { deps } }) =>
      `/set-up/${await deps.store.write((tx) => setUpLink(tx, deps.vault))}`,
    fields: { organization: 'Larkfield', name: 'Dana', email: 'd@larkfield.example', password: PASSWORD },
  },
  '/invitations/:token': {
    action: 'person.joined',
    isOpen: true,
    path: async ({ desk: { deps }, world }) =>
      `/invitations/${await deps.store.write((tx) => invite(tx, world.invited, 'set_up'))}`,
    fields: { name: 'Robin', password: PASSWORD },
  },
  '/marketplace/invitations/:token': {
    action: 'person.joined',
    isOpen: true,
    path: async ({ desk: { deps }, world }) =>
      `/marketplace/invitations/${await deps.store.write((tx) => invite(tx, world.person, 'set_up'))}`,
    fields: { name: 'Kim', password: PASSWORD },
  },
  '/marketplace/account': { action: 'person.renamed', fields: { name: 'Another' } },
  '/marketplace/account/password': {
    action: 'person.password_changed',
    before: withPassword,
    fields: { old: PASSWORD, next: 'nine loud harvest moons' },
  },
  '/marketplace/account/sessions': { action: 'person.sessions_ended' },
  '/marketplace/integrations/:id/activations': { action: 'instance.activated', before: removed },
  '/marketplace/mine/:id/answers/:page': {
    action: 'instance.answered',
    path: ({ world }) => `/marketplace/mine/${world.instance}/answers/1`,
    page: on('/marketplace/mine/:id/answers/1'),
    typed: { 'Shop Name': 'Süd' },
  },
  '/marketplace/mine/:id/answers/discarding': {
    action: 'instance.answers_discarded',
    before: answered,
  },
  '/marketplace/mine/:id/own-answers/:page': {
    action: 'instance.own_answered',
    path: ({ world }) => `/marketplace/mine/${world.instance}/own-answers/1`,
    page: on('/marketplace/mine/:id/own-answers/1'),
    typed: { Signature: 'Greetings' },
    fields: { go: 'next' },
  },
  '/marketplace/mine/:id/own-answers/discarding': {
    action: 'instance.own_answers_discarded',
    before: answeredAlone,
  },
  '/marketplace/mine/:id/own-answers/removal': { action: 'instance.own_removed', before: answeredAlone },
  '/marketplace/mine/:id/name': { action: 'instance.configured', fields: { name: 'Other' } },
  '/marketplace/mine/:id/activation': { action: 'instance.paused', fields: { active: 'false' } },
  '/marketplace/mine/:id/update': { action: 'instance.version_changed', before: secondVersion },
  '/marketplace/mine/:id/removal': { action: 'instance.removed' },
  '/marketplace/connections/:id/removal': { action: 'connection.deleted' },
  '/marketplace/own-connections/:id/removal': {
    action: 'connection.deleted',
    path: async ({ desk: { deps }, world, visitor }) => {
      const owner = { userId: visitor.user.id, customerId: world.customer };
      return `/marketplace/own-connections/${await ownAccount(deps, owner)}/removal`;
    },
  },
  '/marketplace/team': {
    action: 'person.invited',
    fields: { email: 'n@acme.example', role: 'customer_admin' },
  },
  '/marketplace/team/:user/role': { action: 'person.role_changed', fields: { role: 'customer_admin' } },
  '/marketplace/team/:user/links': { action: 'person.link_made' },
  '/marketplace/team/:user/removal': { action: 'person.removed' },
  '/customers/:id/users': {
    action: 'person.invited',
    fields: { email: 'n@acme.example', role: 'customer_admin' },
  },
  '/customers/:id/users/:user/role': { action: 'person.role_changed', fields: { role: 'customer_admin' } },
  '/customers/:id/users/:user/links': { action: 'person.link_made' },
  '/customers/:id/users/:user/removal': { action: 'person.removed' },
  '/integrations/:id/listing': { action: 'integration.listing_changed', fields: { position: '3' } },
  '/integrations/:id/listing/removal': { action: 'integration.unlisted' },
  '/account': { action: 'person.renamed', fields: { name: 'Another' } },
  '/account/password': {
    action: 'person.password_changed',
    before: withPassword,
    fields: { old: PASSWORD, next: 'nine loud harvest moons' },
  },
  '/account/sessions': { action: 'person.sessions_ended' },
  '/account/sessions/:hash': {
    action: 'person.sessions_ended',
    path: async (at) => `/account/sessions/${hashToken(await sessionElsewhere(at))}`,
  },
  '/executions/:id/test-payloads': { action: 'integration.payload_added' },
  '/integrations/:id/execution-imports': {
    action: 'integration.payload_added',
    files: { file: new File([JSON.stringify(ONE_FILE)], 'execution.json') },
  },
  '/instances/:id/keeping': { action: 'instance.keeping_changed', fields: { data: 'never' } },
  '/instances/:id/states': { action: 'instance.state_set', fields: { key: 'cursor', value: '7' } },
  '/instances/:id/states/removal': {
    action: 'instance.state_removed',
    fields: { key: 'cursor' },
    before: remembered,
  },
  '/instances/:id/states/reset': { action: 'instance.states_reset' },
  '/executions/jobs': {
    action: 'execution.cancel_job_started',
    fields: { kind: 'cancel', 'filter.status': 'queued' },
  },
  '/executions/jobs/:job/cancellation': { action: 'execution.job_cancelled' },
  '/executions/replays': {
    action: 'execution.replayed',
    fields: ({ world }) => ({ id: world.execution }),
  },
  '/executions/cancellations': {
    action: 'execution.cancelled',
    fields: ({ world }) => ({ id: world.queued }),
  },
  '/executions/:id/cancellation': { action: 'execution.cancelled', path: queuedAt('/cancellation') },
  '/executions/:id/pause': {
    action: 'execution.paused',
    path: queuedAt('/pause'),
    fields: { paused: 'true' },
  },
  '/executions/:id/replays': { action: 'execution.replayed' },
  '/sample/calls': { action: 'execution.started', before: withSample },
  '/sample/removal': { action: 'sample.removed', before: withSample },
  '/integrations/samples': { action: 'integration.created' },
  '/integrations': { action: 'integration.created', page: on('/integrations/new'), fields: { name: 'New' } },
  '/integrations/import': {
    action: 'integration.created',
    fields: { text: JSON.stringify(shopDefinition), step: 'import' },
  },
  '/integrations/:id': {
    action: 'integration.updated',
    fields: { name: 'Other', description: '', category: '', labels: '' },
  },
  '/integrations/:id/documentation': {
    action: 'integration.updated',
    page: on('/integrations/:id/documentation'),
    fields: { documentation: 'Text' },
  },
  '/integrations/:id/forks': {
    action: 'integration.created',
    page: on('/integrations/:id/fork'),
    fields: { name: 'Copy' },
  },
  '/integrations/:id/deletion': { action: 'integration.removed', fields: { name: 'Shop' } },
  '/integrations/:id/restoration': { action: 'integration.restored', before: inTrash },
  '/integrations/trash/:id/deletion': {
    action: 'integration.deleted',
    before: inTrash,
    fields: { name: 'Shop' },
  },
  '/integrations/:id/icon': {
    action: 'integration.icon_changed',
    files: { icon: new File([new Uint8Array(svg())], 'a.svg') },
  },
  '/integrations/:id/icon/removal': { action: 'integration.icon_removed', before: withIcon },
  '/integrations/:id/versions': {
    action: 'integration.published',
    page: on('/integrations/:id/versions'),
    fields: { note: 'Next' },
  },
  '/integrations/:id/versions/:number/availability': { action: 'integration.version_unavailable' },
  '/integrations/:id/draft-reset': { action: 'integration.draft_reset' },
  '/integrations/:id/versions/:number/restoration': {
    action: 'integration.version_restored',
    page: on('/integrations/:id/versions/:number/restoration'),
  },
  '/integrations/:id/steps': {
    action: 'integration.edited',
    fields: { ...onNote, after: 'note', choice: 'log/writeLog' },
  },
  '/integrations/:id/steps/details': {
    action: 'integration.edited',
    page: ({ world }) => `/integrations/${world.integration}?step=1`,
    fields: { name: 'Other' },
  },
  '/integrations/:id/steps/pasted': {
    action: 'integration.edited',
    fields: {
      ...onNote,
      after: 'note',
      text: '- name: Pasted\n  action: { key: writeLog, component: { key: log } }',
    },
  },
  '/integrations/:id/steps/moves': { action: 'integration.edited', fields: { ...onNote, way: 'down' } },
  '/integrations/:id/steps/copies': { action: 'integration.edited', fields: onNote },
  '/integrations/:id/steps/activation': {
    action: 'integration.edited',
    fields: { ...onNote, active: 'no' },
  },
  '/integrations/:id/steps/version': {
    action: 'integration.edited',
    before: oldStep,
    fields: { ...onNote, revision: '3', step: 'act' },
  },
  '/integrations/:id/steps/removal': { action: 'integration.edited', fields: onNote },
  '/integrations/:id/flows': {
    action: 'integration.edited',
    page: on('/integrations/:id/flows/new'),
    fields: { name: 'Another', trigger: 'webhook-triggers/webhook' },
  },
  '/integrations/:id/flows/details': {
    action: 'integration.edited',
    page: on('/integrations/:id'),
    fields: { name: 'Another' },
  },
  '/integrations/:id/flows/moves': {
    action: 'integration.edited',
    before: secondFlow,
    fields: { ...onNote, revision: '3', at: '1' },
  },
  '/integrations/:id/flows/copies': { action: 'integration.edited', fields: onNote },
  '/integrations/:id/flows/removal': {
    action: 'integration.edited',
    before: secondFlow,
    fields: { ...onNote, revision: '3' },
  },
  '/integrations/:id/variables': {
    action: 'integration.edited',
    page: on('/integrations/:id/variables/new'),
    fields: { name: 'Currency' },
  },
  '/integrations/:id/variables/details': {
    action: 'integration.edited',
    page: ({ world }) => `/integrations/${world.integration}/configuration?variable=Region`,
    fields: { name: 'Country' },
  },
  '/integrations/:id/variables/removal': {
    action: 'integration.edited',
    fields: { revision: '2', variable: 'Region' },
  },
  '/integrations/:id/config-pages': {
    action: 'integration.edited',
    page: on('/integrations/:id/config-pages/new'),
    fields: { name: 'Another' },
  },
  '/integrations/:id/config-pages/details': {
    action: 'integration.edited',
    page: ({ world }) => `/integrations/${world.integration}/configuration?page=1`,
    fields: { name: 'Another' },
  },
  '/integrations/:id/config-pages/moves': {
    action: 'integration.edited',
    before: secondPage,
    fields: { revision: '3', at: '0', way: 'down' },
  },
  '/integrations/:id/config-pages/removal': {
    action: 'integration.edited',
    fields: { revision: '2', at: '0' },
  },
  '/integrations/:id/config-pages/elements': {
    action: 'integration.edited',
    fields: { revision: '2', at: '0', down: '0' },
  },
  '/integrations/:id/parts': {
    action: 'integration.edited',
    fields: {
      revision: '2',
      'of.connection.0': 'System',
      'connection.0': JSON.stringify(['connection', 'http', 'basic']),
    },
  },
  '/integrations/:id/undo': { action: 'integration.edit_undone', page: on('/integrations/:id') },
  '/integrations/:id/redo': {
    action: 'integration.edit_redone',
    before: undone,
    fields: { revision: '3' },
  },
  '/integrations/:id/yaml': {
    action: 'integration.definition_replaced',
    fields: { revision: '2', text: JSON.stringify(shopDefinition) },
  },
  '/integrations/:id/test-executions': {
    action: 'integration.tested',
    fields: { flow: 'orders', payload: 'empty' },
    before: configured,
  },
  '/integrations/:id/pinned-outputs': {
    action: 'integration.output_pinned',
    fields: { flow: 'orders', step: 'note', output: '0' },
  },
  '/integrations/:id/pinned-outputs/removal': {
    action: 'integration.output_unpinned',
    before: pinned,
    fields: { flow: 'orders', step: 'note' },
  },
  '/integrations/:id/payloads/:payload': {
    action: 'integration.payload_renamed',
    fields: { name: 'Renamed' },
  },
  '/integrations/:id/payloads/:payload/deletion': { action: 'integration.payload_deleted' },
  '/integrations/:id/test-urls': { action: 'integration.test_url_made', fields: { flow: 'orders' } },
  '/integrations/:id/test-urls/removal': {
    action: 'integration.test_url_removed',
    before: withTestUrl,
    fields: { flow: 'orders' },
  },
  '/integrations/:id/test-configuration': {
    action: 'integration.tests_configured',
    page: on('/integrations/:id/test-configuration'),
    before: configured,
  },
  '/integrations/:id/attachments': {
    action: 'integration.attachment_added',
    files: { file: new File(['code;name'], 'table.csv') },
  },
  '/integrations/:id/attachments/:attachment': {
    action: 'integration.attachment_renamed',
    fields: { name: 'codes.csv' },
  },
  '/integrations/:id/attachments/:attachment/deletion': { action: 'integration.attachment_deleted' },
  '/integrations/:id/upgrades': {
    action: 'integration.upgrade_started',
    before: secondVersion,
    fields: { version: '2', begin: 'on' },
  },
  '/integrations/:id/upgrades/:job/cancellation': { action: 'integration.upgrade_cancelled' },
  '/customers': { action: 'customer.created', fields: { name: 'New' } },
  '/customers/:id': {
    action: 'customer.updated',
    page: on('/customers/:id/edit'),
    fields: { name: 'Other' },
  },
  '/customers/:id/deletion': { action: 'customer.deleted', fields: { name: 'Acme' } },
  '/instances': {
    action: 'instance.deployed',
    page: ({ world }) => `/instances/new?integration=${world.integration}&customer=${world.customer}`,
    typed: { 'Shop Name': 'Nord', 'API key': 'very-secret-key' },
  },
  '/instances/:id/answers/:page': {
    action: 'instance.answered',
    path: ({ world }) => `/instances/${world.instance}/answers/1`,
    page: on('/instances/:id/answers/1'),
    typed: { 'Shop Name': 'Other' },
  },
  '/instances/:id/answers/discarding': {
    action: 'instance.answers_discarded',
    before: answered,
  },
  '/instances/:id/configuration': {
    action: 'instance.configured',
    page: on('/instances/:id/configuration'),
    fields: { name: 'Other' },
  },
  '/instances/:id/upgrade/removal': { action: 'instance.upgrade_given_up', before: aimed },
  '/instances/:id/version': {
    action: 'instance.version_changed',
    before: secondVersion,
    fields: { version: '2' },
  },
  '/instances/:id/limits': { action: 'instance.configured', fields: { executions: '3' } },
  '/instances/:id/activation': { action: 'instance.paused', fields: { active: 'false' } },
  '/instances/:id/removal': { action: 'instance.removed' },
  '/instances/:id/restoration': { action: 'instance.restored', before: removed },
  '/instances/:id/endpoint-keys': {
    action: 'instance.key_added',
    fields: { flow: 'orders', key: 'given-by-the-customer' },
  },
  '/instances/:id/endpoint-keys/revocation': {
    action: 'instance.key_revoked',
    before: hasKey,
    fields: () => ({ flow: 'orders', key: oldKey }),
  },
  '/instances/:id/polling-cursor': {
    action: 'instance.polling_moved',
    before: hasPolled,
    fields: { flow: 'orders', cursor: '{"since":2}' },
  },
  '/instances/:id/event-runs': { action: 'instance.events_repeated', before: deploymentFailed },
  '/components': {
    action: 'component.published',
    files: { file: new File([smallBundle('another')], 'index.js') },
  },
  '/components/:key/hosts': {
    action: 'component.hosts_changed',
    fields: { reach: 'hosts', hosts: 'api.acme.example' },
  },
  '/components/:key/deletion': { action: 'component.deleted' },
  '/connections': {
    action: 'connection.created',
    page: () => '/connections/new?kind=http/apiKey',
    typed: { Name: 'New', 'API key': 'key-of-the-new' },
  },
  '/shared-connections': {
    action: 'shared_connection.created',
    page: () => '/shared-connections/new?kind=http/apiKey',
    typed: { Name: 'Ours too' },
    fields: { scope: 'customer' },
  },
  '/shared-connections/:id': {
    action: 'shared_connection.updated',
    page: on('/shared-connections/:id'),
    fields: { name: 'Other' },
  },
  '/shared-connections/:id/connections': {
    action: 'connection.created',
    page: on('/shared-connections/:id/connections'),
    typed: { 'API key': 'key-of-ours' },
    fields: ({ world }) => ({ owner: world.customer }),
  },
  '/shared-connections/:id/deletion': { action: 'shared_connection.deleted' },
  '/connections/:id': {
    action: 'connection.updated',
    page: on('/connections/:id/edit'),
    fields: { label: 'Other' },
  },
  '/connections/:id/links': { action: 'connection.link_made' },
  '/connections/:id/revocation': { action: 'connection.disconnected' },
  '/connections/:id/replacement': {
    action: 'connection.replaced',
    path: ({ world }) => `/connections/${world.connection}/replacement`,
    fields: ({ world }) => ({ by: world.spare }),
  },
  '/connections/:id/deletion': { action: 'connection.deleted' },
  '/settings': { action: 'organization.updated', fields: { name: 'Larkfield' } },
  '/settings/staff': { action: 'person.invited', fields: { email: 'n@larkfield.example', role: 'builder' } },
  '/settings/staff/:id/role': {
    action: 'person.role_changed',
    path: staffAt('/role'),
    fields: { role: 'builder' },
  },
  '/settings/staff/:id/links': { action: 'person.link_made', path: staffAt('/links') },
  '/settings/staff/:id/removal': { action: 'person.removed', path: staffAt('/removal') },
  '/packages': {
    action: 'package.added',
    fields: { specifier: 'left@1.0.0/left.js' },
    files: { file: new File(['module.exports = 1;'], 'left.js') },
  },
  '/packages/:id/deletion': {
    action: 'package.deleted',
    path: ({ world }) => `/packages/${world.codePackage}/deletion`,
  },
  '/monitors': {
    action: 'monitor.created',
    fields: { name: 'Failures', trigger: 'failed', level: 'error', quietMinutes: '60' },
  },
  '/monitors/:id': {
    action: 'monitor.updated',
    path: ({ world }) => `/monitors/${world.monitor}`,
    fields: { name: 'Other', trigger: 'slow', threshold: '60', level: 'error', quietMinutes: '60' },
  },
  '/monitors/:id/deletion': {
    action: 'monitor.deleted',
    path: ({ world }) => `/monitors/${world.monitor}/deletion`,
  },
  '/event-webhooks': {
    action: 'event_webhook.created',
    fields: { name: 'Hub', url: 'https://hub.example', events: 'version.published' },
  },
  '/event-webhooks/:id': {
    action: 'event_webhook.updated',
    path: eventWebhookAt(''),
    fields: { name: 'Other', url: 'https://hub.example' },
  },
  '/event-webhooks/:id/activation': {
    action: 'event_webhook.disabled',
    path: eventWebhookAt('/activation'),
    fields: { enabled: 'false' },
  },
  '/event-webhooks/:id/secrets': { action: 'event_webhook.secret_rotated', path: eventWebhookAt('/secrets') },
  '/event-webhooks/:id/tests': { action: 'event_webhook.tested', path: eventWebhookAt('/tests') },
  '/event-webhooks/:id/deliveries/:delivery/attempts': {
    action: 'event_webhook.sent_again',
    path: ({ world }) => `/event-webhooks/${world.eventWebhook}/deliveries/${world.delivery}/attempts`,
  },
  '/event-webhooks/:id/deletion': { action: 'event_webhook.deleted', path: eventWebhookAt('/deletion') },
  '/settings/tokens': { action: 'token.created', fields: { name: 'Import', role: 'support' } },
  '/settings/embedding': {
    action: 'organization.updated',
    fields: { origins: 'https://app.larkfield.test' },
  },
  '/settings/embedding/keys': {
    action: 'embedding_key.added',
    fields: () => ({ name: 'Next', key: hostKey().publicKey }),
  },
  '/settings/embedding/keys/:id/removal': {
    action: 'embedding_key.removed',
    path: ({ world }) => `/settings/embedding/keys/${world.embeddingKey}/removal`,
  },
  '/settings/tokens/:id/revocation': {
    action: 'token.revoked',
    path: ({ world }) => `/settings/tokens/${world.token}/revocation`,
  },
};

async function sent(example: FormExample, at: Sent, address: string): Promise<PageAnswer> {
  const { visitor } = at;
  const page = example.page && (await visitor.get(example.page(at)));
  const own = typeof example.fields === 'function' ? example.fields(at) : example.fields;
  const fields = { ...(page ? filledIn(page.html, address, example.typed ?? {}) : {}), ...own };
  return await visitor.post(address, { ...fields, ...example.files });
}

const forms = [...pageRoutes, ...portalRoutes].filter(
  ({ method, path }) => method === 'POST' && !NOT_NOTED[path],
);

describe('every form that changes something is noted with whoever sends it', () => {
  test.each(forms.map(({ path }) => [path] as const))('%s', async (path) => {
    const example = FORMS[path];
    if (!example) throw new Error(`${path} is new: say here which row it leaves in the audit, or why none.`);
    await inWorld(async ({ desk, world }) => {
      const isOfCustomer = path.startsWith('/marketplace/');
      const visitor = isOfCustomer
        ? await visitorAs(desk, 'customer_admin', world.customer)
        : await visitorAs(desk, 'owner');
      const at = { desk, world, visitor };
      await example.before?.(at);
      const address = (await example.path?.(at)) ?? addressIn(path, world);
      const answer = example.isOpen
        ? await desk.app.request(`http://stepwell.test${address}`, {
            method: 'POST',
            body: new URLSearchParams(typeof example.fields === 'object' ? example.fields : {}),
            headers: { 'sec-fetch-site': 'same-origin' },
          })
        : await sent(example, at, address);
      expect(answer.status).toBeLessThan(400);
      const row = await notedIn(at, example.action);
      const { id, name } = at.visitor.user;
      const who = example.isOpen ? {} : { actorId: id, actorName: name };
      expect(row).toMatchObject({ actorKind: 'user', ...who });
      expect(row?.subjectName).not.toBe('');
    });
  });

  test('what is not noted is there still', () => {
    const pages = [...pageRoutes, ...portalRoutes];
    const there = [...pages.map(({ path }) => path), ...routes.map(({ name }) => name)];
    expect(Object.keys(NOT_NOTED).filter((each) => !there.includes(each))).toEqual([]);
  });
});
