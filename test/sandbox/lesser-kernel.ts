import { block, filterPointer, openSystemCalls } from '../../src/sandbox/libc.ts';
import { callNumber } from '../../src/sandbox/syscalls.ts';

/** Makes this process believe that its kernel lacks a system call: a filter answers ENOSYS to it from now on. */
export function forget(name: string): void {
  const program = block(32);
  const instructions = [
    [0x20, 0, 0, 0],
    [0x15, 0, 1, callNumber(name) ?? 0],
    [0x06, 0, 0, 0x00050000 | 38],
    [0x06, 0, 0, 0x7fff0000],
  ];
  instructions.forEach(([code = 0, yes = 0, no = 0, operand = 0], index) => {
    program.writeUInt16LE(code, index * 8);
    program.writeUInt8(yes, index * 8 + 2);
    program.writeUInt8(no, index * 8 + 3);
    program.writeUInt32LE(operand, index * 8 + 4);
  });
  const call = openSystemCalls();
  if (!call) throw new Error('a Linux is needed to imitate a lesser one');
  call('prctl', 38, 1, 0, 0, 0);
  if (call('seccomp', 1, 0, filterPointer(program)) !== 0) throw new Error('the filter was refused');
}
