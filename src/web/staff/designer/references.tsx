import * as v from 'valibot';
import { ReferencesPage } from '../../../../views/designer/references.tsx';
import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import { keyOfStep } from '../../../definition/edit/step-lists.ts';
import { earlierResults } from '../../../definition/read/known-references.ts';
import { AppError } from '../../../lib/errors.ts';
import { links } from '../../../lib/links.ts';
import { stepName } from '../../../lib/ui/step-name.ts';
import { getIntegration } from '../../../models/integrations.ts';
import { getStepResult } from '../../../models/step-results.ts';
import { readStored } from '../../../models/stored-values.ts';
import { viewerOf } from '../../../models/viewer.ts';
import type { Deps } from '../../kit/deps.ts';
import { handler, show } from '../../kit/page.ts';
import { resultOf } from '../executions/panel.ts';
import { integrationFrame } from '../integrations/integration-frame.ts';
import { type FlowTest, testOf } from '../tests/results.ts';
import { chosenFlow } from './page.tsx';

const referencesQuery = { flow: v.optional(v.string()), step: v.optional(v.string()) };

/** Of so many steps before it the results of the last test are read, the nearest first; of larger ones the example stands. */
const MOST_STEPS = 30;
const MOST_CHARACTERS = 100_000;

export const showReferences = handler<'id', typeof referencesQuery>(
  { query: referencesQuery },
  async ({ deps, frame, user, param, query }) => {
    const id = param('id');
    const integration = await integrationFrame(deps, user, id, 'flows');
    const row = await getIntegration(deps.store.read, id);
    const flow = chosenFlow(await deps.drafts.get(deps.store.read, row), query.flow);
    const step = flow.all.find(({ number }) => number === query.step) ?? flow.all.at(-1);
    if (!step) throw new AppError('not_found', 'This flow has no steps yet.');
    const test = await testOf(deps, viewerOf(user), id, flow.flow);
    const real = test ? await realResults(deps, flow, step, test) : new Map<OutlinedStep, unknown>();
    const groups = earlierResults(flow, step, deps.catalog, real).map((each) => ({
      name:
        each.step.number === 'trigger'
          ? each.step.step.name
          : stepName({ number: each.step.number, name: each.step.step.name }),
      isReal: each.isReal,
      references: each.references,
    }));
    const at = { id, flow: flow.address };
    const shown = {
      frame,
      integration,
      groups,
      close: links.flowStep(at, step.number),
      step: step.step.name,
    };
    return show(<ReferencesPage {...shown} />);
  },
);

async function realResults(
  { store }: Pick<Deps, 'store'>,
  flow: OutlinedFlow,
  step: OutlinedStep,
  { execution, steps }: FlowTest,
): Promise<Map<OutlinedStep, unknown>> {
  const real = new Map<OutlinedStep, unknown>();
  const nearest = flow.all.slice(0, flow.all.indexOf(step)).toReversed();
  for (const earlier of nearest.slice(0, MOST_STEPS)) {
    const tested = steps.get(keyOfStep(earlier.step));
    const row = tested && (await getStepResult(store.read, execution.id, tested.path));
    if (row?.status !== 'succeeded') continue;
    const { output } = resultOf(await readStored(row.output, store.blobs, MOST_CHARACTERS));
    if (output.kind === 'value') real.set(earlier, output.value);
  }
  return real;
}
