import { type Operation, operated } from '../lib/operations.ts';
import { decode, encode } from '../lib/wire.ts';
import type { StateOperation } from '../models/state-changes.ts';

/** What operations make of a stored text, one after the other. @throws when they do not take what is there */
export function madeOf(operations: Operation[], before: string | undefined): string {
  const value = before === undefined ? undefined : decode(before);
  return encode(operations.reduce((made: unknown, operation) => operated(operation, made), value));
}

/** A later change of a key after an earlier one. What was set before stays set: the run knows what it has come to. */
export function folded(
  before: Operation[] | 'set' | undefined,
  after: Operation[] | 'set',
): Operation[] | 'set' {
  if (after === 'set' || before === 'set') return 'set';
  const operations = before ?? [];
  for (const operation of after) fold(operations, operation);
  return operations;
}

/** A loop may add to one key 10,000 times: sums and lists are put together at once. */
function fold(operations: Operation[], operation: Operation): void {
  const last = operations.at(-1);
  if (last?.kind === 'add' && operation.kind === 'add') last.amount += operation.amount;
  else if (last?.kind === 'append' && operation.kind === 'append') last.values.push(...operation.values);
  else operations.push(copied(operation));
}

/** What is put together must not change what a step has given. */
function copied(operation: Operation): Operation {
  return operation.kind === 'append' ? { kind: 'append', values: [...operation.values] } : { ...operation };
}

/** What of an operation is stored beside its kind. */
export function operandOf(operation: Operation): unknown {
  switch (operation.kind) {
    case 'add':
      return operation.amount;
    case 'append':
      return operation.values;
    default:
      return operation.value;
  }
}

/** An operation as it was stored, or `set` for a key that was set or removed. */
export function operationIn(kind: StateOperation, text: string | null): Operation | 'set' {
  if (kind === 'set' || kind === 'remove') return 'set';
  const value = decode(text ?? 'null');
  switch (kind) {
    case 'add':
      return { kind, amount: Number(value) };
    case 'append':
      return { kind, values: Array.isArray(value) ? value : [] };
    default:
      return { kind, value };
  }
}
