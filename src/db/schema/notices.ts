import { index, instant, primaryKey, table, text, word } from '../columns.ts';
import { customers } from './instances.ts';

/**
 * What has stopped: a connection whose token was refused or has ended, the same that one person has connected for
 * themselves, or an instance whose runs fail.
 */
export type NoticeKind = 'connection' | 'own_account' | 'instance';

/** What somebody has to look at. One that is over is kept for a while, so that what comes and goes is mailed once. */
export const notices = table(
  'notices',
  {
    kind: word<NoticeKind>('kind').notNull(),
    /** Of the connection or the instance. */
    subjectId: text('subject_id').notNull(),
    /** Whose it is; null is the organization's. */
    customerId: text('customer_id').references(() => customers.id, { onDelete: 'cascade' }),
    since: instant('since').notNull(),
    closedAt: instant('closed_at'),
    /** When people were last told by mail. */
    mailedAt: instant('mailed_at'),
  },
  (t) => [
    primaryKey({ columns: [t.kind, t.subjectId] }),
    index('notices_by_customer').on(t.customerId, t.since),
  ],
);
