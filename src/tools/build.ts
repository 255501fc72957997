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
    '--format=esm',
    // Else it would run and obey what lies in whatever folder it is started in.
    '--no-compile-autoload-bunfig',
    '--no-compile-autoload-dotenv',
    '--asset',
    'dist/migrations',
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
