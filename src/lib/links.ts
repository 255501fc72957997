import { embedding, marketplace } from './marketplace-links.ts';

export { EMBEDDED, screens } from './marketplace-links.ts';

import { withQuery } from './query.ts';
import { fieldId, inputField } from './ui/field-ties.ts';

/** Every address of ours that a page or an answer leads to, and that a form is sent to; sitemap.ts lists what answers. */

/** Where the API stands. */
export const API = '/api/v1';

type Query = Record<string, string | number | undefined>;

/** What of an execution is looked at: all of it stands in the page's address. */
export type Seen = {
  id: string;
  /** Path of the selected step, or `TRIGGER`. */
  step?: string | undefined;
  /** Path of the loop of which a round is unfolded, and which one, from 1. */
  loop?: string | undefined;
  iteration?: number | undefined;
  tab?: PanelTab | undefined;
  level?: LevelChoice | undefined;
  /** Only log lines before that one. */
  before?: number | undefined;
};

export type PanelTab = 'data' | 'logs' | 'error';
export type LevelChoice = 'debug' | 'info' | 'warn' | 'error';
export type ValuePart = 'input' | 'output' | 'request';

/** Stands for the trigger where a step's path would; no path begins with a dot. */
export const TRIGGER = '.trigger';

/** A flow on the page of one integration, with what it is being tested with, and which rounds of loops are looked at. */
export type FlowAddress = {
  id: string;
  flow: string;
  payload?: string | undefined;
  rounds?: string | undefined;
};

/** Id of a config variable on the configuration page, by its position in the definition. */
export function variableId(position: number): string {
  return `variable-${position + 1}`;
}

/** The panel has it, so that it is in sight where it stands below the steps. */
const PANEL = '#shown-step';

const overview = {
  overview: (query: Query = {}) => withQuery('/', query),
  overviewStream: (query: Query = {}) => withQuery('/overview/stream', query),
  sample: () => '/sample',
  sampleStream: () => '/sample/stream',
  sampleCalls: () => '/sample/calls',
  sampleRemoval: () => '/sample/removal',
  packages: () => '/packages',
  packageDeletion: (id: string) => `/packages/${id}/deletion`,
  components: (query: Query = {}) => withQuery('/components', query),
  component: (key: string, query: Query = {}) => withQuery(`/components/${key}`, query),
  componentManifest: (key: string, query: Query = {}) => withQuery(`/components/${key}/manifest`, query),
  componentHosts: (key: string) => `/components/${key}/hosts`,
  componentDeletion: (key: string, query: Query = {}) => withQuery(`/components/${key}/deletion`, query),
  help: (query: Query = {}) => withQuery('/help', query),
  helpPage: (name: string) => `/help/${name}`,
};

const account = {
  signIn: (query: Query = {}) => withQuery('/sign-in', query),
  signOut: () => '/sign-out',
  forgotten: () => '/forgotten',
  setUp: (token: string) => `/set-up/${token}`,
  invitation: (token: string) => `/invitations/${token}`,
  account: (query: Query = {}) => withQuery('/account', query),
  password: () => '/account/password',
  sessions: () => '/account/sessions',
  session: (hash: string) => `/account/sessions/${hash}`,
  theme: () => '/theme',
  go: () => '/go',
  keyboard: () => '/keyboard',
  settings: (query: Query = {}) => withQuery('/settings', query),
  staff: () => '/settings/staff',
  person: (id: string) => `/settings/staff/${id}`,
  personRole: (id: string) => `/settings/staff/${id}/role`,
  personLinks: (id: string) => `/settings/staff/${id}/links`,
  personRemoval: (id: string) => `/settings/staff/${id}/removal`,
  tokens: () => '/settings/tokens',
  tokenRevocation: (id: string) => `/settings/tokens/${id}/revocation`,
  audit: (query: Query = {}) => withQuery('/settings/audit', query),
  system: () => '/settings/system',
  apiDescription: () => `${API}/openapi.json`,
  /** By its revision: it is kept for ever by browsers. */
  logo: (revision: string | number) => `/logo?v=${revision}`,
};

const customers = {
  customers: (query: Query = {}) => withQuery('/customers', query),
  newCustomer: (query: Query = {}) => withQuery('/customers/new', query),
  customer: (id: string) => `/customers/${id}`,
  editCustomer: (id: string) => `/customers/${id}/edit`,
  customerDeletion: (id: string) => `/customers/${id}/deletion`,
  customerUsers: (id: string) => `/customers/${id}/users`,
  customerUser: (id: string, user: string) => `/customers/${id}/users/${user}`,
  customerUserRole: (id: string, user: string) => `/customers/${id}/users/${user}/role`,
  customerUserLinks: (id: string, user: string) => `/customers/${id}/users/${user}/links`,
  customerUserRemoval: (id: string, user: string) => `/customers/${id}/users/${user}/removal`,
};

const integrations = {
  integrations: (query: Query = {}) => withQuery('/integrations', query),
  newIntegration: () => '/integrations/new',
  /** @param query `into`: the integration whose draft is replaced */
  importIntegration: (query: Query = {}) => withQuery('/integrations/import', query),
  sampleIntegrations: () => '/integrations/samples',
  integration: (id: string, query: Query = {}) => withQuery(`/integrations/${id}`, query),
  flow: ({ id, flow, payload }: FlowAddress) => withQuery(`/integrations/${id}`, { flow, payload }),
  /** @param input its field, where the link leads to one: `address.street` */
  flowStep: ({ id, flow, payload, rounds }: FlowAddress, number: string, input?: string) =>
    withQuery(`/integrations/${id}`, { flow, step: number, rounds, payload }) +
    (input === undefined ? PANEL : `#${fieldId({ name: inputField(input) })}`),
  newStep: (id: string, query: Query) => withQuery(`/integrations/${id}/steps/new`, query),
  steps: (id: string) => `/integrations/${id}/steps`,
  references: ({ id, flow }: FlowAddress, step: string, of?: string) =>
    withQuery(`/integrations/${id}/references`, { flow, step, of }),
  stepDetails: (id: string) => `/integrations/${id}/steps/details`,
  stepMoves: (id: string) => `/integrations/${id}/steps/moves`,
  stepCopies: (id: string) => `/integrations/${id}/steps/copies`,
  pasteSteps: (id: string, query: Query) => withQuery(`/integrations/${id}/steps/paste`, query),
  pastedSteps: (id: string) => `/integrations/${id}/steps/pasted`,
  stepActivation: (id: string) => `/integrations/${id}/steps/activation`,
  stepVersion: (id: string) => `/integrations/${id}/steps/version`,
  stepRemoval: (id: string) => `/integrations/${id}/steps/removal`,
  newFlow: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/flows/new`, query),
  flows: (id: string) => `/integrations/${id}/flows`,
  flowDetails: (id: string) => `/integrations/${id}/flows/details`,
  flowMoves: (id: string) => `/integrations/${id}/flows/moves`,
  flowCopies: (id: string) => `/integrations/${id}/flows/copies`,
  flowRemoval: (id: string) => `/integrations/${id}/flows/removal`,
  changes: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/changes`, query),
  undo: (id: string) => `/integrations/${id}/undo`,
  redo: (id: string) => `/integrations/${id}/redo`,
  /** Components and connections that the draft uses, and what of them is not there. */
  parts: (id: string) => `/integrations/${id}/parts`,
  draftYaml: (id: string) => `/integrations/${id}/yaml`,
  /** A part of a flow that is too long for one page, from 1. */
  flowPart: ({ id, flow }: FlowAddress, part: number) => withQuery(`/integrations/${id}`, { flow, part }),
  integrationDocumentation: (id: string) => `/integrations/${id}/documentation`,
  integrationConfiguration: (id: string, query: Query = {}) =>
    withQuery(`/integrations/${id}/configuration`, query),
  configurationPreview: (id: string) => `/integrations/${id}/configuration/preview`,
  /** A config variable beside the pages, by its key. @param told what was done, signed */
  variable: (id: string, variable: string, told?: string) =>
    withQuery(`/integrations/${id}/configuration`, { variable, told }) + PANEL,
  newVariable: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/variables/new`, query),
  variables: (id: string) => `/integrations/${id}/variables`,
  variableDetails: (id: string) => `/integrations/${id}/variables/details`,
  variableRemoval: (id: string) => `/integrations/${id}/variables/removal`,
  /** A page of the configuration, from 1. */
  configPage: (id: string, page: number) => withQuery(`/integrations/${id}/configuration`, { page }) + PANEL,
  newConfigPage: (id: string) => `/integrations/${id}/config-pages/new`,
  configPages: (id: string) => `/integrations/${id}/config-pages`,
  configPageDetails: (id: string) => `/integrations/${id}/config-pages/details`,
  configPageMoves: (id: string) => `/integrations/${id}/config-pages/moves`,
  configPageRemoval: (id: string) => `/integrations/${id}/config-pages/removal`,
  configElements: (id: string) => `/integrations/${id}/config-pages/elements`,
  configVariable: (id: string, position: number) =>
    `/integrations/${id}/configuration#${variableId(position)}`,
  integrationDefinition: (id: string) => `/integrations/${id}/definition`,
  integrationInstances: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/instances`, query),
  attachments: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/attachments`, query),
  attachment: (id: string, attachment: string) => `/integrations/${id}/attachments/${attachment}`,
  attachmentContent: (id: string, attachment: string) =>
    `/integrations/${id}/attachments/${attachment}/content`,
  attachmentDeletion: (id: string, attachment: string) =>
    `/integrations/${id}/attachments/${attachment}/deletion`,
  testRuns: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/test-runs`, query),
  testExecutions: (id: string) => `/integrations/${id}/test-executions`,
  newTest: (id: string, query: Query) => withQuery(`/integrations/${id}/test-executions/new`, query),
  /** How the latest test of a flow goes. @param query the flow, and the selected step */
  testStream: (id: string, query: Query) => withQuery(`/integrations/${id}/test-executions/stream`, query),
  pinnedOutputs: (id: string) => `/integrations/${id}/pinned-outputs`,
  pinnedOutputRemoval: (id: string) => `/integrations/${id}/pinned-outputs/removal`,
  payloads: (id: string) => `/integrations/${id}/payloads`,
  payload: (id: string, payload: string) => `/integrations/${id}/payloads/${payload}`,
  payloadDeletion: (id: string, payload: string) => `/integrations/${id}/payloads/${payload}/deletion`,
  testUrls: (id: string) => `/integrations/${id}/test-urls`,
  testUrlRemoval: (id: string) => `/integrations/${id}/test-urls/removal`,
  testConfiguration: (id: string) => `/integrations/${id}/test-configuration`,
  integrationUpgrades: (id: string) => `/integrations/${id}/upgrades`,
  newUpgrade: (id: string, query: Query = {}) => withQuery(`/integrations/${id}/upgrades/new`, query),
  upgrade: (id: string, job: string, query: Query = {}) =>
    withQuery(`/integrations/${id}/upgrades/${job}`, query),
  upgradeStream: (id: string, job: string, query: Query) =>
    withQuery(`/integrations/${id}/upgrades/${job}/stream`, query),
  upgradeCancellation: (id: string, job: string) => `/integrations/${id}/upgrades/${job}/cancellation`,
  integrationFork: (id: string) => `/integrations/${id}/fork`,
  integrationForks: (id: string) => `/integrations/${id}/forks`,
  integrationListing: (id: string) => `/integrations/${id}/listing`,
  integrationListingRemoval: (id: string) => `/integrations/${id}/listing/removal`,
  integrationDeletion: (id: string) => `/integrations/${id}/deletion`,
  trash: (query: Query = {}) => withQuery('/integrations/trash', query),
  trashDeletion: (id: string) => `/integrations/trash/${id}/deletion`,
  integrationRestoration: (id: string) => `/integrations/${id}/restoration`,
  integrationIcon: (id: string) => `/integrations/${id}/icon`,
  integrationIconRemoval: (id: string) => `/integrations/${id}/icon/removal`,
  /** The picture itself, by the hash of its bytes: browsers keep it for ever. */
  icon: (id: string, hash: string) => `/icons/${id}/${hash}`,
  draftReset: (id: string) => `/integrations/${id}/draft-reset`,
  versions: (id: string) => `/integrations/${id}/versions`,
  version: (id: string, number: number, query: Query = {}) =>
    withQuery(`/integrations/${id}/versions/${number}`, query),
  versionDefinition: (id: string, number: number) => `/integrations/${id}/versions/${number}/definition`,
  versionRestoration: (id: string, number: number) => `/integrations/${id}/versions/${number}/restoration`,
  versionAvailability: (id: string, number: number) => `/integrations/${id}/versions/${number}/availability`,
};

const instances = {
  instances: (query: Query = {}) => withQuery('/instances', query),
  newInstance: (query: Query = {}) => withQuery('/instances/new', query),
  instance: (id: string) => `/instances/${id}`,
  instanceStream: (id: string) => `/instances/${id}/stream`,
  instanceConfiguration: (id: string) => `/instances/${id}/configuration`,
  /** A page of the configuration wizard, from 1; without one the first that is open. */
  answers: (id: string, page?: number | 'review') =>
    page === undefined ? `/instances/${id}/answers` : `/instances/${id}/answers/${page}`,
  answersForm: (id: string, page: number, query: Query) =>
    withQuery(`/instances/${id}/answers/${page}/form`, query),
  answersDiscarding: (id: string) => `/instances/${id}/answers/discarding`,
  instanceConfigurationForm: (id: string, query: Query = {}) =>
    withQuery(`/instances/${id}/configuration/form`, query),
  newInstanceForm: (query: Query = {}) => withQuery('/instances/new/form', query),
  instanceVersion: (id: string, query: Query = {}) => withQuery(`/instances/${id}/version`, query),
  instanceUpgradeRemoval: (id: string) => `/instances/${id}/upgrade/removal`,
  instanceActivation: (id: string) => `/instances/${id}/activation`,
  instanceRemoval: (id: string) => `/instances/${id}/removal`,
  instanceRestoration: (id: string) => `/instances/${id}/restoration`,
};

const connections = {
  connections: (query: Query = {}) => withQuery('/connections', query),
  newConnection: () => '/connections/new',
  sharedConnections: () => '/shared-connections',
  newSharedConnection: () => '/shared-connections/new',
  sharedConnection: (id: string) => `/shared-connections/${id}`,
  sharedConnectionFilling: (id: string) => `/shared-connections/${id}/connections`,
  sharedConnectionDeletion: (id: string) => `/shared-connections/${id}/deletion`,
  connection: (id: string) => `/connections/${id}`,
  editConnection: (id: string) => `/connections/${id}/edit`,
  /** Leads to the other system. @param query `return`: the path to come back to */
  connectionAuthorization: (id: string, query: Query = {}) =>
    withQuery(`/connections/${id}/authorization`, query),
  connectionLinks: (id: string) => `/connections/${id}/links`,
  connectionChecks: (id: string) => `/connections/${id}/checks`,
  connectionRevocation: (id: string) => `/connections/${id}/revocation`,
  connectionReplacement: (id: string) => `/connections/${id}/replacement`,
  connectionDeletion: (id: string) => `/connections/${id}/deletion`,
  /** Where other systems send people back to; it is registered with them. */
  oauthCallback: () => '/oauth/callback',
  connect: (token: string) => `/connect/${token}`,
  connectAuthorization: (token: string) => `/connect/${token}/authorization`,
};

const execution = ({ id, ...seen }: Seen) => withQuery(`/executions/${id}`, seen);

const executions = {
  executions: (query: Query = {}) => withQuery('/executions', query),
  executionsStream: (query: Query) => withQuery('/executions/stream', query),
  replays: () => '/executions/replays',
  cancellations: () => '/executions/cancellations',
  execution: (id: string) => `/executions/${id}`,
  executionSeen: (seen: Seen, changes: Partial<Omit<Seen, 'id'>> = {}) => execution({ ...seen, ...changes }),
  executionStep: (seen: Seen, step: string) => execution({ ...seen, step, tab: undefined }) + PANEL,
  executionTab: (seen: Seen, tab: PanelTab) =>
    execution({ ...seen, tab: tab === 'data' ? undefined : tab }) + PANEL,
  executionStream: ({ id, ...seen }: Seen) => withQuery(`/executions/${id}/stream`, seen),
  executionCancellation: (id: string) => `/executions/${id}/cancellation`,
  executionPause: (id: string) => `/executions/${id}/pause`,
  executionReplays: (id: string) => `/executions/${id}/replays`,
  executionRequest: (id: string) => `/executions/${id}/request`,
  executionLog: (id: string) => `/executions/${id}/log-file`,
  /** Where the rest of a value is read; `at` and `from` are put behind it. */
  executionValue: (id: string, step: string | undefined, part: ValuePart) =>
    withQuery(`/executions/${id}/values`, { step, part }),
  executionPayload: (id: string, step: string | undefined, part: ValuePart) =>
    withQuery(`/executions/${id}/payloads`, { step, part }),
};

export const links = {
  ...overview,
  ...account,
  ...customers,
  ...integrations,
  ...instances,
  ...connections,
  ...executions,
  ...marketplace,
  ...embedding,
};
