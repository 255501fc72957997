/** Numbers from the kernel's headers, `name x86-64 arm64`; `-` where the architecture has no such call. */
const TABLE = `
accept 43 202, accept4 288 242, access 21 -, acct 163 89, add_key 248 217, adjtimex 159 171, bind 49 200, bpf 321 280,
capset 126 91, chdir 80 49, chmod 90 -, chown 92 -, chroot 161 51, clock_adjtime 305 266, clock_settime 227 112,
clone 56 220, clone3 435 435, close 3 57, close_range 436 436, connect 42 203, creat 85 -, delete_module 176 106,
dup 32 23, dup3 292 24, epoll_create1 291 20, epoll_ctl 233 21, epoll_pwait 281 22, execve 59 221, execveat 322 281,
faccessat 269 48, faccessat2 439 439, fanotify_init 300 262, fanotify_mark 301 263, fchdir 81 50, fchmod 91 52,
fchmodat 268 53, fchown 93 55, fchownat 260 54, fcntl 72 25, finit_module 313 273, fork 57 -, fremovexattr 199 16,
fsconfig 431 431, fsetxattr 190 7, fsmount 432 432, fsopen 430 430, fspick 433 433, futimesat 261 -,
getsockname 51 204, getsockopt 55 209, getxattr 191 8, init_module 175 105, inotify_add_watch 254 27, io_setup 206 0,
io_uring_enter 426 426, io_uring_register 427 427, io_uring_setup 425 425, ioctl 16 29, ioperm 173 -, iopl 172 -,
ioprio_set 251 30, kcmp 312 272, kexec_file_load 320 294, kexec_load 246 104, keyctl 250 219, kill 62 129,
landlock_add_rule 445 445, landlock_create_ruleset 444 444, landlock_restrict_self 446 446, lchown 94 -,
lgetxattr 192 9, link 86 -, linkat 265 37, listen 50 201, listxattr 194 11, llistxattr 195 12, lookup_dcookie 212 18,
lremovexattr 198 15, lsetxattr 189 6, lstat 6 -, memfd_create 319 279, memfd_secret 447 447, migrate_pages 256 238,
mkdir 83 -, mkdirat 258 34, mknod 133 -, mknodat 259 33, mmap 9 222, modify_ldt 154 -, mount 165 40,
mount_setattr 442 442, move_mount 429 429, move_pages 279 239, mq_getsetattr 245 185, mq_notify 244 184,
mq_open 240 180, mq_timedreceive 243 183, mq_timedsend 242 182, mq_unlink 241 181, msgctl 71 187, msgget 68 186,
msgrcv 70 188, msgsnd 69 189, name_to_handle_at 303 264, newfstatat 262 79, nfsservctl 180 42, open 2 -,
open_by_handle_at 304 265, open_tree 428 428, openat 257 56, openat2 437 437, perf_event_open 298 241,
personality 135 92, pidfd_getfd 438 438, pidfd_open 434 434, pidfd_send_signal 424 424, pivot_root 155 41,
prctl 157 167, prlimit64 302 261, process_madvise 440 440, process_mrelease 448 448, process_vm_readv 310 270,
process_vm_writev 311 271, ptrace 101 117, quotactl 179 60, quotactl_fd 443 443, read 0 63, readlink 89 -,
readlinkat 267 78, reboot 169 142, recvmmsg 299 243, recvmsg 47 212, removexattr 197 14, rename 82 -, renameat 264 38,
renameat2 316 276, request_key 249 218, rmdir 84 -, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240,
sched_setaffinity 203 122, sched_setattr 314 274, sched_setparam 142 118, sched_setscheduler 144 119, seccomp 317 277,
semctl 66 191, semget 64 190, semop 65 193, semtimedop 220 192, sendmmsg 307 269, sendmsg 46 211, sendto 44 206,
setdomainname 171 162, sethostname 170 161, setns 308 268, setpriority 141 140, setsockopt 54 208,
settimeofday 164 170, setxattr 188 5, shmat 30 196, shmctl 31 195, shmdt 67 197, shmget 29 194, socket 41 198,
socketpair 53 199, stat 4 -, statfs 137 43, statx 332 291, swapoff 168 225, swapon 167 224, symlink 88 -,
symlinkat 266 36, syslog 103 116, tgkill 234 131, tkill 200 130, truncate 76 45, umount2 166 39, unlink 87 -,
unlinkat 263 35, unshare 272 97, uselib 134 -, userfaultfd 323 282, utime 132 -, utimensat 280 88, utimes 235 -,
vfork 58 -, vhangup 153 58, write 1 64`;

/** A call newer than the last one that was reviewed here is refused as unknown. */
export const FIRST_UNREVIEWED_CALL = 451;

export const ARM64 = process.arch === 'arm64';
export const AUDIT_ARCH = ARM64 ? 0xc00000b7 : 0xc000003e;

let numbers: ReadonlyMap<string, number> | undefined;

/** The call's number on this machine, or undefined where the architecture lacks it. */
export function callNumber(name: string): number | undefined {
  numbers ??= callNumbers(ARM64 ? 'arm' : 'x86');
  const number = numbers.get(name);
  if (number === undefined && !isKnown(name))
    throw new Error(`no number is known for the system call ${name}`);
  return number;
}

/** All numbers of an architecture, without the calls that it lacks. */
export function callNumbers(architecture: 'x86' | 'arm'): ReadonlyMap<string, number> {
  return new Map(
    entries().flatMap(([name = '', x86 = '-', arm = '-']): [string, number][] => {
      const number = architecture === 'arm' ? arm : x86;
      return number === '-' ? [] : [[name, Number(number)]];
    }),
  );
}

const entries = () => TABLE.split(',').map((entry) => entry.trim().split(' '));
const isKnown = (name: string) => entries().some(([known]) => known === name);
