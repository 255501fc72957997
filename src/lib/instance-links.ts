import { withQuery } from './query.ts';

type Query = { [name: string]: string | number | undefined };

/** The addresses of instances; others reach them by `links`. */
export const instances = {
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
  instanceStates: (id: string, query: Query = {}) => withQuery(`/instances/${id}/states`, query),
  instanceStateRemoval: (id: string) => `/instances/${id}/states/removal`,
  instanceStatesReset: (id: string) => `/instances/${id}/states/reset`,
  instanceKeeping: (id: string) => `/instances/${id}/keeping`,
  instanceLimits: (id: string) => `/instances/${id}/limits`,
  instanceActivation: (id: string) => `/instances/${id}/activation`,
  instanceRemoval: (id: string) => `/instances/${id}/removal`,
  instanceRestoration: (id: string) => `/instances/${id}/restoration`,
  /** @param query `flow`: the stable key of the flow */
  endpointKeys: (id: string, query: Query = {}) => withQuery(`/instances/${id}/endpoint-keys`, query),
  endpointKeyRevocation: (id: string) => `/instances/${id}/endpoint-keys/revocation`,
  /** @param query `flow`: the stable key of the flow */
  pollingCursor: (id: string, query: Query = {}) => withQuery(`/instances/${id}/polling-cursor`, query),
  eventRuns: (id: string) => `/instances/${id}/event-runs`,
};
