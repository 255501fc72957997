import * as v from 'valibot';
import { FlowsPage, NoFlowsPage } from '../../../../views/integrations/show.tsx';
import { flowAt, type OutlinedFlow } from '../../../definition/document/outline.ts';
import { AppError } from '../../../lib/errors.ts';
import type { Draft } from '../../../models/draft-cache.ts';
import { getIntegration, hasDraft, type Integration } from '../../../models/integrations.ts';
import type { Deps } from '../../kit/deps.ts';
import { handler, show } from '../../kit/page.ts';
import { listedProblems, type Placed, placedProblems, problemCounts } from './draft-problems.ts';
import { shownFlow, shownStep, valueLinks } from './flow-panel.ts';
import { listedSteps, lookOfFlow } from './flow-steps.ts';
import { integrationFrame } from './integration-frame.ts';
import { stepWindow } from './step-window.ts';

const integrationQuery = {
  flow: v.optional(v.string()),
  step: v.optional(v.string()),
  part: v.optional(v.string()),
};

export const showIntegration = handler<'id', typeof integrationQuery>(
  { query: integrationQuery },
  async ({ deps, frame, user, param, query }) => {
    const id = param('id');
    const integration = await integrationFrame(deps, user, id, 'flows');
    const row = await getIntegration(deps.store.read, id);
    const draft = await deps.drafts.get(deps.store.read, row);
    const { flows } = draft.outline;
    if (flows.length === 0) return show(<NoFlowsPage frame={frame} integration={integration} />);
    const flow = chosenFlow(draft, query.flow);
    const placed = placedProblems(draft, flow);
    const part = stepWindow(flow, query.step, partOf(query.part));
    return show(
      <FlowsPage
        frame={frame}
        integration={integration}
        state={stateOf(row)}
        flows={flows.map((each) => ({
          address: each.address,
          name: each.flow.name,
          icon: lookOfFlow(each).icon,
        }))}
        current={flows.indexOf(flow)}
        steps={listedSteps(flow, deps.catalog, problemCounts(placed), part.shown)}
        part={part}
        panel={panelOf(deps, id, draft, flow, query.step, placed)}
        problems={listedProblems(id, placed, flow)}
      />,
    );
  },
);

/** Which part of a long flow is asked for: the first where it says none. */
function partOf(text: string | undefined): number {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : 1;
}

function chosenFlow({ outline }: Draft, address: string | undefined): OutlinedFlow {
  const flow = flowAt(outline, address);
  if (flow) return flow;
  throw new AppError('not_found', 'This integration has no such flow: it may have been removed or renamed.');
}

/** How the draft stands to what is published, as pages say it. */
export function stateOf(integration: Integration) {
  const { publishedVersion, updatedAt } = integration;
  if (publishedVersion === null || hasDraft(integration)) return { changedAt: updatedAt };
  return { version: publishedVersion };
}

function panelOf(
  deps: Deps,
  id: string,
  { definition }: Draft,
  flow: OutlinedFlow,
  number: string | undefined,
  placed: Placed[],
) {
  const step = flow.all.find((each) => each.number === number);
  if (!step) return { flow: shownFlow(definition, flow, deps.catalog, number) };
  return {
    step: shownStep(definition, flow, step, deps.catalog, placed),
    valueLinks: valueLinks(id, flow.address, definition),
  };
}
