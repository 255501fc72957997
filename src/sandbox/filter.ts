import { block } from './libc.ts';
import { ARM64, AUDIT_ARCH, callNumber, FIRST_UNREVIEWED_CALL } from './syscalls.ts';

/** Classic BPF: [code, jump if true, jump if false, operand]; the accumulator holds the call's number before every rule. */
type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
/** The guard answers in place of the kernel. */
const ASK = 0x7fc00000;
const failWith = (errno: number) => 0x00050000 | errno;
const EPERM = failWith(1);
const EACCES = failWith(13);
const ENOSYS = failWith(38);
const ENOPROTOOPT = failWith(92);
const EAFNOSUPPORT = failWith(97);

const load = (offset: number): Instruction => [0x20, 0, 0, offset];
const mask = (bits: number): Instruction => [0x54, 0, 0, bits];
const answer = (verdict: number): Instruction => [0x06, 0, 0, verdict];
const ifEqual = (value: number, ifTrue: number, ifFalse: number): Instruction => [
  0x15,
  ifTrue,
  ifFalse,
  value,
];
const ifAtLeast = (value: number, ifTrue: number, ifFalse: number): Instruction => [
  0x35,
  ifTrue,
  ifFalse,
  value,
];
const ifAnyBit = (bits: number, ifTrue: number, ifFalse: number): Instruction => [
  0x45,
  ifTrue,
  ifFalse,
  bits,
];

/** Offsets in struct seccomp_data; an argument is two words, the low one first. */
const NUMBER = 0;
const ARCH = 4;
const low = (argument: number) => 16 + 8 * argument;
const high = (argument: number) => low(argument) + 4;

/** A rule of one call: its body ends in answers, other calls jump over it. */
function on(call: string, ...body: Instruction[]): Instruction[] {
  const number = callNumber(call);
  return number === undefined ? [] : [ifEqual(number, 0, body.length), ...body];
}

const deny = (calls: string, verdict: number) =>
  calls
    .trim()
    .split(/\s+/)
    .flatMap((call) => on(call, answer(verdict)));

/** Refuses where any of these values is the low word of the argument, allows otherwise. */
function denyValues(call: string, argument: number, values: number[]): Instruction[] {
  const tests = values.map((value, index) => ifEqual(value, values.length - index, 0));
  return on(call, load(low(argument)), ...tests, answer(ALLOW), answer(EPERM));
}

/** Allows where one of these values is the low word of the first argument, refuses otherwise. */
function onlyFor(call: string, values: number[]): Instruction[] {
  const tests = values.map((value, index) => ifEqual(value, values.length - index, 0));
  return on(call, load(low(0)), ...tests, answer(EPERM), answer(ALLOW));
}

const MAP_GROWSDOWN = 0x100;

/** Whatever is asked: nobody is let in, and no call that could name another receiver. */
const SERVING = `bind listen accept accept4 sendmmsg recvmmsg`;
const NETWORK = `socket socketpair connect sendmsg recvmsg setsockopt`;
const PROCESSES = `fork vfork execveat ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd
  pidfd_send_signal process_madvise process_mrelease tkill rt_sigqueueinfo setpriority sched_setscheduler sched_setparam
  sched_setattr ioprio_set migrate_pages move_pages`;
const SYSTEM = `bpf perf_event_open userfaultfd io_setup io_uring_setup io_uring_enter io_uring_register unshare setns
  mount umount2 pivot_root chroot move_mount open_tree fsopen fsconfig fsmount fspick mount_setattr keyctl add_key
  request_key init_module finit_module delete_module kexec_load kexec_file_load reboot swapon swapoff acct quotactl
  quotactl_fd settimeofday clock_settime clock_adjtime adjtimex sethostname setdomainname iopl ioperm syslog
  lookup_dcookie vhangup modify_ldt uselib nfsservctl personality`;
/** System V and POSIX queues, and memory that RLIMIT_DATA does not count. */
const SHARED = `shmget shmat shmctl shmdt semget semop semctl semtimedop msgget msgsnd msgrcv msgctl mq_open mq_unlink
  mq_timedsend mq_timedreceive mq_notify mq_getsetattr memfd_create memfd_secret`;
/** Landlock does not cover these: a process of the same user could make the database unreadable. */
const ATTRIBUTES = `chmod fchmod fchmodat chown fchown lchown fchownat setxattr lsetxattr fsetxattr removexattr
  lremovexattr fremovexattr utime utimes futimesat utimensat inotify_add_watch fanotify_init fanotify_mark truncate
  mknod mknodat name_to_handle_at open_by_handle_at`;

/**
 * The first filter, set before the child's own exec and kept over it; `pid` stays the same over the exec. `guarded`: TCP
 * sockets are there, and each of their connects, like each new thread, is a question to the guard; else there are no sockets at all.
 */
export function outerFilter(pid: number, { guarded }: { guarded: boolean }): Buffer {
  return assemble([
    load(ARCH),
    ifEqual(AUDIT_ARCH, 1, 0),
    answer(KILL),
    load(NUMBER),
    // the x32 numbers are other doors to the same calls
    ...(ARM64 ? [] : [ifAtLeast(0x40000000, 0, 1), answer(KILL)]),
    ifAtLeast(FIRST_UNREVIEWED_CALL, 0, 1),
    answer(ENOSYS),
    ...deny(SERVING, EPERM),
    ...(guarded ? networkRules() : deny(NETWORK, EPERM)),
    ...deny(PROCESSES, EPERM),
    ...deny(SYSTEM, EPERM),
    ...deny(SHARED, EPERM),
    ...deny(ATTRIBUTES, EPERM),
    ...argumentRules(pid, guarded ? ASK : ALLOW),
    answer(ALLOW),
  ]);
}

const TCP_FAST_OPEN = 0x20000000;

/** Options by level that clients set: none that routes, binds to a device or loads a program. */
const SOCKET_OPTIONS: [level: number, names: number[]][] = [
  [1, [2, 7, 8, 9, 13, 15, 18, 20, 21]],
  [6, [1, 3, 4, 5, 6, 7, 12, 18]],
  [0, [1, 2]],
  [41, [16, 26, 67]],
];

function networkRules(): Instruction[] {
  return [
    ...on('connect', answer(ASK)),
    // TCP of IPv4 and IPv6: without UDP no name server but ours is asked, without unix sockets nothing on this machine
    ...on(
      'socket',
      load(low(0)),
      ifEqual(2, 2, 0),
      ifEqual(10, 1, 0),
      answer(EAFNOSUPPORT),
      load(low(1)),
      mask(0xf),
      ifEqual(1, 1, 0),
      answer(EPERM),
      load(low(2)),
      ifEqual(0, 1, 0),
      ifEqual(6, 0, 1),
      answer(ALLOW),
      answer(EPERM),
    ),
    // streams only: from a pair of any other kind a message could be sent to a socket file that it names
    ...on(
      'socketpair',
      load(low(0)),
      ifEqual(1, 0, 3),
      load(low(1)),
      mask(0xf),
      ifEqual(1, 1, 0),
      answer(EPERM),
      answer(ALLOW),
    ),
    // to a stream a name means nothing, but with TCP_FAST_OPEN it is a connect that nobody is asked about
    ...on('sendmsg', load(low(2)), ifAnyBit(TCP_FAST_OPEN, 0, 1), answer(EPERM), answer(ALLOW)),
    ...on('setsockopt', ...SOCKET_OPTIONS.flatMap(allowOptions), answer(ENOPROTOOPT)),
  ];
}

function allowOptions([level, names]: [level: number, names: number[]]): Instruction[] {
  const tests = names.map((name, index) => ifEqual(name, names.length - index, 0));
  const rules = [load(low(2)), ...tests, answer(ENOPROTOOPT), answer(ALLOW)];
  return [load(low(1)), ifEqual(level, 0, rules.length), ...rules];
}

/** @param thread the answer to another thread: the guard counts them where there is one */
function argumentRules(pid: number, thread: number): Instruction[] {
  return [
    // its flags are behind a pointer that a filter cannot follow; libc falls back to clone
    ...on('clone3', answer(ENOSYS)),
    // threads of this process, no namespaces
    ...on(
      'clone',
      load(low(0)),
      ifAnyBit(0x7e020000, 2, 0),
      ifAnyBit(0x10000, 0, 1),
      answer(thread),
      answer(EPERM),
    ),
    // the pipes to the server are sockets: writing is allowed, naming another receiver is not
    ...on(
      'sendto',
      load(low(4)),
      ifEqual(0, 0, 5),
      load(high(4)),
      ifEqual(0, 0, 3),
      load(low(3)),
      ifAnyBit(TCP_FAST_OPEN, 1, 0),
      answer(ALLOW),
      answer(EPERM),
    ),
    // F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE make the kernel send signals to others
    ...denyValues('fcntl', 1, [8, 10, 15, 1024]),
    // typing into a terminal, and what sockets' ioctls (0x89..) tell and set
    ...on(
      'ioctl',
      load(low(1)),
      ifEqual(0x5412, 3, 0),
      ifEqual(0x541c, 2, 0),
      mask(0xff00),
      ifEqual(0x8900, 0, 1),
      answer(EPERM),
      answer(ALLOW),
    ),
    // RLIMIT_DATA counts neither MAP_SHARED|MAP_ANONYMOUS nor what grows downwards like a stack
    ...on(
      'mmap',
      load(low(3)),
      ifAnyBit(MAP_GROWSDOWN, 2, 0),
      mask(0x21),
      ifEqual(0x21, 0, 1),
      answer(EPERM),
      answer(ALLOW),
    ),
    // PR_SET_PDEATHSIG stays as the launcher set it
    ...denyValues('prctl', 0, [1]),
    ...['kill', 'tgkill', 'rt_tgsigqueueinfo'].flatMap((call) => onlyFor(call, [pid])),
    ...['prlimit64', 'sched_setaffinity'].flatMap((call) => onlyFor(call, [0, pid])),
  ];
}

const PATHS = `open openat openat2 creat unlink unlinkat rename renameat renameat2 mkdir mkdirat rmdir link linkat symlink
  symlinkat stat lstat access faccessat faccessat2 readlink readlinkat chdir fchdir statfs getxattr lgetxattr listxattr
  llistxattr`;
const AT_EMPTY_PATH = 0x1000;

/** The second filter, set by the child itself when all it needs is loaded: from then on nothing is opened by name or run. */
export function innerFilter(): Buffer {
  const byDescriptorOnly = (call: string, flags: number) =>
    on(call, load(low(flags)), ifAnyBit(AT_EMPTY_PATH, 0, 1), answer(ALLOW), answer(EACCES));
  return assemble([
    load(NUMBER),
    ...deny('execve seccomp', EPERM),
    ...deny(PATHS, EACCES),
    ...byDescriptorOnly('newfstatat', 3),
    ...byDescriptorOnly('statx', 2),
    answer(ALLOW),
  ]);
}

function assemble(program: Instruction[]): Buffer {
  const bytes = block(program.length * 8);
  program.forEach(([code, ifTrue, ifFalse, operand], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand >>> 0, index * 8 + 4);
  });
  return bytes;
}
