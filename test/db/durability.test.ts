import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './folder.ts';

const folderOf = temporaryFolder();

type Call = { kind: 'written' | 'synced' | 'ready' | 'promised'; line: string };

/** The calls in order; a call that another thread interrupted counts for its data at its start and as synced at its end. */
function callsOf(trace: string): Call[] {
  const calls: Call[] = [];
  const syncing = new Set<string>();
  for (const line of trace.split('\n')) {
    const [pid = ''] = line.split(' ', 1);
    if (/ pwrite64\(\d+<[^>]*-wal>/.test(line)) calls.push({ kind: 'written', line });
    else if (/ (fdatasync|fsync)\(\d+<[^>]*-wal>/.test(line)) {
      if (line.includes('<unfinished')) syncing.add(pid);
      else if (/= 0$/.test(line)) calls.push({ kind: 'synced', line });
    } else if (/ <\.\.\. (fdatasync|fsync) resumed>/.test(line) && syncing.delete(pid)) {
      if (/= 0$/.test(line)) calls.push({ kind: 'synced', line });
    } else if (/ write\(1<.*"READY/.test(line)) calls.push({ kind: 'ready', line });
    else if (/ write\(1<.*"ACK /.test(line)) calls.push({ kind: 'promised', line });
  }
  return calls;
}

/** Why no trace can be made here, or nothing. */
async function whyNot(folder: string): Promise<string | undefined> {
  if (!Bun.which('strace')) return 'strace is not installed';
  const probe = Bun.spawn(['strace', '-f', '-e', 'trace=write', '-o', join(folder, 'probe'), 'true'], {
    stdout: 'ignore',
    stderr: 'pipe',
  });
  const said = await new Response(probe.stderr).text();
  return (await probe.exited) === 0 ? undefined : `strace may not trace: ${said.trim()}`;
}

test('a write is promised only after the disk has confirmed the data it wrote', async () => {
  const folder = folderOf();
  const reason = await whyNot(folder);
  if (reason) {
    console.log(`Not checked here: ${reason}.`);
    return;
  }
  const trace = join(folder, 'trace');
  const script = join(import.meta.dir, 'durability-child.ts');
  const watch = ['strace', '-f', '-e', 'trace=fdatasync,fsync,pwrite64,write', '-y', '-o', trace];
  const child = Bun.spawn([...watch, process.execPath, script, folder], { stdout: 'pipe', stderr: 'pipe' });
  const said = await new Response(child.stderr).text();
  expect(await child.exited, said).toBe(0);

  const calls = callsOf(readFileSync(trace, 'utf8'));
  let promised = 0;
  let since: Call['kind'][] = [];
  for (const { kind, line } of calls) {
    if (kind === 'promised') {
      promised += 1;
      expect(since, `nothing was written before ${line}`).toContain('written');
      expect(since.at(-1), `not on disk before ${line}`).toBe('synced');
    }
    if (kind === 'promised' || kind === 'ready') since = [];
    else since.push(kind);
  }
  expect(promised).toBe(30);
}, 180_000);
