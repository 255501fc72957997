import * as v from 'valibot';
import type { Store } from '../db/store.ts';
import type { Vault } from '../lib/crypto.ts';
import type { Egress } from '../lib/egress.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Mailer } from '../lib/mail.ts';
import { signedHeaders } from '../lib/standard-webhooks.ts';
import { type Instant, now, SECOND } from '../lib/time.ts';
import {
  type Attempt,
  type Delivery,
  dueDeliveries,
  noteAttempt,
  waitingDeliveries,
} from '../models/deliveries.ts';
import { enabledEventWebhooks, secretsOf } from '../models/event-webhooks.ts';

export type DeliveryTools = {
  store: Store;
  vault: Vault;
  log: Log;
  /** The way out, through the rules of what may be called. */
  fetch: Egress['fetch'];
  /** Absent where no server for mail is set. */
  mailer?: Mailer | undefined;
};

const TICK = 2 * SECOND;
/** An answer counts that comes within it. */
const PATIENCE = 15 * SECOND;
/** To one receiver go so many at once: one that is slow holds up nobody else. */
const AT_ONCE = 5;
const LARGEST_ANSWER = 1_000_000;

const mail = v.object({ subject: v.string(), text: v.string() });

/** Sends what waits to be sent, and again what did not arrive. It is looked for when something was written or is due. */
export class Deliveries {
  readonly #tools: DeliveryTools;
  readonly #underWay = new Map<string, string | null>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #look: Promise<void> | undefined;
  #seen: { revision: number; next: Instant } | undefined;
  #sending = new Set<Promise<void>>();
  readonly #stopping = new AbortController();

  constructor(tools: DeliveryTools) {
    this.#tools = tools;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), TICK);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    clearInterval(this.#timer);
    await this.#look;
    await Promise.all(this.#sending);
  }

  /** One look; a second one at the same time is the same. Never throws. What it begins to send goes on after it. */
  look(at: Instant = now()): Promise<void> {
    this.#look ??= this.#lookOnce(at)
      .catch((error) =>
        this.#tools.log.error('Deliveries could not be looked at', { error: messageOf(error) }),
      )
      .finally(() => {
        this.#look = undefined;
      });
    return this.#look;
  }

  /** What was begun to be sent has arrived, or has not. */
  async settled(): Promise<void> {
    await this.#look;
    await Promise.all(this.#sending);
  }

  async #lookOnce(at: Instant): Promise<void> {
    const { store, mailer } = this.#tools;
    const { revision } = store;
    if (this.#stopping.signal.aborted || (this.#seen?.revision === revision && at < this.#seen.next)) return;
    const waiting = await waitingDeliveries(store.read);
    this.#seen = { revision, next: Math.min(...waiting.map((each) => each.at)) };
    const due = waiting.filter((each) => each.at <= at);
    if (due.length === 0) return;
    const webhooks = new Map((await enabledEventWebhooks(store.read)).map((each) => [each.id, each]));
    for (const { webhookId } of due) {
      const free = AT_ONCE - [...this.#underWay.values()].filter((to) => to === webhookId).length;
      const url = webhookId === null ? undefined : webhooks.get(webhookId)?.url;
      if (free <= 0 || (webhookId === null ? !mailer : url === undefined)) continue;
      const rows = await dueDeliveries(store.read, webhookId, at, AT_ONCE + this.#underWay.size);
      const some = rows.filter(({ id }) => !this.#underWay.has(id)).slice(0, free);
      for (const row of some) this.#send(row, at, url);
    }
  }

  #send(delivery: Delivery, at: Instant, url: string | undefined): void {
    this.#underWay.set(delivery.id, delivery.webhookId);
    const sending = this.#sendNoted(delivery, at, url)
      .catch((error) => this.#tools.log.error('A delivery could not be noted', { error: messageOf(error) }))
      .finally(() => {
        this.#underWay.delete(delivery.id);
        this.#sending.delete(sending);
      });
    this.#sending.add(sending);
  }

  async #sendNoted(delivery: Delivery, at: Instant, url: string | undefined): Promise<void> {
    const { store, log } = this.#tools;
    const attempt = url === undefined ? await this.#mail(delivery) : await this.#call(delivery, at, url);
    // What was cut off is sent again after the next start.
    if (this.#stopping.signal.aborted && !attempt.ok) return;
    const isDisabled = await store.write((tx) => noteAttempt(tx, delivery, attempt, at));
    if (isDisabled)
      log.error('An event webhook was disabled: nothing has arrived there for days', {
        webhook: delivery.webhookId,
      });
  }

  async #call({ id, webhookId, payload }: Delivery, at: Instant, url: string): Promise<Attempt> {
    const { store, vault, fetch } = this.#tools;
    try {
      const secrets = await secretsOf(store.read, vault, webhookId ?? '', at);
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signedHeaders(id, at, payload, secrets) },
        body: payload,
        // Where it leads elsewhere, whoever has set it up must say so.
        redirect: 'manual',
        timeout: PATIENCE,
        maxBytes: LARGEST_ANSWER,
        signal: this.#stopping.signal,
      });
      const { status } = response;
      return response.ok ? { ok: true, status } : { ok: false, status, error: `It answered ${status}.` };
    } catch (error) {
      return { ok: false, status: null, error: messageOf(error) };
    }
  }

  async #mail({ mailTo, payload }: Delivery): Promise<Attempt> {
    try {
      const { subject, text } = v.parse(mail, JSON.parse(payload));
      await this.#tools.mailer?.send({ to: mailTo ?? '', subject, text });
      return { ok: true, status: null };
    } catch (error) {
      return { ok: false, status: null, error: messageOf(error) };
    }
  }
}
