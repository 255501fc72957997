import type { ShownFlow } from '../../../../views/integrations/flow-panel.tsx';
import type { ShownStep } from '../../../../views/integrations/flow-step-panel.tsx';
import type { ValueLinks } from '../../../../views/integrations/step-value.tsx';
import type { TriggerShown } from '../../../../views/integrations/trigger-facts.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import type { OutlinedFlow, OutlinedStep } from '../../../definition/document/outline.ts';
import type { Definition, Step } from '../../../definition/document/schema.ts';
import { type Declared, declaredOf } from '../../../definition/read/declared.ts';
import { shownInputs } from '../../../definition/read/shown-inputs.ts';
import { isCalled, lineOf, scheduleWords } from '../../../definition/read/summary.ts';
import { timeZoneOf } from '../../../lib/cron.ts';
import { firingWords } from '../../../lib/cron-words.ts';
import { links } from '../../../lib/links.ts';
import { errorsOf, type Placed } from './draft-problems.ts';
import { lookOfFlow, lookOfStep } from './flow-steps.ts';

const FIRINGS = 3;

/** The flow as a whole. @param missing a step that was asked for and is not there */
export function shownFlow(
  definition: Definition,
  outlined: OutlinedFlow,
  catalog: Catalog,
  missing: string | undefined,
): ShownFlow {
  const { flow, trigger, all } = outlined;
  return {
    ...lookOfFlow(outlined),
    name: flow.name,
    description: flow.description ?? '',
    stepCount: all.length - (trigger ? 1 : 0),
    queue: flow,
    trigger: trigger && shownTrigger(definition, outlined, trigger.step, declaredOf(trigger.step, catalog)),
    missing,
  };
}

/** A step with all that the definition says of it. */
export function shownStep(
  definition: Definition,
  flow: OutlinedFlow,
  outlined: OutlinedStep,
  catalog: Catalog,
  problems: Placed[],
): ShownStep {
  const { step, number } = outlined;
  const declared = declaredOf(step, catalog);
  // Of two steps with one name the first is the one that is meant.
  const steps = new Map(
    flow.all.toReversed().map((each) => [each.key, { number: each.number, name: each.step.name }]),
  );
  return {
    ...lookOfStep(outlined),
    ...{ number, name: step.name, component: declared.component, action: declared.action },
    about: declared.description,
    hint: hintOf(step, declared),
    notes: step.description ?? '',
    inputs: shownInputs(step.inputs, declared.inputs, (key) => steps.get(key)).map((input) => ({
      ...input,
      errors: errorsOf(problems, outlined, input.key),
    })),
    errors: errorsOf(problems, outlined, undefined),
    errorConfig: step.errorConfig,
    trigger: number === 'trigger' ? shownTrigger(definition, flow, step, declared) : undefined,
  };
}

function hintOf({ action, isTrigger }: Step, { isInstalled, isKnown }: Declared): string | undefined {
  const { key, component } = action;
  if (isKnown) return undefined;
  if (!isInstalled) {
    return `The component ${component.key} is not installed here, so its inputs are shown by their keys. The step fails until the component is added.`;
  }
  return `${component.key} has no ${isTrigger ? 'trigger' : 'action'} ${key}, so its inputs are shown by their keys. Choose another one.`;
}

function shownTrigger(
  definition: Definition,
  { flow }: OutlinedFlow,
  { schedule }: Step,
  declared: Declared,
): TriggerShown {
  const zone = timeZoneOf(schedule?.meta?.timeZone);
  const cron = schedule?.type === 'value' && schedule.value ? schedule.value : undefined;
  return {
    about: declared.description,
    isCalled: isCalled(declared),
    isSynchronous: flow.isSynchronous === true,
    security: flow.endpointSecurityType ?? 'customer_optional',
    endpoint: definition.endpointType ?? 'flow_specific',
    schedule: schedule?.value
      ? {
          words: scheduleWords(schedule),
          cron,
          timeZone: zone,
          next: cron === undefined || !schedule ? [] : firingWords(lineOf(schedule), zone, FIRINGS),
        }
      : undefined,
  };
}

/** Where the values of a draft lead to. @param flow the address of the flow that they stand in */
export function valueLinks(id: string, flow: string, { requiredConfigVars }: Definition): ValueLinks {
  const positions = new Map((requiredConfigVars ?? []).map(({ key }, index) => [key, index]));
  return {
    step: ({ number }) => links.flowStep({ id, flow }, number),
    configVar(key) {
      const position = positions.get(key);
      return position === undefined ? undefined : links.configVariable(id, position);
    },
  };
}
