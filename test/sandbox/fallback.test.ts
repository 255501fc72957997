import { describe, expect, test } from 'bun:test';
import { failure, openPool, program, run } from './pools.ts';

const FS = "process.getBuiltinModule('fs')";

describe('on a kernel without Landlock', () => {
  test('code runs, files stay closed, and the confinement is called partial', async () => {
    const pool = openPool({ self: program('without-landlock.ts') });
    expect(await run(pool, 'return args[0] + 1', { args: [1] })).toBe(2);
    expect((await failure(run(pool, `${FS}.readFileSync('/etc/passwd')`))).message).toContain('EACCES');
    expect((await failure(run(pool, "Bun.spawnSync(['/usr/bin/id'])"))).message).not.toBe('');
    expect(await pool.confinement()).toEqual({
      level: 'partial',
      reason: 'this kernel has no Landlock: files are closed by seccomp alone',
      network: 'closed',
      networkReason: 'no guard was started',
    });
    await pool.close();
  });
});

describe('on a kernel without seccomp filters', () => {
  test('code runs with an empty environment and closed files, and the confinement is called partial', async () => {
    const pool = openPool({ self: program('without-seccomp.ts') });
    expect(await run(pool, 'return process.env')).toEqual({});
    expect((await failure(run(pool, `${FS}.readFileSync('/etc/passwd')`))).message).toContain('EACCES');
    expect((await failure(run(pool, `${FS}.writeFileSync('/tmp/stepwell-escape', 'x')`))).message).toContain(
      'EACCES',
    );
    expect(await pool.confinement()).toEqual({
      level: 'partial',
      reason: 'this kernel has no seccomp filters: native code can reach the network and start processes',
      network: 'closed',
      networkReason: 'no guard was started',
    });
    await pool.close();
  });

  test('memory that its limits do not count is weighed', async () => {
    const pool = openPool({ self: program('without-seccomp.ts') });
    const body = `
      const { dlopen, toArrayBuffer } = process.getBuiltinModule('module').createRequire('/')('bun:ffi');
      const mmap = { args: ['ptr', 'u64', 'i32', 'i32', 'i32', 'i64'], returns: 'ptr' };
      const size = 700e6;
      const shared = dlopen('libc.so.6', { mmap }).symbols.mmap(null, size, 3, 0x21, -1, 0);
      new Uint8Array(toArrayBuffer(shared, 0, size)).fill(1);
      await new Promise(() => {});`;
    const { reason, message } = await failure(run(pool, body));
    expect([reason, message]).toEqual(['died', 'the code used more memory than its 256 MB']);
    await pool.close();
  });
});
