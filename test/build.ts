// `bun run build`: the one executable, with its migrations and public files inside.
import './vendor.ts';

const result = Bun.spawnSync(
  [
    process.execPath,
    'build',
    '--compile',
    '--minify',
    // Parsed once here instead of at every start.
    '--bytecode',
    '--format=esm',
    '--asset',
    'migrations',
    '--asset',
    'public',
    'src/main.ts',
    '--outfile',
    'dist/stepwell',
  ],
  { stdout: 'inherit', stderr: 'inherit', stdin: 'ignore' },
);
process.exit(result.exitCode);
