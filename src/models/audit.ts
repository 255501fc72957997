import { and, desc, eq, gte, lt } from 'drizzle-orm';
import { type AuditDetails, audit } from '../db/schema.ts';
import type { Database, Store } from '../db/store.ts';
import type { EventType } from '../lib/event-types.ts';
import { firstIdAt, newId } from '../lib/ids.ts';
import { type Instant, now } from '../lib/time.ts';
import type { Author } from './authors.ts';
import { emitEvent } from './events.ts';
import { idOfCursor, type Listed, listed, type Page } from './paging.ts';

/** All that people and tokens do, by the kind of what they do it with, in the words of the list. */
export const AUDITED = {
  integration: {
    created: 'made',
    updated: 'changed details',
    definition_replaced: 'replaced the definition',
    edited: 'edited',
    edit_undone: 'took an edit back',
    edit_redone: 'did an edit again',
    draft_reset: 'reset the draft',
    version_restored: 'made an older version the draft',
    published: 'published',
    version_available: 'made a version available',
    version_unavailable: 'made a version unavailable',
    icon_changed: 'changed the icon',
    upgrade_started: 'began to change the version of instances',
    upgrade_cancelled: 'ended the change of version of instances',
    icon_removed: 'removed the icon',
    attachment_added: 'added an attachment',
    attachment_renamed: 'renamed an attachment',
    attachment_replaced: 'replaced an attachment',
    attachment_deleted: 'deleted an attachment',
    removed: 'put into the trash',
    restored: 'restored from the trash',
    deleted: 'deleted for good',
    tested: 'ran a test',
    tests_configured: 'configured the tests',
    payload_added: 'added a payload',
    payload_renamed: 'renamed a payload',
    payload_deleted: 'deleted a payload',
    output_pinned: 'pinned an output',
    test_url_made: 'made a test URL',
    test_url_removed: 'removed a test URL',
    output_unpinned: 'took a pinned output away',
    listed: 'listed on the marketplace',
    listing_changed: 'changed how the marketplace offers',
    unlisted: 'took off the marketplace',
  },
  component: {
    published: 'published',
    hosts_changed: 'changed what may be called by',
    version_deleted: 'deleted a version',
    deleted: 'deleted',
  },
  package: { added: 'added', deleted: 'deleted' },
  customer: { created: 'made', updated: 'changed', deleted: 'deleted' },
  instance: {
    deployed: 'deployed',
    activated: 'activated on the marketplace',
    version_changed: 'changed the version',
    upgrade_offered: 'asked for what another version needs',
    upgrade_given_up: 'gave up another version',
    configured: 'configured',
    answered: 'answered questions',
    answers_discarded: 'discarded answers',
    state_set: 'changed what is remembered of',
    state_removed: 'removed what is remembered of',
    states_reset: 'reset what is remembered of',
    keeping_changed: 'changed how long data is kept of',
    own_answered: 'answered own questions',
    own_answers_discarded: 'discarded own answers',
    own_configured: 'set up for themselves',
    own_removed: 'removed own answers',
    enabled: 'enabled',
    paused: 'paused',
    removed: 'removed',
    restored: 'brought back',
    key_added: 'added a key',
    key_revoked: 'revoked a key',
    polling_moved: 'set a polling cursor',
    polling_reset: 'reset a polling cursor',
    events_repeated: 'tried again what had failed at a deployment or removal',
  },
  connection: {
    created: 'made',
    updated: 'changed',
    signed_in: 'signed in for',
    refused: 'was refused a token for',
    link_made: 'made a link to sign in for',
    replaced: 'replaced',
    disconnected: 'disconnected',
    deleted: 'deleted',
  },
  shared_connection: { created: 'made', updated: 'changed', deleted: 'deleted' },
  execution: {
    started: 'started',
    replayed: 'replayed',
    cancelled: 'cancelled',
    paused: 'paused',
    resumed: 'resumed',
    replay_job_started: 'began to replay',
    cancel_job_started: 'began to cancel',
    job_cancelled: 'stopped a job of',
  },
  person: {
    invited: 'invited',
    joined: 'accepted the invitation',
    arrived: 'let in from a page of another site',
    password_reset: 'reset the password',
    password_changed: 'changed the password',
    link_made: 'made a link',
    renamed: 'renamed',
    updated: 'changed',
    role_changed: 'changed the role',
    sessions_ended: 'signed out elsewhere',
    removed: 'removed',
  },
  token: { created: 'made', revoked: 'revoked' },
  monitor: { created: 'made', updated: 'changed', deleted: 'deleted' },
  event_webhook: {
    created: 'made',
    updated: 'changed',
    enabled: 'enabled',
    disabled: 'disabled',
    secret_rotated: 'gave another secret to',
    tested: 'sent a test to',
    sent_again: 'sent an event again to',
    deleted: 'deleted',
  },
  embedding_key: { added: 'added', removed: 'removed' },
  organization: { set_up: 'set up', updated: 'changed' },
  sample: { removed: 'removed' },
} as const;

type Actions = typeof AUDITED;
export type SubjectKind = keyof Actions;
/** `instance.paused` */
export type AuditAction = { [K in SubjectKind]: `${K}.${keyof Actions[K] & string}` }[SubjectKind];
/** On what: `name` as it is now. */
export type Subject = { id: string; name: string; customerId?: string | null };
export type AuditEntry = typeof audit.$inferSelect;

/** Whether a text names a kind of what things are done with. */
export function isSubjectKind(text: string): text is SubjectKind {
  return Object.hasOwn(AUDITED, text);
}

/** "paused" for `instance.paused`; of an action of another release its own name. */
export function wordsOf(action: string): string {
  const [kind = '', verb = ''] = action.split('.');
  const words: Record<string, string> = isSubjectKind(kind) ? AUDITED[kind] : {};
  return words[verb] ?? verb.replaceAll('_', ' ');
}

const authors = new WeakMap<Database, Author | undefined>();

/** Does the work of a write in somebody's name: what its verbs record is theirs. */
export async function inNameOf<T>(
  tx: Database,
  author: Author,
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  const outer = authors.get(tx);
  authors.set(tx, author);
  try {
    return await work(tx);
  } finally {
    // A write that stalled ends late, when another one may be under way.
    if (authors.get(tx) === author) authors.set(tx, outer);
  }
}

/** In whose name the write is made; undefined for the product itself. */
export function authorIn(tx: Database): Author | undefined {
  return authors.get(tx);
}

/** A write in somebody's name. */
export async function writeAs<T>(
  store: Store,
  author: Author,
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  return await store.write((tx) => inNameOf(tx, author, work));
}

/** More keys than this are not listed in the details of one row. */
const MOST_LISTED = 50;

/** What of that others are told of, whoever does it. */
const TOLD: Partial<Record<AuditAction, EventType>> = {
  'integration.published': 'version.published',
  'instance.deployed': 'instance.deployed',
  'instance.activated': 'instance.deployed',
  'instance.version_changed': 'instance.version_changed',
  'instance.enabled': 'instance.enabled',
  'instance.paused': 'instance.paused',
  'instance.removed': 'instance.removed',
  'customer.created': 'customer.created',
  'customer.deleted': 'customer.deleted',
};

/**
 * Notes in the same transaction what is done, for whoever it is done by: what the product does itself is not noted. Event
 * webhooks that have asked for it are told.
 * @param details small, and without secrets: names of what was changed, not values
 */
export async function record(
  tx: Database,
  action: AuditAction,
  { id, name, customerId = null }: Subject,
  details: AuditDetails = {},
): Promise<void> {
  const event = TOLD[action];
  if (event) await emitEvent(tx, event, { id, name, customerId, ...details });
  const author = authorIn(tx);
  if (author === undefined) return;
  await tx.insert(audit).values({
    id: newId('aud'),
    at: now(),
    actorKind: author.kind,
    actorId: author.id,
    actorName: author.name,
    action,
    subjectKind: action.split('.', 1)[0] ?? '',
    subjectId: id,
    subjectName: name,
    customerId,
    details,
  });
}

/** Names of what was changed, for the details. */
export function namesOf(changes: Record<string, unknown>): string[] {
  return Object.keys(changes)
    .filter((key) => changes[key] !== undefined)
    .slice(0, MOST_LISTED);
}

export type AuditFilter = {
  /** Ids. */
  subject?: string | undefined;
  actor?: string | undefined;
  action?: string | undefined;
  kind?: string | undefined;
  from?: Instant | undefined;
  to?: Instant | undefined;
};

/** What was done, latest first. */
export async function listAudit(db: Database, filter: AuditFilter, page: Page): Promise<Listed<AuditEntry>> {
  const { subject, actor, action, kind, from, to } = filter;
  const conditions = [
    subject === undefined ? undefined : eq(audit.subjectId, subject),
    actor === undefined ? undefined : eq(audit.actorId, actor),
    action === undefined ? undefined : eq(audit.action, action),
    kind === undefined ? undefined : eq(audit.subjectKind, kind),
    from === undefined ? undefined : gte(audit.id, firstIdAt('aud', from)),
    to === undefined ? undefined : lt(audit.id, firstIdAt('aud', to)),
    page.cursor === undefined ? undefined : lt(audit.id, idOfCursor('aud', page.cursor)),
  ];
  const rows = await db
    .select()
    .from(audit)
    .where(and(...conditions))
    .orderBy(desc(audit.id))
    .limit(page.limit + 1);
  return listed(rows, page, (row) => row.id);
}
