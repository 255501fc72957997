import { alerts } from './alert-links.ts';
import { instances } from './instance-links.ts';
import { integrations, PANEL, type Query } from './integration-links.ts';
import { embedding, marketplace } from './marketplace-links.ts';

export { type FlowAddress, variableId } from './integration-links.ts';
export { EMBEDDED, screens } from './marketplace-links.ts';

import { withQuery } from './query.ts';

/** Every address of ours that a page or an answer leads to, and that a form is sent to; sitemap.ts lists what answers. */

/** Where the API stands. */
export const API = '/api/v1';

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
  ...alerts,
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
