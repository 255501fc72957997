import type { Component, InputDeclaration } from '../components/component.ts';

/**
 * A TypeScript module that says what a component takes, for code-native integrations and for editors: they put it into
 * the `componentRegistry` of the SDK (`ComponentManifest`), and what they call is completed and checked.
 */
export function componentManifest(component: Component): string {
  const { key, custom, display, actions, triggers, dataSources, connections } = component;
  const facts = { key, public: component.public !== false, signature: custom?.signature ?? null };
  const groups = {
    actions: Object.values(actions).map((part) => entryOf(part.key, part.display, part.inputs)),
    triggers: Object.values(triggers).map((part) => entryOf(part.key, part.display, part.inputs)),
    dataSources: Object.values(dataSources).map(({ key, display, inputs, dataSourceType }) =>
      entryOf(key, display, inputs, [`dataSourceType: ${quoted(dataSourceType)},`]),
    ),
    connections: connections.map(({ key, label, comments = '', inputs }) =>
      entryOf(key, { label, description: comments }, inputs),
    ),
  };
  return [
    `/** ${plain(display.label)}${custom ? `, version ${custom.number}` : ''}: ${plain(display.description)} */`,
    "import type { Connection } from '@prismatic-io/spectral';",
    '',
    'const called = <T>(_values: T): Promise<unknown> => Promise.resolve();',
    '',
    'const manifest = {',
    ...Object.entries(facts).map(([name, value]) => `  ${name}: ${JSON.stringify(value)},`),
    ...Object.entries(groups).flatMap(([name, entries]) => [`  ${name}: {`, ...entries.flat(), '  },']),
    '} as const;',
    '',
    'export default manifest;',
    '',
  ].join('\n');
}

function entryOf(
  key: string,
  { label, description }: { label: string; description: string },
  inputs: readonly InputDeclaration[],
  more: string[] = [],
): string[] {
  const values = inputs.map(
    (input) => `        ${docOf(input)}${quoted(input.key)}${markOf(input)}: ${typeOf(input)};`,
  );
  return [
    `    /** ${[label, description].map(plain).filter(Boolean).join(': ')} */`,
    `    ${quoted(key)}: {`,
    `      key: ${quoted(key)},`,
    ...more.map((line) => `      ${line}`),
    ...(values.length === 0
      ? ['      perform: called<Record<string, never>>,']
      : ['      perform: called<{', ...values, '      }>,']),
    '      inputs: {',
    ...inputs.map(({ key, type, collection, required }) => {
      const list = collection === undefined ? '' : `, collection: ${quoted(collection)}`;
      return `        ${quoted(key)}: { inputType: ${quoted(type)}${list}, required: ${required === true} },`;
    }),
    '      },',
    '    },',
  ];
}

/** What has a default need not be given. */
function markOf({ required, default: fallback }: InputDeclaration): string {
  return required && (fallback === undefined || fallback === '') ? '' : '?';
}

function docOf({ label, comments = '' }: InputDeclaration): string {
  const said = [label, comments].map(plain).filter(Boolean).join(': ');
  return said === '' ? '' : `/** ${said} */ `;
}

const TYPES: Partial<Record<InputDeclaration['type'], string>> = {
  boolean: 'boolean | "true" | "false"',
  connection: 'Connection',
  conditional: 'unknown[]',
  data: 'string | Uint8Array | { data: unknown; contentType?: string }',
};
const OF_OBJECTS: InputDeclaration['type'][] = [
  ...(['objectSelection', 'objectFieldMap', 'jsonForm', 'structuredObject', 'dynamicObject'] as const),
  ...(['dynamicObjectSelection', 'dynamicFieldSelection'] as const),
];

function typeOf(input: InputDeclaration): string {
  const single = singleType(input);
  if (input.collection === 'valuelist') return `(${single})[]`;
  return input.collection === 'keyvaluelist'
    ? `Record<string, ${single}> | { key: string; value: ${single} }[]`
    : single;
}

function singleType({ type, model, inputs }: InputDeclaration): string {
  if (model && model.length > 0) return model.map(({ value }) => quoted(value)).join(' | ');
  if (type === 'structuredObject' && inputs)
    return `{ ${inputs.map((input) => `${quoted(input.key)}${markOf(input)}: ${typeOf(input)}`).join('; ')} }`;
  if (OF_OBJECTS.includes(type)) return 'unknown';
  return TYPES[type] ?? 'string';
}

const quoted = (text: string) => JSON.stringify(text);

/** In a comment, in one line, and not beyond its end. */
const plain = (text: string) => text.replaceAll(/\s+/g, ' ').replaceAll('*/', '* /').trim();
