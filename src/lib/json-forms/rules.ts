import { isList, isRecord } from '../records.ts';
import type { UiElement } from './default-layout.ts';
import { type DataPath, dataPath, valueAt } from './scope.ts';
import { fits } from './validator.ts';

/** What the rules of an element make of it, for the data as it is. */
export type Standing = { isVisible: boolean; isEnabled: boolean };

/**
 * @param data all of the form
 * @param path where that stands of which the element's scopes are said, such as a row of a list
 */
export function standingOf(element: UiElement, data: unknown, path: DataPath = []): Standing {
  const { rule } = element;
  if (!isRecord(rule)) return { isVisible: true, isEnabled: true };
  const holds = isFulfilled(rule.condition, data, path);
  return {
    isVisible: rule.effect === 'SHOW' ? holds : rule.effect === 'HIDE' ? !holds : true,
    isEnabled: isEnabled(rule.effect, holds),
  };
}

/** Whether any element below has a rule, so that an answer may change what is asked. */
export function hasRules(element: unknown): boolean {
  if (isList(element)) return element.some(hasRules);
  return isRecord(element) && (isRecord(element.rule) || Object.values(element).some(hasRules));
}

function isEnabled(effect: unknown, holds: boolean): boolean {
  if (effect === 'ENABLE' || effect === 'WRITABLE') return holds;
  return effect === 'DISABLE' || effect === 'READONLY' ? !holds : true;
}

function isFulfilled(condition: unknown, data: unknown, path: DataPath): boolean {
  if (!isRecord(condition)) return true;
  const parts = isList(condition.conditions) ? condition.conditions : [];
  if (condition.type === 'AND') return parts.every((part) => isFulfilled(part, data, path));
  if (condition.type === 'OR') return parts.some((part) => isFulfilled(part, data, path));
  const scope = typeof condition.scope === 'string' ? dataPath(condition.scope) : [];
  const value = valueAt(data, [...path, ...scope]);
  if (condition.type === 'LEAF') return value === condition.expectedValue;
  if (!Object.hasOwn(condition, 'schema')) return true;
  if (condition.failWhenUndefined && value === undefined) return false;
  return fits(condition.schema, value);
}
