import { withQuery } from './query.ts';

type Query = { [name: string]: string | number | undefined };

/** The addresses of what customers' people see; others reach them by `links`. */
export const marketplace = {
  marketplace: (query: Query = {}) => withQuery('/marketplace', query),
  marketplaceIntegration: (id: string) => `/marketplace/integrations/${id}`,
  marketplaceActivations: (id: string) => `/marketplace/integrations/${id}/activations`,
  marketplaceCatalogue: (query: Query = {}) => withQuery('/marketplace/integrations', query),
  marketplaceMine: (query: Query = {}) => withQuery('/marketplace/mine', query),
  marketplaceOwn: (id: string, query: Query = {}) => withQuery(`/marketplace/mine/${id}`, query),
  /** A page of the wizard, from 1; without one the first that is open. */
  marketplaceAnswers: (id: string, page?: number | 'review') =>
    page === undefined ? `/marketplace/mine/${id}/answers` : `/marketplace/mine/${id}/answers/${page}`,
  marketplaceAnswersForm: (id: string, page: number, query: Query) =>
    withQuery(`/marketplace/mine/${id}/answers/${page}/form`, query),
  marketplaceAnswersDiscarding: (id: string) => `/marketplace/mine/${id}/answers/discarding`,
  /** The same of what one person answers for themselves. */
  marketplaceOwnAnswers: (id: string, page?: number | 'review') =>
    page === undefined
      ? `/marketplace/mine/${id}/own-answers`
      : `/marketplace/mine/${id}/own-answers/${page}`,
  marketplaceOwnAnswersForm: (id: string, page: number, query: Query) =>
    withQuery(`/marketplace/mine/${id}/own-answers/${page}/form`, query),
  marketplaceOwnAnswersDiscarding: (id: string) => `/marketplace/mine/${id}/own-answers/discarding`,
  marketplaceOwnAnswersRemoval: (id: string) => `/marketplace/mine/${id}/own-answers/removal`,
  marketplaceOwnSignIn: (id: string, query: Query = {}) =>
    withQuery(`/marketplace/own-connections/${id}/authorization`, query),
  marketplaceSignInFor: (id: string, query: Query = {}) =>
    withQuery(`/marketplace/connections/${id}/authorization`, query),
  marketplaceName: (id: string) => `/marketplace/mine/${id}/name`,
  marketplaceActivation: (id: string) => `/marketplace/mine/${id}/activation`,
  marketplaceUpdate: (id: string) => `/marketplace/mine/${id}/update`,
  marketplaceRemoval: (id: string) => `/marketplace/mine/${id}/removal`,
  marketplaceActivity: (query: Query = {}) => withQuery('/marketplace/activity', query),
  marketplaceRun: (id: string) => `/marketplace/activity/${id}`,
  marketplaceConnections: () => '/marketplace/connections',
  /** The accounts that somebody has for themselves alone. */
  marketplaceOwnConnections: () => '/marketplace/own-connections',
  marketplaceOwnConnectionRemoval: (id: string) => `/marketplace/own-connections/${id}/removal`,
  marketplaceConnectionRemoval: (id: string) => `/marketplace/connections/${id}/removal`,
  marketplaceTeam: (query: Query = {}) => withQuery('/marketplace/team', query),
  marketplacePerson: (id: string) => `/marketplace/team/${id}`,
  marketplacePersonRole: (id: string) => `/marketplace/team/${id}/role`,
  marketplacePersonLinks: (id: string) => `/marketplace/team/${id}/links`,
  marketplacePersonRemoval: (id: string) => `/marketplace/team/${id}/removal`,
  marketplaceAccount: (query: Query = {}) => withQuery('/marketplace/account', query),
  marketplacePassword: () => '/marketplace/account/password',
  marketplaceSessions: () => '/marketplace/account/sessions',
  marketplaceSignIn: (query: Query = {}) => withQuery('/marketplace/sign-in', query),
  marketplaceSignOut: () => '/marketplace/sign-out',
  marketplaceForgotten: () => '/marketplace/forgotten',
  marketplaceTheme: () => '/marketplace/theme',
  marketplaceInvitation: (token: string) => `/marketplace/invitations/${token}`,
};

/** Where the marketplace stands in frames of other sites. */
export const EMBEDDED = '/embedded';

/** Screens by the addresses at which the field's client library asks for them. */
export const screens = [
  '/integration-marketplace/',
  '/find-integration-marketplace/',
  '/configure-instance/',
  '/customer-connections/',
  '/dashboard/',
  '/logs/',
];

export const embedding = {
  opening: (query: Query = {}) => withQuery(`${EMBEDDED}/opening`, query),
  framedSessions: () => `${EMBEDDED}/sessions`,
  embedding: (query: Query = {}) => withQuery('/settings/embedding', query),
  embeddingKeys: () => '/settings/embedding/keys',
  embeddingKeyRemoval: (id: string) => `/settings/embedding/keys/${id}/removal`,
};
