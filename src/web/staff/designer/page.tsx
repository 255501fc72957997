import type { Child } from 'hono/jsx';
import { FlowsPage, NoFlowsPage, type Panel } from '../../../../views/integrations/show.tsx';
import { flowAt, type OutlinedFlow } from '../../../definition/document/outline.ts';
import { keyOfFlow, keyOfStep } from '../../../definition/edit/step-lists.ts';
import { AppError } from '../../../lib/errors.ts';
import type { Draft } from '../../../models/draft-cache.ts';
import { getDraft, getIntegration } from '../../../models/integrations.ts';
import { viewerOf } from '../../../models/viewer.ts';
import { readNotice } from '../../kit/flash.ts';
import type { Form, FormErrors } from '../../kit/form.ts';
import { type Answer, type SignedIn, show } from '../../kit/page.ts';
import {
  listedProblems,
  type Placed,
  placedProblems,
  problemCounts,
} from '../integrations/draft-problems.ts';
import { shownFlow, shownStep, valueLinks } from '../integrations/flow-panel.ts';
import { listedSteps, lookOfFlow } from '../integrations/flow-steps.ts';
import { frameOf } from '../integrations/integration-frame.ts';
import { stepWindow } from '../integrations/step-window.ts';
import { lastTestOf } from '../tests/last-test.ts';
import { payloadChoices, standingChoice } from '../tests/payloads.ts';
import { testOf } from '../tests/results.ts';
import { pinnedSteps, shownStepTest, shownTest } from '../tests/shown.ts';
import { shownTestUrl } from '../tests/test-urls.ts';
import { draftState } from './draft-state.ts';
import { editedFlow, editedStep } from './panel.ts';
import { lookedAt } from './seen-edit.tsx';
import { templateResults } from './template-results.ts';

/** What of the designer is looked at: the address of a flow, the number of a step, a part of a long flow. */
export type Looked = {
  flow?: string | undefined;
  step?: string | undefined;
  part?: string | undefined;
  /** What a form has done, signed. */
  said?: string | undefined;
  /** What a form could not do. */
  notice?: string | undefined;
  /** What it was tested with last. */
  payload?: string | undefined;
  /** Rounds of the loops around the step, whose results are looked at. */
  rounds?: string | undefined;
};
/** A form that was refused: what is wrong, by field, and what was typed. */
export type Refused = {
  errors: FormErrors;
  typed: Record<string, string>;
  /** Why the step could not be run. */
  test?: string | undefined;
};

/** The designer. @throws AppError `not_found` */
export async function designerPage(
  { deps, frame, user }: SignedIn,
  id: string,
  sent: Looked,
  refused: Refused = { errors: {}, typed: {} },
): Promise<Child> {
  const row = await getIntegration(deps.store.read, id);
  const integration = await frameOf(deps, user, row, 'flows');
  const draft = await deps.drafts.get(deps.store.read, row);
  const { flows } = draft.outline;
  const [first] = flows;
  if (first === undefined) return <NoFlowsPage frame={frame} integration={integration} />;
  const chosen = flowAt(draft.outline, sent.flow);
  const flow = chosen ?? first;
  // A step of a flow that is gone is none of this one.
  const looked: Looked = chosen ? sent : { said: sent.said, notice: sent.notice, payload: sent.payload };
  const placed = placedProblems(draft, flow);
  const part = stepWindow(flow, looked.step, partOf(looked.part));
  const viewer = viewerOf(user);
  const pinned = await pinnedSteps(deps, id, flow.flow);
  const tested = await testOf(deps, viewer, id, flow.flow);
  const step = flow.all.find(({ number }) => number === looked.step);
  const payloads = integration.canWrite ? await payloadChoices(deps, viewer, id, flow) : [];
  const payload = await standingChoice(deps, id, payloads, looked.payload);
  const at = { id, flow: flow.address, payload };
  const lastTest = tested && step && (await lastTestOf(deps, tested, { at, step, rounds: looked.rounds }));
  const read = { text: draft.text, revision: row.revision };
  const asked = { id, draft: read, flow, step, test: tested, payloads, payload, rounds: looked.rounds };
  const given = { id, draft: { ...draft, revision: row.revision }, flow, test: tested };
  const results =
    integration.canWrite && step
      ? await templateResults(deps, { ...given, step })
      : new Map<string, string>();
  const panel = integration.canEdit
    ? editedPanel({ deps, id, draft, flow, placed, looked, results, revision: row.revision }, refused)
    : shownPanel({ deps, id, draft, flow, placed, looked });
  return (
    <FlowsPage
      frame={frame}
      integration={integration}
      state={await draftState(deps, row)}
      flows={flows.map((each) => ({
        address: each.address,
        name: each.flow.name,
        icon: lookOfFlow(each).icon,
      }))}
      current={flows.indexOf(flow)}
      steps={listedSteps(flow, deps.catalog, problemCounts(placed), part.shown, tested?.steps, pinned)}
      part={part}
      panel={panel}
      problems={listedProblems(integration, placed, flow)}
      said={readNotice(deps.vault, looked.said)}
      notice={noticeOf([
        looked.notice,
        chosen ? undefined : `${NO_SUCH_FLOW} This is the first one.`,
        payload === looked.payload ? undefined : NO_SUCH_PAYLOAD,
      ])}
      test={integration.canWrite ? await shownTest(deps, asked) : undefined}
      lastTest={lastTest}
      testUrl={
        step?.step.isTrigger && integration.canWrite
          ? await shownTestUrl(deps, id, keyOfFlow(flow.flow))
          : undefined
      }
      stepTest={
        step && integration.canWrite
          ? shownStepTest({ ...asked, step, pinned, lastTest, refused })
          : undefined
      }
    />
  );
}

const NO_SUCH_FLOW = 'This integration has no such flow: it may have been removed or renamed.';
const NO_SUCH_PAYLOAD = 'The payload that was chosen is no longer there. Choose what to test with.';

const noticeOf = (notices: (string | undefined)[]) =>
  notices.filter((each) => each !== undefined).join(' ') || undefined;

/**
 * What a form of the designer asks for. Where something that it names is gone meanwhile the page is shown as it is now,
 * and says so.
 */
export async function unlessStale(
  visit: SignedIn,
  id: string,
  form: Form,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    const { definition } = await getDraft(visit.deps.store.read, id);
    const looked = { ...lookedAt(definition, form), notice: error.message };
    return show(await designerPage(visit, id, looked), 409);
  }
}

/** Which part of a long flow is asked for: the first where it says none. */
function partOf(text: string | undefined): number {
  return /^[1-9]\d{0,8}$/.test(text ?? '') ? Number(text) : 1;
}

export function chosenFlow({ outline }: Pick<Draft, 'outline'>, address: string | undefined): OutlinedFlow {
  const flow = flowAt(outline, address);
  if (flow) return flow;
  throw new AppError('not_found', NO_SUCH_FLOW);
}

type Given = {
  deps: SignedIn['deps'];
  id: string;
  draft: Draft;
  flow: OutlinedFlow;
  placed: Placed[];
  looked: Looked;
};

function shownPanel({ deps, id, draft: { definition }, flow, placed, looked }: Given): Panel {
  const step = flow.all.find(({ number }) => number === looked.step);
  if (!step) return { kind: 'flow', flow: shownFlow(definition, flow, deps.catalog, looked.step) };
  return {
    kind: 'step',
    step: shownStep(definition, flow, step, deps.catalog, placed),
    valueLinks: valueLinks(id, flow.address, definition),
  };
}

type Edited = Given & { revision: number; results: ReadonlyMap<string, string> };

function editedPanel(given: Edited, { errors, typed }: Refused): Panel {
  const { deps, id, draft, flow, placed, looked, results, revision } = given;
  const { definition, outline } = draft;
  const step = flow.all.find(({ number }) => number === looked.step);
  const seen = { revision, flow: keyOfFlow(flow.flow) };
  if (!step) {
    const edited = editedFlow(deps, definition, flow, looked.step);
    const place = { position: outline.flows.indexOf(flow), count: outline.flows.length };
    return {
      kind: 'edited-flow',
      form: { seen, address: flow.address, flow: edited, ...place, errors, typed },
    };
  }
  return {
    kind: 'edited-step',
    form: {
      seen: { ...seen, step: keyOfStep(step.step) },
      flow: flow.address,
      step: editedStep(deps, definition, flow, step, placed, { errors, typed }, results),
      valueLinks: valueLinks(id, flow.address, definition),
      errors,
      typed,
    },
  };
}
