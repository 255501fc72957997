import { and, asc, desc, eq, gt, lt, lte } from 'drizzle-orm';
import { draftRevisions, type Standing } from '../db/schema.ts';
import { lengthOf, plus } from '../db/sql.ts';
import type { Database } from '../db/store.ts';
import type { Definition } from '../definition/document/schema.ts';
import { edit } from '../definition/edit/edit.ts';
import { type Change, difference } from '../definition/edit/patch.ts';
import { now } from '../lib/time.ts';
import { authorIn } from './audit.ts';
import { type Listed, listed, numberOfCursor, type Page } from './paging.ts';

/** A change of a draft, without what it takes to take it back. */
export type Revision = Pick<
  typeof draftRevisions.$inferSelect,
  'revision' | 'at' | 'by' | 'kinds' | 'standing'
>;
/** What a change has done, as it is kept: made before the write, since it takes long for thousands of steps. */
export type Done = { kinds: string[]; back: string; forth: string; standing: Standing | null };

/** So many changes of a draft are kept; each that is taken back counts as one more. */
export const KEPT_REVISIONS = 500;
/** Characters of all that is kept of one draft: of changes that replace all of it there are fewer. */
const KEPT_SIZE = 8_000_000;

const columns = {
  revision: draftRevisions.revision,
  at: draftRevisions.at,
  by: draftRevisions.by,
  kinds: draftRevisions.kinds,
  standing: draftRevisions.standing,
};
const order = desc(draftRevisions.revision);

/** What leads from one draft to the other and back. @param kinds of the commands that were done */
export function doneBetween(before: Definition, after: Definition, kinds: string[]): Done {
  const back = JSON.stringify(difference(before, after));
  return { kinds, back, forth: JSON.stringify(difference(after, before)), standing: 'done' };
}

/** Keeps what made the draft of that revision; what was taken back before can then not be done again. */
export async function keepRevision(
  tx: Database,
  integrationId: string,
  revision: number,
  done: Done,
): Promise<void> {
  if (done.standing === 'done') await leaveUndone(tx, integrationId);
  const by = authorIn(tx)?.name ?? null;
  await tx.insert(draftRevisions).values({ integrationId, revision, at: now(), by, ...done });
  await forgetOldest(tx, integrationId, revision - KEPT_REVISIONS);
  if (done.back.length + done.forth.length > KEPT_SIZE / KEPT_REVISIONS) await keepSize(tx, integrationId);
}

async function leaveUndone(tx: Database, integrationId: string): Promise<void> {
  const undone = and(eq(draftRevisions.integrationId, integrationId), eq(draftRevisions.standing, 'undone'));
  await tx.update(draftRevisions).set({ standing: null }).where(undone);
}

async function forgetOldest(tx: Database, integrationId: string, upTo: number): Promise<void> {
  const oldest = and(eq(draftRevisions.integrationId, integrationId), lte(draftRevisions.revision, upTo));
  await tx.delete(draftRevisions).where(oldest);
}

/** The change that was made last is kept however large it is. */
async function keepSize(tx: Database, integrationId: string): Promise<void> {
  const rows = await tx
    .select({
      revision: draftRevisions.revision,
      size: plus(lengthOf(draftRevisions.back), lengthOf(draftRevisions.forth)).mapWith(Number),
    })
    .from(draftRevisions)
    .where(eq(draftRevisions.integrationId, integrationId))
    .orderBy(order);
  let size = 0;
  const first = rows.find((row, index) => {
    size += row.size;
    return index > 0 && size > KEPT_SIZE;
  });
  if (first) await forgetOldest(tx, integrationId, first.revision);
}

/** The changes of a draft that can be taken back, latest first, and those that can be done again, earliest first. */
export async function standingRevisions(
  db: Database,
  integrationId: string,
  standing: Standing,
  most: number,
): Promise<Revision[]> {
  return await db
    .select(columns)
    .from(draftRevisions)
    .where(and(eq(draftRevisions.integrationId, integrationId), eq(draftRevisions.standing, standing)))
    .orderBy(standing === 'done' ? order : asc(draftRevisions.revision))
    .limit(most);
}

/** So many changes of others are told at most. */
const MOST_TOLD = 20;

/** What was done to a draft after a revision, latest first. */
export async function revisionsSince(
  db: Database,
  integrationId: string,
  revision: number,
): Promise<Revision[]> {
  return await db
    .select(columns)
    .from(draftRevisions)
    .where(and(eq(draftRevisions.integrationId, integrationId), gt(draftRevisions.revision, revision)))
    .orderBy(order)
    .limit(MOST_TOLD);
}

/** What a page of the history shows: all changes that are kept, latest first. */
export async function listRevisions(
  db: Database,
  integrationId: string,
  page: Page,
): Promise<Listed<Revision>> {
  const before = page.cursor ? lt(draftRevisions.revision, numberOfCursor(page.cursor)) : undefined;
  const rows = await db
    .select(columns)
    .from(draftRevisions)
    .where(and(eq(draftRevisions.integrationId, integrationId), before))
    .orderBy(order)
    .limit(page.limit + 1);
  return listed(rows, page, (row) => String(row.revision));
}

/** What a change that stands so has done; undefined where none does. */
export async function keptChange(
  db: Database,
  integrationId: string,
  { revision, standing }: Pick<Revision, 'revision' | 'standing'>,
): Promise<Omit<Done, 'standing'> | undefined> {
  if (standing === null) return undefined;
  const { kinds, back, forth } = draftRevisions;
  const [row] = await db
    .select({ kinds, back, forth })
    .from(draftRevisions)
    .where(and(isRevision(integrationId, revision), eq(draftRevisions.standing, standing)));
  return row;
}

/** A change that was taken back, or done again, stands otherwise from then on. */
export async function stand(
  tx: Database,
  integrationId: string,
  revision: number,
  standing: Standing,
): Promise<void> {
  await tx.update(draftRevisions).set({ standing }).where(isRevision(integrationId, revision));
}

const isRevision = (integrationId: string, revision: number) =>
  and(eq(draftRevisions.integrationId, integrationId), eq(draftRevisions.revision, revision));

/** A draft as it was at an earlier revision; undefined where not all changes since then are kept. */
export async function draftAt(
  db: Database,
  integrationId: string,
  now: { definition: Definition; revision: number },
  revision: number,
): Promise<Definition | undefined> {
  if (revision > now.revision) return undefined;
  const since = await db
    .select({ back: draftRevisions.back })
    .from(draftRevisions)
    .where(
      and(
        eq(draftRevisions.integrationId, integrationId),
        gt(draftRevisions.revision, revision),
        lte(draftRevisions.revision, now.revision),
      ),
    )
    .orderBy(order);
  if (since.length < now.revision - revision) return undefined;
  // All of them together: each by itself would be looked through as a whole.
  return done(
    now.definition,
    since.flatMap(({ back }) => changesIn(back)),
  );
}

/** A definition with a kept change done to it; undefined where it does not fit. */
export function putBack(definition: Definition, changes: string): Definition | undefined {
  return done(definition, changesIn(changes));
}

/** As `doneBetween` has written them. */
function changesIn(text: string): Change[] {
  return JSON.parse(text);
}

function done(definition: Definition, changes: Change[]): Definition | undefined {
  const made = edit(definition, { kind: 'put-back', changes });
  return 'ok' in made ? made.ok : undefined;
}
