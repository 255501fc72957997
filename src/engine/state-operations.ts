import { type Aside, decodeAside } from '../lib/aside.ts';
import { encodeInTurns } from '../lib/in-turns.ts';
import { type Operation, operated } from '../lib/operations.ts';
import { MAX_WIRE_BYTES } from '../lib/wire.ts';
import type { StateOperation } from '../models/state-changes.ts';

/**
 * What operations make of a stored text, one after the other; a large one is read in a thread, and written in turns.
 * @throws when they do not take what is there
 */
export async function madeOf(
  operations: Operation[],
  before: string | undefined,
  aside: Aside | undefined,
): Promise<string> {
  const value = before === undefined ? undefined : await decodeAside(before, aside);
  return await encodeInTurns(
    operations.reduce((made: unknown, operation) => operated(operation, made), value),
    MAX_WIRE_BYTES,
  );
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
export async function operationIn(
  kind: StateOperation,
  text: string | null,
  aside: Aside | undefined,
): Promise<Operation | 'set'> {
  if (kind === 'set' || kind === 'remove') return 'set';
  const value = await decodeAside(text ?? 'null', aside);
  switch (kind) {
    case 'add':
      return { kind, amount: Number(value) };
    case 'append':
      return { kind, values: Array.isArray(value) ? value : [] };
    default:
      return { kind, value };
  }
}
