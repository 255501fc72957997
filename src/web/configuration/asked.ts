import type { CompiledIntegration } from '../../definition/compile/compiled.ts';
import type { Definition } from '../../definition/document/schema.ts';
import { questionsOf, type VariableQuestion } from '../../definition/read/questions.ts';
import { readConfigValues, shownValues } from '../../models/config-values.ts';
import { getVersionDefinition } from '../../models/versions.ts';
import type { Deps } from '../kit/deps.ts';

/** A version with all that it asks for. */
export type Asked = { definition: Definition; compiled: CompiledIntegration; questions: VariableQuestion[] };

/** @throws AppError `not_found` */
export async function askedBy(deps: Deps, integrationId: string, version: number): Promise<Asked> {
  const { read } = deps.store;
  const compiled = await deps.compiledVersions.get(read, integrationId, version);
  const definition = await getVersionDefinition(read, integrationId, version);
  return { definition, compiled, questions: questionsOf(definition, compiled.configVars, deps.catalog) };
}

/** The stored values of an instance by key, secrets masked. */
export async function shownOf({ store, vault }: Deps, instanceId: string): Promise<Record<string, unknown>> {
  return byKey(shownValues(await readConfigValues(store.read, vault, instanceId)));
}

/** Values by key. Config variables are called anything, so nothing is inherited: `constructor` has no value of its own. */
export function byKey(values: Record<string, unknown>): Record<string, unknown> {
  return Object.assign(Object.create(null), values);
}
