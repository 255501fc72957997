import {
  flag,
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
import type { IconType } from './icons.ts';
import { integrations } from './integrations.ts';

/** Components that were uploaded, beside the built-in ones. */
export const customComponents = table(
  'custom_components',
  {
    key: text('key').primaryKey(),
    /** Of a code-native integration: which one it is. */
    integrationId: text('integration_id').references(() => integrations.id, { onDelete: 'cascade' }),
    /** Of all versions that it has had, also of one that was deleted: no number is given twice. */
    lastNumber: integer('last_number').notNull(),
    /** What its calls may reach, where that is not all hosts. */
    hosts: json<string[]>('hosts'),
    createdAt: instant('created_at').notNull(),
  },
  (t) => [index('custom_components_by_integration').on(t.integrationId)],
);

/** What was uploaded, one after another; a version never changes. Text and icon are blobs. */
export const componentVersions = table(
  'component_versions',
  {
    component: text('component')
      .notNull()
      .references(() => customComponents.key, { onDelete: 'cascade' }),
    number: integer('number').notNull(),
    /** Of the content: SHA-1 of its files packed in one way. */
    signature: text('signature').notNull(),
    /** What the sandbox knows the text by. */
    hash: text('hash').notNull(),
    blob: text('blob').notNull(),
    /** Of the text, in bytes. */
    size: long('size').notNull(),
    icon: text('icon'),
    iconType: word<IconType>('icon_type'),
    /** What it declares, without its functions. */
    description: json<unknown>('description').notNull(),
    publishedAt: instant('published_at').notNull(),
    /** Name of the person or token that published it. */
    publishedBy: text('published_by').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.component, t.number] }),
    uniqueIndex('component_versions_by_signature').on(t.component, t.signature),
    index('component_versions_by_blob').on(t.blob),
    index('component_versions_by_icon').on(t.icon),
  ],
);

/** Which versions of custom components a published version of an integration runs. */
export const componentUses = table(
  'component_uses',
  {
    integrationId: text('integration_id')
      .notNull()
      .references(() => integrations.id, { onDelete: 'cascade' }),
    /** Of the integration. */
    version: integer('version').notNull(),
    component: text('component').notNull(),
    number: integer('number').notNull(),
    /** What `LATEST` was when it was published. */
    isLatest: flag('is_latest').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.integrationId, t.version, t.component, t.number] }),
    index('component_uses_by_component').on(t.component, t.number),
  ],
);
