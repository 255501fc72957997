import type { Store } from '../db/store.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { type Instant, now, SECOND } from '../lib/time.ts';
import { hasNews, tellAlerts } from '../models/alert-messages.ts';
import { type AlertChanges, changeAlerts, changedAlerts } from '../models/monitor-scans.ts';
import { takeDurations } from '../models/run-durations.ts';

export type AlertTools = { store: Store; log: Log; publicUrl(): string };

const TICK = 10 * SECOND;
/** So many durations are written in one write. */
const DURATIONS = 500;

/** Looks from time to time at what monitors watch, and tells of what they have found. */
export class Alerts {
  readonly #tools: AlertTools;
  #timer: ReturnType<typeof setInterval> | undefined;
  #look: Promise<void> | undefined;
  #written = 0;

  constructor(tools: AlertTools) {
    this.#tools = tools;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), TICK);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#look;
    this.#written = -1;
    await this.#quietly(() => this.#writeDurations());
  }

  /** One look; a second one at the same time is the same. Never throws. */
  look(at: Instant = now()): Promise<void> {
    this.#look ??= this.#quietly(() => this.#lookOnce(at)).finally(() => {
      this.#look = undefined;
    });
    return this.#look;
  }

  async #quietly(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#tools.log.error('Alerts could not be looked at', { error: messageOf(error) });
    }
  }

  async #lookOnce(at: Instant): Promise<void> {
    const { store, publicUrl } = this.#tools;
    const changes = await changedAlerts(store.read, at);
    if (hasAny(changes)) await store.write((tx) => changeAlerts(tx, changes, at));
    if (await hasNews(store.read)) await store.write((tx) => tellAlerts(tx, at, publicUrl()));
    await this.#writeDurations();
  }

  async #writeDurations(): Promise<void> {
    const { store } = this.#tools;
    // Nothing has ended where nothing was written but this. What is missed by that waits for the next write.
    const before = store.revision;
    if (store.condition || before === this.#written) return;
    let writes = 1;
    while (await store.write((tx) => takeDurations(tx, DURATIONS))) writes += 1;
    this.#written = before + writes;
  }
}

const hasAny = ({ begun, ended }: AlertChanges) => begun.length + ended.length > 0;
