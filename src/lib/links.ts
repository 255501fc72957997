import { alerts } from './alert-links.ts';
import { executions } from './execution-links.ts';
import { instances } from './instance-links.ts';
import { integrations } from './integration-links.ts';
import { embedding, marketplace } from './marketplace-links.ts';

export type { LevelChoice, PanelTab, Seen, ValuePart } from './execution-links.ts';
export { TRIGGER } from './execution-links.ts';
export { type FlowAddress, variableId } from './integration-links.ts';
export { EMBEDDED, screens } from './marketplace-links.ts';

import { type Query, withQuery } from './query.ts';

/** Every address of ours that a page or an answer leads to, and that a form is sent to; sitemap.ts lists what answers. */

/** Where the API stands. */
export const API = '/api/v1';

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
  oauthStart: (token: string) => `/oauth/start/${token}`,
  connect: (token: string) => `/connect/${token}`,
  connectAuthorization: (token: string) => `/connect/${token}/authorization`,
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
