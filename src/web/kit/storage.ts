import { MB } from '../../lib/bytes.ts';
import type { Customer } from '../../models/customers.ts';
import type { Deps } from './deps.ts';

/** What is kept of a customer's executions, and how much may be; null where there is no limit. */
export type Storage = { bytes: number; limitBytes: number | null };

/** What is kept of a customer's executions, and how much may be. */
export async function storageOf({ engine, settings }: Deps, { id, limits }: Customer): Promise<Storage> {
  const limitMb = limits.storedMb ?? settings.STEPWELL_MAX_STORED_MB_PER_CUSTOMER;
  return { bytes: await engine.storedBytes(id), limitBytes: limitMb === 0 ? null : limitMb * MB };
}
