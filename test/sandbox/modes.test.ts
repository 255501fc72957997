import { expect, test } from 'bun:test';
import { failure, openPool, program, run } from './pools.ts';

test('where full confinement is required, no code runs without it', async () => {
  const pool = openPool({ mode: 'required', self: program('without-landlock.ts') });
  const error = await failure(run(pool, 'return 1'));
  expect([error.reason, error.message]).toEqual([
    'refused',
    'STEPWELL_SANDBOX is "required", and code cannot be fully confined here: this kernel has no Landlock: files are ' +
      'closed by seccomp alone. Run Stepwell where it can, or set it to "auto"',
  ]);
  await pool.close();
});

test('where it is there, code runs', async () => {
  const pool = openPool({ mode: 'required' });
  expect(await run(pool, 'return 1')).toBe(1);
  await pool.close();
});

test('nothing is confined where it is switched off, which is said', async () => {
  const pool = openPool({ mode: 'off' });
  expect(await run(pool, "return process.getBuiltinModule('fs').readdirSync('/').includes('etc')")).toBe(
    true,
  );
  expect(await pool.confinement()).toEqual({
    level: 'none',
    reason: 'STEPWELL_SANDBOX is off: foreign code may do what Stepwell may do',
    network: 'open',
    networkReason: 'nothing is asked before foreign code connects',
  });
  await pool.close();
});

test('native code of the engine is compiled, in spite of the limit of its memory', async () => {
  const pool = openPool();
  // Where the engine has no memory for its compiler, it goes on without, and has no native calls either.
  expect(
    await run(
      pool,
      "return typeof process.getBuiltinModule('module').createRequire('/')('bun:ffi').dlopen('libc.so.6', { getpid: { returns: 'i32' } }).symbols.getpid()",
    ),
  ).toBe('number');
  await pool.close();
});
