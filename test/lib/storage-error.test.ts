import { expect, test } from 'bun:test';
import { StorageError, storageErrorOf } from '../../src/lib/storage-error.ts';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

test.each([
  ['SQLITE_BUSY', 'busy'],
  ['SQLITE_BUSY_SNAPSHOT', 'busy'],
  ['SQLITE_BUSY_RECOVERY', 'busy'],
  ['SQLITE_LOCKED', 'busy'],
  ['SQLITE_LOCKED_SHAREDCACHE', 'busy'],
  ['SQLITE_FULL', 'full'],
  ['SQLITE_IOERR', 'failing'],
  ['SQLITE_IOERR_FSYNC', 'failing'],
  ['SQLITE_IOERR_SHMSIZE', 'failing'],
  ['SQLITE_READONLY', 'read-only'],
  ['SQLITE_READONLY_DBMOVED', 'read-only'],
  ['SQLITE_CANTOPEN', 'failing'],
  ['SQLITE_CANTOPEN_ISDIR', 'failing'],
  ['SQLITE_CORRUPT', 'damaged'],
  ['SQLITE_CORRUPT_INDEX', 'damaged'],
  ['SQLITE_NOTADB', 'damaged'],
  ['ENOSPC', 'full'],
  ['EDQUOT', 'full'],
  ['EROFS', 'read-only'],
  ['EIO', 'failing'],
  ['EMFILE', 'no-files'],
  ['ENFILE', 'no-files'],
  ['EACCES', 'forbidden'],
] as const)('%s is a fault of the store, also beneath what a query says around it', (code, fault) => {
  expect(storageErrorOf(coded(code))?.fault).toBe(fault);
  const wrapped = new Error('Failed query: insert …', { cause: new Error('b', { cause: coded(code) }) });
  const found = storageErrorOf(wrapped);
  expect([found?.fault, found?.cause]).toEqual([fault, wrapped]);
  expect(found?.message).toMatch(/^The \w.+\.$/);
  expect(found?.advice).toMatch(/^\w.+\.$/);
});

const circle = new Error('a');
circle.cause = circle;

test.each([
  ['a message that repeats a code', new Error('SQLITE_FULL: database or disk is full')],
  ['a constraint', coded('SQLITE_CONSTRAINT_UNIQUE')],
  ['a missing file', coded('ENOENT')],
  ['a refused connection', coded('ECONNREFUSED')],
  ['a name of every object', coded('constructor')],
  ['a code that is a number', Object.assign(new Error('x'), { code: 13 })],
  ['an object that is no error', { code: 'ENOSPC' }],
  ['nothing', undefined],
  ['an error that causes itself', circle],
])('%s is not', (_, thrown) => {
  expect(storageErrorOf(thrown)).toBeUndefined();
});

test('what is one already stays the same', () => {
  const error = new StorageError('nearly-full');
  expect(storageErrorOf(error)).toBe(error);
});
