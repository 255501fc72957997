import type { SignInShown } from '../../../views/connections/connection-status.tsx';
import type { CompiledIntegration } from '../../definition/compile/compiled.ts';
import type { Definition } from '../../definition/document/schema.ts';
import { questionsOf, type VariableQuestion } from '../../definition/read/questions.ts';
import { withShared } from '../../definition/read/shared-variables.ts';
import { links } from '../../lib/links.ts';
import { now } from '../../lib/time.ts';
import { type ConfigValues, readConfigValues, shownValues } from '../../models/config-values.ts';
import { withUserVariables } from '../../models/config-variables.ts';
import { needsPerson, stateOf } from '../../models/connection-states.ts';
import { may } from '../../models/rights.ts';
import { getPinnedDefinition } from '../../models/versions.ts';
import type { Deps } from '../kit/deps.ts';
import type { SignedIn } from '../kit/page.ts';

/** A version with all that it asks for, of the instance or of each person. */
export type Asked = { definition: Definition; compiled: CompiledIntegration; questions: VariableQuestion[] };

/** @throws AppError `not_found` */
export async function askedBy(
  deps: Deps,
  integrationId: string,
  version: number,
  isOfUsers = false,
): Promise<Asked> {
  const { read } = deps.store;
  const compiled = await deps.compiledVersions.get(read, integrationId, version);
  const definition = withShared(await getPinnedDefinition(read, integrationId, version), deps.catalog);
  const { configVars } = compiled;
  const asked = isOfUsers ? withUserVariables(configVars) : configVars;
  return { definition, compiled, questions: questionsOf(definition, asked, deps.catalog) };
}

/** The stored values of an instance by key, secrets masked. */
export async function shownOf({ store, vault }: Deps, instanceId: string): Promise<Record<string, unknown>> {
  return byKey(shownValues(await readConfigValues(store.read, vault, instanceId)));
}

/** Where signing in for a connection begins. @param back where it ends */
export type SignInLink = (id: string, query: { return: string }) => string;

/** The connections of an instance that somebody signs in for, by the key of their value. @param back where they come back to */
export async function signInsOf(
  visit: Pick<SignedIn, 'deps' | 'user'>,
  instanceId: string,
  back: string,
): Promise<Map<string, SignInShown>> {
  const { deps, user } = visit;
  const { pointed } = await readConfigValues(deps.store.read, deps.vault, instanceId);
  return signInsIn(deps, pointed, back, may(user, 'connections:write') && links.connectionAuthorization);
}

/** The same of connections that were read. @param begin false for those who may sign in for none of them */
export function signInsIn(
  deps: Deps,
  pointed: ConfigValues['pointed'],
  back: string,
  begin: SignInLink | false,
): Map<string, SignInShown> {
  const at = now();
  const own = [...pointed].filter(([, row]) => needsPerson(deps.catalog, row));
  return new Map(
    own.map(([key, row]) => {
      const { id, problem } = row;
      const href = begin ? begin(id, { return: back }) : undefined;
      return [key, { id, title: key, state: stateOf(deps.catalog, row, at), problem, href }];
    }),
  );
}

/** Values by key. Config variables are called anything, so nothing is inherited: `constructor` has no value of its own. */
export function byKey(values: Record<string, unknown>): Record<string, unknown> {
  return Object.assign(Object.create(null), values);
}
