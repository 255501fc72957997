/** Components written with the real SDK, built as their makers build them: CommonJS in one file, with all that they need. */
import { resolve } from 'node:path';
import { zipSync } from 'fflate';

const FOLDER = resolve(import.meta.dir, '../fixtures/components');

/** The text of `dist/index.js`. */
export async function builtBundle(name: 'acme' | 'orders-in-code'): Promise<string> {
  const built = await Bun.build({
    entrypoints: [resolve(FOLDER, `${name}.ts`)],
    target: 'node',
    format: 'cjs',
  });
  return (await built.outputs[0]?.text()) ?? '';
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
