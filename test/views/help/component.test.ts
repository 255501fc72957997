/** The component that the help shows is one: it is taken from the page, compiled and run. */
import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fencesByInfo, ROOT } from './fences.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-component-'));
  for (const [info, code] of fencesByInfo('writing-a-component')) {
    const [, path] = /^ts (.+)$/.exec(info) ?? [];
    if (path === undefined) continue;
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), placed(path, code));
  }
  const settings = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions: { typeRoots: [join(ROOT, 'node_modules/@types')] },
    include: [folder],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What it imports of the product is where it is; what is its own lies beside it. */
function placed(path: string, code: string): string {
  return code.replaceAll(/from '(\.[^']+)'/g, (whole, target: string) => {
    const at = join(dirname(path), target);
    return at.includes('parcel-tracking') ? whole : `from '${join(ROOT, at)}'`;
  });
}

async function run(...words: string[]) {
  const child = Bun.spawn([process.execPath, ...words], { cwd: folder, stdout: 'pipe', stderr: 'pipe' });
  const [out, err, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, out: out + err };
}

test('it compiles by the rules of the source', async () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  expect(await run(tsc, '--noEmit', '-p', folder)).toEqual({ code: 0, out: '' });
}, 180_000);

test('its test passes', async () => {
  const { code, out } = await run('test', folder);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('6 pass') });
}, 180_000);

test('it declares all that built-in components declare', async () => {
  const { parcelTracking } = await import(join(folder, 'src/components/parcel-tracking/index.ts'));
  const parts = [...Object.values(parcelTracking.actions), ...Object.values(parcelTracking.triggers)];
  expect(parts).toHaveLength(3);
  for (const part of parts)
    expect(part).toMatchObject({
      display: { description: expect.stringMatching(/\.$/) },
      examplePayload: expect.anything(),
    });
});
