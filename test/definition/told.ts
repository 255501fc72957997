import type { Catalog } from '../../src/components/catalog.ts';
import { checkDefinition } from '../../src/definition/check/check.ts';
import { nothingInstalled } from './components.ts';
import { imported } from './examples.ts';

/** YAML of a trigger step and of other steps, with further fields. */
export const START = '{name: Start, isTrigger: true, action: {key: webhook, component: {key: hooks}}}';

export function step(name: string, more = ''): string {
  return `{name: ${name}, action: {key: do, component: {key: c}}${more && `, ${more}`}}`;
}

/** Problems of a definition, as `severity path message`, without those about components that are not installed. */
export function told(rest: string, catalog: Catalog = nothingInstalled): string[] {
  const { definition } = imported(`name: x\ndefinitionVersion: 7\n${rest}`);
  return checkDefinition(definition, catalog)
    .problems.filter(({ message }) => !message.includes('not installed'))
    .map(({ severity, path, message }) => `${severity} ${path} ${message}`);
}

export function toldOfSteps(...steps: string[]): string[] {
  return told(`flows: [{name: f, steps: [${[START, ...steps].join(', ')}]}]\n`);
}

export function toldOfFlow(more: string, start = START): string[] {
  return told(`flows: [{name: f, ${more}, steps: [${start}]}]\n`);
}
