import type { SandboxPool } from '../../src/sandbox/pool.ts';
import { callNumber } from '../../src/sandbox/syscalls.ts';
import { failure, listOf, run } from './pools.ts';

type Probes = [what: string, body: string][];

/** Code that gets at the modules it is not given. */
export const builtin = (name: string) => `process.getBuiltinModule('${name}')`;

/** Bodies of functions that reach for a server at PORT. */
export const ON_THE_NETWORK: Probes = [
  [
    'net',
    `await new Promise((ok, no) => ${builtin('net')}.connect(PORT, '127.0.0.1').on('connect', ok).on('error', no))`,
  ],
  ['Bun.connect', "await Bun.connect({ hostname: '127.0.0.1', port: PORT, socket: { data() {} } })"],
  ["the engine's own fetch", "await Bun.fetch('http://127.0.0.1:PORT')"],
  [
    'http',
    `await new Promise((ok, no) => ${builtin('http')}.get('http://127.0.0.1:PORT', ok).on('error', no))`,
  ],
  ['dns', `await ${builtin('dns')}.promises.lookup('example.com')`],
  ['dns by UDP', `await ${builtin('dns')}.promises.resolve4('example.com')`],
  [
    'datagrams',
    `await new Promise((ok, no) => ${builtin('dgram')}.createSocket('udp4').on('error', no).bind(0, ok))`,
  ],
  [
    'a datagram to this machine',
    `await new Promise((ok, no) => ${builtin('dgram')}.createSocket('udp4').on('error', no).send('x', PORT, '127.0.0.1', (error) => error ? no(error) : ok()))`,
  ],
  ["the engine's datagrams", 'await Bun.udpSocket({})'],
  ['an address as one number', "await Bun.fetch('http://2130706433:PORT')"],
  ['a socket file by fetch', "await Bun.fetch('http://localhost/', { unix: '/run/systemd/notify' })"],
  [
    'a socket without a file',
    `await new Promise((ok, no) => ${builtin('net')}.connect('\\0stepwell').on('connect', ok).on('error', no))`,
  ],
  ['a server of its own', 'Bun.serve({ port: 0, fetch() {} })'],
  [
    'the sockets of the system',
    `await new Promise((ok, no) => ${builtin('net')}.connect('/run/systemd/notify').on('connect', ok).on('error', no))`,
  ],
];

/** Bodies of functions of `[path of the database, id of the server's process]`. */
export const ON_FILES: Probes = [
  ['reading /etc/passwd', `${builtin('fs')}.readFileSync('/etc/passwd')`],
  ['reading in the background', `await ${builtin('fs')}.promises.readFile('/etc/passwd')`],
  ['reading with Bun', "await Bun.file('/etc/passwd').text()"],
  ['reading the database', `${builtin('fs')}.readFileSync(args[0])`],
  ['reading the environment of the server', `${builtin('fs')}.readFileSync('/proc/' + args[1] + '/environ')`],
  ['reading its own memory', `${builtin('fs')}.openSync('/proc/self/mem', 'r+')`],
  ['listing a folder', `${builtin('fs')}.readdirSync('/')`],
  ['finding out about a file', `${builtin('fs')}.statSync(args[0])`],
  ['writing', `${builtin('fs')}.writeFileSync('/tmp/stepwell-escape', 'x')`],
  ['writing with Bun', "await Bun.write('/tmp/stepwell-escape', 'x')"],
  ['deleting the database', `${builtin('fs')}.unlinkSync(args[0])`],
  ['making the database unreadable', `${builtin('fs')}.chmodSync(args[0], 0)`],
  ['the times of a file', `${builtin('fs')}.utimesSync(args[0], 1, 1)`],
  ['making a folder', `${builtin('fs')}.mkdirSync('/tmp/stepwell-escape')`],
  ['cutting the database', `${builtin('fs')}.truncateSync(args[0], 0)`],
  ['opening all processes', `${builtin('fs')}.readdirSync('/proc')`],
  ['the root by its own process', `${builtin('fs')}.readdirSync('/proc/self/root')`],
  ['renaming', `${builtin('fs')}.renameSync(args[0], args[0] + '2')`],
  ['linking', `${builtin('fs')}.symlinkSync('/etc', '/tmp/stepwell-escape')`],
  [
    'a thread',
    `await new Promise((ok, no) => new (${builtin('worker_threads')}.Worker)("require('fs').readFileSync('/etc/passwd')", { eval: true }).on('error', no).on('exit', ok))`,
  ],
];

/** As those before. */
export const ON_PROCESSES: Probes = [
  ['running a program', `${builtin('child_process')}.execSync('id')`],
  ['running a program with Bun', "Bun.spawnSync(['/usr/bin/id'])"],
  ['running this very program', "Bun.spawnSync([process.execPath, '-e', '1'])"],
  ['running a shell', 'await Bun.$`id`.text()'],
  ['killing the server', 'process.kill(args[1], "SIGKILL")'],
  ['asking whether the server lives', 'process.kill(args[1], 0)'],
  ['killing its own parent', 'process.kill(process.ppid, "SIGKILL")'],
  ['killing everything', 'process.kill(-1, "SIGKILL")'],
  ['becoming someone else', 'process.setuid(1)'],
];

/** Calls of the system by native code: of each `[number, …words]` its error, or `done: …`. */
export const CALL = `
  const { dlopen, ptr, read } = ${builtin('module')}.createRequire('/')('bun:ffi');
  const signature = { args: ['i64', 'i64', 'i64', 'i64', 'i64', 'i64'], returns: 'i64' };
  const libc = dlopen('libc.so.6', { syscall: signature, __errno_location: { args: [], returns: 'ptr' } }).symbols;
  const path = Buffer.from(new ArrayBuffer(32));
  path.write('/etc/passwd');
  return args.map(([number, ...words]) => {
    const values = [0, 1, 2, 3, 4].map((at) => BigInt(words[at] === 'path' ? ptr(path) : words[at] ?? 0));
    const result = Number(libc.syscall(BigInt(number), ...values));
    return result === -1 ? read.i32(libc.__errno_location(), 0) : 'done: ' + result;
  });`;
const pid = process.pid;
type Calls = [name: string, ...words: unknown[]][];

/** Without a guard; with one, what sockets may do is tried in `network-escape.test.ts`. */
export const SOCKETS: Calls = [
  ['socket', 2, 1, 0],
  ['socket', 10, 2, 0],
  ['socket', 1, 1, 0],
  ['socket', 16, 3, 0],
  ['socketpair', 1, 2, 0, 'path'],
  ['connect', 0, 'path', 16],
  ['sendmsg', 1, 'path', 0],
  ['sendto', 1, 'path', 1, 0, 'path'],
  ['bind', 0],
  ['listen', 0],
];

export const CALLS: Calls = [
  ['execve', 'path'],
  ['execveat', -100, 'path'],
  ['fork'],
  ['vfork'],
  ['clone', 17],
  ['clone', 0x10000000],
  ['kill', pid, 0],
  ['kill', 0, 0],
  ['kill', -1, 0],
  ['tgkill', pid, pid, 0],
  ['tkill', pid, 0],
  ['rt_sigqueueinfo', pid, 0, 'path'],
  ['rt_tgsigqueueinfo', pid, pid, 0, 'path'],
  ['pidfd_send_signal', 0, 0],
  ['clone3', 'path', 64],
  ['clone', 0x40010000],
  ['clone', 0x40010900],
  ['ptrace', 16, pid],
  ['process_vm_readv', pid],
  ['process_vm_writev', pid],
  ['pidfd_open', pid],
  ['pidfd_getfd', 0],
  ['kcmp', pid],
  ['open', 'path'],
  ['openat', -100, 'path'],
  ['openat2', -100, 'path'],
  ['creat', 'path'],
  ['unlinkat', -100, 'path'],
  ['renameat2', -100, 'path'],
  ['linkat', -100, 'path'],
  ['mknodat', -100, 'path'],
  ['fchmodat', -100, 'path'],
  ['newfstatat', -100, 'path'],
  ['statx', -100, 'path'],
  ['truncate', 'path'],
  ['fchmod', 1, 0o600],
  ['fchown', 1, 0, 0],
  ['fchownat', -100, 'path'],
  ['setxattr', 'path', 'path'],
  ['fsetxattr', 1, 'path'],
  ['removexattr', 'path', 'path'],
  ['getxattr', 'path', 'path'],
  ['utimensat', -100, 'path'],
  ['inotify_add_watch', 0, 'path'],
  ['fanotify_init', 0],
  ['name_to_handle_at', -100, 'path'],
  ['open_by_handle_at', 0, 'path'],
  ['symlinkat', 'path', -100, 'path'],
  ['readlinkat', -100, 'path'],
  ['faccessat', -100, 'path'],
  ['statfs', 'path'],
  ['chdir', 'path'],
  ['chroot', 'path'],
  ['io_uring_setup', 8],
  ['io_setup', 8],
  ['bpf', 0],
  ['perf_event_open'],
  ['userfaultfd', 1],
  ['unshare', 0x10000000],
  ['setns', 0],
  ['mount', 'path'],
  ['move_mount', -100],
  ['keyctl', 0],
  ['add_key', 'path', 'path'],
  ['request_key', 'path', 'path'],
  ['pivot_root', 'path', 'path'],
  ['umount2', 'path'],
  ['fsopen', 'path'],
  ['open_tree', -100, 'path'],
  ['io_uring_enter', 0],
  ['io_uring_register', 0],
  ['memfd_create', 'path'],
  ['shmget', 0, 4096],
  ['mq_open', 'path'],
  ['msgget', 0, 0o1600],
  ['semget', 0, 1, 0o1600],
  ['seccomp', 1],
  ['prctl', 1, 0],
  ['prlimit64', pid, 7],
  ['fcntl', 0, 8, pid],
  ['fcntl', 0, 10, 9],
  ['fcntl', 0, 15, 'path'],
  ['fcntl', 0, 1024, 0],
  ['sched_setaffinity', pid, 8, 'path'],
  ['ioctl', 0, 0x5412, 'path'],
  ['ioctl', 0, 0x8901],
  ['mmap', 0, 4096, 3, 0x21],
  ['mmap', 0, 4096, 3, 0x122],
  ['mmap', 0, 4096, 3, 0x20122],
  ['mmap', 0, 4096, 1, 0x122],
  ['personality', 0],
  ['reboot'],
  ['setpriority', 0, 0, -20],
  ['landlock_restrict_self', 99],
];

const [EPERM, EBADF, EACCES, ENOSYS] = [1, 9, 13, 38];

export type Called = { name: string; result: unknown; isRefused: boolean };

/** What came of the calls that this architecture has. */
export async function called(pool: SandboxPool, calls: Calls): Promise<Called[]> {
  const known = calls.filter(([name]) => callNumber(name) !== undefined);
  const args = known.map(([name, ...words]) => [callNumber(name), ...words]);
  const results = listOf(await run(pool, CALL, { args }));
  return known.map(([name], at) => {
    // a fence more would change nothing: only that it is not a way out counts
    const expected = name === 'landlock_restrict_self' ? [EBADF, EPERM] : [EPERM, EACCES, ENOSYS];
    return { name, result: results[at], isRefused: expected.includes(Number(results[at])) };
  });
}

/** How much of all this was tried in two pools, with a guard and without one, and what of it was done. */
export async function tryAll(pool: SandboxPool, closed: SandboxPool, database: string, port: number) {
  const bodies = [...ON_FILES, ...ON_PROCESSES].map((probe) => [pool, probe] as const);
  const network = ON_THE_NETWORK.map(
    ([what, body]) => [closed, [what, body.replaceAll('PORT', String(port))]] as const,
  );
  const done: string[] = [];
  for (const [tried, [what, body]] of [...network, ...bodies]) {
    await failure(run(tried, body, { args: [database, process.pid] })).catch(() => done.push(what));
  }
  const calls = [...(await called(pool, CALLS)), ...(await called(closed, [...SOCKETS, ...CALLS]))];
  for (const { name, isRefused, result } of calls) if (!isRefused) done.push(`${name}: ${result}`);
  return { tried: network.length + bodies.length + calls.length, done };
}
