import { describe, expect, test } from 'bun:test';
import type { Action, InputDeclaration } from '../../src/components/component.ts';
import { scopes } from '../../src/components/persist-data/scopes.ts';
import { builtInComponents } from '../../src/components/registry.ts';
import { createContext } from '../components/context.ts';
import { isMadeByHand } from '../support/components.ts';
import { closedHost } from '../support/host.ts';
import { type Read, steep } from './growth.ts';
import { texts, values } from './shapes.ts';

/** Actions whose work is not ours: a program of the user's, another system, the engine, time that passes. */
const ELSEWHERE = new Set([
  'code.runCode',
  'collection-tools.filter',
  'collection-tools.map',
  'collection-tools.sort',
  'collection-tools.validateJsonSchema',
  'jsonata.transform',
  'liquid-template.transform',
  'math.evaluate',
  'sleep.sleep',
  'text-manipulation.match',
]);

const context = createContext({
  host: {
    ...closedHost,
    fetch: async () => new Response('{}', { headers: { 'content-type': 'application/json' } }),
    runCode: async () => [],
  },
});

/** What an input holds where it is not the one that is tried: what its form proposes. */
function proposed(inputs: InputDeclaration[]): Record<string, unknown> {
  const set = inputs.filter(({ collection, example }) => collection === undefined && example !== undefined);
  return Object.fromEntries(set.map(({ key, example }) => [key, example]));
}

const perform =
  (action: Action, key: string): Read =>
  (input) =>
    action.perform(context, { ...proposed(action.inputs), [key]: input });

/** Kept data is changed by the same functions in each scope, which only hands them another record: one tells for all. */
const OTHER_SCOPES = scopes.map(({ name }) => name).filter((name) => name !== 'Execution');
const isOfOtherScope = (component: string, key: string) =>
  component === 'persist-data' && OTHER_SCOPES.some((name) => key.includes(name));

/** Of what is the same but for its name, one tells for all. */
const isAlike = (component: string, key: string) =>
  component === 'customHttp' || (component === 'hash' && !/^compute(Hash|Hmac)$/.test(key));
/** Of connectors, whose actions are rows of tables, those that have every kind of field tell for all. */
const OF_CONNECTORS = new Set(['aws-sqs.sendMessage', 'github.issuesCreate', 'hubspot.createCompany']);

const rows = builtInComponents().flatMap((owner) =>
  Object.values(owner.actions)
    .filter(({ key }) => isMadeByHand(owner) || OF_CONNECTORS.has(`${owner.key}.${key}`))
    .filter(
      ({ key }) =>
        !ELSEWHERE.has(`${owner.key}.${key}`) && !isOfOtherScope(owner.key, key) && !isAlike(owner.key, key),
    )
    .map((action): [string, Action] => [`${owner.key}.${action.key}`, action]),
);

describe('Twice the data takes a step twice the time, not four times', () => {
  test.each(rows)(
    '%s',
    async (_name, action) => {
      const found: string[] = [];
      for (const { key } of action.inputs) {
        const faults = await steep(perform(action, key), { ...texts, ...values });
        found.push(...faults.map((fault) => `${key}, ${fault}`));
      }
      expect(found).toEqual([]);
    },
    300_000,
  );
});
