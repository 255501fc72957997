import { own } from '../lib/records.ts';
import { branch } from './branch/index.ts';
import { changeDataFormat } from './change-data-format/index.ts';
import { code } from './code/index.ts';
import { collectionTools } from './collection-tools/index.ts';
import type { Component } from './component.ts';
import { crossFlow } from './cross-flow/index.ts';
import { datetime } from './datetime/index.ts';
import { http } from './http/index.ts';
import { log } from './log/index.ts';
import { loop } from './loop/index.ts';
import { managementTriggers } from './management-triggers/index.ts';
import { math } from './math/index.ts';
import { persistData } from './persist-data/index.ts';
import { recursiveFlow } from './recursive-flow/index.ts';
import { scheduleTriggers } from './schedule-triggers/index.ts';
import { sleep } from './sleep/index.ts';
import { stopExecution } from './stop-execution/index.ts';
import { textManipulation } from './text-manipulation/index.ts';
import { webhookTriggers } from './webhook-triggers/index.ts';

/** Every built-in component, one line each. */
const listed: Component[] = [
  branch,
  changeDataFormat,
  code,
  collectionTools,
  crossFlow,
  datetime,
  http,
  log,
  loop,
  managementTriggers,
  math,
  persistData,
  recursiveFlow,
  scheduleTriggers,
  sleep,
  stopExecution,
  textManipulation,
  webhookTriggers,
];

const stateReads = () => [];

/** What a built-in part does not say of the states, it does not look at. */
function sayingAll<Part extends object>(parts: Record<string, Part>): Record<string, Part> {
  return Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, { stateReads, ...part }]));
}

const components: Component[] = listed.map((component) => ({
  ...component,
  actions: sayingAll(component.actions),
  triggers: sayingAll(component.triggers),
}));

const byKey = new Map(components.map((component) => [component.key, component]));

/** All built-in components in the order of their keys. */
export function builtInComponents(): Component[] {
  return [...byKey.values()].sort((a, b) => a.key.localeCompare(b.key));
}

/** Finds built-in actions and triggers; a reference to a private component never means a built-in one. */
export const builtInLookup = {
  action: (componentKey: string, actionKey: string, ref: Reference) =>
    own(referred(componentKey, ref)?.actions, actionKey),
  trigger: (componentKey: string, triggerKey: string, ref: Reference) =>
    own(referred(componentKey, ref)?.triggers, triggerKey),
  hasComponent: (componentKey: string) => byKey.has(componentKey),
};

type Reference = { isPublic?: boolean | null | undefined };

function referred(key: string, ref: Reference): Component | undefined {
  return ref.isPublic === false ? undefined : byKey.get(key);
}
