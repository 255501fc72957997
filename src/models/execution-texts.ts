import { and, asc, count, eq, gt, inArray, isNotNull, isNull, max } from 'drizzle-orm';
import { isApart, unpack } from '../db/payload.ts';
import { executions, executionTexts } from '../db/schema.ts';
import { hasWords } from '../db/search.ts';
import type { Database, Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import { unlessGone } from '../lib/errors.ts';
import { createRedactor, type Redactor } from '../lib/redact.ts';
import { isSealed } from '../lib/sealed.ts';
import { isSecretName } from '../lib/secret-fields.ts';
import { phrasesOf, wordsOf } from '../lib/words.ts';
import type { CompiledVersions } from './compiled-versions.ts';
import { MOST_SIFTED } from './execution-seconds.ts';
import { type Execution, getRequest } from './executions.ts';
import { readRunSecrets } from './instance-secrets.ts';
import { requestData, requestOpener, unpackRequest } from './requests.ts';
import { isOfTests } from './test-customer.ts';

/*
 * What executions are found by: the words of their error, and the first ones of what called them. Runs do not write it: it
 * is added afterwards, oldest first, a few at a time, so that neither a call nor a step waits for it.
 */

/** Characters of an error, and of what called, that are looked through. */
const MOST_OF_ERROR = 1000;
const MOST_OF_CALL = 500;
/** What is larger is not read for its first words. */
const MOST_READ = 64 * 1024;

export type TextTools = { store: Store; vault: Vault; compiledVersions: CompiledVersions };

/**
 * Adds the texts of the next executions, at most so many: of those that were made after the last one that was looked at, and
 * of those that had not ended then.
 * @param after where among the latter to go on
 * @returns how many were added, and where to go on
 */
export async function addTexts(
  tools: TextTools,
  most: number,
  after: number,
): Promise<{ added: number; next: number }> {
  const { read } = tools.store;
  const { ended, next } = await endedSince(read, after, most);
  const made = await nextExecutions(read, most - ended.length);
  const redactors: Redactors = new Map();
  const filled: { row: number; text: string }[] = [];
  for (const { row, run } of ended) filled.push({ row, text: await textOf(tools, run, redactors) });
  const fresh: { executionId: string; text: string | null }[] = [];
  for (const run of made) {
    const text = run.endedAt === null ? null : await textOf(tools, run, redactors);
    fresh.push({ executionId: run.id, text });
  }
  if (filled.length + fresh.length > 0)
    await tools.store.write(async (tx) => {
      for (const { row, text } of filled)
        await tx.update(executionTexts).set({ text }).where(eq(executionTexts.row, row));
      await insertTexts(tx, fresh);
    });
  return { added: filled.length + fresh.length, next };
}

/** A paused instance may have a hundred thousand that wait: so many are looked at, the next ones the next time. */
const MOST_OPEN = 1000;

/** Of those that had not ended when they were looked at, some that have since. */
async function endedSince(db: Database, after: number, most: number) {
  const { row, executionId, text } = executionTexts;
  const looked = db
    .select({ row, executionId })
    .from(executionTexts)
    .where(and(isNull(text), gt(row, after)))
    .orderBy(asc(row))
    .limit(MOST_OPEN)
    .as('looked');
  const ended = await db
    .select({ row: looked.row, run: executions })
    .from(looked)
    .innerJoin(executions, eq(executions.id, looked.executionId))
    .where(isNotNull(executions.endedAt))
    .orderBy(asc(looked.row))
    .limit(most);
  if (ended.length === most) return { ended, next: ended.at(-1)?.row ?? 0 };
  const [end] = await db.select({ row: max(looked.row), count: count() }).from(looked);
  return { ended, next: end?.count === MOST_OPEN ? (end.row ?? 0) : 0 };
}

async function nextExecutions(db: Database, most: number): Promise<Execution[]> {
  const [last] = await db.select({ id: max(executionTexts.executionId) }).from(executionTexts);
  return await db
    .select()
    .from(executions)
    .where(gt(executions.id, last?.id ?? ''))
    .orderBy(asc(executions.id))
    .limit(most);
}

/** Some may be gone since they were read. */
async function insertTexts(tx: Database, fresh: { executionId: string; text: string | null }[]) {
  const ids = fresh.map(({ executionId }) => executionId);
  const rows = await tx.select({ id: executions.id }).from(executions).where(inArray(executions.id, ids));
  const there = new Set(rows.map(({ id }) => id));
  const [last] = await tx.select({ row: max(executionTexts.row) }).from(executionTexts);
  const first = (last?.row ?? 0) + 1;
  const values = fresh
    .filter(({ executionId }) => there.has(executionId))
    .map((each, index) => ({ ...each, row: first + index }));
  if (values.length > 0) await tx.insert(executionTexts).values(values);
}

type Redactors = Map<string, Promise<Redactor | undefined>>;

async function textOf(tools: TextTools, run: Execution, redactors: Redactors): Promise<string> {
  if (isOfTests(run)) return '';
  const { error } = run;
  const said = error ? [error.step ?? '', error.name ?? '', error.message].join(' ') : '';
  const key = `${run.instanceId} ${run.version} ${run.userId}`;
  const redactor = redactors.get(key) ?? redactorOf(tools, run);
  redactors.set(key, redactor);
  const redact = await redactor;
  // Where nobody knows any more what was secret, nothing of the call is kept.
  const call = redact ? await callOf(tools, run.id, redact) : '';
  return wordsOf(`${said.slice(0, MOST_OF_ERROR)} ${call.slice(0, MOST_OF_CALL)}`).join(' ');
}

async function redactorOf(tools: TextTools, run: Execution): Promise<Redactor | undefined> {
  const { store, compiledVersions } = tools;
  const compiled = await unlessGone(compiledVersions.get(store.read, run.integrationId, run.version));
  if (!compiled) return undefined;
  return createRedactor((await readRunSecrets(store.read, tools, run, compiled)).secrets);
}

/** What called, without what is secret: of a call that holds an instance's secret nothing, as it is stored sealed. */
async function callOf({ store, vault }: TextTools, id: string, redact: Redactor): Promise<string> {
  const stored = await getRequest(store.read, id);
  if (!stored || isApart(stored)) return '';
  const text = await unlessGone(unpack(stored, store.blobs));
  if (text === undefined || isSealed(text) || text.length > MOST_READ) return '';
  const request = await unlessGone(unpackRequest(stored, store.blobs, requestOpener(vault, id)));
  if (!request) return '';
  const words: string[] = [request.pathFragment];
  collect(request.queryParameters, words);
  collect(requestData(request), words);
  // Masked before it is cut: half a secret is not known as one.
  return redact(words.join(' '));
}

/** The texts and numbers in a value, but for those that are secret by their name. */
function collect(value: unknown, words: string[]): void {
  if (typeof value === 'string' || typeof value === 'number') words.push(String(value));
  else if (Array.isArray(value)) for (const item of value) collect(item, words);
  else if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value))
    for (const [name, item] of Object.entries(value)) if (!isSecretName(name)) collect(item, words);
}

/** The ids of executions that have all these words, as a query; nothing has none. */
export function executionsWith(db: Database, text: string) {
  const phrases = phrasesOf(text);
  const found =
    phrases.length > 0
      ? hasWords(executionTexts, phrases, MOST_SIFTED)
      : inArray(executionTexts.executionId, []);
  return db.select({ id: executionTexts.executionId }).from(executionTexts).where(found);
}
