// `bun run build`: the one executable, with its migrations and public files inside.
import { cpSync, rmSync } from 'node:fs';
import { buildPublic } from './vendor.ts';

await buildPublic();
// Without what drizzle-kit alone reads, to find out what the next migration is: four times as much as the migrations.
rmSync('dist/migrations', { recursive: true, force: true });
cpSync('migrations', 'dist/migrations', {
  recursive: true,
  filter: (path) => !/_snapshot\.json$|\.config\.ts$/.test(path),
});

const result = Bun.spawnSync(
  [
    process.execPath,
    'build',
    '--compile',
    '--minify',
    // Parsed once here instead of at every start.
    '--bytecode',
    // What is imported on first use is no part of memory before.
    '--splitting',
    '--format=esm',
    // Else it would run and obey what lies in whatever folder it is started in.
    '--no-compile-autoload-bunfig',
    '--no-compile-autoload-dotenv',
    // Our limit is 64 KB and answers 413; Bun's own (431) has to lie above it. To be set by itself it wants `node:http`.
    '--compile-exec-argv=--max-http-header-size=81920',
    '--asset',
    'dist/migrations',
    '--asset',
    'dist/packages',
    '--asset',
    'dist/libraries',
    '--asset',
    'public/built',
    '--asset',
    'views/help',
    'src/main.ts',
    '--outfile',
    'dist/stepwell',
  ],
  { stdout: 'inherit', stderr: 'inherit', stdin: 'ignore' },
);
process.exit(result.exitCode);
