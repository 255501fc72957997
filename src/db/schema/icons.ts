import { bytes, integer, table, text, word } from '../columns.ts';
import { integrations } from './integrations.ts';

export type IconType = 'image/webp' | 'image/svg+xml';

/** The pictures of integrations, as they are served. */
export const icons = table('icons', {
  integrationId: text('integration_id')
    .primaryKey()
    .references(() => integrations.id, { onDelete: 'cascade' }),
  /** Of the bytes; also in `integrations.icon`. */
  hash: text('hash').notNull(),
  type: word<IconType>('type').notNull(),
  bytes: bytes('bytes').notNull(),
  /** In pixels, of the file that was given; null where an SVG does not say. */
  width: integer('width'),
  height: integer('height'),
});
