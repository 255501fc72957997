import { block } from './libc.ts';
import { ARM64, AUDIT_ARCH, callNumber, FIRST_UNREVIEWED_CALL } from './syscalls.ts';

/** Classic BPF: [code, jump if true, jump if false, operand]; the accumulator holds the call's number before every rule. */
type Instruction = [code: number, ifTrue: number, ifFalse: number, operand: number];

const ALLOW = 0x7fff0000;
const KILL = 0x80000000;
const failWith = (errno: number) => 0x00050000 | errno;
const EPERM = failWith(1);
const EACCES = failWith(13);
const ENOSYS = failWith(38);

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

const NETWORK = `socket socketpair connect bind listen accept accept4 sendmsg sendmmsg recvmsg recvmmsg setsockopt`;
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

/** The first filter, set before the child's own exec and kept over it; `pid` stays the same over the exec. */
export function outerFilter(pid: number): Buffer {
  return assemble([
    load(ARCH),
    ifEqual(AUDIT_ARCH, 1, 0),
    answer(KILL),
    load(NUMBER),
    // the x32 numbers are other doors to the same calls
    ...(ARM64 ? [] : [ifAtLeast(0x40000000, 0, 1), answer(KILL)]),
    ifAtLeast(FIRST_UNREVIEWED_CALL, 0, 1),
    answer(ENOSYS),
    ...deny(NETWORK, EPERM),
    ...deny(PROCESSES, EPERM),
    ...deny(SYSTEM, EPERM),
    ...deny(SHARED, EPERM),
    ...deny(ATTRIBUTES, EPERM),
    ...argumentRules(pid),
    answer(ALLOW),
  ]);
}

function argumentRules(pid: number): Instruction[] {
  return [
    // its flags are behind a pointer that a filter cannot follow; libc falls back to clone
    ...on('clone3', answer(ENOSYS)),
    // threads of this process, no namespaces
    ...on(
      'clone',
      load(low(0)),
      ifAnyBit(0x7e020000, 2, 0),
      ifAnyBit(0x10000, 0, 1),
      answer(ALLOW),
      answer(EPERM),
    ),
    // the pipes to the server are sockets: writing is allowed, naming another receiver is not
    ...on(
      'sendto',
      load(low(4)),
      ifEqual(0, 0, 3),
      load(high(4)),
      ifEqual(0, 0, 1),
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
