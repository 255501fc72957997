import type { Catalog } from '../../components/catalog.ts';
import type { ConfigPage, ConfigVar, Definition } from '../document/schema.ts';
import { type Change, fieldChanges, orderChanges, paired, sameValue } from './fields.ts';
import { flowChanges } from './flows.ts';
import { shownValue } from './text.ts';

export type { Change } from './fields.ts';

/**
 * Whether two definitions say the same: equal values field by field, whatever the order of the keys. A field that is
 * undefined counts as absent.
 */
export function sameDefinition(a: Definition, b: Definition): boolean {
  return sameValue(a, b);
}

const APART = ['flows', 'requiredConfigVars', 'configPages'];

/**
 * What differs between two definitions, by meaning: flows and steps are followed through renaming and moving (by stable
 * key, else by name), inputs are named as their components name them. Empty exactly when they say the same.
 */
export function definitionChanges(before: Definition, after: Definition, catalog: Catalog): Change[] {
  const changes = [
    ...flowChanges(before, after, catalog),
    ...variableChanges(before.requiredConfigVars ?? [], after.requiredConfigVars ?? []),
    ...pageChanges(before.configPages ?? [], after.configPages ?? []),
    ...fieldChanges('Integration', before, after, APART),
  ];
  if (changes.length > 0 || sameDefinition(before, after)) return changes;
  return [{ place: 'Integration', after: 'written differently, means the same' }];
}

function variableChanges(before: ConfigVar[], after: ConfigVar[]): Change[] {
  const nameOf = ({ key }: ConfigVar) => key;
  const placeOf = (variable: ConfigVar) => `Config › ${variable.key}`;
  const { pairs, added, removed } = paired(before, after, nameOf);
  return [
    ...pairs.flatMap(([was, is]) => fieldChanges(placeOf(is), was, is)),
    ...added.map((is) => ({ place: placeOf(is), after: kindOf(is) })),
    ...removed.map((was) => ({ place: placeOf(was), before: 'config variable removed' })),
    ...orderChanges('Config', 'Order of config variables', before, pairs, nameOf),
  ];
}

/** `string, “Order from shop”`. */
function kindOf({ dataType, connection, defaultValue }: ConfigVar): string {
  const kind = connection ? `${dataType}, ${connection.component.key} › ${connection.key}` : dataType;
  const preset = defaultValue === '' ? undefined : shownValue(defaultValue);
  return preset === undefined ? kind : `${kind}, “${preset}”`;
}

function pageChanges(before: ConfigPage[], after: ConfigPage[]): Change[] {
  const nameOf = ({ name }: ConfigPage) => name;
  const pages = (list: ConfigPage[]) => list.map((page) => ({ ...page, stableKey: undefined }));
  const placeOf = ({ name }: ConfigPage) => `Config page › ${name}`;
  const was = pages(before);
  const { pairs, added, removed } = paired(was, pages(after), nameOf);
  return [
    ...pairs.flatMap(([old, now]) => fieldChanges(placeOf(now), old, now)),
    ...added.map((now) => ({ place: placeOf(now), after: 'new page' })),
    ...removed.map((old) => ({ place: placeOf(old), before: 'page removed' })),
    ...orderChanges('Config', 'Order of pages', was, pairs, nameOf),
  ];
}
