import { placeInFlow } from '../../definition/read/step-paths.ts';
import { unlessGone } from '../../lib/errors.ts';
import { toIso } from '../../lib/time.ts';
import { type ExecutionFile, redactedFile } from '../../models/execution-files.ts';
import type { Execution } from '../../models/executions.ts';
import { getIntegrationEver } from '../../models/integrations.ts';
import { listLogs } from '../../models/logs.ts';
import { listStepResults, type StepResult } from '../../models/step-results.ts';
import { isResult, readableData, readStored, type StoredValue } from '../../models/stored-values.ts';
import type { Deps } from './deps.ts';
import { shownRequest } from './shown-requests.ts';

/** The first of each are in the file: those of long loops are more. */
const MOST_STEPS = 1000;
const MOST_LINES = 1000;
/** Characters of a value; a larger one is left out. */
const MOST_OF_VALUE = 1_000_000;
/** All values together. */
const MOST_TOGETHER = 16_000_000;

/** An execution as one file, without secrets. @param isRedacted without any value either */
export async function executionFile(
  deps: Deps,
  execution: Execution,
  isRedacted: boolean,
): Promise<ExecutionFile> {
  const { store, compiledVersions } = deps;
  const { id, integrationId, version, flow: name, status, error } = execution;
  const compiled = await unlessGone(compiledVersions.get(store.read, integrationId, version));
  const flow = compiled?.flows.find((each) => each.name === name);
  const { items: rows } = await listStepResults(store.read, id, { limit: MOST_STEPS });
  const steps: ExecutionFile['steps'] = [];
  let left = MOST_TOGETHER;
  for (const row of rows) {
    const key = (flow && placeInFlow(flow, row.path)?.step.stableKey) ?? row.name;
    const { shown, characters } = await shownStep(deps, row, Math.min(left, MOST_OF_VALUE));
    left -= characters;
    steps.push({ ...factsOf(row), key, ...shown });
  }
  const { items: lines } = await listLogs(store.read, id, { limit: MOST_LINES });
  const file: ExecutionFile = {
    ...{ stepwell: 'execution', format: 1, id, version, status, isRedacted: false },
    integration: { name: (await getIntegrationEver(store.read, integrationId)).name },
    flow: { name, key: flow?.stableKey ?? name },
    error: error === null ? null : { ...error },
    request: await shownRequest(deps, execution),
    steps,
    log: lines.map(({ at, level, step, message }) => ({ at: toIso(at), level, step, message })),
  };
  return isRedacted ? redactedFile(file) : file;
}

function factsOf({ path, name, component, action, status, attempt, startedAt, endedAt, error }: StepResult) {
  return {
    ...{ path, name, component, action, status, attempt },
    ...{ startedAt: toIso(startedAt), endedAt: toIso(endedAt) },
    ...(error === null ? {} : { error }),
  };
}

async function shownStep({ store }: Deps, { input, output }: StepResult, most: number) {
  const given = await readStored(input, store.blobs, most);
  const gave = await readStored(output, store.blobs, most);
  const size = (value: StoredValue) => (value.kind === 'value' ? value.characters : 0);
  const result = gave.kind === 'value' && isResult(gave.value) ? readableData(gave.value) : undefined;
  const shown = {
    ...(given.kind === 'value' && { input: given.value }),
    ...(result !== undefined && { output: result }),
  };
  return { shown, characters: size(given) + size(gave) };
}
