import { isRecord } from '../../lib/records.ts';
import type { Path } from './problem.ts';

/** A document of the old format, turned into version 7, and where each place of it stands in the file. */
export type Upgraded = { value: Record<string, unknown>; sourcePath(path: Path): Path };

/**
 * Turns a document of the format before definitionVersion (`views/help/definition-format.md#the-old-format`) into
 * version 7: config variables given as a map of defaults, one trigger and steps at the root. Undefined for a document
 * that is not of that format. Values it cannot make sense of stay, for the schema to refuse.
 */
export function upgradeLegacy(value: unknown): Upgraded | undefined {
  if (!isRecord(value) || value.flows !== undefined || !Array.isArray(value.steps)) return undefined;
  const { steps, trigger, requiredConfigVars, ...rest } = value;
  const names = isRecord(requiredConfigVars) ? Object.keys(requiredConfigVars) : undefined;
  const flow = {
    name: 'Flow 1',
    isSynchronous: false,
    steps: [triggerStep(trigger), ...steps],
  };
  const upgraded = {
    definitionVersion: 7,
    endpointType: 'flow_specific',
    ...rest,
    requiredConfigVars: isRecord(requiredConfigVars) ? configVars(requiredConfigVars) : requiredConfigVars,
    ...(names && rest.configPages === undefined ? { configPages: [configPage(names)] } : {}),
    flows: [flow],
  };
  return { value: upgraded, sourcePath: (path) => sourcePath(path, names ?? []) };
}

function triggerStep(trigger: unknown): Record<string, unknown> {
  const written = isRecord(trigger) ? trigger : {};
  return {
    name: 'Trigger',
    action: { key: 'webhook', component: { key: 'webhook-triggers', version: 'LATEST', isPublic: true } },
    inputs: {},
    ...written,
    isTrigger: true,
  };
}

function configVars(defaults: Record<string, unknown>): Record<string, unknown>[] {
  return Object.entries(defaults).map(([key, value]) => ({
    key,
    dataType: 'string',
    orgOnly: false,
    ...(isRecord(value) ? value : { defaultValue: value === null ? '' : String(value) }),
  }));
}

function configPage(names: string[]): Record<string, unknown> {
  return {
    name: 'Configuration',
    elements: names.map((name) => ({ type: 'configVar', value: name })),
  };
}

function sourcePath(path: Path, names: string[]): Path {
  const [root, position, field, step, ...rest] = path;
  if (root === 'requiredConfigVars' && typeof position === 'number') {
    return ['requiredConfigVars', names[position] ?? ''];
  }
  if (root !== 'flows' || field !== 'steps' || typeof step !== 'number') return path;
  return step === 0 ? ['trigger', ...rest] : ['steps', step - 1, ...rest];
}
