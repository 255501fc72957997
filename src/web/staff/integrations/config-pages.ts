import type { ShownVariable } from '../../../../views/integrations/config-variable.tsx';
import type { ConfigElement, ShownPage } from '../../../../views/integrations/configuration.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import type { InputDeclaration } from '../../../components/component.ts';
import { compileConfigVars } from '../../../definition/compile/config-vars.ts';
import { literalText } from '../../../definition/compile/value.ts';
import type { ConfigVar } from '../../../definition/document/schema.ts';
import { isSecret } from '../../../definition/document/secret-inputs.ts';
import { isShownTo } from '../../../definition/document/visibility.ts';
import { configPages } from '../../../definition/read/config-pages.ts';
import { configUses } from '../../../definition/read/config-uses.ts';
import { shownInputs } from '../../../definition/read/shown-inputs.ts';
import { kindOf } from '../../../inputs/registry.ts';
import type { Draft } from '../../../models/draft-cache.ts';

/** The pages of a draft's configuration, then the variables that are on none. */
export function shownPages({ definition, outline }: Draft, catalog: Catalog): ShownPage[] {
  const uses = configUses(definition, outline);
  const compiled = compileConfigVars(definition);
  const variables = new Map<string, ShownVariable>();
  for (const [position, configVar] of (definition.requiredConfigVars ?? []).entries()) {
    const isRequired = compiled[position]?.required === true;
    const shown = shownVariable(configVar, position, isRequired, catalog);
    if (!variables.has(shown.key)) variables.set(shown.key, { ...shown, uses: uses.get(shown.key) ?? [] });
  }
  const elementOf = (key: string, again: boolean): ConfigElement => ({
    kind: 'variable',
    variable: variables.get(key) ?? missing(key),
    again,
  });
  const { pages, others } = configPages(definition, variables.keys());
  const shown = pages.map(({ elements, ...page }, position) => ({
    ...page,
    position,
    elements: elements.map((element) =>
      element.kind === 'text' ? element : elementOf(element.key, element.isAgain),
    ),
  }));
  if (others.length === 0) return shown;
  const note = 'No page asks for these: they keep what they begin with, until staff change it.';
  const rest = others.map((key) => elementOf(key, false));
  return [...shown, { title: 'On no page', note, isOfUsers: false, elements: rest, position: undefined }];
}

function missing(key: string): ShownVariable {
  return {
    ...{ position: undefined, key, type: '', description: '', defaultValue: '', choices: [] },
    ...{ isRequired: false, isStaffOnly: false, isHidden: false, fields: [], uses: [] },
  };
}

function shownVariable(
  configVar: ConfigVar,
  position: number,
  isRequired: boolean,
  catalog: Catalog,
): ShownVariable {
  const { key, description, defaultValue, pickList, orgOnly, meta, dataType, inputs } = configVar;
  return {
    ...{ position, key, isRequired, description: description ?? '' },
    type: typeWords(configVar, catalog),
    defaultValue: literalText(defaultValue),
    isHidden: kindOf({ type: dataType }).isSecret || isSecret(key),
    choices: (pickList ?? []).map(String),
    isStaffOnly: orgOnly === true || !isShownTo('Customer', meta),
    fields: shownInputs(inputs, declaredFields(configVar, catalog)),
    uses: [],
  };
}

export function typeWords(configVar: ConfigVar, catalog: Catalog): string {
  const { dataType, connection, dataSource, useScopedConfigVar, collectionType } = configVar;
  const labelOf = (key: string) => catalog.find({ key })?.display.label ?? key;
  if (useScopedConfigVar) return 'Connection, shared by integrations';
  if (connection) return `Connection to ${labelOf(connection.component.key)}, ${connection.key}`;
  const { word } = kindOf({ type: dataType, collection: collectionType ?? undefined });
  return dataSource ? `${word}, from ${labelOf(dataSource.component.key)}, ${dataSource.key}` : word;
}

function declaredFields(
  { connection, dataSource }: ConfigVar,
  catalog: Catalog,
): readonly InputDeclaration[] {
  if (connection) return catalog.connection(connection)?.inputs ?? [];
  return (dataSource && catalog.dataSource(dataSource)?.inputs) ?? [];
}
