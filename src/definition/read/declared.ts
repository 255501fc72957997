import type { Action, Component, ConnectionDeclaration, Input, Trigger } from '../../components/component.ts';
import type { ComponentLookup } from '../compile/compile.ts';
import type { ConfigVar, Step } from '../document/schema.ts';

/** The components at hand: how to find an action of one, and what they are called. */
export type Components = { lookup: ComponentLookup; components: readonly Component[] };

/** What is known of the action or trigger of a step; for an unknown one its keys stand for the names. */
export type Declared = {
  component: string;
  action: string;
  description: string;
  inputs: readonly Input[];
  /** Whether the component, and in it the action, is there. */
  isInstalled: boolean;
  isKnown: boolean;
  trigger: Trigger | undefined;
};

/** What the components say of a step. */
export function declaredOf(
  { action, isTrigger }: Pick<Step, 'action' | 'isTrigger'>,
  { lookup, components }: Components,
): Declared {
  const { component, key } = action;
  const trigger = isTrigger ? lookup.trigger(component.key, key, component) : undefined;
  const found: Action | Trigger | undefined = isTrigger
    ? trigger
    : lookup.action(component.key, key, component);
  const isInstalled = component.isPublic !== false && lookup.hasComponent(component.key);
  return {
    component: componentName(component.key, isInstalled, components),
    action: found?.display.label || key,
    description: found?.display.description ?? '',
    inputs: found?.inputs ?? [],
    isInstalled: isInstalled || found !== undefined,
    isKnown: found !== undefined,
    trigger,
  };
}

/** A connection as its component declares it; undefined where that is not here. */
export function declaredConnection(
  { component, key }: NonNullable<ConfigVar['connection']>,
  components: readonly Component[],
): ConnectionDeclaration | undefined {
  const own =
    component.isPublic === false ? undefined : components.find((each) => each.key === component.key);
  return own?.connections.find((each) => each.key === key || each.formerKeys?.includes(key));
}

function componentName(key: string, isInstalled: boolean, components: readonly Component[]): string {
  const component = isInstalled ? components.find((each) => each.key === key) : undefined;
  return component?.display.label || key;
}
