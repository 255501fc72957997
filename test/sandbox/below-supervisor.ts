// main.ts below a supervisor that is asked about calls by a filter of its own: the kernel allows one such filter.
import { block, filterPointer, openSystemCalls } from '../../src/sandbox/libc.ts';
import { callNumber } from '../../src/sandbox/syscalls.ts';

const { enterSandbox } = await import('../../src/sandbox/entry.ts');
const words = process.argv.slice(2);
if (words[0] === 'sandbox-launch') {
  const instructions = [
    [0x20, 0, 0, 0],
    [0x15, 0, 1, callNumber('vhangup') ?? 0],
    [0x06, 0, 0, 0x7fc00000],
    [0x06, 0, 0, 0x7fff0000],
  ];
  const filter = block(32);
  instructions.forEach(([code = 0, yes = 0, no = 0, operand = 0], index) => {
    filter.writeUInt16LE(code, index * 8);
    filter.writeUInt8(yes, index * 8 + 2);
    filter.writeUInt8(no, index * 8 + 3);
    filter.writeUInt32LE(operand, index * 8 + 4);
  });
  const call = openSystemCalls();
  call?.('prctl', 38, 1, 0, 0, 0);
  if ((call?.('seccomp', 1, 8, filterPointer(filter)) ?? -1) < 0) throw new Error('the filter was refused');
}
await enterSandbox(words);
