import type { CompiledIntegration } from '../definition/compile/compiled.ts';
import { type Issue, refuseIssues } from '../lib/errors.ts';
import { namesOf, record } from './audit.ts';
import { dropConfigValues, readConfigValues, writeConfigValues } from './config-values.ts';
import { checkConfigVariables, missingIssues } from './config-variables.ts';
import { withPointers } from './connection-pointers.ts';
import type { DeploymentTools } from './deployments.ts';
import { afterCommit } from './effects.ts';
import { changeInstance, type Instance } from './instances.ts';
import { getDraftText, getIntegration } from './integrations.ts';
import { giveToWaiting } from './settling.ts';
import { TEST_CUSTOMER } from './test-customer.ts';
import { testInstanceOn, testValues } from './test-instances.ts';
import { systemViewer } from './viewer.ts';

/** What the draft asks for and tests have no value for: one issue per config variable. */
export async function missingForTests(
  { store, ...tools }: DeploymentTools,
  integrationId: string,
  { configVars }: Pick<CompiledIntegration, 'configVars'>,
): Promise<Issue[]> {
  return missingIssues(configVars, await testValues(store.read, tools, integrationId, configVars));
}

/**
 * Sets config values and connections that tests run with; those that are not named keep theirs.
 * @param unset keys whose values are forgotten, so that defaults hold again
 * @throws AppError `not_found`; `invalid` with one issue per variable that is unknown or wrong
 */
export async function configureTests(
  tools: DeploymentTools,
  integrationId: string,
  given: Record<string, unknown>,
  unset: string[] = [],
): Promise<Instance> {
  const { store, vault, compiledVersions } = tools;
  const integration = await getIntegration(store.read, integrationId);
  const draft = await getDraftText(store.read, integrationId);
  const { configVars } = await compiledVersions.draft(store.read, integrationId, draft);
  // What their values are carried over from is compiled before, where it holds up no other write.
  await testValues(store.read, tools, integrationId, configVars);
  return await store.write(async (tx) => {
    const { id } = await testInstanceOn(tx, tools, integration, { text: draft.text, configVars });
    const stored = await readConfigValues(tx, vault, id);
    const owner = { id, customerId: TEST_CUSTOMER };
    const pointed = await withPointers(tx, systemViewer('tests'), owner, configVars, given);
    const { values, issues } = checkConfigVariables(configVars, pointed, stored.values);
    refuseIssues('Some config variables are wrong.', issues);
    const filled = await writeConfigValues(tx, vault, id, configVars, values);
    await dropConfigValues(tx, id, unset);
    for (const each of filled) await giveToWaiting(tx, tools, each);
    const changed = [...namesOf(given), ...unset];
    await record(tx, 'integration.tests_configured', integration, { changed });
    afterCommit(tx, { heed: id });
    return await changeInstance(tx, id, {});
  });
}
