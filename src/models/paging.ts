import { gt, lt, type SQL, type SQLWrapper } from 'drizzle-orm';
import { tuple } from '../db/sql.ts';
import { AppError } from '../lib/errors.ts';
import { type IdPrefix, isId } from '../lib/ids.ts';

/** A piece of a list: `limit` rows after the cursor. */
export type Page = { limit: number; cursor?: string | undefined };
export type Listed<T> = { items: T[]; nextCursor: string | null };

/** Cuts the one extra row that a query fetched to learn whether there is more. */
export function listed<T>(rows: T[], page: Page, keyOf: (row: T) => string): Listed<T> {
  const items = rows.slice(0, page.limit);
  const last = items.at(-1);
  const more = rows.length > page.limit && last !== undefined;
  return { items, nextCursor: more ? cursorOf(keyOf(last)) : null };
}

/** The cursor that stands for a key: what comes after it is the rest of the list. */
export function cursorOf(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

/** The id that a cursor stands for. @throws AppError `bad_request` for what is no cursor of such a list */
export function idOfCursor(prefix: IdPrefix, cursor: string): string {
  return keyOfCursor(cursor, (key) => isId(prefix, key));
}

/** The number that a cursor stands for. @throws AppError `bad_request` for what is no cursor of such a list */
export function numberOfCursor(cursor: string): number {
  return Number(keyOfCursor(cursor, (key) => /^\d{1,15}$/.test(key)));
}

/** The key of a thing that a cursor stands for, which says of which kind: `<kind> <key>`. @throws AppError `bad_request` */
export function keyAfter(kind: string, cursor: string): string {
  return keyOfCursor(cursor, (key) => key.startsWith(`${kind} `)).slice(kind.length + 1);
}

/** The rest of a list that is ordered by name: its cursors stand for `<id> <name>`. @throws AppError `bad_request` */
export function afterName(
  columns: { id: SQLWrapper; name: SQLWrapper },
  prefix: IdPrefix,
  cursor: string,
): SQL {
  const key = keyOfCursor(cursor, (text) => isId(prefix, text.split(' ', 1)[0] ?? ''));
  const at = key.indexOf(' ');
  return gt(tuple(columns.name, columns.id), tuple(key.slice(at + 1), key.slice(0, at)));
}

/** The rest of a list by category and then by name. @throws AppError `bad_request` */
export function afterCategory(
  columns: { id: SQLWrapper; name: SQLWrapper; category: SQLWrapper },
  prefix: IdPrefix,
  cursor: string,
): SQL {
  const key = keyOfCursor(cursor, (text) => isId(prefix, text.split(' ', 1)[0] ?? '') && text.includes(PART));
  const [at, part] = [key.indexOf(' '), key.indexOf(PART)];
  const { category, name, id } = columns;
  return gt(tuple(category, name, id), tuple(key.slice(at + 1, part), key.slice(part + 1), key.slice(0, at)));
}

/** What `afterCategory` goes on after. */
export function categoryKey({ id, name, category }: { id: string; name: string; category: string }): string {
  return `${id} ${category}${PART}${name}`;
}

/** No category has it. */
const PART = '\u0000';

/** The rest of a list, latest first: its cursors stand for `<instant> <id>`. @throws AppError `bad_request` */
export function beforeInstant(
  columns: { at: SQLWrapper; id: SQLWrapper },
  prefix: IdPrefix,
  cursor: string,
): SQL {
  const key = keyOfCursor(
    cursor,
    (text) => /^\d{1,15} /.test(text) && isId(prefix, text.slice(text.indexOf(' ') + 1)),
  );
  const at = key.indexOf(' ');
  return lt(tuple(columns.at, columns.id), tuple(Number(key.slice(0, at)), key.slice(at + 1)));
}

function keyOfCursor(cursor: string, isKey: (key: string) => boolean): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (isKey(key) && cursorOf(key) === cursor) return key;
  throw new AppError('bad_request', 'This cursor is not one that this list answered.', [
    { path: 'cursor', message: 'is not a nextCursor of this list' },
  ]);
}
