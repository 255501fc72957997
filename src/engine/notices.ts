import type { Store } from '../db/store.ts';
import { messageOf } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import type { Mailer } from '../lib/mail.ts';
import { type Instant, MINUTE, now, SECOND } from '../lib/time.ts';
import { mailsOf } from '../models/notice-mails.ts';
import {
  changedNotices,
  changeNotices,
  type Notice,
  type NoticeChanges,
  noteMailed,
  noticesToMail,
} from '../models/notices.ts';

export type NoticeTools = {
  store: Store;
  log: Log;
  publicUrl(): string;
  /** Absent where no server for mail is set: then pages alone say it. */
  mailer?: Mailer | undefined;
};

const TICK = 30 * SECOND;
/** A server for mail that took none is left alone for so long. */
const REST = 5 * MINUTE;
const BATCH = 20;

/** Looks twice a minute at what has stopped, and tells people of it once. */
export class Notices {
  readonly #tools: NoticeTools;
  #timer: ReturnType<typeof setInterval> | undefined;
  #look: Promise<void> | undefined;
  #restsUntil = 0;

  constructor(tools: NoticeTools) {
    this.#tools = tools;
  }

  start(): void {
    this.#timer = setInterval(() => void this.look(), TICK);
    this.#timer.unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#look;
  }

  /** One look; a second one at the same time is the same. Never throws. */
  look(at: Instant = now()): Promise<void> {
    this.#look ??= this.#lookOnce(at)
      .catch((error) => this.#tools.log.error('Notices could not be looked at', { error: messageOf(error) }))
      .finally(() => {
        this.#look = undefined;
      });
    return this.#look;
  }

  async #lookOnce(at: Instant): Promise<void> {
    const { store, mailer } = this.#tools;
    const changes = await changedNotices(store.read, at);
    if (hasAny(changes)) await store.write((tx) => changeNotices(tx, changes, at));
    if (!mailer || at < this.#restsUntil) return;
    for (const notice of await noticesToMail(store.read, at, BATCH)) {
      if (!(await this.#mail(mailer, notice, at))) return;
    }
  }

  /** Whether anybody was told, or there is nobody to tell. */
  async #mail(mailer: Mailer, notice: Notice, at: Instant): Promise<boolean> {
    const { store, log, publicUrl } = this.#tools;
    const mails = await mailsOf(store.read, notice, publicUrl());
    const problems: string[] = [];
    for (const mail of mails) await mailer.send(mail).catch((error) => problems.push(messageOf(error)));
    if (problems.length > 0) log.error('A notice could not be mailed', { error: problems[0] });
    // Those who were told are not told again, even if one address among theirs is refused.
    const isTold = mails.length === 0 || problems.length < mails.length;
    if (isTold) await store.write((tx) => noteMailed(tx, notice, at));
    else this.#restsUntil = at + REST;
    return isTold;
  }
}

const hasAny = ({ begun, ended, forgotten }: NoticeChanges) =>
  begun.length + ended.length + forgotten.length > 0;
