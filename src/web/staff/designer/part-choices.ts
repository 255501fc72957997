import type { PartsForm } from '../../../../views/designer/parts.tsx';
import type { Catalog } from '../../../components/catalog.ts';
import type { Component } from '../../../components/component.ts';
import type { ConfigVar, Definition } from '../../../definition/document/schema.ts';
import type { EditCommand, Of, Part } from '../../../definition/edit/command.ts';
import { referenceTo } from '../../../definition/edit/new-steps.ts';
import { partId } from '../../../definition/edit/parts.ts';
import type { UsedPart, UsedParts } from '../../../definition/read/used-parts.ts';
import { plural } from '../../../lib/format.ts';
import type { Form } from '../../kit/form.ts';
import { sharedIn, sharedOptions } from './variable-fields.ts';

const LEFT = { value: '', label: 'Leave as it is' };

const WORDS: Record<Part['kind'], string> = {
  action: 'action',
  trigger: 'trigger',
  dataSource: 'data source',
  connection: 'connection',
};

/** What a form says of each row of a kind; which thing a row is about stands in the form as well. */
function chosenIn(form: Form, kind: 'component' | 'part' | 'connection'): Map<string, string> {
  const chosen = new Map<string, string>();
  for (let index = 0; ; index++) {
    const of = form.values[`of.${kind}.${index}`];
    if (of === undefined) return chosen;
    chosen.set(of, form.text(`${kind}.${index}`));
  }
}

/** The parts of a kind that a component has: key and label. */
function partsOf(component: Component, kind: Part['kind']): { key: string; label: string }[] {
  if (kind === 'connection')
    return component.connections.map(({ key, label }) => ({ key, label: label || key }));
  const declared = {
    action: component.actions,
    trigger: component.triggers,
    dataSource: component.dataSources,
  };
  return Object.entries(declared[kind]).map(([key, { display }]) => ({ key, label: display.label || key }));
}

function missingComponents({ missing, connections }: UsedParts): Map<string, number> {
  const counts = new Map<string, number>();
  for (const part of [...missing, ...connections.flatMap(({ part }) => part ?? [])])
    if (!part.isInstalled) counts.set(part.component, (counts.get(part.component) ?? 0) + part.uses);
  return counts;
}

/** Where the parts of a component are looked for: in the one that was chosen for it, or in itself. */
function sourceOf({ component, isInstalled }: UsedPart, chosen: Map<string, string>, catalog: Catalog) {
  const key = isInstalled ? component : (chosen.get(component) ?? '');
  return key === '' ? undefined : catalog.find({ key });
}

/** What of a draft can be mapped, with what a form has chosen so far. */
export function partsForm(used: UsedParts, definition: Definition, catalog: Catalog, form: Form): PartsForm {
  const components = chosenIn(form, 'component');
  const parts = chosenIn(form, 'part');
  const connections = chosenIn(form, 'connection');
  const installed = catalog
    .list()
    .map(({ key, display }) => ({ value: key, label: `${display.label} (${key})` }));
  return {
    components: [...missingComponents(used)].map(([key, uses]) => ({
      ...{ of: key, label: key, help: `Used in ${plural(uses, 'place')}.` },
      ...{ options: [LEFT, ...installed], value: components.get(key) ?? '' },
    })),
    parts: used.missing.flatMap((part) => {
      const source = sourceOf(part, components, catalog);
      if (!source) return [];
      const { kind, component, key, uses } = part;
      const options = partsOf(source, kind).map((each) => ({
        value: each.key,
        label: `${source.display.label}: ${each.label}`,
      }));
      const namesake = options.some(({ value }) => value === key) ? key : '';
      return {
        ...{ of: partId(part), label: `${component}: ${key}` },
        help: `An unknown ${WORDS[kind]}, used by ${plural(uses, kind === 'dataSource' ? 'variable' : 'step')}.`,
        ...{ options: [LEFT, ...options], value: parts.get(partId(part)) ?? namesake },
      };
    }),
    connections: used.connections.map((connection) => ({
      ...{
        of: connection.configVar,
        label: connection.configVar,
        help: connectionWords(connection, catalog),
      },
      options: connectionOptions(connection.configVar, definition, catalog),
      value: connections.get(connection.configVar) ?? '',
    })),
    inCode: used.inCode,
  };
}

function connectionWords(
  { part, isDeclared, isShared, isKnown, uses }: UsedParts['connections'][number],
  catalog: Catalog,
): string {
  const read = `Read by ${plural(uses, 'step')}.`;
  if (!isDeclared) return `There is no such config variable. ${read}`;
  if (isShared) return `${isKnown ? 'Shared by integrations' : 'It is shared, and is not there'}. ${read}`;
  if (!part) return `It does not say of which component. ${read}`;
  const label = catalog.find({ key: part.component })?.display.label ?? part.component;
  const of = `${label}: ${part.key}`;
  return part.isKnown ? `${of}. ${read}` : `${of}, which is not installed here. ${read}`;
}

const VARIABLE = 'variable:';

function connectionOptions(own: string, { requiredConfigVars }: Definition, catalog: Catalog) {
  const others = (requiredConfigVars ?? []).filter(
    ({ key, dataType, connection }) => key !== own && (dataType === 'connection' || connection),
  );
  const kinds = catalog.list().flatMap((component) =>
    partsOf(component, 'connection').map(({ key, label }) => ({
      value: partId({ kind: 'connection', component: component.key, key }),
      label: `${component.display.label}: ${label}`,
    })),
  );
  return [
    LEFT,
    ...others.map(({ key }) => ({ value: VARIABLE + key, label: `The config variable ${key}` })),
    ...sharedOptions(catalog),
    ...kinds,
  ];
}

/**
 * The commands that a form asks for.
 * @returns also whether some part has no namesake in the component that was chosen for its own, and was not asked for yet
 */
export function mappings(
  used: UsedParts,
  definition: Definition,
  catalog: Catalog,
  form: Form,
): { commands: EditCommand[]; isOpen: boolean } {
  const components = chosenIn(form, 'component');
  const asked = chosenIn(form, 'part');
  const parts: Of<'map-parts'>['parts'] = [];
  let isOpen = false;
  for (const part of used.missing) {
    const source = sourceOf(part, components, catalog);
    const { kind, component, key } = part;
    const target = asked.get(partId(part)) ?? key;
    if (!source || target === '') continue;
    if (partsOf(source, kind).some((each) => each.key === target))
      parts.push({ kind, component, key, to: referenceTo(source, target) });
    else if (!asked.has(partId(part)) && !part.isInstalled) isOpen = true;
  }
  const connections = chosenIn(form, 'connection');
  const ofConnections = used.connections.flatMap((connection): EditCommand[] => {
    const chosen = connections.get(connection.configVar) ?? '';
    const { part, configVar } = connection;
    if (chosen.startsWith(VARIABLE))
      return [{ kind: 'replace-config-var', configVar, by: chosen.slice(VARIABLE.length) }];
    const namesake = part && !part.isInstalled ? components.get(part.component) : undefined;
    const wanted =
      chosen === '' && part && namesake ? partId({ ...onlyPart(part), component: namesake }) : chosen;
    return connectionCommand(configVar, wanted, definition, catalog);
  });
  return {
    commands: [...(parts.length > 0 ? [{ kind: 'map-parts' as const, parts }] : []), ...ofConnections],
    isOpen,
  };
}

const onlyPart = ({ kind, component, key }: Part): Part => ({ kind, component, key });

/** A config variable that asks for a connection of that kind; none for a kind that there is not. */
function connectionCommand(
  configVar: string,
  wanted: string,
  { requiredConfigVars }: Definition,
  catalog: Catalog,
): EditCommand[] {
  const before = requiredConfigVars?.find((each) => each.key === configVar);
  const of = (kind: Partial<ConfigVar>): EditCommand => {
    const { connection: _, useScopedConfigVar: __, inputs: ___, ...rest } = before ?? { key: configVar };
    if (before) return { kind: 'change-config-var', configVar: { ...rest, dataType: 'connection', ...kind } };
    const added = { key: configVar, stableKey: crypto.randomUUID(), dataType: 'connection', ...kind };
    return { kind: 'add-config-var', configVar: added };
  };
  const sharedKey = sharedIn(wanted);
  if (sharedKey !== undefined && catalog.shared?.has(sharedKey))
    return [of({ useScopedConfigVar: sharedKey })];
  for (const component of catalog.list())
    for (const { key } of partsOf(component, 'connection')) {
      if (partId({ kind: 'connection', component: component.key, key }) !== wanted) continue;
      const connection = referenceTo(component, key);
      return [of({ connection, ...(before?.inputs && { inputs: before.inputs }) })];
    }
  return [];
}
