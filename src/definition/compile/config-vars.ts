import { kindOf } from '../../inputs/registry.ts';
import { isNever } from '../../lib/cron.ts';
import type { ConfigVar, Definition, StepInput } from '../document/schema.ts';
import { isShownTo } from '../document/visibility.ts';
import { allSteps } from '../document/walk.ts';
import { keysIn } from '../read/config-uses.ts';
import type { CompiledConfigVariable } from './compiled.ts';
import { compileInputs } from './inputs.ts';
import { literalText } from './value.ts';

/** Connections of these keys need a token besides their fields. */
const NEEDS_TOKEN = /^(oauth|authorizationCode$|clientCredentials$)/;

/** The config variables of an integration, with the rule of `isRequired` decided. */
export function compileConfigVars(definition: Definition): CompiledConfigVariable[] {
  const needed = neededKeys(definition);
  const ofUsers = keysOfUsers(definition);
  return (definition.requiredConfigVars ?? []).map((configVar) => ({
    key: configVar.key,
    stableKey: configVar.stableKey || configVar.key,
    dataType: configVar.dataType,
    collectionType: configVar.collectionType ?? undefined,
    description: configVar.description ?? '',
    defaultValue: isNeverSchedule(configVar) ? undefined : literalText(configVar.defaultValue) || undefined,
    pickList: (configVar.pickList ?? []).map(String),
    orgOnly: configVar.orgOnly ?? false,
    required: isRequired(configVar, needed),
    ofUsers: ofUsers.has(configVar.key) ? { required: isRequired(configVar, ofUsers) } : undefined,
    connection: configVar.connection
      ? { componentKey: configVar.connection.component.key, connectionKey: configVar.connection.key }
      : undefined,
    inputs: compileInputs(configVar.inputs),
    scheduleTimeZone: configVar.timeZone || undefined,
    sharedKey: configVar.useScopedConfigVar || undefined,
    declaration: configVar,
  }));
}

/**
 * Whether an instance can only run when somebody gave this variable a value. It must be needed (on a page of the
 * wizard that is not the users' own, or read by a flow, a schedule or another variable) and have no default. Lists,
 * booleans and HTML never require one. A connection does, also one that only staff may see; the exception is one whose
 * fields are all filled in by the definition and shown to nobody, unless OAuth needs a person's consent. (Exports hold
 * “Add your apiKey here” in fields that are shown, so a value alone says nothing.)
 */
function isRequired(configVar: ConfigVar, needed: ReadonlySet<string>): boolean {
  if (!needed.has(configVar.key)) return false;
  if (configVar.dataType === 'connection') return !isComplete(configVar);
  // A schedule of the type “none” is one that never fires, not one that is still to be given.
  if (isNeverSchedule(configVar)) return false;
  const { dataType: type, collectionType: collection } = configVar;
  const { isNeverRequired } = kindOf({ type, collection: collection ?? undefined });
  return !isNeverRequired && literalText(configVar.defaultValue) === '';
}

function isNeverSchedule({ dataType, scheduleType }: ConfigVar): boolean {
  return dataType === 'schedule' && isNever(scheduleType);
}

function isComplete({ connection, inputs }: ConfigVar): boolean {
  const values = Object.values(inputs ?? {});
  if (!connection || NEEDS_TOKEN.test(connection.key) || values.length === 0) return false;
  return values.every((input) => {
    const isShown = isShownTo('Customer', input.meta) || isShownTo('Org', input.meta);
    return !isShown && literalText(input.value) !== '';
  });
}

/** Of those that stand on pages of users and on no other. */
function keysOfUsers({ configPages }: Definition): Set<string> {
  const keysOn = (isOfUsers: boolean) =>
    (configPages ?? [])
      .filter((page) => (page.userLevelConfigured === true) === isOfUsers)
      .flatMap(({ elements }) => elements ?? [])
      .flatMap(({ type, value }) => (type === 'configVar' && value ? value : []));
  return new Set(keysOn(true)).difference(new Set(keysOn(false)));
}

function neededKeys(definition: Definition): Set<string> {
  const keys = new Set<string>();
  for (const page of definition.configPages ?? []) {
    if (page.userLevelConfigured) continue;
    for (const { type, value } of page.elements ?? []) if (type === 'configVar' && value) keys.add(value);
  }
  const read = (inputs: Record<string, StepInput> | null | undefined) => {
    for (const key of keysIn(inputs)) keys.add(key);
  };
  for (const { inputs } of definition.requiredConfigVars ?? []) read(inputs);
  for (const { step } of definition.flows.flatMap((flow) => [...allSteps(flow.steps, [])])) {
    read(step.inputs);
    if (step.schedule?.type === 'configVar' && step.schedule.value) keys.add(step.schedule.value);
  }
  const ownPages = (definition.configPages ?? []).filter((page) => page.userLevelConfigured);
  for (const element of ownPages.flatMap((page) => page.elements ?? [])) keys.delete(element.value ?? '');
  return keys;
}
