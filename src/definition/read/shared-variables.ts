import type { Catalog, SharedConnection } from '../../components/catalog.ts';
import type { ConfigVar, Definition } from '../document/schema.ts';

/** What a config variable shares with other integrations, where that is there. */
export function sharedOf(
  { useScopedConfigVar }: Pick<ConfigVar, 'useScopedConfigVar'>,
  { shared }: Pick<Catalog, 'shared'>,
): SharedConnection | undefined {
  return useScopedConfigVar ? shared?.get(useScopedConfigVar) : undefined;
}

/**
 * The definition as it is here: a variable that names a shared connection is one of its kind, and of staff alone where no
 * customer fills it in. One that each person connects alone stands on a page of theirs, wherever it is written.
 */
export function withShared(definition: Definition, catalog: Pick<Catalog, 'shared'>): Definition {
  const { requiredConfigVars } = definition;
  if (!requiredConfigVars?.some((variable) => sharedOf(variable, catalog))) return definition;
  const ofPersons = requiredConfigVars.filter((variable) => sharedOf(variable, catalog)?.scope === 'user');
  return {
    ...definition,
    configPages: withOwnPages(
      definition.configPages ?? [],
      ofPersons.map(({ key }) => key),
    ),
    requiredConfigVars: requiredConfigVars.map((variable) => {
      const found = sharedOf(variable, catalog);
      if (!found) return variable;
      const { inputs: _, ...rest } = variable;
      const isOfStaff = found.scope === 'organization' || found.scope === 'per_customer';
      return {
        ...rest,
        dataType: 'connection',
        connection: { key: found.key, component: { key: found.component } },
        orgOnly: variable.orgOnly === true || isOfStaff,
      };
    }),
  };
}

type Page = NonNullable<Definition['configPages']>[number];

/** What stands on none of the pages of persons gets one more, and leaves the others. */
function withOwnPages(pages: Page[], keys: string[]): Page[] {
  const wanted = new Set(keys);
  const isAsked = ({ type, value }: { type: string; value?: string | null | undefined }) =>
    type === 'configVar' && wanted.has(value ?? '');
  const kept = pages.map((page) =>
    page.userLevelConfigured ? page : { ...page, elements: page.elements?.filter((each) => !isAsked(each)) },
  );
  const there = new Set(kept.flatMap(({ elements }) => elements ?? []).map(({ value }) => value));
  const elements = [...wanted.difference(there)].map((value) => ({ type: 'configVar', value }));
  return elements.length === 0
    ? kept
    : [...kept, { name: 'Your accounts', userLevelConfigured: true, elements }];
}
