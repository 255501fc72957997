import {
  index,
  instant,
  integer,
  json,
  long,
  primaryKey,
  table,
  text,
  uniqueIndex,
  word,
} from '../columns.ts';
import { integrations } from './integrations.ts';

/** What a customer may have at most; what it has no limit of its own for, the settings say. */
export type CustomerLimits = {
  /** Executions at once. */
  executions?: number;
  /** What is kept of its executions, in MB. */
  storedMb?: number;
};

export const customers = table(
  'customers',
  {
    id: text('id').primaryKey(),
    name: text('name').notNull(),
    externalId: text('external_id'),
    description: text('description').notNull(),
    labels: json<string[]>('labels').notNull(),
    limits: json<CustomerLimits>('limits').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [uniqueIndex('customers_by_external_id').on(t.externalId), index('customers_by_name').on(t.name)],
);

/** Of which runs the call and the results are kept: of all, of those that did not succeed, of none once they have ended. */
export type KeptData = 'always' | 'on_failure' | 'never';

/** How long what runs of an instance have taken and given is kept; what is left out, its flows and the settings say. */
export type InstanceKeeping = {
  data?: KeptData;
  /** Days after which it goes, before the executions themselves. */
  dataDays?: number;
  /** All that is kept of its executions that have ended, in MB: the oldest go first. */
  storedMb?: number;
};

export type InstanceState = 'active' | 'paused' | 'needs_configuration' | 'removed';

export const instances = table(
  'instances',
  {
    id: text('id').primaryKey(),
    customerId: text('customer_id')
      .notNull()
      .references(() => customers.id, { onDelete: 'cascade' }),
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    version: integer('version').notNull(),
    name: text('name').notNull(),
    state: word<InstanceState>('state').notNull(),
    /** Counts changes of version, state and values; what is cached of an instance is cached by it. */
    revision: integer('revision').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    /** Of one that was removed with its integration: the state that it comes back in with it. */
    stateBefore: word<InstanceState>('state_before'),
    /** How many of its executions may run at once; null for as many as of any. */
    executionLimit: integer('execution_limit'),
    /** When its flows could run for the first time; null before that, and of those that are older than this. */
    deployedAt: instant('deployed_at'),
    keeping: json<InstanceKeeping>('keeping'),
  },
  (t) => [
    index('instances_by_customer').on(t.customerId, t.id),
    index('instances_by_integration').on(t.integrationId, t.id),
    index('instances_by_version').on(t.integrationId, t.version, t.id),
  ],
);

/** A URL that calls: of one flow, of an instance (no flow), or of an integration (no instance). */
export const endpoints = table(
  'endpoints',
  {
    /** The opaque id in the URL. */
    id: text('id').primaryKey(),
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    instanceId: text('instance_id').references(() => instances.id, { onDelete: 'cascade' }),
    /** Stable key of the flow, so that a renamed flow keeps its URL. */
    flowKey: text('flow_key'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    uniqueIndex('endpoints_by_instance').on(t.instanceId, t.flowKey),
    index('endpoints_by_integration').on(t.integrationId),
  ],
);

/** Keys that a caller of a flow sends as `Api-Key`: the hash checks, the sealed text is shown to those who may see it. */
export const endpointKeys = table(
  'endpoint_keys',
  {
    hash: text('hash').notNull(),
    instanceId: text('instance_id')
      .notNull()
      .references(() => instances.id, { onDelete: 'cascade' }),
    flowKey: text('flow_key').notNull(),
    sealed: text('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    // Several flows may have one key.
    primaryKey({ columns: [t.instanceId, t.flowKey, t.hash] }),
    index('endpoint_keys_by_hash').on(t.hash),
  ],
);

export const schedules = table(
  'schedules',
  {
    instanceId: text('instance_id')
      .notNull()
      .references(() => instances.id, { onDelete: 'cascade' }),
    flow: text('flow').notNull(),
    cron: text('cron').notNull(),
    timeZone: text('time_zone').notNull(),
    /** Absent while the instance is paused, or when the cron line never fires again. */
    nextRunAt: instant('next_run_at'),
    /** How much later it fires than its line says: its place in the window that its flow spreads firings over. */
    delay: long('delay').notNull().default(0),
    /** How many of the firings that were missed run: the last ones. */
    catchUp: integer('catch_up').notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.instanceId, t.flow] }), index('schedules_by_next_run').on(t.nextRunAt)],
);

/** What a flow of an instance has done that is no execution, and the run of the instance's last event. */
export const flowActivity = table(
  'flow_activity',
  {
    instanceId: text('instance_id')
      .notNull()
      .references(() => instances.id, { onDelete: 'cascade' }),
    flowKey: text('flow_key').notNull(),
    /** How often its trigger has looked and found nothing new, and when last. */
    emptyPolls: long('empty_polls').notNull().default(0),
    lastEmptyPollAt: instant('last_empty_poll_at'),
    /** How many calls its trigger's condition has refused, and when the last. */
    refusedCalls: long('refused_calls').notNull().default(0),
    lastRefusedAt: instant('last_refused_at'),
    /** The execution of the last deployment or removal that it has something to do for. */
    eventExecutionId: text('event_execution_id'),
  },
  (t) => [primaryKey({ columns: [t.instanceId, t.flowKey] })],
);
