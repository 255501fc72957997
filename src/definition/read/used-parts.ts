import type { Catalog } from '../../components/catalog.ts';
import { own } from '../../lib/records.ts';
import { outlineDefinition } from '../document/outline.ts';
import type { ActionReference, ConfigVar, Definition } from '../document/schema.ts';
import { allSteps } from '../document/walk.ts';
import type { Part } from '../edit/command.ts';
import { partId } from '../edit/parts.ts';
import { configUses } from './config-uses.ts';
import { declaredOf } from './declared.ts';
import { sharedOf } from './shared-variables.ts';

/** A part of a component that a definition names, and how many steps and variables do. */
export type UsedPart = Part & {
  uses: number;
  /** Whether its component is there, and in it the part. */
  isInstalled: boolean;
  isKnown: boolean;
};

/** A connection that a definition asks for, by its config variable. */
export type UsedConnection = {
  configVar: string;
  /** Undefined where the variable says none: it is shared by integrations, or unfinished. */
  part: UsedPart | undefined;
  /** Whether there is such a variable: steps may read one that nobody has declared. */
  isDeclared: boolean;
  isShared: boolean;
  /** Whether there is what it shares, or its part. */
  isKnown: boolean;
  uses: number;
};

export type UsedParts = {
  connections: UsedConnection[];
  /** Actions, triggers and data sources that are not there. */
  missing: UsedPart[];
  /** Components that are not there and that code calls. */
  inCode: string[];
};

/** What a definition needs of components: each of its connections, and what is not there. */
export function usedParts(definition: Definition, catalog: Catalog): UsedParts {
  const parts = new Map<string, UsedPart>();
  const use = (kind: Part['kind'], reference: ActionReference) => {
    const part = { kind, component: reference.component.key, key: reference.key };
    const known = parts.get(partId(part));
    if (known) known.uses += 1;
    else parts.set(partId(part), usedPart(part, reference, catalog));
  };
  for (const { steps } of definition.flows)
    for (const { step } of allSteps(steps, [])) use(step.isTrigger ? 'trigger' : 'action', step.action);
  for (const { dataSource } of definition.requiredConfigVars ?? [])
    if (dataSource) use('dataSource', dataSource);
  const called = definition.flows.flatMap(({ supplementalComponents }) => supplementalComponents ?? []);
  const inCode = called.flatMap((component) => (catalog.find(component) ? [] : component.key));
  return {
    connections: usedConnections(definition, catalog),
    missing: [...parts.values()].filter(({ isKnown }) => !isKnown),
    inCode: [...new Set(inCode)],
  };
}

function usedPart(part: Part, reference: ActionReference, catalog: Catalog): UsedPart {
  const isInstalled = catalog.find(reference.component) !== undefined;
  return { ...part, uses: 1, isInstalled, isKnown: catalog[part.kind](reference) !== undefined };
}

function usedConnections(definition: Definition, catalog: Catalog): UsedConnection[] {
  const uses = configUses(definition, outlineDefinition(definition));
  const countOf = (key: string) => uses.get(key)?.length ?? 0;
  const variables = definition.requiredConfigVars ?? [];
  const declared = variables.flatMap((variable): UsedConnection[] => {
    const { key, dataType, connection, useScopedConfigVar } = variable;
    if (dataType !== 'connection' && !connection) return [];
    const isShared = Boolean(useScopedConfigVar);
    const part = isShared ? undefined : partOf(variable, catalog);
    const isKnown = isShared ? sharedOf(variable, catalog) !== undefined : part?.isKnown === true;
    return [{ configVar: key, part, isDeclared: true, isShared, isKnown, uses: countOf(key) }];
  });
  const undeclared = [...connectionsRead(definition, catalog)].filter(
    (configVar) => !variables.some(({ key }) => key === configVar),
  );
  return [
    ...declared,
    ...undeclared.map((configVar) => ({
      ...{ configVar, part: undefined, isDeclared: false, isShared: false, isKnown: false },
      uses: countOf(configVar),
    })),
  ];
}

function partOf({ connection }: ConfigVar, catalog: Catalog): UsedPart | undefined {
  if (!connection) return undefined;
  const part = { kind: 'connection' as const, component: connection.component.key, key: connection.key };
  return usedPart(part, connection, catalog);
}

/** The config variables that inputs for connections read. */
function connectionsRead({ flows }: Definition, catalog: Catalog): Set<string> {
  const read = new Set<string>();
  for (const { steps } of flows)
    for (const { step } of allSteps(steps, []))
      for (const { key, type } of declaredOf(step, catalog).inputs) {
        const input = type === 'connection' ? own(step.inputs, key) : undefined;
        if (input?.type === 'configVar' && input.value) read.add(input.value);
      }
  return read;
}
