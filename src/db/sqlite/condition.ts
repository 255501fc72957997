import { StorageError, type StorageFault, storageErrorOf } from '../../lib/storage-error.ts';
import type { DiskSpace } from '../disk-space.ts';

/** What a store on a disk is opened with besides its place. */
export type ConditionTools = {
  space?: DiskSpace | undefined;
  /** Told when writes begin to fail or the disk to be nearly full, and when all is well again. */
  onCondition?: ((condition: StorageError | undefined) => void) | undefined;
};

/** How often a store that could not write finds out whether it can again. */
const PROBE_EVERY = 1000;
const NEARLY_FULL = new StorageError('nearly-full');

/** What keeps a store from taking writes: what the last one failed for, until one succeeds, or a disk that is nearly full. */
export class Condition {
  readonly #tools: ConditionTools;
  readonly #probe: () => void;
  #failing: StorageError | undefined;
  #told: StorageFault | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** @param probe tries a write, so that a store that nobody writes to finds out as well */
  constructor(tools: ConditionTools, probe: () => void) {
    this.#tools = tools;
    this.#probe = probe;
    tools.space?.watch(() => this.#tell());
  }

  get current(): StorageError | undefined {
    return this.#failing ?? (this.#tools.space?.isLow ? NEARLY_FULL : undefined);
  }

  get isFailing(): boolean {
    return this.#failing !== undefined;
  }

  /** Whoever writes on in a damaged database damages more of it: only another start ends that. */
  get damage(): StorageError | undefined {
    return this.#failing?.fault === 'damaged' ? this.#failing : undefined;
  }

  /** What a write is refused with; a fault of the disk counts from now on. */
  reasonOf(thrown: unknown): unknown {
    const error = storageErrorOf(thrown);
    if (!error) return thrown;
    if (error.fault === 'full') this.#tools.space?.giveUpBallast();
    this.set(error);
    return error;
  }

  set(failing: StorageError | undefined): void {
    if (this.damage) return;
    this.#failing = failing;
    this.#tell();
    if (!failing || this.#timer) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#failing) this.#probe();
    }, PROBE_EVERY);
    this.#timer.unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #tell(): void {
    const { current } = this;
    if (current?.fault === this.#told) return;
    this.#told = current?.fault;
    this.#tools.onCondition?.(current);
  }
}
