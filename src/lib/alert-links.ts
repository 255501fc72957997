import { withQuery } from './query.ts';

type Query = Record<string, string | number | undefined>;

/** Those of alerts, monitors and event webhooks. */
export const alerts = {
  alerts: (query: Query = {}) => withQuery('/alerts', query),
  monitors: () => '/monitors',
  newMonitor: (query: Query = {}) => withQuery('/monitors/new', query),
  monitor: (id: string, query: Query = {}) => withQuery(`/monitors/${id}`, query),
  monitorDeletion: (id: string) => `/monitors/${id}/deletion`,
  eventWebhooks: (query: Query = {}) => withQuery('/event-webhooks', query),
  newEventWebhook: () => '/event-webhooks/new',
  eventWebhook: (id: string, query: Query = {}) => withQuery(`/event-webhooks/${id}`, query),
  eventWebhookActivation: (id: string) => `/event-webhooks/${id}/activation`,
  eventWebhookSecrets: (id: string) => `/event-webhooks/${id}/secrets`,
  eventWebhookTests: (id: string) => `/event-webhooks/${id}/tests`,
  eventWebhookDeletion: (id: string) => `/event-webhooks/${id}/deletion`,
  deliveryAttempts: (id: string, delivery: string) => `/event-webhooks/${id}/deliveries/${delivery}/attempts`,
};
