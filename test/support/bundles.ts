import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { BundleReference } from '../../src/components/host.ts';
import { bundleOf } from '../../src/sandbox/bundle.ts';

const FOLDER = join(import.meta.dir, '..', 'fixtures', 'components');
const built = new Map<string, Promise<string>>();

export type Fixture =
  | 'acme'
  | 'batches'
  | 'batches-in-code'
  | 'fields'
  | 'helpdesk'
  | 'helpdesk-sync'
  | 'orders'
  | 'orders-in-code'
  | 'pickers'
  | 'routes'
  | 'sign-ins'
  | 'signatures'
  | 'two-flows';

/** The text of a component as its author would upload it: built once per process. */
export function bundleText(name: Fixture): Promise<string> {
  const known = built.get(name) ?? build(name);
  built.set(name, known);
  return known;
}

async function build(name: Fixture): Promise<string> {
  const { outputs } = await Bun.build({
    entrypoints: [join(FOLDER, `${name}.ts`)],
    target: 'node',
    format: 'cjs',
    minify: { syntax: true, whitespace: true },
  });
  const [output] = outputs;
  if (!output) throw new Error(`${name} was not built.`);
  return await output.text();
}

export function bundle(text: string): BundleReference {
  return { hash: bundleOf(text).hash, source: async () => text };
}

export const bundleNamed = async (name: Fixture) => bundle(await bundleText(name));

/** A bundle whose actions are these functions, without the SDK: a text of so few lines loads at once. */
export function bundleWith(actions: Record<string, string>, before = ''): BundleReference {
  const parts = Object.entries(actions).map(
    ([key, perform]) =>
      `${key}: { key: '${key}', display: { label: '${key}', description: '' }, inputs: [], perform: ${perform} }`,
  );
  return bundle(`${before}
    exports.default = { key: 'own', display: { label: 'Own', description: '' }, connections: [], triggers: {},
      dataSources: {}, actions: { ${parts.join(', ')} } };`);
}

/** A zip of these files. */
export function zipOf(files: Record<string, string | Uint8Array>): Uint8Array<ArrayBuffer> {
  const bytes = Object.entries(files).map(([name, content]) => [
    name,
    typeof content === 'string' ? Buffer.from(content) : content,
  ]);
  return new Uint8Array(zipSync(Object.fromEntries(bytes)));
}

/** A component without the SDK in it: small, and read at once. */
export function smallBundle(
  key: string,
  more: { label?: string; action?: string; body?: string } = {},
): string {
  const { label = 'Small', action = 'act', body = '' } = more;
  return `${body}
exports.default = {
  key: '${key}',
  public: false,
  display: { label: '${label}', description: 'Does little.', iconPath: 'icon.png' },
  actions: {
    ${action}: {
      key: '${action}',
      display: { label: 'Act', description: 'Acts.' },
      inputs: [{ key: 'name', label: 'Name', type: 'string', required: true }],
      perform: async (context, params) => ({ data: params.name }),
    },
  },
  triggers: {}, dataSources: {}, connections: [],
};`;
}
