import type { Option } from '../../../../views/kit/control.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import type { Component, InputDeclaration } from '../../../components/component.ts';
import { literalText } from '../../../definition/compile/value.ts';
import type { ActionReference, ConfigVar, Definition } from '../../../definition/document/schema.ts';
import { isShownTo } from '../../../definition/document/visibility.ts';
import { declaredDefault, kindOfDefault } from '../../../definition/edit/variable-type.ts';
import { shownInputs } from '../../../definition/read/shown-inputs.ts';
import type { Control } from '../../../inputs/control.ts';
import { own } from '../../../lib/records.ts';
import type { InputFacts } from './asked-inputs.ts';

/** How the default of a config variable is asked for as it stands. */
export function defaultControl(configVar: ConfigVar): Control {
  const { dataType, defaultValue } = configVar;
  const held = literalText(defaultValue) === '' ? undefined : defaultValue;
  const control = kindOfDefault(configVar).control(held, declaredDefault(configVar), undefined);
  if (!('value' in control) || control.as === 'pick') return control;
  // A field of one line would lose the others, and one for moments what is none.
  if (dataType === 'htmlElement' || (isLine(control) && /[\r\n]/.test(control.value)))
    return { as: 'code', value: control.value };
  if (control.as === 'timestamp' && !/^(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?)?$/.test(control.value))
    return { as: 'line', value: control.value };
  return control;
}

const isLine = ({ as }: Control) => as === 'line' || as === 'number' || as === 'date' || as === 'timestamp';

/** The field for the choices: one a line, or JSON where that is not enough. */
export function choicesControl({ pickList }: ConfigVar): Control {
  return LIST.control(pickList ?? undefined, declaredDefault({ key: '', dataType: '' }), undefined);
}

export const LIST = kindOfDefault({ key: '', dataType: 'string', collectionType: 'valuelist' });

/** What code is written in. */
export const LANGUAGES = ['json', 'xml', 'html'] as const;

/** How a schedule says that it repeats; `none` is one that never fires. */
export const SCHEDULE_TYPES = ['custom', 'none', 'once', 'minute', 'hour', 'day', 'week'] as const;

/** Who sets a config variable. */
export type Access = 'customer' | 'embedded' | 'organization';

export function accessOf({ orgOnly, meta }: ConfigVar): Access {
  if (orgOnly === true) return 'organization';
  return isShownTo('Customer', meta) ? 'customer' : 'embedded';
}

/** Who sees a field of a connection. */
export const FIELD_ACCESS = ['both', 'staff', 'customers', 'nobody'] as const;

export function fieldAccess(meta: Record<string, unknown> | null | undefined): (typeof FIELD_ACCESS)[number] {
  const [org, customer] = [isShownTo('Org', meta), isShownTo('Customer', meta)];
  if (customer) return org ? 'both' : 'customers';
  return org ? 'staff' : 'nobody';
}

/** What fills a config variable in: a connection has fields, a data source inputs. */
export type PartRole = 'connection' | 'dataSource';

export function partRole({ dataType, connection }: ConfigVar): PartRole {
  return dataType === 'connection' || connection ? 'connection' : 'dataSource';
}

const SHARED = 'shared:';

/** How a form names the shared connection that a variable is; undefined for one that shares none. */
export function sharedText({ useScopedConfigVar }: ConfigVar): string | undefined {
  return useScopedConfigVar ? SHARED + useScopedConfigVar : undefined;
}

/** The connections that integrations share. */
export function sharedOptions({ shared }: Pick<Catalog, 'shared'>): Option[] {
  return [...(shared?.values() ?? [])].map(({ stableKey, name }) => ({
    value: SHARED + stableKey,
    label: `Shared: ${name}`,
  }));
}

/** The stable key of the shared connection that a form names. */
export function sharedIn(chosen: string): string | undefined {
  return chosen.startsWith(SHARED) ? chosen.slice(SHARED.length) : undefined;
}

export const partText = ({ component, key }: ActionReference) => `${component.key}/${key}`;

/** The connections, or the data sources of the variable's type, of all components. */
export function partOptions(
  configVar: ConfigVar,
  role: PartRole,
  catalog: Catalog,
): { option: Option; reference: ActionReference }[] {
  return catalog.list().flatMap((component) =>
    partsOf(component, role, configVar.dataType).map(({ key, label }) => {
      const { key: name, public: isPublic, display } = component;
      const reference = { key, component: { key: name, isPublic: isPublic !== false, version: 'LATEST' } };
      return { option: { value: partText(reference), label: `${display.label}: ${label}` }, reference };
    }),
  );
}

function partsOf({ connections, dataSources }: Component, role: PartRole, dataType: string) {
  if (role === 'connection') return connections;
  return Object.values(dataSources).flatMap(({ key, display, dataSourceType }) =>
    dataSourceType === dataType ? { key, label: display.label } : [],
  );
}

/** What the components declare of the fields of a connection, or of the inputs of a data source. */
export function declaredParts(
  { connection, dataSource }: ConfigVar,
  catalog: Catalog,
): readonly InputDeclaration[] | undefined {
  if (connection) return catalog.connection(connection)?.inputs;
  return dataSource ? catalog.dataSource(dataSource)?.inputs : [];
}

/** Every field of a connection, or input of a data source; there are no steps that they could refer to. */
export function partFacts(configVar: ConfigVar, catalog: Catalog): InputFacts[] {
  const { inputs, dataSource, useScopedConfigVar } = configVar;
  // One that is shared has its fields where it is shared.
  if (useScopedConfigVar) return [];
  const declared = declaredParts(configVar, catalog) ?? [];
  const modes = dataSource ? (['value', 'config'] as const) : (['value'] as const);
  return shownInputs(inputs, declared).flatMap((shown) => {
    const input = own(inputs, shown.key);
    const declaration = declared.find(({ key }) => key === shown.key);
    const isUnasked = declaration?.type === 'template' || declaration?.shown === false;
    if (isUnasked && input === undefined) return [];
    return { holder: configVar.key, key: shown.key, declared: declaration, input, shown, modes };
  });
}

/** The position of the page that asks for a variable first; undefined for none. */
export function pageOf({ configPages }: Definition, key: string): number | undefined {
  const at = (configPages ?? []).findIndex(({ elements }) =>
    elements?.some(({ type, value }) => type === 'configVar' && value === key),
  );
  return at === -1 ? undefined : at;
}
