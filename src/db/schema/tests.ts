import { index, instant, integer, primaryKey, table, text, uniqueIndex } from '../columns.ts';
import { executions } from './executions.ts';
import { integrations } from './integrations.ts';

/** Drafts as test runs have run them: each is the version, by a number below 0, of those runs. */
export const testSnapshots = table(
  'test_snapshots',
  {
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /** Of the definition: what was run already is not kept twice. */
    hash: text('hash').notNull(),
    definition: text('definition').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.integrationId, t.number] }),
    uniqueIndex('test_snapshots_by_hash').on(t.integrationId, t.hash),
  ],
);

/** What flows are tested with, under a name. */
export const testPayloads = table(
  'test_payloads',
  {
    id: text('id').primaryKey(),
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    /** Headers, parameters and body as JSON, sealed: it may be a real call with its keys. */
    sealed: text('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (t) => [
    index('test_payloads_by_integration').on(t.integrationId, t.id),
    uniqueIndex('test_payloads_by_name').on(t.integrationId, t.name),
  ],
);

/** What steps give in test runs in the place of being executed. */
export const pinnedOutputs = table(
  'pinned_outputs',
  {
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    /** Key of the flow, and that of the step in it. */
    flow: text('flow').notNull(),
    step: text('step').notNull(),
    /** As `lib/wire` writes it, sealed: it may be a real result with its keys. */
    sealed: text('sealed').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [primaryKey({ columns: [t.integrationId, t.flow, t.step] })],
);

/** Results in a test run that an earlier one has given: of which snapshot their steps were then. */
export const keptResults = table(
  'kept_results',
  {
    executionId: text('execution_id')
      .notNull()
      .references(() => executions.id, { onDelete: 'cascade' }),
    path: text('path').notNull(),
    version: integer('version').notNull(),
  },
  (t) => [primaryKey({ columns: [t.executionId, t.path] })],
);
