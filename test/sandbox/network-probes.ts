import { callNumber } from '../../src/sandbox/syscalls.ts';

/** Native code that opens sockets of its own, as the body of a function of `[open port, forbidden port, calls by name]`. */
const PRELUDE = `
  const [open, forbidden, number] = args;
  const { dlopen, ptr, read } = process.getBuiltinModule('module').createRequire('/')('bun:ffi');
  const signature = { args: ['i64', 'i64', 'i64', 'i64', 'i64', 'i64', 'i64'], returns: 'i64' };
  const libc = dlopen('libc.so.6', { syscall: signature, __errno_location: { args: [], returns: 'ptr' } }).symbols;
  const block = (size) => Buffer.from(new ArrayBuffer(size));
  const kept = [];
  const call = (name, ...words) => {
    if (number[name] === undefined) return -38;
    const values = [0, 1, 2, 3, 4, 5].map((at) => BigInt(words[at] instanceof Uint8Array || words[at] instanceof BigUint64Array ? (kept.push(words[at]), ptr(words[at])) : words[at] ?? 0));
    const result = Number(libc.syscall(BigInt(number[name]), ...values));
    return result === -1 ? -read.i32(libc.__errno_location(), 0) : result;
  };
  const v4 = (port, ip = [127, 0, 0, 1]) => {
    const bytes = block(16);
    bytes.writeUInt16LE(2, 0);
    bytes.writeUInt16BE(port, 2);
    bytes.set(ip, 4);
    return bytes;
  };
  const socket = (...words) => call('socket', ...words);
  const tcp = () => socket(2, 1, 0);
  const close = (file) => call('close', file);
`;

/** A socket that reaches what is open: without it the refusals below would prove nothing. */
const REACHES = `
  const own = tcp();
  const result = call('connect', own, v4(open), 16);
  close(own);
  return result;
`;

/** What each of these answers must be below 0; what is done is done on sockets of the child's own. */
const PROBES: Record<string, string> = {
  'connect to a closed port': "return call('connect', tcp(), v4(forbidden), 16);",
  'connect to a private address': "return call('connect', tcp(), v4(80, [10, 0, 0, 1]), 16);",
  'connect without an address': "return call('connect', tcp(), block(16), 16);",
  'connect with a short address': "return call('connect', tcp(), v4(open), 8);",
  'connect to nowhere in memory': "return call('connect', tcp(), 8, 16);",
  'connect with a length beyond all': "return call('connect', tcp(), v4(forbidden), 2 ** 31 - 1);",
  'connect with a negative length': "return call('connect', tcp(), v4(open), -1);",
  'connect on its input': "return call('connect', 0, v4(open), 16);",
  'connect on what is not open': "return call('connect', 99, v4(open), 16);",
  'connect of a pair to a socket file': `
    const pair = block(8);
    call('socketpair', 1, 1, 0, pair);
    const path = block(110);
    path.writeUInt16LE(1, 0);
    path.write('/run/systemd/notify', 2);
    return call('connect', pair.readInt32LE(0), path, 110);`,
  'a mapped address of IPv6': `
    const bytes = block(28);
    bytes.writeUInt16LE(10, 0);
    bytes.writeUInt16BE(forbidden, 2);
    bytes.set([0xff, 0xff, 127, 0, 0, 1], 18);
    return call('connect', socket(10, 1, 0), bytes, 28);`,
  'a datagram that names its receiver': "return call('sendto', tcp(), block(1), 1, 0, v4(forbidden), 16);",
  'fast open by sendto': "return call('sendto', tcp(), block(1), 1, 0x20000000, v4(forbidden), 16);",
  'fast open by sendto without a name': "return call('sendto', tcp(), block(1), 1, 0x20000000, 0, 0);",
  'fast open by sendmsg': "return call('sendmsg', tcp(), message(v4(forbidden), 16), 0x20000000);",
  'a name with sendmsg': "return call('sendmsg', tcp(), message(v4(forbidden), 16), 0x4000);",
  'several messages': "return call('sendmmsg', tcp(), message(v4(forbidden), 16), 1, 0);",
  'fast open as an option':
    "return call('setsockopt', tcp(), 6, 30, new Uint8Array(new Int32Array([1]).buffer), 4);",
  'a source route':
    "return call('setsockopt', tcp(), 0, 4, Uint8Array.from([131, 7, 4, 10, 0, 0, 1, 0]), 8);",
  'a device of its own': "return call('setsockopt', tcp(), 1, 25, Uint8Array.from([108, 111, 0]), 3);",
  'a program on a socket': "return call('setsockopt', tcp(), 1, 26, block(16), 16);",
  'another protocol above':
    "return call('setsockopt', tcp(), 6, 31, Uint8Array.from([116, 108, 115, 0]), 4);",
  bind: "return call('bind', tcp(), v4(0), 16);",
  listen: "return call('listen', tcp(), 5);",
  accept: "return call('accept4', tcp(), 0, 0, 0);",
  'who owns its signals': "return call('fcntl', tcp(), 8, process.ppid);",
  'which signal it sends': "return call('fcntl', tcp(), 10, 9);",
  'the owner by ioctl':
    "return call('ioctl', tcp(), 0x8901, new Uint8Array(new Int32Array([process.ppid]).buffer));",
  'the addresses of this machine': "return call('ioctl', tcp(), 0x8912, block(16));",
  'a listener of its own': "return call('seccomp', 1, 8, block(16));",
  ...Object.fromEntries(
    [
      ['a unix socket', 1, 1, 0],
      ['unix datagrams', 1, 2, 0],
      ['UDP', 2, 2, 0],
      ['UDP of IPv6', 10, 2, 0],
      ['raw packets', 2, 3, 1],
      ['ping', 2, 2, 1],
      ['netlink', 16, 3, 0],
      ['packets of a device', 17, 3, 0],
      ['ciphers of the kernel', 38, 5, 0],
      ['the host of a virtual machine', 40, 1, 0],
      ['XDP', 44, 3, 0],
      ['SMC', 43, 1, 0],
      ['multipath TCP', 2, 1, 262],
      ['SCTP', 2, 1, 132],
      ['TIPC', 30, 1, 0],
      ['RDS', 21, 5, 0],
      ['datagrams to the host of a virtual machine', 40, 2, 0],
      ['a family with high bits', 4294967298, 3, 1],
      ['bluetooth', 31, 3, 0],
    ].map(([name, ...words]) => [`a socket of ${name}`, `return socket(${words.join(', ')});`]),
  ),
  ...Object.fromEntries(
    [0, 1, 2, 3].map((file) => [
      `a message to a socket file by its own file ${file}`,
      `const path = block(110);
      path.writeUInt16LE(1, 0);
      path.write('/run/systemd/notify', 2);
      return call('sendmsg', ${file}, message(path, 110), 0x4000);`,
    ]),
  ),
  ...Object.fromEntries(
    [2, 3, 5].map((type) => [
      `a pair of kind ${type}, which could write to a socket file`,
      `return call('socketpair', 1, ${type}, 0, block(8));`,
    ]),
  ),
};

const MESSAGE = `
  const message = (name, length) => {
    const data = block(1);
    const vector = new BigUint64Array([BigInt(ptr(data)), 1n]);
    kept.push(data, vector, name);
    return new BigUint64Array([BigInt(ptr(name)), BigInt(length), BigInt(ptr(vector)), 1n, 0n, 0n, 0n]);
  };
`;

/** Tries all of them; answers \`[what the open port answered, { probe: result }]\`. */
export const TRY_ALL = `${PRELUDE}${MESSAGE}
  const probes = {${Object.entries(PROBES)
    .map(([name, body]) => `${JSON.stringify(name)}: () => {${body}}`)
    .join(',\n')}};
  const reached = (() => {${REACHES}})();
  const results = {};
  for (const [name, probe] of Object.entries(probes)) results[name] = probe();
  return [reached, results];
`;

/** A second thread flips the address between an open and a forbidden port while \`args[3]\` connects are made. */
export const RACE = `${PRELUDE}
  const shared = new SharedArrayBuffer(64);
  const address = Buffer.from(shared);
  address.set(v4(open));
  const stop = new Int32Array(shared, 32, 1);
  const flip = \`onmessage = ({ data: [shared, open, forbidden] }) => {
    const bytes = new Uint8Array(shared);
    const stop = new Int32Array(shared, 32, 1);
    postMessage('ready');
    for (let turn = 0; !Atomics.load(stop, 0); turn++) {
      bytes[2] = open >> 8; bytes[3] = open & 255;
      for (let wait = 0; wait < (turn & 255); wait++);
      bytes[2] = forbidden >> 8; bytes[3] = forbidden & 255;
      for (let wait = 0; wait < (turn & 127); wait++);
    }
  }\`;
  const thread = new Worker(URL.createObjectURL(new Blob([flip])));
  await new Promise((ready) => { thread.onmessage = ready; thread.postMessage([shared, open, forbidden]); });
  const counts = { reached: 0, refused: 0, other: 0 };
  for (let turn = 0; turn < args[3]; turn++) {
    const own = tcp();
    const result = call('connect', own, address, 16);
    counts[result === 0 ? 'reached' : result === -13 ? 'refused' : 'other']++;
    close(own);
  }
  Atomics.store(stop, 0, 1);
  return counts;
`;

const CALLS = `socket socketpair connect sendto sendmsg sendmmsg setsockopt bind listen accept4 fcntl ioctl seccomp close`;

/** The numbers of the calls on this machine, by name. */
export const NUMBERS = Object.fromEntries(CALLS.split(' ').map((name) => [name, callNumber(name)]));
