import * as v from 'valibot';
import { type ComponentRow, ComponentsPage } from '../../../../views/components/list.tsx';
import { ComponentPage } from '../../../../views/components/show.tsx';
import type { Component } from '../../../components/component.ts';
import { AppError } from '../../../lib/errors.ts';
import { isNamed } from '../../kit/named-components.ts';
import { handler, show } from '../../kit/page.ts';
import { searched } from '../../kit/query-types.ts';
import { shownComponent } from './facts.ts';

export const showComponents = handler(
  { query: { q: v.optional(searched, '') } },
  async ({ deps, frame, query: { q } }) => {
    const named = deps.catalog.list().filter((component) => isNamed(component, q));
    const rows = named.map(rowOf);
    return show(<ComponentsPage frame={frame} rows={rows} text={q} />);
  },
);

export const showComponent = handler<'key'>(async ({ deps, frame, param }) => {
  const component = deps.catalog.find({ key: param('key') });
  if (!component) throw new AppError('not_found', 'There is no such component here.');
  return show(<ComponentPage frame={frame} component={shownComponent(component)} />);
});

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
