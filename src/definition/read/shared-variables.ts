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
 * customer fills it in. One for each person stays as it is written.
 */
export function withShared(definition: Definition, catalog: Pick<Catalog, 'shared'>): Definition {
  const { requiredConfigVars } = definition;
  if (!requiredConfigVars?.some((variable) => sharedOf(variable, catalog))) return definition;
  return {
    ...definition,
    requiredConfigVars: requiredConfigVars.map((variable) => {
      const found = sharedOf(variable, catalog);
      if (!found || found.scope === 'user') return variable;
      const { inputs: _, ...rest } = variable;
      return {
        ...rest,
        dataType: 'connection',
        connection: { key: found.key, component: { key: found.component } },
        orgOnly: variable.orgOnly === true || found.scope !== 'customer',
      };
    }),
  };
}
