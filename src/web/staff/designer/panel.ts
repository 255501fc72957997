import type { FlowFormPanelProps } from '../../../../views/designer/flow-panel.tsx';
import type { AskedSchedule } from '../../../../views/designer/schedule-fields.tsx';
import type { AskedStepInput } from '../../../../views/designer/step-inputs.tsx';
import type { EditedStep } from '../../../../views/designer/step-panel.tsx';
import type { TriggerShown } from '../../../../views/integrations/trigger-facts.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import { exportSteps } from '../../../definition/document/export.ts';
import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import type { ConfigVar, Definition, Step } from '../../../definition/document/schema.ts';
import { placeBeside } from '../../../definition/edit/slots.ts';
import { comparisonText } from '../../../definition/read/comparisons.ts';
import { knownReferences } from '../../../definition/read/known-references.ts';
import { maskedSteps } from '../../../definition/read/masked.ts';
import { timeZoneOf } from '../../../lib/cron.ts';
import { canKeepDistance, withDistance } from '../../../lib/cron-distance.ts';
import { distanceFault, everyOf } from '../../../lib/cron-every.ts';
import { cronFault } from '../../../lib/cron-fault.ts';
import { cronWords, firingWords } from '../../../lib/cron-words.ts';
import { inputField } from '../../../lib/ui/field-ties.ts';
import { ZONES } from '../../../lib/ui/time-zones.ts';
import { type Placed, placedIn } from '../integrations/draft-problems.ts';
import { shownFlow, shownStep } from '../integrations/flow-panel.ts';
import { fieldsIn, mapFields } from './asked-fields.ts';
import { askedInput } from './asked-inputs.ts';
import type { Refused } from './page.tsx';
import { printedRuns } from './run-answers.ts';
import { inputFacts } from './step-answers.ts';
import { withResults } from './template-results.ts';
import { asTyped } from './typed-inputs.ts';

const FIRINGS = 5;

/**
 * A step as its form asks for it.
 * @param refused what of the form that was sent is wrong, by field, and what was typed
 * @param results what its templates come to, by their texts
 */
export function editedStep(
  { catalog }: { catalog: Catalog },
  definition: Definition,
  flow: OutlinedFlow,
  outlined: OutlinedStep,
  problems: Placed[],
  { errors: refused, typed }: Refused,
  results: ReadonlyMap<string, string>,
): EditedStep {
  const { step } = outlined;
  const { inputs: _, errors, trigger, ...shown } = shownStep(definition, flow, outlined, catalog, problems);
  const variables = definition.requiredConfigVars ?? [];
  return {
    ...shown,
    problems: errors,
    inputs: inputFacts(step, { catalog }).map((facts) => {
      const wrong = refused[inputField(facts.key)];
      const asked =
        wrong === undefined
          ? withProblems(askedInput(facts, variables, []), placedIn(problems, outlined, facts.key))
          : askedInput(facts, variables, [wrong]);
      return withResults(wrong === undefined ? asked : asTyped(asked, typed), results);
    }),
    trigger: trigger && editedTrigger(trigger, askedSchedule(outlined, variables, catalog)),
    references: knownReferences(flow, outlined, catalog),
    variables: variables.flatMap(({ key, dataType, connection }) =>
      dataType === 'connection' || connection ? [] : key,
    ),
    isDisabled: step.isDisabled === true,
    newer: newerThan(step, catalog),
    text: exportSteps(maskedSteps([step], catalog)),
    canGo: {
      up: placeBeside(flow.flow, step, 'up') !== undefined,
      down: placeBeside(flow.flow, step, 'down') !== undefined,
    },
  };
}

/** The newest version of a step's component, where the step has another one. */
function newerThan({ action: { component } }: Step, catalog: Catalog): EditedStep['newer'] {
  const newest = catalog.find({ key: component.key })?.custom?.number;
  const number = catalog.find(component)?.custom?.number;
  if (newest === undefined || number === newest) return undefined;
  const has = number === undefined ? 'one that is not here' : `version ${number}`;
  return { has, newest };
}

/** An input with what is wrong in it: with a field of an object at that field, all else at its own. */
function withProblems(input: AskedStepInput, problems: readonly Placed[]): AskedStepInput {
  const inside = fieldsIn(input);
  const isOf = ({ place }: Placed, { name }: AskedStepInput) =>
    place !== undefined && inputField(place) === name;
  const told = problems.filter((each) => !inside.some((field) => isOf(each, field)));
  const at = (field: AskedStepInput): AskedStepInput => ({
    ...mapFields(field, at),
    errors: problems.flatMap((each) => (isOf(each, field) ? each.problem.message : [])),
  });
  return { ...mapFields(input, at), errors: told.map(({ problem }) => problem.message) };
}

/** What the fields say is not said again beside them. */
function editedTrigger(facts: TriggerShown, schedule: AskedSchedule | undefined) {
  return { schedule, facts: { ...facts, about: '', ...(schedule && { schedule: undefined }) } };
}

/** Undefined for a trigger that takes none and has none. */
function askedSchedule(
  { step }: OutlinedStep,
  variables: readonly ConfigVar[],
  catalog: Catalog,
): AskedSchedule | undefined {
  const { schedule } = step;
  const support = catalog.trigger(step.action)?.scheduleSupport;
  if (!schedule && (support === undefined || support === 'invalid')) return undefined;
  const isFixed = schedule?.type !== 'configVar';
  const cron = isFixed ? (schedule?.value ?? '') : '';
  const zone = schedule?.meta?.timeZone ?? '';
  const fault = cron === '' ? undefined : cronFault(cron);
  const keeps = schedule?.meta?.keepsDistance === true;
  const line = withDistance(cron, keeps);
  return {
    ...{ every: everyOf(cron), cron, zone, zones: ZONES },
    distance: canKeepDistance(cron) ? (keeps ? 'kept' : 'not kept') : 'none',
    catchUp: schedule?.meta?.catchUp ?? 1,
    spreadMinutes: schedule?.meta?.spreadMinutes ?? 0,
    words: cron === '' || fault ? '' : (cronWords(line) ?? `By the cron line ${cron}`),
    warning: fault ?? (line === cron ? distanceFault(cron) : undefined),
    next: cron === '' || fault ? [] : firingWords(line, timeZoneOf(zone), FIRINGS),
    variable: isFixed ? '' : (schedule.value ?? ''),
    variables: variables.flatMap(({ key, dataType }) => (dataType === 'schedule' ? key : [])),
  };
}

/** A flow as its form asks for it. @param missing a step that was asked for and is not there */
export function editedFlow(
  { catalog }: { catalog: Catalog },
  definition: Definition,
  outlined: OutlinedFlow,
  missing: string | undefined,
): FlowFormPanelProps['flow'] {
  const { isSynchronous, endpointSecurityType, organizationApiKeys } = outlined.flow;
  const { allowedOrigins, acceptsWhen, keepData, whenFailed } = outlined.flow;
  return {
    ...shownFlow(definition, outlined, catalog, missing),
    isSynchronous: isSynchronous === true,
    security: endpointSecurityType ?? 'customer_optional',
    keyCount: organizationApiKeys?.length ?? 0,
    runs: printedRuns(outlined.flow),
    origins: (allowedOrigins ?? []).join('\n'),
    accepts: (acceptsWhen ?? []).map(comparisonText).join('\n'),
    keepData: keepData ?? 'always',
    whenFailed: whenFailed ?? 'fail',
  };
}
