import type { Store } from '../db/store.ts';
import { MB } from '../lib/bytes.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { nextTurn } from '../lib/next-turn.ts';
import { limitedCustomers, limitsOfCustomer } from '../models/customers.ts';
import { DELETED_AT_ONCE } from '../models/deletions.ts';
import {
  bytesOfCustomer,
  customersAbove,
  deleteEnded,
  oldestEnded,
  setNothingKept,
} from '../models/stored-bytes.ts';

/** Of the quota is left what is removed down to, so that it is not done for each run. */
const DOWN_TO = 0.9;
/** At so many looks all customers are looked at, not those alone of whom something was stored. */
const LOOKS_UNTIL_ALL = 120;

/** `usual` is the quota in bytes of customers without one of their own; 0 for none. */
export type QuotaTools = { store: Store; log: Log; usual: number };

/**
 * What may be kept of one customer's executions. What is stored is added up in memory as it comes, which can only be
 * too much: before anything is done about it, it is added up from the table. The oldest executions that have ended are
 * then removed early; when none is left, nothing new is taken, and what runs goes on.
 */
export class StorageQuota {
  readonly #tools: QuotaTools;
  readonly #own = new Map<string, number>();
  /** What was kept when it was last added up, and what has come since. */
  readonly #known = new Map<string, number>();
  readonly #added = new Map<string, number>();
  readonly #checking = new Set<string>();
  readonly #full = new Set<string>();
  #looks = 0;

  constructor(tools: QuotaTools) {
    this.#tools = tools;
  }

  async start(): Promise<void> {
    for (const { id, limits } of await limitedCustomers(this.#tools.store.read))
      this.#set(id, limits.storedMb);
    this.look();
  }

  /** Says that so many bytes more are kept of a customer's executions. */
  note(customerId: string, bytes: number): void {
    const quota = this.#quotaOf(customerId);
    if (quota === Number.POSITIVE_INFINITY) return;
    const added = (this.#added.get(customerId) ?? 0) + bytes;
    this.#added.set(customerId, added);
    const known = this.#known.get(customerId);
    if (known === undefined || known + added > quota) this.#check(customerId);
  }

  /** Why a customer's calls are not taken, in words; undefined when they are. */
  refusal(customerId: string): string | undefined {
    if (!this.#full.has(customerId)) return undefined;
    const most = Math.round(this.#quotaOf(customerId) / MB);
    return `What is kept of this customer’s executions has reached its limit of ${most} MB, and none that has ended is left to be removed. Let end or cancel what waits, or raise the limit (of the customer, or STEPWELL_MAX_STORED_MB_PER_CUSTOMER).`;
  }

  /** Looks again at those whose calls are refused, and now and then at all. */
  look(): void {
    for (const customerId of this.#full) this.#check(customerId);
    if (this.#looks++ % LOOKS_UNTIL_ALL === 0) this.#lookAtAll().catch((error) => this.#noteFault(error));
  }

  /** Heeds that a customer's limits have changed, or that it is gone. */
  async heed(customerId: string): Promise<void> {
    this.#set(customerId, (await limitsOfCustomer(this.#tools.store.read, customerId)).storedMb);
    this.#check(customerId);
  }

  /** Adds up what is kept of a customer's executions. */
  async bytesOf(customerId: string): Promise<number> {
    this.#added.delete(customerId);
    const bytes = await bytesOfCustomer(() => this.#tools.store.read, customerId);
    if (bytes === 0) this.#known.delete(customerId);
    else this.#known.set(customerId, bytes);
    return bytes;
  }

  #set(customerId: string, storedMb: number | undefined): void {
    if (storedMb === undefined) this.#own.delete(customerId);
    else this.#own.set(customerId, storedMb * MB);
  }

  #quotaOf(customerId: string): number {
    return (this.#own.get(customerId) ?? this.#tools.usual) || Number.POSITIVE_INFINITY;
  }

  async #lookAtAll(): Promise<void> {
    const quotas = [...this.#own.values(), ...(this.#tools.usual > 0 ? [this.#tools.usual] : [])];
    if (quotas.length === 0) return;
    for (const customerId of await customersAbove(this.#tools.store.read, Math.min(...quotas)))
      this.#check(customerId);
  }

  #check(customerId: string): void {
    if (this.#checking.has(customerId)) return;
    this.#checking.add(customerId);
    this.#bringDown(customerId)
      .catch((error) => this.#noteFault(error))
      .finally(() => this.#checking.delete(customerId));
  }

  async #bringDown(customerId: string): Promise<void> {
    const quota = this.#quotaOf(customerId);
    for (;;) {
      const bytes = await this.bytesOf(customerId);
      if (bytes <= quota) return void this.#full.delete(customerId);
      if ((await this.#makeRoom(customerId, bytes - quota * DOWN_TO)) > 0) continue;
      // Were it added up wrongly, it would be for ever.
      await this.#tools.store.write((tx) => setNothingKept(tx, customerId));
      const isFull = (await this.bytesOf(customerId)) > quota;
      if (!isFull) return void this.#full.delete(customerId);
      if (!this.#full.has(customerId))
        this.#tools.log.warn('A customer’s calls are refused: too much is kept of executions that wait', {
          customer: customerId,
        });
      this.#full.add(customerId);
      return;
    }
  }

  /** Removes what has ended, the oldest first, until so many bytes are free; answers how many are. */
  async #makeRoom(customerId: string, needed: number): Promise<number> {
    const { store } = this.#tools;
    let freed = 0;
    let after = '';
    while (freed < needed) {
      const { ended, next } = await oldestEnded(store.read, { customerId }, after);
      const ids = oldestOf(ended, needed - freed);
      if (ids.length > 0) freed += await this.#remove(ids);
      else if (next === undefined) return freed;
      else after = next;
      await nextTurn();
    }
    return freed;
  }

  async #remove(ids: string[]): Promise<number> {
    for (let freed = 0; ; ) {
      const { bytes, isAll } = await this.#tools.store.write((tx) => deleteEnded(tx, ids));
      freed += bytes;
      if (isAll) return freed;
    }
  }

  #noteFault(error: unknown): void {
    this.#tools.log.error('What is kept of a customer could not be looked at', { error: messageOf(error) });
  }
}

/** As many as have so many bytes together, and go in one write. */
function oldestOf(ended: { id: string; size: number }[], needed: number): string[] {
  let bytes = 0;
  const ids: string[] = [];
  for (const { id, size } of ended) {
    if (bytes >= needed || ids.length === DELETED_AT_ONCE.executions) break;
    bytes += size;
    ids.push(id);
  }
  return ids;
}
