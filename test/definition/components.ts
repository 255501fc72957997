import { type Catalog, createCatalog } from '../../src/components/catalog.ts';
import type { Action, InputDeclaration, Trigger } from '../../src/components/component.ts';
import { byKey } from '../../src/components/records.ts';

/** A catalogue in which no component is installed. */
export const nothingInstalled: Catalog = createCatalog([]);

const display = { label: '', description: '' };

export function action(key: string, inputs: InputDeclaration[], more: Partial<Action> = {}): Action {
  return { key, display, inputs, perform: () => ({ data: null }), ...more };
}

export function trigger(key: string, inputs: InputDeclaration[], more: Partial<Trigger> = {}): Trigger {
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

/** A catalogue that has exactly these actions and triggers, by component key. */
export function installed(components: Record<string, { actions?: Action[]; triggers?: Trigger[] }>): Catalog {
  return createCatalog(
    Object.entries(components).map(([key, { actions = [], triggers = [] }]) => ({
      key,
      display: { ...display, label: key },
      actions: byKey(actions),
      triggers: byKey(triggers),
      dataSources: {},
      connections: [],
    })),
  );
}
