// `bun run build`: the one executable, with its migrations and public files inside.
import { buildPublic } from './vendor.ts';

await buildPublic();

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
    'migrations',
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
