import { expect, test } from 'bun:test';
import { existsSync, readFileSync } from 'node:fs';
import { callNumbers } from '../../src/sandbox/syscalls.ts';

/** Numbers as the kernel's own headers have them, where they are installed. */
const HEADERS = {
  x86: '/usr/include/x86_64-linux-gnu/asm/unistd_64.h',
  // the table that arm64 takes as it is
  arm: '/usr/include/asm-generic/unistd.h',
} as const;

function numbersIn(path: string): Map<string, number> {
  const found = readFileSync(path, 'utf8').matchAll(/^#define __NR(?:3264)?_(\w+)\s+(\d+)/gm);
  return new Map(Array.from(found, ([, name = '', number]) => [name, Number(number)]));
}

test.each(['x86', 'arm'] as const)('the numbers of calls on %s are those of the kernel', (architecture) => {
  const header = HEADERS[architecture];
  if (!existsSync(header)) return;
  const numbers = numbersIn(header);
  const known = callNumbers(architecture);
  const differing = [...known].filter(([name, number]) => {
    const real = numbers.get(name);
    return real !== undefined && real !== number;
  });
  expect(differing).toEqual([]);
  const confirmed = [...known].filter(([name]) => numbers.has(name)).length;
  expect(confirmed).toBeGreaterThan(known.size - 20);
});
