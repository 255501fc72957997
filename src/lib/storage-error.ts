import { own } from './records.ts';

/** What keeps data from being written or read. */
export type StorageFault =
  | 'busy'
  | 'full'
  | 'nearly-full'
  | 'read-only'
  | 'failing'
  | 'damaged'
  | 'no-files'
  | 'forbidden';

/** The one list of what SQLite and the system call a fault of the store. Extended codes (`SQLITE_IOERR_FSYNC`) follow their stem. */
const FAULTS: Record<string, StorageFault> = {
  SQLITE_BUSY: 'busy',
  SQLITE_LOCKED: 'busy',
  SQLITE_FULL: 'full',
  SQLITE_IOERR: 'failing',
  SQLITE_READONLY: 'read-only',
  SQLITE_CANTOPEN: 'failing',
  SQLITE_PERM: 'forbidden',
  SQLITE_AUTH: 'forbidden',
  SQLITE_PROTOCOL: 'busy',
  SQLITE_CORRUPT: 'damaged',
  SQLITE_NOTADB: 'damaged',
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EROFS: 'read-only',
  EIO: 'failing',
  ENXIO: 'failing',
  ENODEV: 'failing',
  ESTALE: 'failing',
  EMFILE: 'no-files',
  ENFILE: 'no-files',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
};

type Words = {
  /** To whoever asked for something that has to be stored. */
  told: string;
  /** To whoever runs the server: what is wrong, and what to do about it. */
  advice: string;
};

const WORDS: Record<StorageFault, Words> = {
  busy: {
    told: 'The data is in use by another program at the moment, so nothing was stored. Send this again in a few seconds.',
    advice:
      'another program holds a lock on stepwell.db. Close it: a database shell, a copy that is being made, another Stepwell.',
  },
  full: {
    told: 'The disk is full, so nothing was stored. Send this again later.',
    advice:
      'the disk is full. Make room on it, or name a folder on another disk with STEPWELL_DATA or --data.',
  },
  'nearly-full': {
    told: 'The disk is nearly full, so no calls and no files are taken until there is room again. Send this again later.',
    advice:
      'the disk is nearly full, so calls and files are refused. Make room on it, or keep executions for fewer days: STEPWELL_KEEP_SUCCEEDED_DAYS and STEPWELL_KEEP_FAILED_DAYS.',
  },
  'read-only': {
    told: 'The data can only be read at the moment, so nothing was stored. Send this again later.',
    advice:
      'the disk or the database may only be read. Mount the disk for writing, or name another folder with STEPWELL_DATA or --data.',
  },
  failing: {
    told: 'The disk does not take or give data at the moment, so nothing was stored. Send this again later.',
    advice: 'the disk does not take or give the data. Look into the log of the system, and at the disk.',
  },
  damaged: {
    told: 'The data is damaged, so nothing more is stored until it has been restored.',
    advice:
      'the database is damaged. Stop Stepwell and put back the last good copy of the folder: stepwell.db, vault.key and blobs of the same time, without stepwell.db-wal.',
  },
  'no-files': {
    told: 'The server has too many files open at the moment, so nothing was stored. Send this again in a few seconds.',
    advice: 'too many files are open. Raise the limit of open files (ulimit -n, LimitNOFILE=).',
  },
  forbidden: {
    told: 'The data may not be written or read by the server at the moment, so nothing was stored. Send this again later.',
    advice:
      'the system does not let Stepwell read or write there. Give the folder and its files to its user.',
  },
};

/** The store could not do what it was asked to; nothing of it was done. */
export class StorageError extends Error {
  readonly fault: StorageFault;
  /** As SQLite or the system calls it, where one of them has said so. */
  readonly code: string;
  constructor(fault: StorageFault, code = '', cause?: unknown) {
    super(WORDS[fault].told, { cause });
    this.name = 'StorageError';
    this.fault = fault;
    this.code = code;
  }
  /** What to do about it, for whoever runs the server; to be put after a colon. */
  get advice(): string {
    return WORDS[this.fault].advice;
  }
}

const DEEPEST = 5;

/** What was thrown as a fault of the store, told by its code or that of what caused it; undefined for anything else. */
export function storageErrorOf(thrown: unknown): StorageError | undefined {
  let inner = thrown;
  for (let depth = 0; depth < DEEPEST && inner instanceof Error; depth++) {
    if (inner instanceof StorageError) return inner;
    const code = 'code' in inner && typeof inner.code === 'string' ? inner.code : '';
    const stem = /^SQLITE_[A-Z]+/.exec(code)?.[0] ?? code;
    const fault = own(FAULTS, stem);
    if (fault) return new StorageError(fault, code, thrown);
    inner = inner.cause;
  }
  return undefined;
}
