import * as v from 'valibot';
import type { Component, InputDeclaration } from '../../components/component.ts';
import { type Declared, oneLine, type Schema } from '../../inputs/kind.ts';
import { kindOf } from '../../inputs/registry.ts';
import { keyAfter, listed } from '../../models/paging.ts';
import { componentAt, isNamed } from '../kit/named-components.ts';
import { noBody } from './body.ts';
import { noQuery, pageOf, paging, query } from './query.ts';
import { type Route, route } from './route.ts';
import { list, searched } from './schemas.ts';

const summary = v.object({
  key: v.string(),
  label: v.string(),
  description: v.string(),
  category: v.nullable(v.string()),
  isPublic: v.boolean(),
  version: v.pipe(
    v.nullable(v.number()),
    v.description('The newest of a custom component; null of a built-in one.'),
  ),
  signature: v.nullable(v.string()),
});

const part = v.object({
  key: v.string(),
  label: v.string(),
  description: v.string(),
  inputs: v.pipe(
    v.record(v.string(), v.unknown()),
    v.description('What it takes, as JSON Schema (2020-12): each property is an input by its key.'),
  ),
});

const answer = v.object({
  ...summary.entries,
  documentationUrl: v.nullable(v.string()),
  triggers: v.array(part),
  actions: v.array(part),
  connections: v.array(part),
  dataSources: v.array(part),
  hosts: v.pipe(
    v.nullable(v.array(v.string())),
    v.description(
      'What a custom component may call beside the hosts that its connections name; null where it may call all.',
    ),
  ),
});

type Part = { key: string; display: { label: string; description: string }; inputs: InputDeclaration[] };

function summed({ key, display, public: isPublic = true, custom }: Component) {
  const { label, description, category = null } = display;
  const { number: version = null, signature = null } = custom ?? {};
  return { key, label, description, category, isPublic, version, signature };
}

function shown(component: Component) {
  const { documentationUrl = null, triggers, actions, connections, dataSources } = component;
  return {
    ...summed(component),
    documentationUrl,
    triggers: Object.values(triggers).map(shownPart),
    actions: Object.values(actions).map(shownPart),
    connections: connections.map(({ key, label, comments = '', inputs }) =>
      shownPart({ key, display: { label, description: comments }, inputs }),
    ),
    dataSources: Object.values(dataSources).map(shownPart),
  };
}

function shownPart({ key, display: { label, description }, inputs }: Part) {
  const properties = Object.fromEntries(inputs.map((input) => [input.key, schemaOf(input)]));
  const required = inputs.filter(isAsked).map((input) => input.key);
  return { key, label, description, inputs: { type: 'object', properties, required } };
}

/** Whether a call has to bring it: what has a default need not be there. */
function isAsked({ required, default: fallback }: InputDeclaration): boolean {
  return required === true && (fallback === undefined || fallback === '');
}

function schemaOf(input: InputDeclaration): Schema & { title: string; default?: unknown } {
  const { type, collection, keyLabel, model, label, comments, default: fallback } = input;
  const kind = kindOf({ type, collection, keyLabel, isChoice: model !== undefined });
  return {
    ...kind.schema(declared(input)),
    title: label,
    ...(comments ? { description: comments } : {}),
    ...(fallback === undefined || kind.isSecret ? {} : { default: fallback }),
  };
}

function declared({
  label,
  model = [],
  required = false,
  default: fallback,
  placeholder,
}: InputDeclaration): Declared {
  return {
    ...{ label, options: model, required, placeholder },
    fallback: fallback === undefined ? undefined : oneLine(fallback),
    timeZone: undefined,
  };
}

export const components: Route[] = [
  route({
    name: 'listComponents',
    method: 'GET',
    path: '/components',
    right: 'integrations:read',
    summary: 'Lists what is installed in the order of the keys',
    query: query({
      ...paging,
      q: v.optional(
        searched('A part of the key, the label, the description, or of what an action is called.'),
      ),
    }),
    body: noBody,
    status: 200,
    answer: list(summary),
    handler: async ({ deps, query }) => {
      const page = pageOf(query);
      const last = page.cursor === undefined ? '' : keyAfter('component', page.cursor);
      const found = deps.catalog.list().filter((component) => isNamed(component, query.q ?? ''));
      const rest = found.filter(({ key }) => key.localeCompare(last) > 0);
      return listed(rest.map(summed), page, ({ key }) => `component ${key}`);
    },
  }),
  route({
    name: 'getComponent',
    method: 'GET',
    path: '/components/:key',
    right: 'integrations:read',
    summary: 'Answers a component with its triggers, actions, connections and data sources',
    query: noQuery,
    body: noBody,
    status: 200,
    answer,
    handler: async ({ deps, param }) => {
      const component = componentAt(deps, param('key'));
      return { ...shown(component), hosts: deps.catalog.hostsOf(component.key) };
    },
  }),
];
