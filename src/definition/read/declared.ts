import type { Catalog } from '../../components/catalog.ts';
import type { Action, InputDeclaration, Trigger } from '../../components/component.ts';
import type { Step } from '../document/schema.ts';

/** What is known of the action or trigger of a step; for an unknown one its keys stand for the names. */
export type Declared = {
  component: string;
  action: string;
  description: string;
  inputs: readonly InputDeclaration[];
  /** Whether the component, and in it the action, is there. */
  isInstalled: boolean;
  isKnown: boolean;
  trigger: Trigger | undefined;
};

/** What the components say of a step. */
export function declaredOf(
  { action, isTrigger }: Pick<Step, 'action' | 'isTrigger'>,
  catalog: Catalog,
): Declared {
  const { component, key } = action;
  const trigger = isTrigger ? catalog.trigger(action) : undefined;
  const found: Action | Trigger | undefined = isTrigger ? trigger : catalog.action(action);
  const installed = catalog.find(component);
  return {
    component: installed?.display.label || component.key,
    action: found?.display.label || key,
    description: found?.display.description ?? '',
    inputs: found?.inputs ?? [],
    isInstalled: installed !== undefined,
    isKnown: found !== undefined,
    trigger,
  };
}
