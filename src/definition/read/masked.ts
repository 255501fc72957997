import type { Catalog } from '../../components/catalog.ts';
import type { InputDeclaration } from '../../components/component.ts';
import { kindOf } from '../../inputs/registry.ts';
import { isRecord } from '../../lib/records.ts';
import { MASK } from '../../lib/secret-fields.ts';
import { literalText } from '../compile/value.ts';
import { declaredFields, hasSecret, isObject, objectInputs, rowOf } from '../document/object-inputs.ts';
import type { ComplexItem, ConfigVar, Definition, Flow, Step, StepInput } from '../document/schema.ts';
import { isSecret, secretPart } from '../document/secret-inputs.ts';
import { splitTemplate } from '../document/templates.ts';
import { declaredOf } from './declared.ts';

/** Puts something else in the place of the secret in a text. */
type Mask = (text: string) => string;

/**
 * Definitions without the secrets that are written into them: passwords, what is named like a secret among the inputs of
 * steps and connections and among headers, and keys of endpoints. References and config variables stay.
 * Two secrets that differ have masks that differ, so that a change is still one.
 */
export function maskedDefinitions(definitions: readonly Definition[], catalog: Catalog): Definition[] {
  const masks = new Map<string, string>();
  const mask: Mask = (text) => {
    const secret = secretPart(text);
    if (secret === '') return text;
    const known = masks.get(secret) ?? (masks.size === 0 ? MASK : `${MASK} (${masks.size + 1})`);
    masks.set(secret, known);
    return text.replace(secret, () => known);
  };
  return definitions.map((definition) => ({
    ...definition,
    flows: definition.flows.map((flow) => maskedFlow(flow, catalog, mask)),
    ...(definition.requiredConfigVars
      ? {
          requiredConfigVars: definition.requiredConfigVars.map((each) =>
            maskedVariable(each, catalog, mask),
          ),
        }
      : {}),
  }));
}

/** Steps without the secrets that are written into them. */
export function maskedSteps(steps: Step[], catalog: Catalog): Step[] {
  const [masked] = maskedDefinitions([{ name: '', flows: [{ name: '', steps }] }], catalog);
  return masked?.flows[0]?.steps ?? [];
}

function maskedFlow(flow: Flow, catalog: Catalog, mask: Mask): Flow {
  const keys = Object.fromEntries(
    Object.entries(flow).flatMap(([name, keys]) =>
      /ApiKeys$/.test(name) && Array.isArray(keys) ? [[name, keys.map((key) => mask(literalText(key)))]] : [],
    ),
  );
  return { ...flow, ...keys, steps: flow.steps.map((step) => maskedStep(step, catalog, mask)) };
}

function maskedStep(step: Step, catalog: Catalog, mask: Mask): Step {
  const inner = (steps: Step[]) => steps.map((each) => maskedStep(each, catalog, mask));
  return {
    ...step,
    ...maskedInputs(step.inputs, declaredOf(step, catalog).inputs, mask),
    ...(step.steps ? { steps: inner(step.steps) } : {}),
    ...(step.branches
      ? {
          branches: step.branches.map((branch) => ({
            ...branch,
            ...(branch.steps ? { steps: inner(branch.steps) } : {}),
          })),
        }
      : {}),
  };
}

function maskedVariable(variable: ConfigVar, catalog: Catalog, mask: Mask): ConfigVar {
  const { key, dataType, connection, defaultValue, inputs } = variable;
  const declared = (connection && catalog.connection(connection)?.inputs) ?? [];
  const isHidden = kindOf({ type: dataType }).isSecret || isSecret(key);
  return {
    ...variable,
    ...(isHidden && defaultValue !== undefined ? { defaultValue: mask(literalText(defaultValue)) } : {}),
    ...maskedInputs(inputs, declared, mask),
  };
}

function maskedInputs(
  inputs: Record<string, StepInput> | null | undefined,
  declared: readonly InputDeclaration[],
  mask: Mask,
): { inputs?: Record<string, StepInput> } {
  if (!inputs) return {};
  const known = new Map(declared.map((each) => [each.key, each]));
  const entries = Object.entries(inputs).map(([key, input]): [string, StepInput] => {
    const secret = isSecret(key, known.get(key)) || input.meta?.writeOnly === true;
    return [key, maskedInput(input, secret, mask, known.get(key))];
  });
  return { inputs: Object.fromEntries(entries) };
}

function maskedInput(input: StepInput, secret: boolean, mask: Mask, declared?: InputDeclaration): StepInput {
  const inside = isObject(declared) ? objectInputs(input) : undefined;
  if (inside && isObject(declared)) return maskedObject(input, inside, secret, mask, declared);
  switch (input.type) {
    case 'value':
      return secret || (declared && hasSecret(declared))
        ? { ...input, value: mask(literalText(input.value)) }
        : input;
    case 'template':
      return secret ? { ...input, value: maskedTemplate(input.value ?? '', mask) } : input;
    case 'complex':
      if (Array.isArray(input.value))
        return {
          ...input,
          value: input.value.map((item) => maskedItem(item, secret, mask, rowOf(declared))),
        };
      if (isRecord(input.value)) return { ...input, value: maskedInput(input.value, secret, mask) };
      return secret ? { ...input, value: mask(literalText(input.value)) } : input;
    default:
      return input;
  }
}

/** A literal with a secret in it is one as a whole. */
function maskedObject(
  input: StepInput,
  inside: Record<string, StepInput>,
  secret: boolean,
  mask: Mask,
  declared: InputDeclaration,
): StepInput {
  if (input.type !== 'complex')
    return secret || hasSecret(declared) ? { ...input, value: mask(literalText(input.value)) } : input;
  const fields = new Map(declaredFields(declared, inside).map((each) => [each.key, each]));
  const value = Object.entries(inside).map(([key, field]) => {
    const known = fields.get(key);
    return maskedInput(field, secret || isSecret(key, known), mask, known);
  });
  return { ...input, value };
}

/** A row of a list of pairs is secret by its own name as well: a header among headers. */
function maskedItem(
  item: ComplexItem,
  secret: boolean,
  mask: Mask,
  declared?: InputDeclaration,
): ComplexItem {
  if (Array.isArray(item)) return item.map((each) => maskedItem(each, secret, mask));
  if (!isRecord(item)) return secret ? mask(literalText(item)) : item;
  const { name } = item;
  const text = isRecord(name) ? (name.type === 'value' ? literalText(name.value) : '') : (name ?? '');
  return maskedInput(item, secret || (text !== '' && isSecret(text)), mask, declared);
}

function maskedTemplate(text: string, mask: Mask): string {
  return splitTemplate(text)
    .map((piece) => {
      if (piece.kind === 'text') return mask(piece.text);
      return `{{${piece.kind === 'reference' ? '$' : '#'}${piece.text}}}`;
    })
    .join('');
}
