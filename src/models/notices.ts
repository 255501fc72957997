import { and, asc, desc, eq, gt, inArray, isNull, lte, not, or, type SQL } from 'drizzle-orm';
import { customers, instances, integrations, type NoticeKind, notices } from '../db/schema.ts';
import { literal } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import { DAY, type Instant } from '../lib/time.ts';
import {
  type AccountOwner,
  accountsOf,
  brokenConnections,
  ownersOfConnections,
  saidOfConnections,
} from './connection-states.ts';
import { emitEvent } from './events.ts';
import { instancesThatFail } from './instance-runs.ts';
import { type Viewer, within } from './viewer.ts';

/** So many runs in a row have to fail before anybody is told: one alone may be a passing fault. */
export const FAILURES_TO_TELL = 3;
/** What comes back within that time after it was mailed is not mailed again. */
export const TOLD_FOR = DAY;

type Subject = { kind: NoticeKind; subjectId: string; customerId: string | null };
type Row = typeof notices.$inferSelect;

/** What is to be written, so that the notices are of what needs somebody now. */
export type NoticeChanges = { begun: Subject[]; ended: Subject[]; forgotten: Subject[] };

/** Something that has stopped, under the name that people know it by. */
export type Notice = Subject & {
  since: Instant;
  /** Of the connection, or of the integration of the instance. */
  name: string;
  /** Null for the organization's. */
  customerName: string | null;
  /** What the other system has said, of a connection. */
  problem: string | null;
  /** Of an account that one person has connected for themselves. */
  owner: AccountOwner | undefined;
};

/** Compares what has stopped with what people are told of. */
export async function changedNotices(db: Database, at: Instant): Promise<NoticeChanges> {
  const broken = await brokenConnections(db, at);
  const failing = await instancesThatFail(db, FAILURES_TO_TELL);
  const stopped = [
    ...broken.map(({ id, customerId, isOwn }): Subject => {
      return { kind: isOwn ? 'own_account' : 'connection', subjectId: id, customerId };
    }),
    ...failing.map(({ id, customerId }): Subject => ({ kind: 'instance', subjectId: id, customerId })),
  ];
  const known = await db.select().from(notices);
  const isOpen = new Set(known.filter(({ closedAt }) => closedAt === null).map(keyOf));
  const isStopped = new Set(stopped.map(keyOf));
  return {
    begun: stopped.filter((each) => !isOpen.has(keyOf(each))),
    ended: known.filter((each) => each.closedAt === null && !isStopped.has(keyOf(each))),
    forgotten: known.filter((each) => isForgotten(each, at) && !isStopped.has(keyOf(each))),
  };
}

const keyOf = ({ kind, subjectId }: Pick<Subject, 'kind' | 'subjectId'>) => `${kind} ${subjectId}`;

/** An ended notice that keeps no mail back any more. */
function isForgotten({ closedAt, mailedAt }: Row, at: Instant): boolean {
  return closedAt !== null && (mailedAt ?? 0) <= at - TOLD_FOR;
}

/** Writes what `changedNotices` has found. */
export async function changeNotices(
  tx: Database,
  { begun, ended, forgotten }: NoticeChanges,
  at: Instant,
): Promise<void> {
  for (const each of begun) await tellOf(tx, 'connection.broken', each, at);
  for (const each of ended) await tellOf(tx, 'connection.recovered', each, at);
  for (const each of forgotten) await tx.delete(notices).where(isOf(each));
  for (const each of ended) await tx.update(notices).set({ closedAt: at }).where(isOf(each));
  for (const { kind, subjectId, customerId } of begun)
    await tx
      .insert(notices)
      .values({ kind, subjectId, customerId, since: at })
      .onConflictDoUpdate({
        target: [notices.kind, notices.subjectId],
        set: { since: at, closedAt: null, customerId },
      });
}

/** Event webhooks hear of connections; of instances alerts tell, and what a person has connected is theirs. */
async function tellOf(
  tx: Database,
  type: 'connection.broken' | 'connection.recovered',
  { kind, subjectId: id, customerId }: Subject,
  at: Instant,
): Promise<void> {
  if (kind !== 'connection') return;
  const { label, problem } = (await saidOfConnections(tx, [id])).get(id) ?? {};
  if (label !== undefined)
    await emitEvent(tx, type, { id, name: label, customerId, problem: problem ?? null }, { at });
}

const isOf = ({ kind, subjectId }: Subject) => and(eq(notices.kind, kind), eq(notices.subjectId, subjectId));

/** What has stopped among what the viewer sees, latest first. */
export async function openNotices(db: Database, viewer: Viewer, limit: number): Promise<Notice[]> {
  const found = await rows(db)
    .where(and(isNull(notices.closedAt), isSeen(db, viewer)))
    .orderBy(desc(notices.since), desc(notices.subjectId))
    .limit(limit);
  return await named(db, found);
}

/** What one person has connected for themselves is told to nobody else. */
function isSeen(db: Database, viewer: Viewer): SQL | undefined {
  const isOwn = eq(notices.kind, 'own_account');
  if (viewer.scope.kind === 'organization') return not(isOwn);
  const isTheirs = inArray(notices.subjectId, accountsOf(db, viewer));
  return and(within(viewer, notices.customerId), or(not(isOwn), isTheirs));
}

/** How many connections have stopped among what the viewer sees. @param most how far they are counted */
export async function countBroken(db: Database, viewer: Viewer, most: number): Promise<number> {
  const rows = await db
    .select({ id: notices.subjectId })
    .from(notices)
    .where(and(eq(notices.kind, 'connection'), isNull(notices.closedAt), isSeen(db, viewer)))
    .limit(most);
  return rows.length;
}

/** Those that nobody was mailed about yet, oldest first. */
export async function noticesToMail(db: Database, at: Instant, limit: number): Promise<Notice[]> {
  const isNews = or(isNull(notices.mailedAt), lte(notices.mailedAt, at - TOLD_FOR));
  const { since, mailedAt } = notices;
  const found = await rows(db)
    // One that goes on is told once, however long it goes on.
    .where(and(isNull(notices.closedAt), isNews, or(isNull(mailedAt), gt(since, mailedAt))))
    .orderBy(asc(since), asc(notices.subjectId))
    .limit(limit);
  return await named(db, found);
}

/** Notes that people were told of it. */
export async function noteMailed(tx: Database, notice: Notice, at: Instant): Promise<void> {
  await tx.update(notices).set({ mailedAt: at }).where(isOf(notice));
}

function rows(db: Database) {
  const { kind, subjectId, customerId } = notices;
  return db
    .select({ notice: notices, customerName: customers.name, integrationName: integrations.name })
    .from(notices)
    .leftJoin(customers, eq(customers.id, customerId))
    .leftJoin(instances, and(eq(kind, literal('instance')), eq(instances.id, subjectId)))
    .leftJoin(integrations, eq(integrations.id, instances.integrationId));
}

type NamedRow = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number];

/** Without those whose subject is gone since: they end with the next look. */
async function named(db: Database, found: NamedRow[]): Promise<Notice[]> {
  const idsOf = (...kinds: NoticeKind[]) =>
    found.flatMap(({ notice }) => (kinds.includes(notice.kind) ? [notice.subjectId] : []));
  const said = await saidOfConnections(db, idsOf('connection', 'own_account'));
  const owners = await ownersOfConnections(db, idsOf('own_account'));
  return found.flatMap(({ notice, customerName, integrationName }) => {
    const { kind, subjectId, customerId, since } = notice;
    const { label, problem = null } = said.get(subjectId) ?? {};
    const name = label ?? integrationName;
    const facts = { kind, subjectId, customerId, since, customerName, problem, owner: owners.get(subjectId) };
    return name === null ? [] : [{ ...facts, name }];
  });
}
