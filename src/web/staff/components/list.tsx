import * as v from 'valibot';
import { type ComponentRow, ComponentsPage } from '../../../../views/components/list.tsx';
import type { Component } from '../../../components/component.ts';
import { isNamed } from '../../kit/named-components.ts';
import { handler, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';

export const showComponents = handler(
  { query: { q: v.optional(searched, '') } },
  async ({ deps, frame, query: { q } }) => {
    const named = deps.catalog.list().filter((component) => isNamed(component, q));
    const rows = named.map(rowOf);
    return show(<ComponentsPage frame={frame} rows={rows} text={q} />);
  },
);

function rowOf({ key, display, actions, triggers, connections }: Component): ComponentRow {
  return {
    key,
    label: display.label,
    description: display.description,
    actions: Object.keys(actions).length,
    triggers: Object.keys(triggers).length,
    connections: connections.length,
  };
}
