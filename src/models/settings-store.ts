import { eq } from 'drizzle-orm';
import { installation } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import { Secret, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';

const KEY_CHECK = 'vault_key_check';
const PLACE = { table: 'installation', column: 'value', row: KEY_CHECK };

/** What is kept under that name of the installation as a whole. */
export async function getFact(db: Database, name: string): Promise<string | undefined> {
  const [row] = await db.select().from(installation).where(eq(installation.name, name));
  return row?.value;
}

/** Keeps a fact in place of a former one. */
export async function setFact(tx: Database, name: string, value: string): Promise<void> {
  await tx
    .insert(installation)
    .values({ name, value })
    .onConflictDoUpdate({ target: installation.name, set: { value } });
}

/** Forgets a fact, if it is there. */
export async function dropFact(tx: Database, name: string): Promise<void> {
  await tx.delete(installation).where(eq(installation.name, name));
}

/** Finds out at start, not at the first secret, that the key is not the one the data was sealed with. @throws AppError `invalid` */
export async function checkVaultKey(tx: Database, vault: Vault): Promise<void> {
  const sealed = await getFact(tx, KEY_CHECK);
  if (sealed === undefined) return await setFact(tx, KEY_CHECK, vault.seal(new Secret('stepwell'), PLACE));
  try {
    vault.open(sealed, PLACE);
  } catch {
    throw new AppError(
      'invalid',
      'The vault key is not the one that this data folder was used with. Set STEPWELL_KEY (or vault.key) back to the former key.',
    );
  }
}
