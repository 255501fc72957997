import type { Catalog } from '../../components/catalog.ts';
import type { InputDeclaration } from '../../components/component.ts';
import { own } from '../../lib/records.ts';
import { declaredFields, isObject, objectInputs, rowOf } from '../document/object-inputs.ts';
import type { Path } from '../document/problem.ts';
import type { Definition, Step, StepInput } from '../document/schema.ts';
import { isInput } from '../document/schema-input.ts';
import { allSteps } from '../document/walk.ts';
import type { Report } from './check.ts';
import { didYouMean } from './hint.ts';

type Count = { total: number; missing: string[] };

/**
 * Checks that every component is known, and of the known ones every action, trigger and input. A missing component is
 * told once, where it is used first.
 */
export function checkComponents(definition: Definition, catalog: Catalog, report: Report): Count {
  const used = new Map<string, Path>();
  const use = (key: string, path: Path) => {
    if (!used.has(key)) used.set(key, path);
  };
  const off = disabledSteps(definition);
  for (const { step, path } of stepsOf(definition)) {
    use(step.action.component.key, [...path, 'action', 'component', 'key']);
    const isOff = off.has(step);
    const tell: Report = (severity, ...what) => report(isOff ? 'warning' : severity, ...what);
    if (catalog.find({ key: step.action.component.key })) checkStep(step, path, catalog, tell);
  }
  for (const [key, path] of otherUses(definition)) use(key, path);
  checkConfigParts(definition, catalog, report);
  const ownKeys = ownCode(definition);
  const absent = [...used].filter(([key]) => !catalog.find({ key }));
  const missing = absent.filter(([key]) => !ownKeys.has(key));
  for (const [key, path] of missing) {
    const message = `The component ${key} is not installed here: its steps fail until it is added under Components.`;
    report('warning', path, message);
  }
  if (missing.length < absent.length) {
    const message =
      'This integration is code, and its file holds none of it: upload the bundle that it was built with under Components.';
    report('info', ['isCodeNative'], message);
  }
  return { total: used.size, missing: missing.map(([key]) => key) };
}

/** The connections and data sources of config variables, in components that are there. */
function checkConfigParts({ requiredConfigVars }: Definition, catalog: Catalog, report: Report): void {
  for (const [index, { connection, dataSource, inputs }] of (requiredConfigVars ?? []).entries()) {
    const path = ['requiredConfigVars', index];
    const kinds = [
      { field: 'connection', word: 'connection', part: connection, find: catalog.connection },
      { field: 'dataSource', word: 'data source', part: dataSource, find: catalog.dataSource },
    ];
    for (const { field, word, part, find } of kinds) {
      const component = part && catalog.find(part.component);
      if (!component) continue;
      const found = find(part);
      if (found) checkInputKeys({ key: part.key, inputs }, found.inputs, path, report);
      else {
        const message = `${component.key} has no ${word} ${part.key}: choose another one.`;
        report('warning', [...path, field, 'key'], message);
      }
    }
  }
}

/** Bundles of integrations are keyed by a UUID, another one with each build. */
const KEY_OF_BUILD = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The component that a code-native integration is itself. */
function ownCode(definition: Definition): Set<string> {
  const steps = definition.isCodeNative ? stepsOf(definition) : [];
  const components = steps.map(({ step }) => step.action.component);
  const own = components.filter(({ key, isPublic }) => isPublic === false && KEY_OF_BUILD.test(key));
  return new Set(own.map(({ key }) => key));
}

/** A step that is passed over may be wrong, and what is nested in it. */
function disabledSteps({ flows }: Definition): Set<Step> {
  const all = flows.flatMap(({ steps }) => [...allSteps(steps, [])]).filter(({ step }) => step.isDisabled);
  return new Set(all.flatMap(({ step }) => [...allSteps([step], [])].map((inner) => inner.step)));
}

function stepsOf({ flows }: Definition): { step: Step; path: Path }[] {
  return flows.flatMap((flow, index) => [...allSteps(flow.steps, ['flows', index, 'steps'])]);
}

/** Components of connections, of data sources, and those that a flow's code calls. */
function otherUses({ flows, requiredConfigVars }: Definition): [string, Path][] {
  const ofConfigVars = (requiredConfigVars ?? []).flatMap((configVar, index) =>
    (['connection', 'dataSource'] as const).flatMap((field): [string, Path][] => {
      const key = configVar[field]?.component.key;
      return key ? [[key, ['requiredConfigVars', index, field, 'component', 'key']]] : [];
    }),
  );
  const ofCode = flows.flatMap(({ supplementalComponents }, index) =>
    (supplementalComponents ?? []).map(({ key }, position): [string, Path] => [
      key,
      ['flows', index, 'supplementalComponents', position, 'key'],
    ]),
  );
  return [...ofConfigVars, ...ofCode];
}

function checkStep(step: Step, path: Path, catalog: Catalog, report: Report): void {
  const { component, key } = step.action;
  if (!catalog.find(component) && catalog.find({ key: component.key })?.custom) {
    const pinned = component.signature ? `with the signature ${component.signature}` : component.version;
    const message = `There is no version ${pinned} of ${component.key} here: take the newest, or upload that one.`;
    report('error', [...path, 'action', 'component'], message);
    return;
  }
  const declaration = step.isTrigger ? catalog.trigger(step.action) : catalog.action(step.action);
  if (!declaration) {
    const what = step.isTrigger ? 'trigger' : 'action';
    report(
      'error',
      [...path, 'action', 'key'],
      `${component.key} has no ${what} ${key}: choose another one.`,
    );
    return;
  }
  checkInputKeys({ key, inputs: step.inputs }, declaration.inputs, path, report);
  checkRequired(step, declaration.inputs, step.inputs, [...path, 'inputs'], report);
}

function checkInputKeys(
  part: { key: string; inputs: Step['inputs'] },
  declared: readonly InputDeclaration[],
  path: Path,
  report: Report,
): void {
  const keys = declared.map(({ key }) => key);
  for (const [key, input] of Object.entries(part.inputs ?? {})) {
    if (keys.includes(key) || !isSet(input)) continue;
    report('warning', [...path, 'inputs', key], () => {
      const hint = didYouMean(key, keys, 'it is passed on, but nothing may read it.');
      return `${part.key} has no input ${key}: ${hint}`;
    });
  }
}

/** Of an object its fields as well, also of one that is not set: they are asked for beside it. */
function checkRequired(
  step: Step,
  declared: readonly InputDeclaration[],
  inputs: Record<string, StepInput> | null | undefined,
  path: Path,
  report: Report,
): void {
  for (const each of declared) {
    const { key, label, required, default: written } = each;
    const input = own(inputs, key);
    const place = [...path, key];
    for (const { fields, inside, at } of objectsIn(each, input))
      checkRequired(step, fields, inside, [...place, ...at], report);
    if (!required || (written !== undefined && written !== '') || (input && isSet(input))) continue;
    report('error', place, `The step ${step.name} needs a value for ${label || key} (${key}): fill it in.`);
  }
}

type ObjectPlace = { fields: InputDeclaration[]; inside: Record<string, StepInput>; at: Path };

/** The objects that an input is, or lists; none where it is taken from elsewhere. */
function objectsIn(declared: InputDeclaration, input: StepInput | undefined): ObjectPlace[] {
  const row = rowOf(declared);
  if (row) {
    const items = input?.type === 'complex' && Array.isArray(input.value) ? input.value : [];
    return items.flatMap((item, index) =>
      isInput(item)
        ? objectsIn(row, item).map(({ at, ...each }) => ({ ...each, at: ['value', index, ...at] }))
        : [],
    );
  }
  if (!isObject(declared)) return [];
  const inside = input === undefined || !isSet(input) ? {} : objectInputs(input);
  return inside ? [{ fields: declaredFields(declared, inside), inside, at: ['value'] }] : [];
}

function isSet({ value }: StepInput): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return value !== undefined && value !== null && value !== '';
}
