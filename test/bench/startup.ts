import { BINARY, start, temporaryFolder, until } from '../support/binary.ts';

/** Milliseconds from the start of a process, on a folder that is there, to its first answer. */
export async function measureColdStart(): Promise<number[]> {
  const dataFolder = temporaryFolder();
  await (await start({ dataFolder })).stop();
  const times = [];
  for (let n = 0; n < 10; n++) {
    const port = portBelowCallers();
    const began = performance.now();
    const child = Bun.spawn([BINARY, '--data', dataFolder, '--port', String(port)], {
      stdout: 'ignore',
      stderr: 'ignore',
    });
    try {
      await until('the first answer', () =>
        fetch(`http://127.0.0.1:${port}/healthz`)
          .then((r) => r.ok)
          .catch(() => false),
      );
      times.push(performance.now() - began);
    } finally {
      child.kill('SIGTERM');
      await child.exited;
    }
  }
  return times;
}

// Below the ports that the system gives to callers: one who calls before anybody listens could reach itself.
function portBelowCallers(): number {
  return 20_000 + Math.floor(Math.random() * 12_000);
}

/** Millions of bytes of the executable, as it is and compressed. */
export function measureSizes() {
  const bytes = Bun.file(BINARY).size;
  const zstd = Bun.spawnSync([
    process.execPath,
    '-e',
    `const b = await Bun.file(process.argv.at(-1)).bytes(); console.log(Bun.zstdCompressSync(b, { level: 10 }).byteLength)`,
    BINARY,
  ]);
  return { raw: bytes / 1e6, zstd: Number(zstd.stdout.toString()) / 1e6 };
}
