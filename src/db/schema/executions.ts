import { sql } from 'drizzle-orm';
import {
  bytes,
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
import { instances } from './instances.ts';

/** Those of executions that have not ended first, then the ends. */
export const EXECUTION_STATUSES = [
  'queued',
  'running',
  'waiting',
  'paused',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
] as const;
export type ExecutionStatus = (typeof EXECUTION_STATUSES)[number];
export type ExecutionKind =
  | ('webhook' | 'schedule' | 'invoked' | 'batch' | 'replay' | 'test')
  | ('deploy' | 'remove' | 'user_deploy' | 'user_remove');
export type StoredError = { message: string; step?: string; name?: string; stack?: string; detail?: unknown };

export const executions = table(
  'executions',
  {
    id: text('id').primaryKey(),
    instanceId: text('instance_id')
      .notNull()
      .references(() => instances.id, { onDelete: 'cascade' }),
    customerId: text('customer_id').notNull(),
    integrationId: text('integration_id').notNull(),
    version: integer('version').notNull(),
    flow: text('flow').notNull(),
    kind: word<ExecutionKind>('kind').notNull(),
    status: word<ExecutionStatus>('status').notNull(),
    queuedAt: instant('queued_at').notNull(),
    /** Not to be run before. */
    runAt: instant('run_at').notNull(),
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    /** The boot id of the process that runs it. */
    leaseOwner: text('lease_owner'),
    /** How often a process died in it since its last finished step. */
    crashes: integer('crashes').notNull(),
    /** Path of the last step whose result is stored. */
    cursor: text('cursor'),
    /** Why it failed, was paused, skipped or cancelled. */
    error: json<StoredError>('error'),
    replayOf: text('replay_of'),
    /** The person whose values it runs with; null for the instance's own. */
    userId: text('user_id'),
    /** How many flows called flows to get here. */
    depth: integer('depth').notNull(),
    /** What made it, where the same thing must not make two: a firing, a call of a step, an idempotency key. */
    origin: text('origin'),
    /** Bytes that are kept of it: payload, results, log. None of executions that are older than this count. */
    size: long('size').notNull().default(0),
  },
  (t) => [
    // Not by status: being claimed, put aside and claimed again must not rewrite an index.
    index('executions_open').on(t.instanceId, t.id).where(sql`ended_at is null`),
    // Runs that wait for their time, of all that have not ended: a paused instance may have a hundred thousand others.
    index('executions_waiting').on(t.runAt).where(sql`status = 'waiting'`),
    index('executions_unsuccessful')
      .on(t.status, t.id)
      .where(sql`status in ('failed','cancelled','skipped')`),
    uniqueIndex('executions_by_origin').on(t.origin).where(sql`origin is not null`),
    // Test runs alone run snapshots, so that no other run pays for it.
    index('executions_of_snapshots').on(t.integrationId, t.version).where(sql`version < 0`),
    index('executions_by_replay').on(t.replayOf, t.id).where(sql`replay_of is not null`),
  ],
);

/**
 * In which seconds executions of a customer, an integration or an instance were made: the way to the list of an owner's
 * executions, for which each run would pay with three entries of indexes. What others made in that second is sifted.
 */
export const executionSeconds = table(
  'execution_seconds',
  {
    owner: text('owner').notNull(),
    /** What the ids of that second begin with. */
    second: text('second').notNull(),
  },
  (t) => [primaryKey({ columns: [t.owner, t.second] })],
);

/** The trigger's payload as received. */
export const executionRequests = table('execution_requests', {
  executionId: text('execution_id')
    .primaryKey()
    .references(() => executions.id, { onDelete: 'cascade' }),
  payload: bytes('payload').notNull(),
});

/**
 * By what callers name their requests, of flows that ask for it: which execution is the last that came with an id, so
 * that a request which comes twice is found, and a newer one takes the place of what is still to be tried again.
 */
export const requestKeys = table(
  'request_keys',
  {
    /** A hash of what it is for, instance, flow and id. */
    key: text('key').primaryKey(),
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    at: instant('at').notNull(),
  },
  (t) => [index('request_keys_by_execution').on(t.executionId)],
);

export type StepStatus = 'succeeded' | 'failed' | 'ignored' | 'retrying' | 'running';

/** The journal. A row of status succeeded, ignored or failed is final; the others say where a run waits. */
export const stepResults = table(
  'step_results',
  {
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    /** Reference keys from the flow down, with the round of each loop: `eachOrder[3].postOrder`. */
    path: text('path').notNull(),
    sequence: integer('sequence').notNull(),
    name: text('name').notNull(),
    component: text('component').notNull(),
    action: text('action').notNull(),
    status: word<StepStatus>('status').notNull(),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at').notNull(),
    attempt: integer('attempt').notNull(),
    input: bytes('input'),
    output: bytes('output'),
    /** The true output, sealed, while the run is open and `output` had secrets taken out. */
    sealedOutput: text('sealed_output'),
    error: json<StoredError>('error'),
  },
  (t) => [
    primaryKey({ columns: [t.executionId, t.path] }),
    // The way from one failure to the next among the rounds of a long loop.
    index('step_results_unsuccessful')
      .on(t.executionId, t.sequence)
      .where(sql`status in ('failed','ignored')`),
  ],
);

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

export const logs = table(
  'logs',
  {
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    sequence: integer('sequence').notNull(),
    at: instant('at').notNull(),
    level: word<LogLevel>('level').notNull(),
    step: text('step').notNull(),
    message: text('message').notNull(),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.sequence] })],
);

export type StateScope = 'execution' | 'flow' | 'crossFlow' | 'integration';

/** What outlives an execution: one row per key, so that runs at the same time overwrite only what they changed. */
export const states = table(
  'states',
  {
    scope: word<Exclude<StateScope, 'execution'>>('scope').notNull(),
    owner: text('owner').notNull(),
    key: text('key').notNull(),
    /** Characters of key and value; before the value, so that adding them up reads none of the values. */
    size: integer('size').notNull(),
    value: bytes('value').notNull(),
  },
  (t) => [primaryKey({ columns: [t.scope, t.owner, t.key] })],
);

export type StateOperation = 'set' | 'remove' | 'add' | 'append' | 'include' | 'exclude';

/**
 * What a run has changed of its states, in its order. It takes effect when the run succeeds; that of a failed run is kept
 * for its replay. The execution's own state is these changes and nothing else.
 */
export const stateChanges = table(
  'state_changes',
  {
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    scope: word<StateScope>('scope').notNull(),
    key: text('key').notNull(),
    sequence: integer('sequence').notNull(),
    operation: word<StateOperation>('operation').notNull(),
    /** What is set, added, …; null of a key that is removed. */
    value: bytes('value'),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.scope, t.key, t.sequence] })],
);

/** Which stored rows name which blob file; a file that nothing names is swept. */
export const blobUses = table(
  'blob_uses',
  {
    hash: text('hash').notNull(),
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
  },
  (t) => [
    primaryKey({ columns: [t.hash, t.executionId] }),
    index('blob_uses_by_execution').on(t.executionId),
  ],
);

/**
 * How many executions have ended in each hour (owner `all`) or day (UTC; owner an integration or an instance), so that
 * charts count nothing.
 */
export const runCounts = table(
  'run_counts',
  {
    owner: text('owner').notNull(),
    /** Beginning of the hour or day. */
    at: instant('at').notNull(),
    succeeded: integer('succeeded').notNull(),
    failed: integer('failed').notNull(),
    /** Cancelled and skipped. */
    other: integer('other').notNull(),
  },
  (t) => [primaryKey({ columns: [t.owner, t.at] }), index('run_counts_by_time').on(t.at)],
);

/** How the last execution of an instance ended, and how many before it have failed in a row. */
export const instanceRuns = table(
  'instance_runs',
  {
    instanceId: text('instance_id')
      .primaryKey()
      .references(() => instances.id, { onDelete: 'cascade' }),
    executionId: text('execution_id').notNull(),
    status: word<ExecutionStatus>('status').notNull(),
    endedAt: instant('ended_at').notNull(),
    failures: integer('failures').notNull(),
    /** Bytes that are kept of all its executions that have ended. */
    size: long('size').notNull().default(0),
  },
  (t) => [index('instance_runs_failing').on(t.failures, t.instanceId).where(sql`failures > 0`)],
);
