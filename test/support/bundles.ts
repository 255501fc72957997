import { join } from 'node:path';
import type { BundleReference } from '../../src/components/host.ts';
import { bundleOf } from '../../src/sandbox/bundle.ts';

const FOLDER = join(import.meta.dir, '..', 'fixtures', 'components');
const built = new Map<string, Promise<string>>();

export type Fixture = 'orders' | 'fields' | 'pickers' | 'sign-ins' | 'routes' | 'two-flows';

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
