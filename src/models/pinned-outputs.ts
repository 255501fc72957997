import { and, asc, eq } from 'drizzle-orm';
import * as v from 'valibot';
import { pinnedOutputs } from '../db/schema.ts';
import type { Database } from '../db/store.ts';
import type { CompiledFlow, CompiledStep } from '../definition/compile/compiled.ts';
import { stepPlaces } from '../definition/read/step-paths.ts';
import { Secret, type Vault } from '../lib/crypto.ts';
import { AppError } from '../lib/errors.ts';
import type { Redactor } from '../lib/redact.ts';
import { now } from '../lib/time.ts';
import { decode, encode, WireError } from '../lib/wire.ts';
import { record } from './audit.ts';
import type { DeploymentTools } from './deployments.ts';
import { staysMasked } from './instance-secrets.ts';
import { getDraftText, getIntegration } from './integrations.ts';
import { testRedactor } from './test-instances.ts';

/** What a step gives in test runs in the place of being executed; 0, false, '' and null are outputs as well. */
export type Pinned = { output: unknown };

/** The same to be kept, with what of it was shown where that is known: masked what was secret then. */
export type NewPinned = Pinned & { shown?: unknown };

/** A step by its key and that of its flow. */
export type PinnedStep = Pick<typeof pinnedOutputs.$inferSelect, 'flow' | 'step'>;

const columns = {
  flow: pinnedOutputs.flow,
  step: pinnedOutputs.step,
  createdAt: pinnedOutputs.createdAt,
};

/** What is pinned is kept in one row, sealed and opened at once. */
const MOST_CHARACTERS = 1_000_000;

/** Steps around others decide which of them run: nothing stands for that. */
export function canBePinned({ isLoop, branches }: CompiledStep): boolean {
  return !isLoop && branches.length === 0;
}

/** A step of the draft as it is now. @throws AppError `not_found` */
export async function stepToPin(
  { store, compiledVersions }: Pick<DeploymentTools, 'store' | 'compiledVersions'>,
  integrationId: string,
  place: PinnedStep,
): Promise<{ flow: CompiledFlow; step: CompiledStep }> {
  const draft = await getDraftText(store.read, integrationId);
  const { flows } = await compiledVersions.draft(store.read, integrationId, draft);
  const flow = flows.find(({ stableKey }) => stableKey === place.flow);
  const step = flow && stepPlaces(flow).find((each) => each.step.stableKey === place.step)?.step;
  if (flow && step) return { flow, step };
  throw new AppError('not_found', 'The step is no longer there.');
}

/**
 * Pins what a step gives in test runs; what was pinned before gives way.
 * @param flow as the draft has it
 * @throws AppError `not_found`; `invalid` for a step that cannot be pinned, and an output that is too large
 */
export async function pinOutput(
  tx: Database,
  tools: Pick<DeploymentTools, 'vault' | 'compiledVersions'>,
  integrationId: string,
  { flow, step }: { flow: CompiledFlow; step: CompiledStep },
  { output, shown = output }: NewPinned,
): Promise<PinnedStep & { createdAt: number }> {
  const integration = await getIntegration(tx, integrationId);
  if (!canBePinned(step))
    throw wrong(
      'step',
      `“${step.name}” has steps inside it, so nothing can stand for it. Pin those instead.`,
    );
  const text = textOf(output);
  if (text.length > MOST_CHARACTERS)
    throw wrong(
      'output',
      'This is larger than 1 MB, which is the limit of what can be pinned. Pin a part of it.',
    );
  const place = { integrationId, flow: flow.stableKey, step: step.stableKey };
  const compiled = await tools.compiledVersions.draft(
    tx,
    integrationId,
    await getDraftText(tx, integrationId),
  );
  const redact = await testRedactor(tx, tools, integrationId, compiled);
  const masked = redact(encode(shown));
  const kept = JSON.stringify({ text, ...(masked !== text && { masked }) });
  const row = { ...place, sealed: tools.vault.seal(new Secret(kept), sealedAt(place)), createdAt: now() };
  await tx
    .insert(pinnedOutputs)
    .values(row)
    .onConflictDoUpdate({
      target: [pinnedOutputs.integrationId, pinnedOutputs.flow, pinnedOutputs.step],
      set: { sealed: row.sealed, createdAt: row.createdAt },
    });
  await record(tx, 'integration.output_pinned', integration, { flow: flow.name, step: step.name });
  return { flow: row.flow, step: row.step, createdAt: row.createdAt };
}

function textOf(output: unknown): string {
  try {
    return encode(output);
  } catch (error) {
    if (error instanceof WireError) throw wrong('output', `This cannot be pinned: ${error.message}.`);
    throw error;
  }
}

/** The step is executed again. @throws AppError `not_found` */
export async function unpinOutput(
  tx: Database,
  integrationId: string,
  { flow, step }: PinnedStep,
): Promise<void> {
  const integration = await getIntegration(tx, integrationId);
  const isOfStep = and(eq(pinnedOutputs.flow, flow), eq(pinnedOutputs.step, step));
  const [gone] = await tx
    .delete(pinnedOutputs)
    .where(and(eq(pinnedOutputs.integrationId, integrationId), isOfStep))
    .returning(columns);
  if (!gone) throw new AppError('not_found', 'Nothing is pinned for this step.');
  await record(tx, 'integration.output_unpinned', integration, { flow, step });
}

/** The steps of an integration whose outputs are pinned. */
export async function listPinned(
  db: Database,
  integrationId: string,
): Promise<(PinnedStep & { createdAt: number })[]> {
  return await db
    .select(columns)
    .from(pinnedOutputs)
    .where(eq(pinnedOutputs.integrationId, integrationId))
    .orderBy(asc(pinnedOutputs.flow), asc(pinnedOutputs.step));
}

const Kept = v.object({ text: v.string(), masked: v.optional(v.string()) });

/**
 * What is pinned of a flow, opened, by the stable keys of its steps. Of one with a secret that has changed since, what was
 * shown of it.
 * @param redact masks the secrets of the run that takes it
 */
export async function readPinned(
  db: Database,
  vault: Vault,
  integrationId: string,
  { stableKey }: Pick<CompiledFlow, 'stableKey'>,
  redact: Redactor,
): Promise<ReadonlyMap<string, Pinned>> {
  const rows = await db
    .select()
    .from(pinnedOutputs)
    .where(and(eq(pinnedOutputs.integrationId, integrationId), eq(pinnedOutputs.flow, stableKey)));
  const pinned = new Map<string, Pinned>();
  for (const { sealed, ...place } of rows) {
    const { text, masked } = v.parse(Kept, JSON.parse(vault.open(sealed, sealedAt(place)).reveal()));
    const isHidden = masked === undefined || (await staysMasked(redact, text, masked));
    pinned.set(place.step, { output: decode(isHidden ? text : masked) });
  }
  return pinned;
}

function sealedAt({ integrationId, flow, step }: PinnedStep & { integrationId: string }) {
  return { table: 'pinned_outputs', column: 'sealed', row: `${integrationId}/${flow}/${step}` };
}

function wrong(path: string, message: string): AppError {
  return new AppError('invalid', message, [{ path, message }]);
}
