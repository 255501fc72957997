import type { Definition } from '../document/schema.ts';
import type { Of } from './command.ts';
import { renameVariable } from './names.ts';
import { mapped } from './step-lists.ts';
import { CannotEdit } from './steps.ts';

export function addConfigVar(definition: Definition, { configVar, page }: Of<'add-config-var'>): Definition {
  const variables = definition.requiredConfigVars ?? [];
  if (variables.some(({ key }) => key === configVar.key))
    throw new CannotEdit(`There is a config variable ${configVar.key} already: choose another name.`);
  const pages = definition.configPages ?? [];
  if (page !== undefined && !pages[page]) throw new CannotEdit('The page is no longer there.');
  const element = { type: 'configVar', value: configVar.key };
  const configPages = pages.map((each, index) =>
    index === page ? { ...each, elements: [...(each.elements ?? []), element] } : each,
  );
  const requiredConfigVars = [...variables, configVar];
  return { ...definition, requiredConfigVars, ...(page !== undefined && { configPages }) };
}

export function changeConfigVar(definition: Definition, { configVar }: Of<'change-config-var'>): Definition {
  const variables = definition.requiredConfigVars ?? [];
  const before = variables.find(({ key }) => key === configVar.key);
  if (!before) throw new CannotEdit(`There is no config variable ${configVar.key} any more.`);
  return {
    ...definition,
    requiredConfigVars: mapped(variables, (each) => (each === before ? configVar : each)),
  };
}

/** With the variable go its places on the pages of the wizard; inputs that read it are told as problems. */
export function removeConfigVar(
  definition: Definition,
  { configVar: key }: Of<'remove-config-var'>,
): Definition {
  const variables = definition.requiredConfigVars ?? [];
  if (!variables.some((each) => each.key === key))
    throw new CannotEdit(`There is no config variable ${key} any more.`);
  const pages = definition.configPages ?? undefined;
  return {
    ...definition,
    requiredConfigVars: variables.filter((each) => each.key !== key),
    ...(pages && {
      configPages: mapped(pages, (page) => {
        const before = page.elements ?? [];
        const elements = before.filter(({ type, value }) => type !== 'configVar' || value !== key);
        return elements.length === before.length ? page : { ...page, elements };
      }),
    }),
  };
}

export function renameConfigVar(
  definition: Definition,
  { configVar: key, name: given }: Of<'rename-config-var'>,
): Definition {
  const name = given.trim();
  const variables = definition.requiredConfigVars ?? [];
  if (!variables.some((each) => each.key === key))
    throw new CannotEdit(`There is no config variable ${key} any more.`);
  if (name === key) return definition;
  if (variables.some((each) => each.key === name))
    throw new CannotEdit(`There is a config variable ${name} already: choose another name.`);
  return renameVariable(definition, key, name);
}

/** Whatever reads one variable reads the other from then on; it goes, where it is one of the definition's own. */
export function replaceConfigVar(
  definition: Definition,
  { configVar, by }: Of<'replace-config-var'>,
): Definition {
  const variables = definition.requiredConfigVars ?? [];
  if (configVar === by) return definition;
  if (!variables.some(({ key }) => key === by))
    throw new CannotEdit(`There is no config variable ${by} any more.`);
  const isOwn = variables.some(({ key }) => key === configVar);
  const kept = isOwn ? removeConfigVar(definition, { kind: 'remove-config-var', configVar }) : definition;
  return renameVariable(kept, configVar, by);
}
