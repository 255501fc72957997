import type { AskedCondition, AskedItem } from '../../../../views/designer/list-fields.tsx';
import type { AskedStepInput, AskedValue } from '../../../../views/designer/step-inputs.tsx';
import type { InputDeclaration } from '../../../components/component.ts';
import { isUnary } from '../../../definition/compile/conditions.ts';
import { literalText } from '../../../definition/compile/value.ts';
import type { ComplexItem, StepInput } from '../../../definition/document/schema.ts';
import { isSecret } from '../../../definition/document/secret-inputs.ts';
import { isRecord } from '../../../lib/records.ts';

export type AskedMode = AskedStepInput['mode'];

export function modeOf(input: StepInput | undefined, declared: InputDeclaration | undefined): AskedMode {
  if (input === undefined) return declared?.type === 'connection' ? 'config' : 'value';
  switch (input.type) {
    case 'configVar':
      return 'config';
    case 'complex':
      return 'value';
    default:
      return input.type;
  }
}

export const emptyItem = (name: string): AskedItem => ({ name, key: '', mode: 'value', value: '' });

/** One item of a list; undefined for what is more than a text with a name. */
export function askedItem(
  name: string,
  item: ComplexItem | undefined,
  isHidden = false,
): AskedItem | undefined {
  if (item === undefined || item === null) return emptyItem(name);
  if (Array.isArray(item)) return undefined;
  if (!isRecord(item)) return { name, key: '', mode: 'value', value: String(item) };
  if (item.type === 'complex') return undefined;
  const key = isRecord(item.name) ? literalName(item.name) : (item.name ?? '');
  if (key === undefined) return undefined;
  const asked = { name, key, mode: modeOf(item, undefined), value: literalText(item.value) };
  const isSecretText =
    (asked.mode === 'value' || asked.mode === 'template') &&
    asked.value !== '' &&
    (isHidden || isSecret(key));
  return isSecretText ? { ...asked, value: '', isHidden: true } : asked;
}

/** What an item of a list is called, where that is a text. */
export function askedName(item: ComplexItem): string | undefined {
  if (!isRecord(item)) return undefined;
  return isRecord(item.name) ? literalName(item.name) : (item.name ?? undefined);
}

const literalName = (name: StepInput) => (name.type === 'value' ? literalText(name.value) : undefined);

export function askedBranches(name: string, items: readonly ComplexItem[]): AskedValue | 'unknown' {
  const branches = items.map((item, index) => askedBranch(`${name}.${index}`, item));
  const known = branches.flatMap((branch) => branch ?? []);
  if (known.length < branches.length) return 'unknown';
  const next = `${name}.${known.length}`;
  const another = { name: next, title: '', condition: emptyGroup(`${next}.0`) };
  return { as: 'branches', branches: [...known, another] };
}

/** A branch with its condition; undefined for what the form has no fields for. */
export function askedBranch(name: string, item: ComplexItem) {
  if (!isRecord(item) || item.type !== 'complex' || typeof item.name !== 'string') return undefined;
  const condition = askedCondition(`${name}.0`, asItem(item.value));
  return condition && { name, title: item.name, condition };
}

const asItem = (value: unknown): ComplexItem | undefined => (Array.isArray(value) ? value : undefined);

const emptyGroup = (name: string): AskedCondition => ({
  kind: 'group',
  name,
  all: true,
  terms: [emptyCompare(`${name}.0`)],
});

const emptyCompare = (name: string): AskedCondition => ({
  kind: 'compare',
  name,
  operator: '',
  left: { ...emptyItem(`${name}.left`), mode: 'reference' },
  right: emptyItem(`${name}.right`),
});

/** A condition with a row for one more in each group; undefined for what the form has no fields for. */
function askedCondition(name: string, item: ComplexItem | undefined): AskedCondition | undefined {
  if (!Array.isArray(item)) return undefined;
  const [operator, ...terms] = item;
  if (operator === 'and' || operator === 'or') {
    const asked = terms.map((term, index) => askedCondition(`${name}.${index}`, term));
    const known = asked.flatMap((term) => term ?? []);
    if (known.length < asked.length) return undefined;
    const all = operator === 'and';
    return { kind: 'group', name, all, terms: [...known, emptyCompare(`${name}.${known.length}`)] };
  }
  if (typeof operator !== 'string') return undefined;
  const left = askedItem(`${name}.left`, terms[0]);
  if (!left) return undefined;
  const compare = { kind: 'compare' as const, name, operator, left };
  if (isUnary(operator)) return { ...compare, right: undefined };
  const right = askedItem(`${name}.right`, terms[1]);
  return right && { ...compare, right };
}
