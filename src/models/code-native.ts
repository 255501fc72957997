import { and, asc, eq, isNull } from 'drizzle-orm';
import { customComponents, integrations } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { Definition } from '../definition/document/schema.ts';
import { AppError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';

/** The integration that is made of code and has that name; the id of a new one where there is none. */
export async function codeNativeIntegration(tx: Database, { name }: Definition): Promise<string> {
  const [found] = await tx
    .select({ id: integrations.id })
    .from(customComponents)
    .innerJoin(integrations, eq(integrations.id, customComponents.integrationId))
    .where(and(eq(integrations.name, name), isNull(integrations.removedAt)))
    .orderBy(asc(integrations.id))
    .limit(1);
  return found?.id ?? newId('int');
}

/**
 * The draft of a code-native integration comes of its builds alone: a change by hand would be gone with the next one.
 * @throws AppError `conflict` for such an integration
 */
export async function refuseWrittenAsCode(db: Database, id: string): Promise<void> {
  const [code] = await db
    .select({ key: customComponents.key })
    .from(customComponents)
    .where(eq(customComponents.integrationId, id))
    .limit(1);
  if (!code) return;
  throw new AppError(
    'conflict',
    'This integration is written as code: change it in its source, and upload the next build. A fork of it is edited like any other.',
  );
}
