import type { Catalog } from '../../components/catalog.ts';
import { isNever } from '../../lib/cron.ts';
import { cronFault, timeZoneFault } from '../../lib/cron-fault.ts';
import type { Path } from '../document/problem.ts';
import { referenceKey } from '../document/references.ts';
import type { Definition, Flow, Step } from '../document/schema.ts';
import { MOST_CATCH_UP, MOST_SPREAD } from '../document/schema-step.ts';
import { allSteps } from '../document/walk.ts';
import { checkBranches } from './branches.ts';
import { checkCalls } from './calls.ts';
import type { Report } from './check.ts';
import { didYouMean } from './hint.ts';
import { checkQueue } from './queue.ts';

/** Checks the flows: names, triggers, schedules, queues, branches, and how calls find their flow. */
export function checkFlows(definition: Definition, catalog: Catalog, report: Report): void {
  const names = new Set<string>();
  const stableKeys = new Map<string, string>();
  for (const [index, flow] of definition.flows.entries()) {
    const path = ['flows', index];
    if (flow.name.trim() === '') report('error', [...path, 'name'], 'The flow has no name: give it one.');
    else if (names.has(flow.name)) {
      report('error', [...path, 'name'], `There are two flows ${flow.name}: rename one of them.`);
    }
    names.add(flow.name);
    checkStableKey(flow, path, stableKeys, report);
    checkTrigger(flow, path, catalog, report);
    checkStepNames(flow, path, report);
    checkQueue(flow, path, report);
    checkCalls(flow, path, report);
    for (const { step, path: place } of allSteps(flow.steps, [...path, 'steps'])) {
      checkBranches(step, place, catalog, report);
    }
  }
  checkRouting(definition, names, report);
}

/** By its stable key a flow keeps its address from version to version: two of one key have one address. */
function checkStableKey(flow: Flow, path: Path, seen: Map<string, string>, report: Report): void {
  const key = flow.stableKey;
  if (!key) return;
  const other = seen.get(key);
  if (other !== undefined) {
    const message = `The flows ${other} and ${flow.name} have the same stableKey ${key}, so calls reach only the first: give one of them another.`;
    report('error', [...path, 'stableKey'], message);
  }
  seen.set(key, other ?? flow.name);
}

function checkTrigger(flow: Flow, path: Path, catalog: Catalog, report: Report): void {
  const [first, ...others] = flow.steps;
  if (!first?.isTrigger) {
    const message = `The flow ${flow.name} does not begin with a trigger, so nothing starts it: choose a trigger.`;
    report('error', first ? [...path, 'steps', 0] : [...path, 'steps'], message);
  }
  for (const { step, path: place } of allSteps(others, [])) {
    const [index, ...rest] = place;
    if (!step.isTrigger || typeof index !== 'number') continue;
    const message = `The step ${step.name} is a trigger but not the first step: move it to the front or remove it.`;
    report('error', [...path, 'steps', index + 1, ...rest], message);
  }
  if (first?.isTrigger) checkSchedule(first, [...path, 'steps', 0], catalog, report);
}

function checkSchedule(trigger: Step, path: Path, catalog: Catalog, report: Report): void {
  const { schedule, action } = trigger;
  const support = catalog.trigger(action)?.scheduleSupport;
  if (schedule?.type === 'value' && isNever(schedule.meta?.scheduleType)) {
    const message = `The trigger ${trigger.name} has the schedule “none”, so it never fires: give it a cron line to start the flow.`;
    if (support === 'required') report('warning', [...path, 'schedule'], message);
    return;
  }
  if (!schedule?.value) {
    const message = `The trigger ${trigger.name} needs a schedule: give it a cron line or a config variable.`;
    if (support === 'required') report('error', path, message);
    return;
  }
  const place = [...path, 'schedule'];
  const cron = schedule.type === 'value' ? cronFault(schedule.value) : undefined;
  if (cron) report('error', [...place, 'value'], cron);
  const zone = timeZoneFault(schedule.meta?.timeZone);
  if (zone) report('error', [...place, 'meta', 'timeZone'], zone);
  const { catchUp, spreadMinutes } = schedule.meta ?? {};
  const isIn = (number: number, most: number) => Number.isInteger(number) && number >= 0 && number <= most;
  if (!isIn(catchUp ?? 1, MOST_CATCH_UP))
    report('error', [...place, 'meta', 'catchUp'], `Missed firings that run are 0 to ${MOST_CATCH_UP}.`);
  if (!isIn(spreadMinutes ?? 0, MOST_SPREAD))
    report(
      'error',
      [...place, 'meta', 'spreadMinutes'],
      `Firings are spread over 0 to ${MOST_SPREAD} minutes.`,
    );
  if (support === 'invalid') {
    report(
      'warning',
      place,
      `The trigger ${trigger.name} takes no schedule: remove it, or choose another trigger.`,
    );
  }
}

function checkStepNames(flow: Flow, path: Path, report: Report): void {
  const names = new Map<string, string>();
  const stableKeys = new Map<string, string>();
  for (const { step, path: place } of allSteps(flow.steps, [...path, 'steps'])) {
    const key = referenceKey(step.name);
    const other = names.get(key);
    if (key === '') {
      const message = `The step “${step.name}” needs a letter from A to Z or a digit in its name: rename it.`;
      report(other === undefined ? 'warning' : 'error', [...place, 'name'], message);
    } else if (other !== undefined) {
      const message = `The steps ${other} and ${step.name} are both referred to as ${key}: rename one of them.`;
      report('error', [...place, 'name'], message);
    }
    names.set(key, step.name);
    checkKeyOfStep(step, place, stableKeys, report);
  }
}

/** Commands, tests and versions know a step by it: of two with one key neither can be told from the other. */
function checkKeyOfStep(step: Step, path: Path, seen: Map<string, string>, report: Report): void {
  const { stableKey, name } = step;
  if (!stableKey) return;
  const other = seen.get(stableKey);
  if (other !== undefined) {
    const message = `The steps ${other} and ${name} have the same stableKey ${stableKey}, so neither can be edited or tested by itself: give one of them another.`;
    report('warning', [...path, 'stableKey'], message);
  }
  seen.set(stableKey, other ?? name);
}

function checkRouting(definition: Definition, names: ReadonlySet<string>, report: Report): void {
  const { preprocessFlowName: preprocess, flowNameField, endpointType, flows } = definition;
  if (preprocess && !names.has(preprocess)) {
    const hint = didYouMean(preprocess, names, 'choose one of the flows.');
    report('error', ['preprocessFlowName'], `There is no flow ${preprocess} to route calls: ${hint}`);
  }
  const isShared = endpointType === 'instance_specific' || endpointType === 'shared_instance';
  if (isShared && !preprocess && !flowNameField && flows.length > 1) {
    const message = `With the endpoint type ${endpointType} a call does not say which flow it means: set flowNameField or a preprocess flow.`;
    report('error', ['endpointType'], message);
  }
}
