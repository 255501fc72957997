import type { Action, Input, Trigger } from '../../src/components/component.ts';
import type { ComponentLookup } from '../../src/definition/compile/compile.ts';

/** A lookup for which no component is installed. */
export const nothingInstalled: ComponentLookup = {
  action: () => undefined,
  trigger: () => undefined,
  hasComponent: () => false,
};

const display = { label: '', description: '' };

export function action(key: string, inputs: Input[], more: Partial<Action> = {}): Action {
  return { key, display, inputs, perform: () => ({ data: null }), ...more };
}

export function trigger(key: string, inputs: Input[], more: Partial<Trigger> = {}): Trigger {
  return {
    key,
    display,
    inputs,
    perform: (_context, payload) => ({ payload }),
    scheduleSupport: 'valid',
    synchronousResponseSupport: 'valid',
    ...more,
  };
}

/** A lookup that has exactly these actions and triggers, by component key. */
export function installed(
  components: Record<string, { actions?: Action[]; triggers?: Trigger[] }>,
): ComponentLookup {
  return {
    hasComponent: (key) => Object.hasOwn(components, key),
    action: (component, key) => components[component]?.actions?.find((each) => each.key === key),
    trigger: (component, key) => components[component]?.triggers?.find((each) => each.key === key),
  };
}
