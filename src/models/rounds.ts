import { and, asc, eq, gt, gte, lt, max } from 'drizzle-orm';
import { stepResults } from '../db/schema.ts';
import { placeholder as p } from '../db/sql.ts';
import { type Database, prepared } from '../db/store.ts';
import { isUnsuccessful } from './step-results.ts';

/*
 * The rounds of a loop. Each that was begun has at least one row, of a path such as `eachOrder[3].postOrder`, so what
 * there is to know of thousands of them is found by ranges of the primary key.
 */

const anyBetween = prepared((db) =>
  db
    .select({ path: stepResults.path })
    .from(stepResults)
    .where(
      and(
        eq(stepResults.executionId, p('executionId')),
        gte(stepResults.path, p('from')),
        lt(stepResults.path, p('to')),
      ),
    )
    .limit(1)
    .prepare(),
);

/** The paths of one round: from the first on, before the second. */
const ofRound = (loop: string, round: number) => ({ from: `${loop}[${round}].`, to: `${loop}[${round}]/` });

/** Of any round; what sorts behind the bracket is no round any more. */
const isInLoop = (loop: string) => and(gte(stepResults.path, `${loop}[`), lt(stepResults.path, `${loop}\\`));

/** One of the rounds that were begun: not the first of all where a test has gone on in a later one. */
async function anyRound(db: Database, executionId: string, loop: string): Promise<number | undefined> {
  const [row] = await db
    .select({ path: stepResults.path })
    .from(stepResults)
    .where(and(eq(stepResults.executionId, executionId), isInLoop(loop)))
    .limit(1);
  return row && Number.parseInt(row.path.slice(loop.length + 1), 10);
}

/**
 * How many rounds of a loop have been begun, with those that a test has left out. They are begun one after another, so
 * that a few looks find the last.
 */
export async function countRounds(db: Database, executionId: string, loop: string): Promise<number> {
  const isBegun = async (round: number) =>
    (await anyBetween(db).execute({ executionId, ...ofRound(loop, round) })).length > 0;
  const known = (await isBegun(0)) ? 0 : await anyRound(db, executionId, loop);
  if (known === undefined) return 0;
  let begun = known + 1;
  let beyond = begun + 1;
  while (await isBegun(beyond - 1)) {
    begun = beyond;
    beyond *= 2;
  }
  while (begun < beyond - 1) {
    const middle = Math.floor((begun + beyond) / 2);
    if (await isBegun(middle - 1)) begun = middle;
    else beyond = middle;
  }
  return begun;
}

/**
 * The next round of a loop in which a step has failed, whether its error was ignored or not.
 * @param after the round to begin behind; undefined for the first of all
 */
export async function nextFailedRound(
  db: Database,
  executionId: string,
  loop: string,
  after: number | undefined,
): Promise<number | undefined> {
  const last = after === undefined ? 0 : await lastSequence(db, executionId, loop, after);
  const [row] = await db
    .select({ path: stepResults.path })
    .from(stepResults)
    .where(
      and(
        eq(stepResults.executionId, executionId),
        isUnsuccessful,
        gt(stepResults.sequence, last),
        isInLoop(loop),
      ),
    )
    .orderBy(asc(stepResults.sequence))
    .limit(1);
  return row && Number.parseInt(row.path.slice(loop.length + 1), 10);
}

async function lastSequence(db: Database, executionId: string, loop: string, round: number): Promise<number> {
  const { from, to } = ofRound(loop, round);
  const [row] = await db
    .select({ last: max(stepResults.sequence) })
    .from(stepResults)
    .where(
      and(eq(stepResults.executionId, executionId), gte(stepResults.path, from), lt(stepResults.path, to)),
    );
  return row?.last ?? 0;
}
