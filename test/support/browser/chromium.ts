/* The Chromium that an npm package brings, unpacked once per machine into a temporary folder that all runs share. */
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium } from 'playwright-core';

const PACKAGE = fileURLToPath(import.meta.resolve('@sparticuz/chromium'));
const WHOLE = [
  'chromium',
  'al2023/lib/libnss3.so',
  'fonts/fonts/Open_Sans/OpenSans-Regular.ttf',
  'fonts.conf',
];

/**
 * Not the package's own list, which is made for AWS Lambda: `--single-process` ends the whole browser with its first
 * page, and `--disable-web-security` would prove pages under other rules than those of their readers.
 */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--font-render-hinting=none',
  // No page stays long enough for its scripts to be worth it: a sixth of the processor's time.
  '--js-flags=--no-maglev,--no-opt',
  // Whatever a page may ask of elsewhere, nothing leaves this machine.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts it with the libraries and fonts of the package: the machine needs none but glibc. */
export async function launchChromium(): Promise<Browser> {
  const folder = unpackedChromium();
  return await chromium.launch({
    executablePath: join(folder, 'chromium'),
    args: FLAGS,
    timeout: 60_000,
    env: {
      PATH: '/usr/bin:/bin',
      HOME: folder,
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  });
}

/** The folder it is in. Who comes first unpacks beside it and moves the whole at once; who comes second throws his away. */
export function unpackedChromium(parent = tmpdir()): string {
  const folder = join(parent, `stepwell-chromium-${versionOfPackage()}-${process.getuid?.() ?? 0}`);
  if (isWhole(folder)) return folder;
  const draft = mkdtempSync(join(parent, 'stepwell-chromium-draft-'));
  try {
    unpackInto(draft);
    writeFileSync(join(draft, 'fonts.conf'), fontsIn(folder));
    moveTo(folder, draft);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
  return folder;
}

function isWhole(folder: string): boolean {
  return WHOLE.every((name) => existsSync(join(folder, name)));
}

function versionOfPackage(): string {
  const { version } = JSON.parse(readFileSync(join(dirname(PACKAGE), '../package.json'), 'utf8'));
  return String(version);
}

/** The package unpacks into the temporary folder of its process, and its libraries only where it takes itself for AWS. */
function unpackInto(folder: string): void {
  const script = `import chromium from ${JSON.stringify(PACKAGE)}; await chromium.executablePath();`;
  const env = { TMPDIR: folder, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
  const child = Bun.spawnSync([process.execPath, '-e', script], { env, stderr: 'pipe', timeout: 120_000 });
  if (child.exitCode !== 0) throw new Error(`Chromium cannot be unpacked:\n${child.stderr.toString()}`);
}

function moveTo(folder: string, draft: string): void {
  for (let attempt = 1; ; attempt++) {
    try {
      renameSync(draft, folder);
      return;
    } catch (error) {
      if (isWhole(folder)) return;
      // It has lost files, as temporary folders do with time.
      if (attempt === 3) throw error;
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

/** The package's own looks in /tmp/fonts alone, and without any font a page is blank. */
function fontsIn(folder: string): string {
  const prefer = (generic: string, family: string) =>
    `<alias><family>${generic}</family><prefer><family>${family}</family></prefer></alias>`;
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'fonts/fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${join(folder, 'fonts-cache')}</cachedir>
  ${prefer('sans-serif', 'Open Sans')}
  ${prefer('system-ui', 'Open Sans')}
  ${prefer('monospace', 'DejaVu Sans Mono')}
</fontconfig>
`;
}
